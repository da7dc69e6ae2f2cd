import type { Schema, Table } from '../engine/schema'
import type { Dialect } from '../sql/dialect'
import { quoteName } from '../sql/quote'
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
  return {
    table: freeName(name, schema?.tables.map((table) => table.name) ?? []),
    create: true,
    columns: names.map((column, from) => ({
      from,
      name: column,
      kind: guessKind(scan.common[from] ?? 0, scan.filled[from] ?? 0, source.loose, dialect),
    })),
    misfits: 'stop',
  }
}

/**
 * Into a table that exists: columns go by their name, letters' case aside; with no name in common, and for a file
 * without a header, by their place.
 */
export function planInto(source: TableSource, table: Table, dialect: Dialect): Plan {
  const names = uniqueNames(source.columns).map((name) => name.toLowerCase())
  const byName = table.columns.flatMap((column) => {
    const from = names.indexOf(column.name.toLowerCase())
    return from < 0 ? [] : [{ from, name: column.name, kind: kindOf(column.type, dialect) }]
  })
  const byPlace = table.columns
    .slice(0, names.length)
    .map((column, from) => ({ from, name: column.name, kind: kindOf(column.type, dialect) }))
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

/** The table's name as SQL. */
export function target(plan: Plan, dialect: Dialect): string {
  const name = quoteName(plan.table, dialect)
  const plain = plan.schema === undefined || plan.schema === 'main' || plan.schema === 'public'
  return plain ? name : `${quoteName(plan.schema ?? '', dialect)}.${name}`
}

export function createTable(plan: Plan, dialect: Dialect): string {
  const lines = plan.columns.map(
    ({ name, kind }) => `  ${quoteName(name, dialect)} ${declared[dialect][kind]}`,
  )
  return `CREATE TABLE ${target(plan, dialect)} (\n${lines.join(',\n')}\n)`
}
