import type { Column, ResultSet, Value } from '../engine/value'
import { literal, quoteForShell, quoteName } from '../sql/quote'
import { joined, type FormatOptions, type TextFormat } from './format'

/** Rows in one INSERT statement: few enough for any engine, many enough to be quick. */
const perStatement = 500

/**
 * INSERT statements in the result's own dialect. The table must exist; columns without a name or with one used before get
 * a new one. What the table computes itself is left out, and a comment says so.
 */
export const insert: TextFormat = {
  id: 'insert',
  name: 'INSERT statements',
  extension: 'sql',
  mime: 'application/sql;charset=utf-8',
  encode: (rows, options) => joined(statements(rows, options)),
}

function* statements(
  rows: ResultSet,
  { dialect, table = 'result', computed = [], ownKeys }: FormatOptions,
): Generator<string> {
  const stored = (name: string) => (dialect === 'sqlite' ? name.toLowerCase() : name)
  const leftOut = new Set(computed.map(stored))
  const isLeftOut = (index: number) => leftOut.has(stored(rows.columns[index]?.name ?? ''))
  const all = uniqueNames(rows.columns).map((column) => quoteName(column, dialect))
  const kept = all.flatMap((_, index) => (isLeftOut(index) ? [] : [index]))
  if (kept.length < all.length) {
    const names = all.filter((_, index) => isLeftOut(index)).join(', ')
    yield `-- Left out, as the table computes it: ${names.replace(/[\r\n]+/g, ' ')}\n`
  }
  if (kept.length === 0) return
  const overriding = ownKeys === true ? ' OVERRIDING SYSTEM VALUE' : ''
  const begin = `INSERT INTO ${table} (${kept.map((index) => all[index]).join(', ')})${overriding} VALUES\n`
  const written = (value: Value) =>
    dialect === 'sqlite' && typeof value === 'string' ? quoteForShell(value) : literal(value, dialect)
  for (let row = 0; row < rows.rowCount; row++) {
    const values = kept.map((index) => written(rows.value(row, index))).join(', ')
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
