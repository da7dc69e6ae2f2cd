/** What is stored, row by row. A change to these shapes needs an entry in `migrations.ts`. */
import type { Dialect } from '../sql/dialect'

/** A database's entry in the list. Its content is in `generations` and `chunks`. */
export interface DatabaseRow {
  readonly id: string
  readonly name: string
  readonly dialect: Dialect
  /** the sample it was made from; null when it began empty */
  readonly sample: string | null
  /** the shipped PostgreSQL data directory that its files lie over; null where the files are whole */
  readonly base: string | null
  /** milliseconds since 1970, like every time here */
  readonly createdAt: number
  readonly changedAt: number
  /** bytes of its own chunks in the newest generation */
  readonly bytes: number
  /** number of the newest generation; 0 when nothing was saved yet. Counts up, whatever the clock says */
  readonly generation: number
  /** counts owners: whoever claims the database raises it, and a save that carries an older one is refused */
  readonly epoch: number
  /** set while it lies in the bin */
  readonly deletedAt: number | null
}

/** One saved state. The listing (which file has which chunks) is itself stored as chunks, so that every value stays small. */
export interface GenerationRow {
  readonly database: string
  readonly number: number
  readonly at: number
  /** bytes of the chunks named in the listing */
  readonly bytes: number
  /** bytes of the listing */
  readonly length: number
  /** chunk keys of the listing's two halves, see `listing.ts` */
  readonly head: readonly string[]
  readonly body: readonly string[]
  /** SHA-256 over `at`, `bytes`, `length`, `head` and `body` */
  readonly seal: string
  /** why it could not be read; such a generation is kept aside until the visitor drops it */
  readonly damaged?: string
}

/** A point of the time machine: a generation with a label, numbered on its own. */
export interface PointRow extends GenerationRow {
  readonly label: string
}

export interface ChunkRow {
  /** SHA-256 of the bytes, in hex */
  readonly hash: string
  /** at most 32 KiB: with larger values a torn log made Chromium drop the whole database */
  readonly bytes: Uint8Array
  /** a quick checksum of the bytes; without it, or where it does not fit, they are hashed when they are read */
  readonly sum?: string
}

/** A small value as JSON text; a long one goes on in rows `key␀1`, `key␀2` … */
export interface RecordRow {
  readonly key: string
  readonly json: string
  /** rows that make up the value, at least 1; 0 in the rows that go on */
  readonly parts: number
}

export interface HistoryRow {
  /** sorts by time */
  readonly id: string
  readonly sql: string
  readonly dialect: Dialect
  /** the database's name at that time */
  readonly database: string
  /** its id, whatever it is called now; earlier versions kept none */
  readonly databaseId?: string
  readonly at: number
  /** milliseconds of engine time */
  readonly ms: number
  /** rows delivered or changed; null where there are none to count */
  readonly rows: number | null
  /** the engine's message when it failed */
  readonly error: string | null
  /** characters of the whole text when it was too long to keep */
  readonly cutFrom?: number
}

export interface Tables {
  readonly databases: DatabaseRow
  readonly generations: GenerationRow
  readonly points: PointRow
  readonly chunks: ChunkRow
  readonly records: RecordRow
  readonly history: HistoryRow
}

export type TableName = keyof Tables
export type Key = string | readonly [string, number]

/** Where a row holds its key. */
export const keyPaths: { readonly [T in TableName]: string | readonly string[] } = {
  databases: 'id',
  generations: ['database', 'number'],
  points: ['database', 'number'],
  chunks: 'hash',
  records: 'key',
  history: 'id',
}

export const tableNames = Object.keys(keyPaths) as TableName[]
