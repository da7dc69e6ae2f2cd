/**
 * The engine contract. An `Engine` lives in a worker (or in Node, for the tests) and owns one database; a
 * `Connection` is the same engine seen from the page, across the worker boundary, plus stop and restart.
 */
import type { Dialect } from '../sql/dialect'
import type { Statement } from '../sql/statement'
import type { Batch } from './batch'
import type { Delta, Image, ImageFiles } from './image'
import type { Schema } from './schema'
import type { Column, ResultSet, Value } from './value'

/** What a failed statement says. A SQL error is an answer: it is returned, never thrown. */
export interface SqlError {
  /** the engine's own words */
  readonly message: string
  /** SQLSTATE in PostgreSQL; SQLite gives none */
  readonly code?: string
  readonly detail?: string
  readonly hint?: string
  /** where in `Statement.text`, as a UTF-16 offset counted from 0 */
  readonly position?: number
  /** UTF-16 length of the token at `position`, at least 1 */
  readonly length?: number
  readonly constraint?: string
  /** PostgreSQL's call stack: which function and line of a trigger or a routine, or which line of COPY's data */
  readonly context?: string
  /** 'refused' when Tandem did not let the statement reach the engine */
  readonly origin: 'engine' | 'refused'
}

export interface Notice {
  readonly severity: string
  readonly message: string
}

/** 'failed' is PostgreSQL's aborted transaction: everything is refused until ROLLBACK. */
export type Transaction = 'none' | 'open' | 'failed'

/** How one statement ended. */
export type Reply = Done | Failed

interface Ended {
  readonly notices: readonly Notice[]
  /** engine time around execution and fetch, in milliseconds */
  readonly ms: number
  /** state after the statement */
  readonly transaction: Transaction
  /** data, schema or settings of the database may differ from before */
  readonly wrote: boolean
}

export interface Done extends Ended {
  readonly ok: true
  /** the engine's command tag without numbers (`SELECT`, `INSERT`, `CREATE TABLE`, `ROLLBACK`); SQLite: the first keyword */
  readonly command: string
  /** rows delivered; null for a statement that has no result columns and returns none */
  readonly rowCount: number | null
  /** the cap was reached and the query had more rows */
  readonly more: boolean
  /** rows inserted, updated or deleted; null where the statement is none of these */
  readonly changes: number | null
}

export interface Failed extends Ended {
  readonly ok: false
  readonly error: SqlError
}

/** Files that another version of the engine made, which this one cannot read; the message says what to do. */
export class OtherVersion extends Error {}

/** A result is never materialised beyond these; a query that has more stops there by itself. */
export interface Limits {
  readonly rows: number
  readonly bytes: number
  /** bytes of one cell that are kept */
  readonly cell: number
  /** a question beside the visitor's runs: the whole values of the newest run's shortened cells stay, those of this go */
  readonly aside?: boolean
}

export const defaultLimits: Limits = { rows: 1_000_000, bytes: 256 * 1024 * 1024, cell: 64 * 1024 }

/** What an engine tells while one statement runs; calls come in this order: head once (if there are columns), rows many times. */
export interface RowSink {
  /** `rowsFollow`: the first rows are there already, and are given right behind */
  head(columns: readonly Column[], rowsFollow: boolean): void
  /** the first batch is small (a screenful, 500 rows), so that it can be painted while the rest is fetched */
  rows(batch: Batch): void
  /**
   * The whole of a cell that was shortened, `row` counted over the statement; UTF-8 where it is text. False when the
   * sink has no room for more: then the engine need not copy such cells any more.
   */
  keep(row: number, column: number, bytes: Uint8Array, text: boolean): boolean
}

/** Separated values that a statement reads: UTF-8 without NUL, a line's end behind each record, quotes as in RFC 4180. */
export interface RowText {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** one ASCII character */
  readonly delimiter: string
}

/** A statement that reads rows: PostgreSQL's COPY … FROM STDIN, or one of SQLite that is run for each record, see `Engine.run`. */
export interface Fed extends Statement {
  readonly rows: RowText
}

