/** The results of the newest run, kept small, so that a reload shows them again. */
import type { Value } from '../engine/value'
import type { Outcome } from '../result/outcome.svelte'

/** Where storage has them. */
export const lastRunKey = 'playground/last run'

/** A value as JSON: what JSON has no form for stands in an array, text that says which in front. */
export type PackedValue = null | boolean | number | string | readonly ['int' | 'number' | 'bytes', string]

/** Outcomes, rows of each, and characters of all of them that are kept. */
const most = { outcomes: 50, rows: 200, text: 100_000 }

/** JSON of outcomes, cut at `most`. `script` is what the places in errors refer to. */
export function packRun(database: string, script: string, outcomes: readonly Outcome[]) {
  let room = most.text
  return {
    database,
    script: script.slice(0, most.text),
    outcomes: outcomes.slice(0, most.outcomes).map(({ statement, state, message, rows, rowCount, reply }) => {
      const cells: PackedValue[][] = []
      while (rows && cells.length < Math.min(rowCount, most.rows) && room > 0) {
        const row = rows.columns.map((_, column) => pack(rows.value(cells.length, column)))
        room -= JSON.stringify(row).length
        if (room > 0) cells.push(row)
      }
      return { statement, state, message, reply, columns: rows?.columns ?? null, cells }
    }),
  }
}

function pack(value: Value): PackedValue {
  if (typeof value === 'bigint') return ['int', `${value}`]
  if (value instanceof Uint8Array) return ['bytes', [...value.subarray(0, 1000)].join()]
  return typeof value === 'number' && !Number.isFinite(value) ? ['number', `${value}`] : value
}

export type PackedRun = ReturnType<typeof packRun>
