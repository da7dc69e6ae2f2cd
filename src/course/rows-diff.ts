/** Two results compared as bags of rows: what is missing, what is extra, what agrees. */
import type { Value } from '../engine/value'
import type { Rows } from './answer'
import { agree, key, measureOf, type Measure } from './cell'
import type { Comparison } from './check'

export type Row = readonly Value[]

export interface RowsDiff {
  readonly missing: readonly Row[]
  readonly extra: readonly Row[]
  readonly same: readonly Row[]
}

/** How each column is compared. */
export function measures(
  check: Pick<Comparison, 'exact' | 'dates'>,
  actual: Rows,
  expected: Rows,
): Measure[] {
  return expected.columns.map((column, index) =>
    measureOf(actual, expected, index, check.exact.includes(column.name), check.dates === 'loose'),
  )
}

/** Leftovers beyond this are not paired one by one: they only differ in the last digits, or they differ. */
const pairedOneByOne = 300

/** The difference of two bags of rows. Rows count as often as they occur; order does not matter. */
export function diffRows(actual: readonly Row[], expected: readonly Row[], by: readonly Measure[]): RowsDiff {
  const waiting = new Map<string, Row[]>()
  for (const row of expected) {
    const rowKey = keyOf(row, by)
    const rows = waiting.get(rowKey)
    if (rows === undefined) waiting.set(rowKey, [row])
    else rows.push(row)
  }
  const same: Row[] = []
  const extra: Row[] = []
  for (const row of actual) {
    const found = waiting.get(keyOf(row, by))?.pop()
    if (found === undefined) extra.push(row)
    else same.push(row)
  }
  const missing = [...waiting.values()].flat()
  if (missing.length > pairedOneByOne || extra.length > pairedOneByOne) return { missing, extra, same }
  return pairLeftovers({ missing, extra, same }, by)
}

/** Floats that agree within the tolerance may have different keys. */
function pairLeftovers({ missing, extra, same }: RowsDiff, by: readonly Measure[]): RowsDiff {
  const left = [...missing]
  const paired: Row[] = []
  const unpaired = extra.filter((row) => {
    const index = left.findIndex((other) => rowsAgree(row, other, by))
    if (index === -1) return true
    left.splice(index, 1)
    paired.push(row)
    return false
  })
  return { missing: left, extra: unpaired, same: [...same, ...paired] }
}

export function keyOf(row: Row, by: readonly Measure[]): string {
  return JSON.stringify(by.map((measure, index) => key(row[index] ?? null, measure)))
}

export function rowsAgree(a: Row, b: Row, by: readonly Measure[]): boolean {
  return by.every((measure, index) => agree(a[index] ?? null, b[index] ?? null, measure))
}