export interface Engine {
  readonly dialect: Dialect
  /** the engine's own version, e.g. `3.54.1`, `18.6` */
  readonly version: string
  /**
   * Runs one statement. Never throws for bad SQL. A rejection means the engine is dead and must be replaced. `rows`: what
   * PostgreSQL's COPY … FROM STDIN reads; SQLite runs the statement once for each record, whose fields are its parameters,
   * NULL where nothing stands between two delimiters.
   */
  run(text: string, limits: Limits, sink: RowSink, rows?: RowText): Promise<Reply>
  /** Call after each script: limits that SQL can change are set again. Nothing of it is seen or undone by the user. */
  settle(): Promise<void>
  schema(): Promise<Schema>
  /**
   * What changed in the database's files since the last call (since the image it was started from, the first time);
   * null when nothing did or a transaction is open. `ended`: at the end of a script, when there is time to leave files
   * that go on exactly where the engine is; else the next numbers of PostgreSQL's sequences may be up to 32 ahead in them,
   * as after a crash.
   */
  delta(ended?: boolean): Promise<Delta | null>
  /** What was run may have damaged the database: it is reported only when `damage` was asked. */
  readonly doubtful: boolean
  /**
   * In the engine's words what is damaged since the last delta; null when nothing is, when it was so before, and inside
   * a transaction. Ask at the end of a run that was doubtful: what was begun in it may be whole again.
   */
  damage(): Promise<string | null>
  /** Null when the database can be read; else the engine's words about what is damaged. Slow for big databases. */
  check(): Promise<string | null>
  /**
   * An SQL script that makes this database again in an empty one (sqlite3 / psql). PostgreSQL: the session's settings
   * are lost over it, so that a Connection asks an engine of its own.
   */
  dump(): Promise<string>
  close(): Promise<void>
}

/** Where a connection is. `detail` is a sentence or amount for people. */
export type Status =
  | {
      readonly kind: 'loading'
      readonly detail: string
      /** bytes */ readonly loaded: number
      /** bytes, 0 if unknown */ readonly total: number
    }
  | { readonly kind: 'starting'; readonly detail: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'running' }
  | { readonly kind: 'restoring'; readonly detail: string }
  /** could not start; `retry()` tries again */
  | { readonly kind: 'failed'; readonly detail: string }
  | { readonly kind: 'closed' }

/** What the page hears while a script runs. `index` counts the statements given to `run` from 0. */
export interface RunEvents {
  started?(index: number): void
  /** columns are known; the set grows from now on */
  head?(index: number, rows: ResultSet): void
  /** more rows are in the set of this statement */
  grew?(index: number, rows: ResultSet): void
  /** the statement has ended, and its change is in `Connection.image` */
  ended?(index: number, reply: Reply): void
}

/**
 * How a run ended. 'finished': every statement has ended, or one failed and the later ones were not run.
 * 'stopped' and 'crashed': statement `index` was running; the database is being brought back to the state after the
 * last statement that was reported as ended.
 */
export type RunEnd =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped'; readonly index: number }
  | { readonly kind: 'crashed'; readonly index: number; readonly message: string }

export interface Connection {
  readonly dialect: Dialect
  /** '' until ready */
  readonly version: string
  readonly status: Status
  /** transaction state after the last statement */
  readonly transaction: Transaction
  /** Called on every change of status; returns the function that ends it. */
  onStatus(listener: (status: Status) => void): () => void
  /** The database's files as of the last statement that was reported as ended, outside a transaction. */
  readonly image: Image
  /** Called after `image` changed; returns the function that ends it. */
  onImage(listener: (image: Image) => void): () => void
  /**
   * Runs statements one by one, until one fails. Waits for a connection that is starting or restoring.
   * Runs never interleave: a second call waits for the first. Never rejects for bad SQL. The bytes of rows that are read
   * are moved to the engine: they are not there any more behind the call.
   */
  run(
    statements: readonly Statement[] | readonly [Fed],
    events: RunEvents,
    limits?: Partial<Limits>,
  ): Promise<RunEnd>
  schema(): Promise<Schema>
  /** Ends what is running by ending the worker; resolves when the database is usable again. */
  stop(): Promise<void>
  /** see Engine.check */
  check(): Promise<string | null>
  /** Brings the database to an empty state and runs the seed statements, whatever was done before. Rejects if one fails. */
  reset(seed: readonly string[]): Promise<void>
  /** Replaces the database by an image taken earlier (undo, another database). */
  restore(image: ImageFiles): Promise<void>
  /**
   * An image of this connection (the newest, where none is given, once it is open) as it should be stored: with
   * everything that opening it needs, also with a later version of the site. Rejects where that has to be fetched and
   * cannot be, and where the database cannot be opened.
   */
  storable(image?: Image): Promise<ImageFiles>
  dump(): Promise<string>
  /** The database, once it is open, as the engine's own file: a SQLite database, or a tar of PostgreSQL's data directory. */
  file(): Promise<Uint8Array>
  /** The whole value of a cell that was shortened, of the newest run; null when it is not kept any more. */
  whole(statement: number, row: number, column: number): Promise<Value>
  /** Tries again after 'failed'. */
  retry(): void
  close(): void
}

export interface OpenOptions {
  /** what to start from; without it the database is empty and `seed` is run */
  readonly image?: ImageFiles
  readonly seed?: readonly string[]
}
