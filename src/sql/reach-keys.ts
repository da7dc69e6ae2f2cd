/** Rows of other tables that a write takes along by foreign keys, and the queries that count them. */
import type { Dialect } from './dialect'
import { quoteName } from './quote'
import { sameName, type ReachTable } from './reach-table'

export interface Reached {
  /** as the schema has it */
  readonly table: string
  /** one query with one number; null where they are not counted */
  readonly count: string | null
}

/** What happens elsewhere. */
export interface Followed {
  /** tables that lose rows */
  readonly cascades: readonly Reached[]
  /** tables whose rows get another value, or none, in the columns of a key */
  readonly changes: readonly Reached[]
}

/** The query of some columns of the rows that are written. */
export type Rows = (columns: readonly string[]) => string

type Key = ReachTable['foreignKeys'][number]
interface Child {
  readonly table: ReachTable
  readonly keys: readonly Key[]
}

/** Keys are followed this far. */
const deepest = 6
const changing = new Set(['SET NULL', 'SET DEFAULT'])

export class Keys {
  constructor(
    readonly tables: readonly ReachTable[],
    readonly dialect: Dialect,
  ) {}

  written({ schema, name }: ReachTable): string {
    return `${quoteName(schema, this.dialect)}.${quoteName(name, this.dialect)}`
  }

  /** Columns with commas between. */
  list(columns: readonly string[]): string {
    return columns.map((column) => quoteName(column, this.dialect)).join(', ')
  }

  /** `a IN (query)`, `(a, b) IN (query)`. */
  within(columns: readonly string[], query: string): string {
    return `${columns.length > 1 ? `(${this.list(columns)})` : this.list(columns)} IN (${query})`
  }

  /** Tables whose keys refer to this one, with those of the keys that are asked for. */
  children(parent: ReachTable, which: (key: Key) => boolean): Child[] {
    return this.tables.flatMap((table) => {
      const keys = table.foreignKeys.filter(
        (key) =>
          sameName({ text: key.toTable, exact: true }, parent.name, this.dialect) &&
          which(key) &&
          // a key knows its table by name only
          (table.schema === parent.schema ||
            !this.tables.some((t) => t.schema === table.schema && t.name === key.toTable)),
      )
      return keys.length > 0 ? [{ table, keys }] : []
    })
  }

  /** Where rows of a table are deleted. A table that comes back to itself by way of others is named, not counted. */
  deleted(parent: ReachTable, rows: Rows, seen: readonly ReachTable[] = [parent]): Followed {
    if (seen.length > deepest) return { cascades: [], changes: [] }
    const own = this.#closure(parent, rows)
    const closed: Rows = typeof own === 'string' ? (columns) => `SELECT ${this.list(columns)} ${own}` : rows
    const cascades: Reached[] = []
    if (own !== undefined && seen.length === 1)
      cascades.push({ table: parent.name, count: own === null ? null : this.#more(parent, closed, rows) })
    const changes: Reached[] = this.children(parent, ({ onDelete }) => changing.has(onDelete)).map(
      (child) => ({
        table: child.table.name,
        count: this.#changing(child, parent, closed),
      }),
    )
    for (const child of this.children(parent, goes)) {
      const { table } = child
      if (table === parent) continue
      if (seen.includes(table)) {
        cascades.push({ table: table.name, count: null })
        continue
      }
      const from = this.#referring(child, closed)
      const direct: Rows = (columns) => `SELECT ${this.list(columns)} ${from}`
      const whole = this.#closure(table, direct)
      const further = this.deleted(table, direct, [...seen, table])
      const count = whole === null ? null : `SELECT count(*) ${whole ?? from}`
      cascades.push({ table: table.name, count }, ...further.cascades)
      changes.push(...further.changes)
    }
    return { cascades, changes }
  }

  /** Where columns of rows of a table get other values: the tables whose keys change with them. */
  updated(
    parent: ReachTable,
    columns: readonly string[],
    rows: Rows,
    seen: readonly ReachTable[] = [parent],
  ): Reached[] {
    if (seen.length > deepest) return []
    const touched = ({ onUpdate, toColumns }: Key) =>
      (onUpdate === 'CASCADE' || changing.has(onUpdate)) &&
      toColumns.some((to) => columns.some((text) => sameName({ text, exact: true }, to, this.dialect)))
    return this.children(parent, touched).flatMap((child): Reached[] => {
      const { table, keys } = child
      if (table === parent) return [{ table: table.name, count: this.#changing(child, parent, rows) }]
      if (seen.includes(table)) return [{ table: table.name, count: null }]
      const from = this.#referring(child, rows)
      const moved = keys.flatMap((key) => key.columns)
      const further = this.updated(table, moved, (names) => `SELECT ${this.list(names)} ${from}`, [
        ...seen,
        table,
      ])
      return [{ table: table.name, count: `SELECT count(*) ${from}` }, ...further]
    })
  }

  /** `FROM child WHERE` it refers to one of the rows. */
  #referring({ table, keys }: Child, rows: Rows): string {
    const conditions = keys.map(({ columns, toColumns }) => this.within(columns, rows(toColumns)))
    return `FROM ${this.written(table)} WHERE (${conditions.join(' OR ')})`
  }

  /** How many rows refer to those of the parent and are none of them. */
  #changing(child: Child, parent: ReachTable, rows: Rows): string {
    const to = child.keys[0]?.toColumns ?? []
    const others = child.table === parent ? ` AND NOT ${this.within(to, rows(to))}` : ''
    return `SELECT count(*) ${this.#referring(child, rows)}${others}`
  }

  /**
   * `FROM parent WHERE` it is one of the rows or goes with them by a key within the table. Undefined where it has no
   * such key, null where its keys do not refer to the same columns.
   */
  #closure(parent: ReachTable, rows: Rows): string | null | undefined {
    const keys = this.#within(parent)
    const to = keys[0]?.toColumns
    if (to === undefined) return undefined
    if (to.length === 0 || keys.some(({ toColumns }) => toColumns.join('\0') !== to.join('\0'))) return null
    const name = (text: string) => quoteName(text, this.dialect)
    const [gone, next] = [name('(gone)'), name('(next)')]
    const steps = keys.map(({ columns }) =>
      columns.map((column, i) => `${next}.${name(column)} = ${gone}.${name(to[i] ?? '')}`).join(' AND '),
    )
    const all =
      `WITH RECURSIVE ${gone}(${this.list(to)}) AS (${rows(to)} UNION ` +
      `SELECT ${to.map((column) => `${next}.${name(column)}`).join(', ')} ` +
      `FROM ${gone} JOIN ${this.written(parent)} AS ${next} ON ${steps.join(' OR ')}) ` +
      `SELECT ${this.list(to)} FROM ${gone}`
    return `FROM ${this.written(parent)} WHERE ${this.within(to, all)}`
  }

  /** How many rows the closure has beyond the rows themselves. */
  #more(parent: ReachTable, closed: Rows, rows: Rows): string {
    const to = this.#within(parent)[0]?.toColumns ?? []
    const count = (query: string) =>
      `(SELECT count(*) FROM ${this.written(parent)} WHERE ${this.within(to, query)})`
    return `SELECT ${count(closed(to))} - ${count(rows(to))}`
  }

  /** Keys of the table to itself by which rows go. */
  #within(table: ReachTable): readonly Key[] {
    return this.children(table, goes).find((child) => child.table === table)?.keys ?? []
  }
}

const goes = ({ onDelete }: Key) => onDelete === 'CASCADE'
