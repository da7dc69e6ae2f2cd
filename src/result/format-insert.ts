import type { Column, ResultSet, Value } from '../engine/value'
import { literal, quoteForShell, quoteName } from '../sql/quote'
import { joined, type FormatOptions, type TextFormat } from './format'

/** Rows in one INSERT statement: few enough for any engine, many enough to be quick. */
const perStatement = 500

/** INSERT statements in the result's own dialect. The table must exist; columns without a name or with one used before get a new one. */
export const insert: TextFormat = {
  id: 'insert',
  name: 'INSERT statements',
  extension: 'sql',
  mime: 'application/sql;charset=utf-8',
  encode: (rows, options) => joined(statements(rows, options)),
}

function* statements(rows: ResultSet, { dialect, table = 'result' }: FormatOptions): Generator<string> {
  const names = uniqueNames(rows.columns).map((column) => quoteName(column, dialect))
  const begin = `INSERT INTO ${table} (${names.join(', ')}) VALUES\n`
  if (names.length === 0) return
  const written = (value: Value) =>
    dialect === 'sqlite' && typeof value === 'string' ? quoteForShell(value) : literal(value, dialect)
  for (let row = 0; row < rows.rowCount; row++) {
    const values = names.map((_, index) => written(rows.value(row, index))).join(', ')
    const last = row === rows.rowCount - 1 || row % perStatement === perStatement - 1
    yield `${row % perStatement === 0 ? begin : ''}  (${values})${last ? ';\n' : ',\n'}`
  }
}

/** `a, a, ''` → `a, a_2, column3`; letters' case makes no difference, as in both engines. */
export function uniqueNames(columns: readonly Column[]): string[] {
  const taken = new Set<string>()
  return columns.map((column, index) => {
    const base = column.name === '' ? `column${index + 1}` : column.name
    let name = base
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base}_${n}`
    taken.add(name.toLowerCase())
    return name
  })
}
