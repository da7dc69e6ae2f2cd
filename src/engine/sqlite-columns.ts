import type { Batch, ColumnBatch } from './batch'
import { cell } from './column-builder'
import type { Column, ValueKind } from './value'

/**
 * SQLite's values have types, its result columns do not: a column is described by the values of the first batch.
 * `type` is the storage class seen first, '' when all are NULL.
 */
export function describe(names: readonly string[], batch: Batch): Column[] {
  return names.map((name, i) => {
    const column = batch.columns[i]
    return { name, ...(column === undefined ? unknown : guess(column, batch.rowCount)) }
  })
}

interface Guess {
  type: string
  kind: ValueKind
}
const unknown: Guess = { type: '', kind: 'unknown' }

function guess(column: ColumnBatch, rows: number): Guess {
  switch (column.kind) {
    case 'integers':
    case 'bigints':
      return { type: 'integer', kind: 'integer' }
    case 'numbers':
      return { type: 'real', kind: 'number' }
    case 'texts':
      return { type: 'text', kind: textKind(column, rows) }
    case 'values':
      return mixed(column, rows)
  }
}

const day = /^\d{4}-[01]\d-[0-3]\d$/
const moment = /^\d{4}-[01]\d-[0-3]\d[ T][0-2]\d:[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/

/** Dates are text in SQLite: a column is one of dates when all of its texts are. */
function textKind(column: ColumnBatch, rows: number): ValueKind {
  let [days, texts] = [0, 0]
  for (let i = 0; i < rows; i++) {
    const value = cell(column, i)
    if (typeof value !== 'string') continue
    texts++
    if (day.test(value)) days++
    else if (!moment.test(value)) return 'text'
  }
  if (texts === 0) return 'text'
  return days === texts ? 'date' : 'timestamp'
}

function mixed(column: ColumnBatch, rows: number): Guess {
  let type = ''
  const seen = new Set<string>()
  for (let i = 0; i < rows; i++) {
    const value = cell(column, i)
    if (value === null) continue
    const storage = storageClass(value)
    type ||= storage
    seen.add(storage)
  }
  if (seen.size === 1) return { type, kind: seen.has('blob') ? 'bytes' : 'unknown' }
  const numeric = seen.size === 2 && seen.has('integer') && seen.has('real')
  return { type, kind: numeric ? 'number' : 'unknown' }
}

function storageClass(value: unknown): string {
  if (typeof value === 'bigint') return 'integer'
  if (typeof value === 'number') return 'real'
  return typeof value === 'string' ? 'text' : 'blob'
}
