import type { Piece, Reading } from './reading'
import { type KnownTable, nameOf, sameName, type Source } from './sources'

/** A column of one of a query's sources: `source.column` in small letters. */
export type Key = string

/**
 * What has one value only in each group of a query. Starts from the columns it groups by, and follows the keys of the
 * tables and the equations of ON, USING and WHERE: who groups by `s.customer_id` has one customer.
 */
export class Determined {
  readonly #keys = new Set<Key>()
  readonly #equal: (readonly [Key | null, Key | null])[] = []

  constructor(
    readonly sources: readonly { readonly source: Source; readonly table: KnownTable }[],
    grouped: readonly Key[],
    /** the pieces of the query outside of its list */
    sql: Reading,
    clauses: readonly Piece[],
  ) {
    for (const key of grouped) this.#keys.add(key)
    this.#readEquations(sql, clauses)
    let size = -1
    while (size !== this.#keys.size) {
      size = this.#keys.size
      this.#step()
    }
  }

  has(key: Key): boolean {
    return this.#keys.has(key)
  }

  hasAllOf(name: string): boolean {
    const found = this.sources.find(({ source }) => sameName(source.name, name))
    return found?.table.columns.every((column) => this.has(keyOf(name, column.name))) ?? true
  }

  /** The column that a path of pieces names; null where it is none of these sources', or not surely one. */
  resolve(path: readonly Piece[]): Key | null {
    const [first, dot, second] = path
    const [table, column] = dot?.text === '.' ? [nameOf(first), nameOf(second)] : [null, nameOf(first)]
    const owners = this.sources.filter(
      ({ source, table: known }) =>
        (table === null || sameName(source.name, table)) &&
        known.columns.some(({ name }) => sameName(name, column)),
    )
    const [owner] = owners
    return owner === undefined || owners.length > 1 ? null : keyOf(owner.source.name, column)
  }

  #step(): void {
    for (const [a, b] of this.#equal) {
      if (a !== null && (b === null || this.has(b))) this.#keys.add(a)
      else if (b !== null && (a === null || this.has(a))) this.#keys.add(b)
    }
    for (const { source, table } of this.sources) {
      const primary = table.columns.filter(({ primaryKey = 0 }) => primaryKey > 0).map(({ name }) => name)
      const unique = (table.indexes ?? []).filter((index) => index.unique).map(({ columns }) => columns)
      const held = [primary, ...unique].some(
        (set) => set.length > 0 && set.every((name) => this.has(keyOf(source.name, name))),
      )
      if (held) for (const { name } of table.columns) this.#keys.add(keyOf(source.name, name))
    }
  }

  /** `a = b` makes them one; `a = 5` and `a IS NULL` make it constant. Also below OR: better silent than wrong. */
  #readEquations(sql: Reading, clauses: readonly Piece[]): void {
    const path = (at: number, step: 1 | -1) => {
      const longer = clauses[at + step]?.text === '.'
      const parts = longer ? [clauses[at], clauses[at + step], clauses[at + 2 * step]] : [clauses[at]]
      const found = parts.filter((piece) => piece !== undefined)
      return step < 0 ? found.reverse() : found
    }
    for (const [i, { word }] of clauses.entries()) {
      if (/^(=|==|IS|IN|LIKE)$/.test(word))
        this.#equal.push([this.resolve(path(i - 1, -1)), this.resolve(path(i + 1, 1))])
      if (word !== 'USING' && word !== 'NATURAL') continue
      for (const { source, table } of this.sources)
        for (const { name } of table.columns)
          for (const other of this.sources)
            if (other.source !== source && other.table.columns.some((column) => sameName(column.name, name)))
              if (word === 'NATURAL' || clauses.slice(i).some((piece) => sameName(nameOf(piece), name)))
                this.#equal.push([keyOf(source.name, name), keyOf(other.source.name, name)])
    }
  }
}

export const keyOf = (source: string, column: string): Key => `${source}.${column}`.toLowerCase()
