import type { Schema } from '../engine/schema'
import type { Dialect } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import { formAs, formsOf, guessForm, isThousands, type Form } from './forms'
import type { Kind } from './kind'
import { declared, guessKind } from './kinds'
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
  /** the column of SQLite has no type: a number of a typed file stays one, whatever the kind */
  readonly open?: boolean
  /** what the column of a table that exists has by default, as SQL: for rows that say nothing of it */
  readonly fallback?: string
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

/** Columns that every table has by itself. */
const ownColumns: Record<Dialect, readonly string[]> = {
  sqlite: [],
  postgres: ['tableoid', 'ctid', 'xmin', 'xmax', 'cmin', 'cmax'],
}

/** A new table with every column of the file, under a name that is free. */
export function planNew(
  source: TableSource,
  scan: Scan,
  name: string,
  dialect: Dialect,
  schema: Schema | null,
): Plan {
  const names = uniqueNames(source.columns, ownColumns[dialect])
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
export function writtenIn(
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
