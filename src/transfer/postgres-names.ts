import type { Schema, Table } from '../engine/schema'
import { quoteName } from '../sql/quote'
import { NameMap, type Leave } from './copy-model'

/** As a report calls a table: without the schema public. */
export const shownName = ({ schema, name }: { readonly schema: string; readonly name: string }) =>
  schema === 'public' ? name : `${schema}.${name}`

/** A table as PostgreSQL finds it from anywhere. */
export const qualifiedName = ({ schema, name }: Table) =>
  `${quoteName(schema, 'postgres')}.${quoteName(name, 'postgres')}`

/** What the tables and columns of a PostgreSQL database are called in SQLite, which has no schemas, and no capitals that count. */
export class PostgresNames {
  /** by `shownName` */
  readonly tables: NameMap
  readonly #columns: ReadonlyMap<string, NameMap>
  /** names in the source that are others in the copy; queries that use them have to be written again */
  readonly changed = new Set<string>()

  constructor(
    readonly all: Schema['tables'],
    leave: Leave,
  ) {
    this.tables = new NameMap(all.map(shownName), (name) => name.replace('.', '_'))
    this.#columns = new Map(
      all.map((table) => [
        shownName(table),
        new NameMap(
          table.columns.map(({ name }) => name),
          (name) => name,
        ),
      ]),
    )
    const roomed = all.find((table) => table.schema !== 'public')
    if (roomed !== undefined)
      leave('schemas', `SQLite has none: ${shownName(roomed)} became ${this.tables.get(shownName(roomed))}.`)
    for (const table of all) this.#numbered(table, leave)
  }

  #numbered(table: Table, leave: Leave): void {
    const shown = shownName(table)
    const taken = (what: string, old: string, name: string) => {
      this.changed.add(old)
      leave(what, `Its name is taken in SQLite, where capitals do not count: it is ${name}.`)
    }
    const other = this.tables.numbered.get(shown)
    if (other !== undefined) taken(`${table.kind} ${shown}`, table.name, other)
    if (table.kind !== 'table') return
    for (const [column, free] of this.columns(shown)) taken(`column ${column} of ${shown}`, column, free)
  }

  /** The columns of a table that have other names. */
  columns(shown: string): ReadonlyMap<string, string> {
    return this.#columns.get(shown)?.numbered ?? new Map()
  }

  column(shown: string, name: string): string {
    return this.#columns.get(shown)?.get(name) ?? name
  }

  /** Tables in other schemas than public: what they are called in the copy. */
  get roomed(): ReadonlyMap<string, string> {
    return new Map(
      this.all
        .filter(({ schema }) => schema !== 'public')
        .map((table) => [shownName(table), this.tables.get(shownName(table))]),
    )
  }
}
