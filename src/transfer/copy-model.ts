/** A database as it is copied to the other engine: what one engine says of its tables, in the words of the other. */
import type { Index } from '../engine/schema'
import type { Kind } from './kind'

export interface CopyColumn {
  /** in the source, as stored */
  readonly from: string
  /** in the copy */
  readonly name: string
  /** as the copy declares it */
  readonly type: string
  /** how its cells are written */
  readonly kind: Kind
  readonly notNull: boolean
  /** the source's words; null where there is none, or where `counts` says it all */
  readonly default: string | null
  /** new rows get the next number */
  readonly counts: boolean
  /** of a generated column: its expression in the source's words, with the names of the copy */
  readonly computed: string | null
}

export interface CopyKey {
  readonly columns: readonly string[]
  readonly toTable: string
  readonly toColumns: readonly string[]
  readonly onDelete: string
  readonly onUpdate: string
  /** looked at when the transaction ends */
  readonly deferred: boolean
}

export interface CopyTable {
  /** in the source, as stored */
  readonly schema: string
  readonly from: string
  readonly name: string
  readonly columns: readonly CopyColumn[]
  readonly primaryKey: readonly string[]
  readonly uniques: readonly (readonly string[])[]
  /** the source's words */
  readonly checks: readonly string[]
  readonly foreignKeys: readonly CopyKey[]
  readonly indexes: readonly CopyIndex[]
  /** the highest number that was given to the column that counts; null where none counts */
  readonly counted: bigint | null
}

export interface CopyIndex extends Pick<Index, 'name' | 'unique'> {
  /** the columns in parentheses and what follows them, in the source's words */
  readonly body: string
}

export interface CopyView {
  readonly name: string
  /** the query, in the source's words with the tables' names of the copy */
  readonly query: string
  /** the query as the source has it */
  readonly original: string
}

/** Something that is not in the copy, or is different there. */
export interface NotCopied {
  /** `table sales`, `view top_customers`, `column price of sales` */
  readonly what: string
  readonly why: string
}

/** Tells of one more. */
export type Leave = (what: string, why: string) => void

export interface CopySource {
  readonly tables: readonly CopyTable[]
  readonly views: readonly CopyView[]
  readonly not: readonly NotCopied[]
}

/** Tables after those they refer to; within a circle, as they came. */
export function inOrder<
  T extends { readonly name: string; readonly foreignKeys: readonly { readonly toTable: string }[] },
>(tables: readonly T[]): T[] {
  const known = new Map(tables.map((table) => [table.name, table]))
  const placed = new Set<T>()
  const visit = (table: T, under: ReadonlySet<T>) => {
    if (placed.has(table) || under.has(table)) return
    const inside = new Set(under).add(table)
    for (const { toTable } of table.foreignKeys) {
      const next = known.get(toTable)
      if (next !== undefined) visit(next, inside)
    }
    placed.add(table)
  }
  for (const table of tables) visit(table, new Set())
  return [...placed]
}

/** Names of the copy for names of the source, each once. */
export class NameMap {
  readonly #names = new Map<string, string>()
  readonly #taken = new Set<string>()
  /** names whose wanted one was taken */
  readonly numbered = new Map<string, string>()

  /** `make` gives the wanted name; one that is taken gets a number. */
  constructor(
    names: readonly string[],
    readonly make: (name: string) => string,
  ) {
    for (const name of names) {
      const wanted = make(name)
      let free = wanted
      for (let n = 2; this.#taken.has(free.toLowerCase()); n++) free = `${wanted}_${n}`
      this.#taken.add(free.toLowerCase())
      this.#names.set(name, free)
      if (free !== wanted) this.numbered.set(name, free)
    }
  }

  get(name: string): string {
    return this.#names.get(name) ?? this.make(name)
  }
}
