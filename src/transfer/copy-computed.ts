/** Columns that an engine computes: what SQLite says of them, and how a copy of them is made and looked at. */
import { quoteName } from '../sql/quote'
import { Tokens } from '../sql/tokens'
import type { Dialect } from '../sql/dialect'
import type { CopyColumn, CopyTable } from './copy-model'

/** The expressions of the generated columns in a CREATE TABLE of SQLite, by the columns' names in small letters. */
export function sqliteExpressions(sql: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const tokens = new Tokens(sql, 'sqlite')
  let depth = 0
  let column: string | null = null
  let isFirst = false
  let opensWith = ''
  let begin = -1
  let end = -1
  while (tokens.solid() !== 'end') {
    const { kind, value, to } = tokens
    if (value === '(') {
      depth++
      if (depth === 1) isFirst = true
      else if (depth === 2 && opensWith === 'AS') begin = to
    } else if (value === ')') {
      depth--
      if (depth === 1 && begin >= 0) {
        if (column !== null) found.set(column.toLowerCase(), sql.slice(begin, end).trim())
        begin = -1
      }
    } else if (depth === 1 && value === ',') isFirst = true
    else if (depth === 1 && isFirst) {
      column = kind === 'word' ? value : unquoted(value)
      isFirst = false
    }
    if (depth === 1) opensWith = kind === 'word' ? value.toUpperCase() : ''
    end = to
  }
  return found
}

const unquoted = (name: string) => {
  const [mark = ''] = name
  const inner = name.slice(1, -1)
  return mark === '[' ? inner : inner.replaceAll(mark + mark, mark)
}

/** As the column keeps it. `expression`: in the words of the copy. */
export function computedExpression(expression: string, type: string, dialect: Dialect): string {
  // PostgreSQL rounds to the digits of the type
  const scale = dialect === 'sqlite' ? /^DECIMAL\(\d+, ?(\d+)\)$/.exec(type)?.[1] : undefined
  return scale === undefined ? expression : `round(${expression}, ${scale})`
}

/** A column of the copy that it computes itself, and the one beside it with the source's values until both were compared. */
export interface Computed {
  readonly column: CopyColumn
  readonly beside: CopyColumn
}

/** Columns for the source's values, under names that are free. */
export function besides(table: CopyTable, columns: readonly CopyColumn[]): Computed[] {
  const taken = new Set(table.columns.map(({ name }) => name.toLowerCase()))
  let n = 0
  const free = (): string => {
    const name = `tandem_${++n}`
    return taken.has(name) ? free() : name
  }
  return columns.map((column) => ({
    column,
    beside: { ...column, name: free(), notNull: false, computed: null },
  }))
}

/** The table as rows are written into it: with the source's values in place of what is computed. */
export function filled(table: CopyTable, computed: readonly Computed[]): CopyTable {
  return {
    ...table,
    columns: table.columns.map((column) => computed.find((each) => each.column === column)?.beside ?? column),
  }
}

/** How many rows have another value than the source (`own`: by an expression in the column's place); numbers as near as double precision is. */
export function countOthers(
  table: string,
  { column, beside }: Computed,
  dialect: Dialect,
  own = quoteName(column.name, dialect),
): string {
  const source = quoteName(beside.name, dialect)
  const isOther = dialect === 'sqlite' ? `${own} IS NOT ${source}` : `${own} IS DISTINCT FROM ${source}`
  const isNumber = column.kind === 'integer' || column.kind === 'decimal' || column.kind === 'real'
  const isNear = isNumber ? ` AND (abs(${own} - ${source}) <= 1e-12 * abs(${source})) IS NOT TRUE` : ''
  return `SELECT count(*) FROM ${table} WHERE ${isOther}${isNear}`
}
