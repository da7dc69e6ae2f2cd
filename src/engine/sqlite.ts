import { command } from '../sql/command'
import { sqliteErrorPlace } from '../sql/sqlite-error'
import { BatchBuilder } from './batch-builder'
import { changed, whole } from './chunks'
import type { Engine, Limits, Reply, RowSink, RowText, SqlError, Transaction } from './engine'
import { chunkSize, type Delta, type Image, type ImageFile } from './image'
import type { Schema } from './schema'
import { readSchema } from './schema-sqlite'
import { DONE, ROW, type SqliteHandle, type SqliteLibrary } from './sqlite-api'
import { describe } from './sqlite-columns'
import { fileHealth, health, opensSchema, saysDamage } from './sqlite-health'
import { sqlitePath } from './sqlite-path'
import { runForEach } from './sqlite-rows'

/** Bytes a database may grow to, and bytes the engine may take for its own work. */
export const sqliteCaps = { database: 256 * 1024 * 1024, heap: 768 * 1024 * 1024 }

const readers = new Set(['SELECT', 'VALUES', 'EXPLAIN', 'WITH', 'PRAGMA'])
/** what cannot write into the file */
const harmless = new Set(['SELECT', 'VALUES', 'EXPLAIN'])
const changers = new Set(['INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'WITH'])
const transactional = new Set(['BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE'])

export class SqliteEngine implements Engine {
  readonly dialect = 'sqlite'
  readonly version: string
  readonly #db: SqliteHandle
  readonly #cap: number
  #transaction: Transaction = 'none'
  /** the file as of the last delta */
  #file: Uint8Array | null
  /** `#file` is what the engine itself writes into: it has to be copied before anything is written */
  #shared: boolean
  #dirty = false
  doubtful = false

  private constructor(db: SqliteHandle, file: Uint8Array | null, caps: typeof sqliteCaps) {
    this.#db = db
    this.#file = file
    this.#shared = file !== null
    this.#cap = caps.database
    this.version = db.library.version
    db.try('PRAGMA foreign_keys = ON')
    db.try('PRAGMA trusted_schema = OFF')
    // there is no disk: a journal in a file would be lost with the database, and takes half the time of a short statement
    db.try('PRAGMA main.journal_mode = MEMORY')
    // SQLite's own 2 MB are too few for 100,000 sales: each scan would copy the file's pages anew, a quarter of a query's time.
    // Its sorts use as much before they spill, and slow down with it (a million rows by 10 % at 16 MB)
    db.try('PRAGMA main.cache_size = -12288')
    db.try(`PRAGMA hard_heap_limit = ${caps.heap}`)
    this.#limit()
  }

  /** Opens the database of an image; an empty one without. Throws when the image is no database. */
  static open(library: SqliteLibrary, image: Image | null, caps = sqliteCaps): SqliteEngine {
    const stored = image?.files.get(sqlitePath)
    const file = stored === undefined || stored.size === 0 ? null : (onePiece(stored) ?? whole(stored))
    const db = library.open(file, true)
    return new SqliteEngine(db, file, caps)
  }

  settle(): Promise<void> {
    this.#limit()
    return Promise.resolve()
  }

  run(text: string, limits: Limits, sink: RowSink, rows?: RowText): Promise<Reply> {
    return new Promise((resolve) => resolve(this.#run(text, limits, sink, rows)))
  }

  #run(text: string, limits: Limits, sink: RowSink, read?: RowText): Reply {
    const start = performance.now()
    const verb = command(text, 'sqlite')
    if (this.#shared && !harmless.has(verb)) {
      this.#file = this.#file?.slice() ?? null
      this.#shared = false
    }
    const before = changers.has(verb) ? this.#db.totalChanges : 0
    const rows = this.#execute(text, limits, sink, read)
    const ms = performance.now() - start
    const counted = changers.has(verb) ? this.#db.totalChanges - before : 0
    const reads = readers.has(verb) && counted === 0 && !(verb === 'PRAGMA' && text.includes('='))
    // a PRAGMA without = can write as well (incremental_vacuum, optimize): then the file tells
    if (!reads || verb === 'PRAGMA') this.#dirty = true
    const transaction = this.#transaction
    this.#follow(verb, 'error' in rows)
    const wrote =
      'error' in rows ? transaction !== this.#transaction || (counted > 0 && this.#keepsHalf(text)) : !reads
    this.doubtful ||= opensSchema(verb, text) || ('error' in rows && saysDamage(rows.error))
    const ended = { notices: [], ms, transaction: this.#transaction, wrote }
    if ('error' in rows) return { ok: false, ...ended, error: this.#explain(text, rows.error) }
    const isChange = changers.has(verb) && (verb !== 'WITH' || rows.count === null || counted > 0)
    return {
      ok: true,
      ...ended,
      command: verb.split(' ')[0] ?? '',
      rowCount: rows.count,
      more: rows.more,
      // total_changes counts what triggers and cascades did as well: it tells that there was a change, not how many rows
      changes: isChange ? (rows.records ?? (counted === 0 ? 0 : this.#db.changes)) : null,
    }
  }

  schema(): Promise<Schema> {
    return Promise.resolve(readSchema(this.#db))
  }

  delta(): Promise<Delta | null> {
    if (!this.#dirty || this.#transaction !== 'none') return Promise.resolve(null)
    const now = this.#db.database.export()
    this.#dirty = false
    const file = changed(sqlitePath, this.#file, now)
    this.#file = now
    return Promise.resolve(file === null ? null : { files: [file], removed: [] })
  }

  damage(): Promise<string | null> {
    return Promise.resolve(this.doubtful && this.#transaction === 'none' ? this.#damage() : null)
  }

  check(): Promise<string | null> {
    return Promise.resolve(health(this.#db))
  }

  async dump(): Promise<string> {
    const { dump } = await import('./sqlite-dump')
    return dump(this.#db)
  }

  close(): Promise<void> {
    this.#db.close()
    return Promise.resolve()
  }

  #damage(): string | null {
    const { library, database } = this.#db
    if (this.#file !== null && fileHealth(library, this.#file) !== null) {
      this.doubtful = false // there is no better state to go back to
      return null
    }
    const words = fileHealth(library, () => database.export())
    // while the schema may be written, every later run can damage it too
    this.doubtful = words !== null || this.#db.number('PRAGMA writable_schema') !== 0
    return words
  }

  #execute(
    text: string,
    limits: Limits,
    sink: RowSink,
    read?: RowText,
  ): { count: number | null; more: boolean; records?: number } | { error: string } {
    const { library } = this.#db
    const { module } = library
    // SQLite reads SQL up to a NUL and would leave out the rest in silence
    if (text.includes('\0')) return { error: 'unrecognized token: "\0"' }
    const sql = library.give(text)
    let statement = 0
    try {
      const prepared = library.prepare(this.#db.pointer, sql.pointer, sql.bytes)
      if (prepared.code !== 0) return { error: this.#db.message }
      statement = prepared.statement
      if (statement === 0) return { count: null, more: false }
      if (read === undefined) return this.#fetch(statement, limits, sink)
      const ran = runForEach(this.#db, statement, read)
      return 'error' in ran ? ran : { count: null, more: false, records: ran.records }
    } finally {
      module._sqlite3_finalize(statement)
      module._free(sql.pointer)
    }
  }

  #fetch(
    statement: number,
    limits: Limits,
    sink: RowSink,
  ): { count: number | null; more: boolean } | { error: string } {
    const { library } = this.#db
    const { module } = library
    let names = columnNames(library, statement)
    const width = names.length
    const batches = new BatchBuilder(width)
    let keeping = true
    let headed = width === 0
    const send = () => {
      const batch = batches.take()
      if (!headed) {
        names = columnNames(library, statement)
        sink.head(describe(names, batch), batch.rowCount > 0)
      }
      headed = true
      if (batch.rowCount > 0) sink.rows(batch)
    }
    for (;;) {
      const step = module._sqlite3_step(statement)
      if (step === DONE) break
      if (step !== ROW) {
        const error = this.#db.message
        if (batches.total > 0) send()
        return { error }
      }
      if (batches.total >= limits.rows || batches.bytes >= limits.bytes) {
        send()
        return { count: batches.total, more: true }
      }
      let bytes = 0
      for (let i = 0; i < width; i++) {
        const column = batches.columns[i]
        if (column === undefined) continue
        const cell = library.read(statement, i, column, limits.cell)
        bytes += cell.bytes
        if (cell.whole < 0) continue
        batches.shortened(i, cell.whole)
        const kept = keeping ? library.whole(statement, i) : null
        if (kept !== null) keeping = sink.keep(batches.total, i, kept.bytes, kept.text)
      }
      if (batches.endRow(bytes)) send()
    }
    if (width === 0) return { count: null, more: false }
    if (!headed || batches.rows > 0) send()
    return { count: batches.total, more: false }
  }

  /** Whether a statement that failed may have kept what it had done: FAIL, in it or in the schema, is the one way. */
  #keepsHalf(text: string): boolean {
    if (/\bfail\b/i.test(text)) return true
    try {
      return (
        this.#db.number(
          "SELECT count(*) FROM (SELECT sql FROM sqlite_schema UNION ALL SELECT sql FROM sqlite_temp_schema) WHERE sql LIKE '%FAIL%'",
        ) > 0
      )
    } catch {
      return true
    }
  }

  /** Follows the transaction state. SQLite gives no way to ask here, except trying to begin one. */
  #follow(verb: string, failed: boolean): void {
    if (this.#transaction === 'none' && !transactional.has(verb)) return
    // an error can roll a transaction back by itself (ON CONFLICT ROLLBACK, RAISE(ROLLBACK), a full disk)
    if (!failed && !transactional.has(verb)) return
    const begun = this.#db.try('BEGIN')
    if (begun) this.#db.try('ROLLBACK')
    this.#transaction = begun ? 'none' : 'open'
  }

  #explain(text: string, message: string): SqlError {
    if (message.includes('out of memory') && !this.#db.try('SELECT 1')) {
      // a limit set by SQL cannot be raised again: only a new engine can
      throw new Error('The engine has no memory left to run any statement.')
    }
    const place = text.includes('\0')
      ? { position: text.indexOf('\0'), length: 1 }
      : sqliteErrorPlace(text, message, (beginning) => this.#refused(beginning))
    const hint = message.includes('disk is full')
      ? { hint: `A database here may grow to ${Math.round(this.#cap / 1024 / 1024)} MB.` }
      : {}
    return { message, ...hint, ...place, origin: 'engine' }
  }

  /** What the parser says about the beginning of a statement. */
  #refused(beginning: string): string | undefined {
    const { library, pointer } = this.#db
    const sql = library.give(beginning)
    const { code, statement } = library.prepare(pointer, sql.pointer, sql.bytes)
    const message = code === 0 ? undefined : this.#db.message
    library.module._sqlite3_finalize(statement)
    library.module._free(sql.pointer)
    return message
  }

  #limit(): void {
    try {
      const page = this.#db.number('PRAGMA main.page_size') || 4096
      this.#db.try(`PRAGMA main.max_page_count = ${Math.max(1, Math.floor(this.#cap / page))}`)
    } catch {
      // a damaged schema refuses this too; its statements fail anyway
    }
  }
}

/** A page sends a long file as one chunk, for the engine alone. */
const onePiece = ({ size, chunks }: ImageFile): Uint8Array | null => {
  const first = chunks.get(0)
  return size > chunkSize && first?.length === size ? first : null
}

function columnNames(library: SqliteLibrary, statement: number): string[] {
  const { module } = library
  return Array.from({ length: module._sqlite3_column_count(statement) }, (_, i) =>
    library.text(module._sqlite3_column_name(statement, i)),
  )
}
