import { SvelteSet } from 'svelte/reactivity'
import type { Schema } from '../engine/schema'
import type { Dialect } from '../sql/dialect'
import { treeMove, typeAhead } from './tree-keys'
import { matching, tableKey, treeRows, type TreeRow } from './tree-row'

/** Tables from which on a filter is worth its place. */
const filterFrom = 16
/** Columns up to which everything is open at first: a small schema is read at a glance. */
const openUpTo = 40
/** Letters typed within this time, in ms, belong together. */
const typingPause = 700

/** What is open, chosen and filtered in the tree; kept by name, so that it survives a refresh of the schema. */
export class Tree {
  readonly #schema: () => Schema | null
  readonly #dialect: () => Dialect
  readonly open = new SvelteSet<string>()
  filter = $state('')
  /** the line the keyboard is at; null until one was chosen */
  chosen = $state<string | null>(null)
  readonly #met = new Set<string>()
  #typed = ''
  #typedAt = 0

  constructor(schema: () => Schema | null, dialect: () => Dialect) {
    this.#schema = schema
    this.#dialect = dialect
  }

  readonly tables = $derived.by(() => {
    const schema = this.#schema()
    return schema ? matching(schema, this.filtered ? this.filter : '') : []
  })

  /** Whether there are so many tables that a filter is offered. */
  readonly filtered = $derived.by(() => (this.#schema()?.tables.length ?? 0) >= filterFrom)
  readonly rows: readonly TreeRow[] = $derived.by(() => treeRows(this.tables, this.open, this.#dialect()))
  /** the line that Tab reaches: the chosen one, or the first */
  readonly active: number = $derived.by(() => {
    const at = this.rows.findIndex((row) => row.key === this.chosen)
    return Math.max(at, 0)
  })

  /** Opens everything when the tables are seen for the first time and are few; later tables of the same database stay closed. */
  greet(): void {
    const tables = this.#schema()?.tables ?? []
    const keys = tables.map((table) => tableKey(table))
    const met = keys.some((key) => this.#met.has(key))
    for (const key of keys) this.#met.add(key)
    const columns = tables.reduce((sum, table) => sum + table.columns.length, 0)
    if (!met && columns <= openUpTo) for (const key of keys) this.open.add(key)
  }

  toggle(row: TreeRow): void {
    if (row.expanded === undefined) return
    if (row.expanded) this.open.delete(row.key)
    else this.open.add(row.key)
  }

  /** Does what the key means; true when it was a key of the tree. Insertion is the caller's. */
  press(key: string, page: number, insert: (row: TreeRow) => void): boolean {
    const row = this.rows[this.active]
    if (!row) return false
    const move = treeMove(this.rows, this.active, key, page)
    switch (move.kind) {
      case 'go':
        this.chosen = this.rows[move.to]?.key ?? null
        return true
      case 'open':
      case 'close':
        this.chosen = row.key
        this.toggle(row)
        return true
      case 'insert':
        this.chosen = row.key
        insert(row)
        return true
      case 'none':
        return this.#type(key)
    }
  }

  #type(key: string): boolean {
    if ([...key].length !== 1 || key === ' ' || key === '?') return false // ? lists the page's shortcuts
    const now = performance.now()
    this.#typed = now - this.#typedAt < typingPause ? this.#typed + key : key
    this.#typedAt = now
    this.chosen = this.rows[typeAhead(this.rows, this.active, this.#typed)]?.key ?? null
    return true
  }
}
