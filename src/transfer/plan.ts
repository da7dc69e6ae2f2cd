import type { Schema, Table, TableColumn } from '../engine/schema'
import { ask, type Runner } from './ask'
import type { Dialect } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import { examples, formAs, formsOf, guessForm, isNumberForm, isThousands, type Form } from './forms'
import { declared, guessKind, type Kind } from './kinds'
import { freeName, uniqueNames } from './names'
import type { Scan } from './scan'
import { maxColumns, type TableSource } from './source'

/** Where one column of the file goes; columns without a plan are left out. */
export interface PlanColumn {
  /** index in the file */
  readonly from: number
  /** in the table */
  readonly name: string
  readonly kind: Kind
  /** how its numbers or dates are written in the file, where that is not how the engines write them */
  readonly form?: Form
}

/** What will become of a file's rows. */
export interface Plan {
  /** as stored, not quoted */
  readonly table: string
  readonly schema?: string
  /** make it first */
  readonly create: boolean
  readonly columns: readonly PlanColumn[]
  /** a cell that its column cannot hold: nothing is imported, or it becomes NULL and is listed */
  readonly misfits: 'stop' | 'null'
}

/** A new table with every column of the file, under a name that is free. */
export function planNew(
  source: TableSource,
  scan: Scan,
  name: string,
  dialect: Dialect,
  schema: Schema | null,
): Plan {
  const names = uniqueNames(source.columns)
  // a typed file says itself what is a text
  const written = source.loose ? writtenIn(scan) : () => null
  return {
    table: freeName(name, schema?.tables.map((table) => table.name) ?? []),
    create: true,
    columns: names.map((column, from) => ({
      from,
      name: column,
      ...(written(from) ?? {
        kind: guessKind(scan.common[from] ?? 0, scan.filled[from] ?? 0, source.loose, dialect),
      }),
    })),
    misfits: 'stop',
  }
}

/**
 * Which columns of a file hold numbers or dates in texts that are not written as the engines write them. `chosen`: the form
 * of one where there is a choice.
 */
function writtenIn(
  { common: all, filled }: Scan,
  chosen?: Form,
): (from: number) => { kind: Kind; form: Form } | null {
  const file = formsOf(all)
  return (from) => {
    const common = all[from] ?? 0
    if ((filled[from] ?? 0) === 0) return null
    const isPlain = guessKind(common, 1, true, 'postgres') !== 'text'
    if (isPlain && !((chosen ?? file.number) === 'comma' && isThousands(common))) return null
    return chosen === undefined ? guessForm(common, file) : formAs(common, chosen)
  }
}

/** What a column of a file becomes in a column of a table that exists. `chosen`: its form, where it could have two. */
export function columnInto(
  seen: Scan | null,
  from: number,
  { name, type }: TableColumn,
  dialect: Dialect,
  chosen?: Form,
): PlanColumn {
  const kind = kindOf(type, dialect)
  const written = seen === null ? null : writtenIn(seen, chosen)(from)
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

/** Whether a column of a table is a generated one: the engine computes it, and nothing can be written into it. */
export type Generated = (table: Table, column: string) => boolean

/** Reads which columns are generated. Where that cannot be known, none is. */
export async function readGenerated(connection: Runner): Promise<Generated> {
  const answer = await ask(connection, generatedColumns[connection.dialect])
  if (!answer.ok || answer.rows === null) return () => false
  const { rows } = answer
  const found = new Set(
    Array.from({ length: rows.rowCount }, (_, row) =>
      key(rows.value(row, 0), rows.value(row, 1), rows.value(row, 2)),
    ),
  )
  return (table, column) => found.has(key(table.schema, table.name, column))
}

const key = (...names: unknown[]) => JSON.stringify(names.map(String))

const generatedColumns: Record<Dialect, string> = {
  sqlite: `SELECT l.schema, l.name, x.name FROM pragma_table_list l JOIN pragma_table_xinfo(l.name, l.schema) x
WHERE l.type = 'table' AND x.hidden IN (2, 3)`,
  // a temporary schema is called as in the engine's own list
  postgres: `SELECT CASE WHEN n.oid = pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END, c.relname, a.attname
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE a.attgenerated <> '' AND NOT a.attisdropped AND c.oid >= 16384`,
}

/**
 * Into a table that exists: columns go by their name, letters' case aside; with no name in common, and for a file
 * without a header, by their place. Generated columns get nothing.
 */
export function planInto(
  source: TableSource,
  table: Table,
  dialect: Dialect,
  generated: Generated = () => false,
  seen: Scan | null = null,
): Plan {
  const names = uniqueNames(source.columns).map((name) => name.toLowerCase())
  const fillable = table.columns.filter(({ name }) => !generated(table, name))
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

/** What stands against a plan, in a sentence; null when nothing does. */
export function objection(plan: Plan, dialect: Dialect): string | null {
  if (plan.table.trim() === '') return 'Give the table a name.'
  if (plan.columns.length === 0) return 'Choose at least one column.'
  if (plan.columns.length > maxColumns[dialect]) {
    return `${plan.columns.length.toLocaleString('en')} columns are too many: a table here can have ${maxColumns[dialect].toLocaleString('en')}.`
  }
  const seen = new Set<string>()
  for (const { name } of plan.columns) {
    if (name.trim() === '') return 'Every column needs a name.'
    if (seen.has(name.toLowerCase())) return `Two columns are called ${name}. Change one of the names.`
    seen.add(name.toLowerCase())
  }
  return null
}

/** Why nothing was imported, when values do not fit their columns: the types of a new table can be changed, others not. */
export function misfitSentence({ create }: Plan, count: number): string {
  const these = count === 1 ? 'One value does' : `${count.toLocaleString('en')} values do`
  const [it, them] = count === 1 ? ['it', 'it'] : ['they', 'them']
  const cure = create
    ? 'choose another type, or leave such values empty'
    : `correct ${them} in the file, leave the column out, or choose that such values become NULL`
  return `${these} not fit the column ${it} should go into. Nothing was imported: ${cure}.`
}

/** The table's name as SQL; with its schema where that is known, since another table can stand before it. */
export function target({ schema, table }: Plan, dialect: Dialect): string {
  const name = quoteName(table, dialect)
  return schema === undefined ? name : `${quoteName(schema, dialect)}.${name}`
}

export function createTable(plan: Plan, dialect: Dialect): string {
  const lines = plan.columns.map(
    ({ name, kind }) => `  ${quoteName(name, dialect)} ${declared[dialect][kind]}`,
  )
  return `CREATE TABLE ${target(plan, dialect)} (\n${lines.join(',\n')}\n)`
}
