/** Rows into a table that exists: which column goes where, and as what. */
import type { Table, TableColumn } from '../engine/schema'
import type { Dialect } from '../sql/dialect'
import { examples, isNumberForm, type Form } from './forms'
import type { Kind } from './kind'
import { uniqueNames } from './names'
import { writtenIn, type Plan, type PlanColumn } from './plan'
import type { Scan } from './scan'
import type { TableSource } from './source'

/** What a column of a file becomes in a column of a table that exists. `chosen`: its form, where it could have two. */
export function columnInto(
  seen: Scan | null,
  from: number,
  column: TableColumn,
  dialect: Dialect,
  chosen?: Form,
): PlanColumn {
  const into = typedInto(seen, from, column, dialect, chosen)
  return column.default === null ? into : { ...into, fallback: column.default }
}

function typedInto(
  seen: Scan | null,
  from: number,
  { name, type }: TableColumn,
  dialect: Dialect,
  chosen?: Form,
): PlanColumn {
  const kind = kindOf(type, dialect)
  const written = seen === null ? null : writtenIn(seen, chosen)(from)
  if (dialect === 'sqlite' && /^(any)?$/i.test(type.trim())) return { from, name, kind, open: true }
  if (written === null) return { from, name, kind }
  const { form } = written
  if (isNumberForm(form)) return { from, name, kind, ...(/^(integer|decimal|real)$/.test(kind) && { form }) }
  const day = /^(date\b|datetime|timestamp)/i.exec(type)?.[1]?.toLowerCase()
  if (day === undefined) return { from, name, kind }
  return { from, name, kind: day === 'date' ? 'date' : 'timestamp', form }
}

/** The forms that a column of a file could have in a column of a table, where the file does not tell which. */
export function formsInto(...into: Parameters<typeof columnInto>): readonly Form[] {
  const [seen, from, column, dialect] = into
  const as = (form?: Form) => columnInto(seen, from, column, dialect, form).form
  const forms = Object.keys({ ...examples.decimal, ...examples.date }) as Form[]
  return as() === undefined ? forms.filter((form) => as(form) === form) : []
}

/**
 * Into a table that exists: columns go by their name, letters' case aside; with no name in common, and for a file
 * without a header, by their place. Generated columns get nothing.
 */
export function planInto(
  source: TableSource,
  table: Table,
  dialect: Dialect,
  seen: Scan | null = null,
): Plan {
  const names = uniqueNames(source.columns).map((name) => name.toLowerCase())
  const fillable = table.columns.filter(({ generated }) => generated !== true)
  const go = (from: number, column: TableColumn) =>
    from < 0 ? [] : [columnInto(seen, from, column, dialect)]
  const byName = fillable.flatMap((column) => go(names.indexOf(column.name.toLowerCase()), column))
  // a file as wide as the table has the generated columns in it
  const places = names.length < table.columns.length ? fillable : table.columns
  const byPlace = places
    .slice(0, names.length)
    .flatMap((column, from) => (fillable.includes(column) ? go(from, column) : []))
  const columns = (byName.length > 0 ? byName : byPlace).sort((a, b) => a.from - b.from)
  return { table: table.name, schema: table.schema, create: false, columns, misfits: 'stop' }
}

/** What a file and a table do not have in common, in sentences; '' where every column of both has its place. */
export function unplaced({ columns }: TableSource, table: Table, plan: Plan): string {
  const file = uniqueNames(columns)
  const own = new Set(table.columns.map(({ name }) => name.toLowerCase()))
  const isNamed = columns.some((name) => name.trim() !== '')
  const left = file.filter((_, i) => plan.columns.every(({ from }) => from !== i))
  const empty = table.columns.filter(
    ({ name, generated }) => generated !== true && plan.columns.every((column) => column.name !== name),
  )
  const list = (names: readonly string[]) =>
    names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
  return [
    ...(isNamed && !file.some((name) => own.has(name.toLowerCase()))
      ? ['No column of the file has the name of one of the table: check where each one goes.']
      : []),
    ...(left.length > 0 ? [`Of the file, left out: ${list(left)}.`] : []),
    ...(empty.length > 0
      ? [`Of the table, filled with their defaults: ${list(empty.map(({ name }) => name))}.`]
      : []),
  ].join(' ')
}

/** The kind by which cells are written into a column that is declared so. What has no kind of its own is the engine's to read. */
export function kindOf(type: string, dialect: Dialect): Kind {
  const word = type.toLowerCase()
  if (dialect === 'sqlite') {
    // SQLite's own rules of affinity come first (manual: "Determination Of Column Affinity")
    if (word.includes('bool')) return 'boolean'
    if (word.includes('int')) return 'integer'
    if (/char|clob|text/.test(word)) return 'text'
    if (word.includes('blob')) return 'bytes'
    if (/real|floa|doub/.test(word)) return 'real'
    return /numeric|decimal/.test(word) ? 'decimal' : 'text'
  }
  if (word.endsWith('[]')) return 'text'
  if (/^(smallint|integer|bigint|int[248]?)\b/.test(word)) return 'integer'
  if (/^(numeric|decimal)\b/.test(word)) return 'decimal'
  if (/^(real|double precision|float[48]?)\b/.test(word)) return 'real'
  if (/^bool/.test(word)) return 'boolean'
  if (/^date\b/.test(word)) return 'date'
  if (/^jsonb?\b/.test(word)) return 'json'
  return word === 'bytea' ? 'bytes' : 'text'
}
