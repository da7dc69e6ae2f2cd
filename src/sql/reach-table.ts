/** Tables as a write names them and as the live schema has them. */
import type { Dialect } from './dialect'
import type { Reading } from './reading'

/** What the reach of a write needs to know of a table; the live schema has it. */
export interface ReachTable {
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly columns: readonly {
    readonly name: string
    /** as declared */
    readonly type?: string
    readonly primaryKey: number
    readonly default: string | null
    /** the table computes it */
    readonly generated?: boolean
  }[]
  readonly indexes: readonly { readonly unique: boolean; readonly columns: readonly string[] }[]
  readonly foreignKeys: readonly {
    readonly columns: readonly string[]
    readonly toTable: string
    readonly toColumns: readonly string[]
    readonly onDelete: string
    readonly onUpdate: string
  }[]
}

/** A name as it was written, without its quotes. */
interface Word {
  readonly text: string
  /** in quotes: PostgreSQL takes its letters as they are */
  readonly exact: boolean
}

export interface Named {
  readonly schema: Word | null
  readonly name: Word
  /** as written, schema and quotes included */
  readonly text: string
  /** index of the piece behind it */
  readonly next: number
}

/** `t`, `s.t`, `"s"."t"` at a piece of the statement; null where there is something else. */
export function readName(reading: Reading, at: number): Named | null {
  const first = word(reading, at)
  if (first === null) return null
  if (reading.word(at + 1) !== '.')
    return { schema: null, name: first, text: reading.slice(reading.span(at)), next: at + 1 }
  const second = word(reading, at + 2)
  if (second === null || reading.word(at + 3) === '.') return null
  return { schema: first, name: second, text: reading.slice(reading.span(at, 3)), next: at + 3 }
}

function word(reading: Reading, at: number): Word | null {
  const piece = reading.pieces[at]
  if (piece?.kind === 'word') return { text: piece.text, exact: false }
  // U&"…" has escapes of its own
  if (piece?.kind !== 'name' || !/^["`[]/.test(piece.text)) return null
  const close = piece.text.at(-1) ?? ''
  const inner = piece.text.slice(1, -1)
  return { text: close === ']' ? inner : inner.replaceAll(close + close, close), exact: true }
}

/** Whether a written name means a stored one: SQLite asks for the letters only, PostgreSQL folds what has no quotes. */
export function sameName({ text, exact }: Word, stored: string, dialect: Dialect): boolean {
  if (dialect === 'sqlite') return text.toLowerCase() === stored.toLowerCase()
  return (exact ? text : text.toLowerCase()) === stored
}

/** Where a name without a schema is looked for first. */
const homes: Record<Dialect, readonly string[]> = {
  sqlite: ['temp', 'main'],
  postgres: ['pg_temp', 'public'],
}

/** The table that is meant; undefined where it is not known or may be one of several. */
export function findTable<T extends ReachTable>(
  { schema, name }: Named,
  dialect: Dialect,
  tables: readonly T[],
): T | undefined {
  const found = tables.filter(
    (table) =>
      sameName(name, table.name, dialect) && (schema === null || sameName(schema, table.schema, dialect)),
  )
  if (schema === null)
    for (const home of homes[dialect]) {
      const here = found.find((table) => table.schema === home)
      if (here !== undefined) return here
    }
  return found.length === 1 ? found[0] : undefined
}

/** The columns of the primary key and of each other unique key. */
export function uniques({ columns, indexes }: ReachTable): (readonly string[])[] {
  const key = columns.filter(({ primaryKey }) => primaryKey > 0).map(({ name }) => name)
  const others = indexes.filter(({ unique }) => unique).map((index) => index.columns)
  return key.length > 0 ? [key, ...others] : others
}

/** Whether some of the names, in whatever letters, are in the list. */
export const has = (names: readonly string[], list: readonly string[]): boolean =>
  names.some((name) => list.some((each) => each.toLowerCase() === name.toLowerCase()))
