/**
 * SQLite's C interface as sql.js 1.16.0 carries it. sql.js's own statements make an array and several strings per
 * row and cut texts at NUL; reading columns straight from the engine's memory does neither.
 */
import initSqlJs, { type Database } from 'sql.js'
import type { ColumnBuilder } from './column-builder'
import { cutLength, decode, encode } from './utf8'

export const ROW = 100
export const DONE = 101

/** What sql.js puts on its module besides `Database`; checked against the real one by every engine test. */
interface Bindings {
  Database: new (data?: Uint8Array | null) => Database
  UTF8ToString(pointer: number): string
  _malloc(bytes: number): number
  _free(pointer: number): void
  _sqlite3_prepare_v2(db: number, sql: number, bytes: number, statement: number, tail: number): number
  /** `free`: 0 when the text stays where it is until the statement has been reset */
  _sqlite3_bind_text(statement: number, index: number, text: number, bytes: number, free: number): number
  _sqlite3_step(statement: number): number
  _sqlite3_reset(statement: number): number
  _sqlite3_finalize(statement: number): number
  _sqlite3_changes(db: number): number
  _sqlite3_errmsg(db: number): number
  _sqlite3_column_count(statement: number): number
  _sqlite3_column_name(statement: number, column: number): number
  _sqlite3_column_type(statement: number, column: number): number
  _sqlite3_column_double(statement: number, column: number): number
  _sqlite3_column_text(statement: number, column: number): number
  _sqlite3_column_blob(statement: number, column: number): number
  _sqlite3_column_bytes(statement: number, column: number): number
}

function isBindings(module: unknown): module is Bindings {
  return typeof module === 'object' && module !== null && '_sqlite3_step' in module && '_malloc' in module
}

/** How one cell ended up: bytes it took, and the size of the whole where it was shortened. */
export interface Cell {
  bytes: number
  whole: number
}

/** The loaded library: one per thread, however many databases are opened. */
export class SqliteLibrary {
  readonly #memory: WebAssembly.Memory
  #bytes: Uint8Array<ArrayBufferLike> = new Uint8Array(0)
  readonly #out: number
  readonly cell: Cell = { bytes: 0, whole: -1 }
  readonly version: string

  private constructor(
    readonly module: Bindings,
    memory: WebAssembly.Memory,
  ) {
    this.#memory = memory
    this.#out = module._malloc(8)
    // asked of an empty database, since a damaged one answers nothing
    const empty = this.open(null)
    this.version = empty.rows('SELECT sqlite_version()')[0]?.[0] ?? ''
    empty.close()
  }

  static async load(wasm: WebAssembly.Module): Promise<SqliteLibrary> {
    let memory: WebAssembly.Memory | undefined
    let fail: (reason: unknown) => void = () => undefined
    // sql.js itself would wait for ever for what could not be made, such as where a device has no memory left
    const failed = new Promise<never>((_, reject) => (fail = reject))
    const options = {
      instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
        WebAssembly.instantiate(wasm, imports).then((instance) => {
          for (const item of Object.values(instance.exports)) {
            if (item instanceof WebAssembly.Memory) memory = item
          }
          done(instance)
        }, fail)
        return {}
      },
      print: () => undefined,
      printErr: () => undefined,
    }
    const module: unknown = await Promise.race([initSqlJs(options), failed])
    if (!isBindings(module) || memory === undefined) throw new Error('sql.js does not look as expected')
    return new SqliteLibrary(module, memory)
  }

  /** The engine's memory. Taken anew after each call that may have let it grow. */
  get memory(): Uint8Array {
    if (this.#bytes.buffer !== this.#memory.buffer) this.#bytes = new Uint8Array(this.#memory.buffer)
    return this.#bytes
  }

  /** Opens a file's bytes; `own` when the engine may write into them, which saves a copy of them. */
  open(data: Uint8Array | null, own = false): SqliteHandle {
    const database = new this.module.Database(own && data !== null ? uncopied(data) : data)
    // sql.js keeps the sqlite3* in a field whose name changes with each build: it is the only number besides none
    const pointer = Object.values(database).find((value) => typeof value === 'number')
    if (pointer === undefined) throw new Error('sql.js does not look as expected')
    return new SqliteHandle(this, database, pointer)
  }

  /** Copies text into the engine's memory with a closing NUL; free it. Throws when there is no memory left. */
  give(text: string): { pointer: number; bytes: number } {
    const bytes = encode(text)
    const pointer = this.module._malloc(bytes.length + 1)
    if (pointer === 0) throw new Error('out of memory')
    this.memory.set(bytes, pointer)
    this.memory[pointer + bytes.length] = 0
    return { pointer, bytes: bytes.length }
  }

  /** Prepares the first statement at `sql`; the statement is 0 when there is none. */
  prepare(db: number, sql: number, bytes: number): { code: number; statement: number; tail: number } {
    const code = this.module._sqlite3_prepare_v2(db, sql, bytes, this.#out, this.#out + 4)
    const view = new DataView(this.#memory.buffer)
    return { code, statement: view.getInt32(this.#out, true), tail: view.getInt32(this.#out + 4, true) }
  }

  /** The C string at `pointer`, read as UTF-8. */
  text(pointer: number): string {
    if (pointer === 0) return ''
    const { memory } = this
    return decode(memory.slice(pointer, memory.indexOf(0, pointer)))
  }

  /**
   * Reads a cell of the current row into a column, text and bytes only up to `limit` bytes. `cell` then tells how much
   * that was.
   */
  read(statement: number, column: number, into: ColumnBuilder, limit: number): Cell {
    const { module, cell } = this
    cell.whole = -1
    cell.bytes = 8
    switch (module._sqlite3_column_type(statement, column)) {
      case 1: {
        const value = module._sqlite3_column_double(statement, column)
        if (value > -9007199254740992 && value < 9007199254740992) into.integer(value)
        else into.bigint(BigInt(this.text(module._sqlite3_column_text(statement, column))))
        break
      }
      case 2:
        into.number(module._sqlite3_column_double(statement, column))
        break
      case 3: {
        // first the text, which may convert it, then its length: SQLite's own advice
        const pointer = module._sqlite3_column_text(statement, column)
        const bytes = module._sqlite3_column_bytes(statement, column)
        const kept = cutLength(this.memory, pointer, bytes, limit)
        into.text(this.memory, pointer, kept)
        this.#took(bytes, kept)
        break
      }
      case 4: {
        const bytes = module._sqlite3_column_bytes(statement, column)
        // zeroblob(n) is only a number until somebody asks for its bytes
        const kept = bytes > mostRead ? 0 : Math.min(bytes, limit)
        const pointer = kept === 0 ? 0 : module._sqlite3_column_blob(statement, column)
        into.value(this.memory.slice(pointer, pointer + kept))
        this.#took(bytes, kept)
        break
      }
      default:
        into.null()
    }
    return cell
  }

  /** The whole bytes of a text or blob cell; null when it is too big to be copied. */
  whole(statement: number, column: number): { readonly text: boolean; readonly bytes: Uint8Array } | null {
    const { module } = this
    const text = module._sqlite3_column_type(statement, column) === 3
    const size = module._sqlite3_column_bytes(statement, column)
    if (size > mostRead) return null
    const pointer = text
      ? module._sqlite3_column_text(statement, column)
      : module._sqlite3_column_blob(statement, column)
    return { text, bytes: this.memory.slice(pointer, pointer + size) }
  }

  #took(bytes: number, kept: number): void {
    this.cell.bytes = kept
    if (kept < bytes) this.cell.whole = bytes
  }
}

/** The same bytes for Emscripten's file system, which has a copy made of what it is given. */
function uncopied(bytes: Uint8Array): Uint8Array {
  const view = bytes.subarray()
  view.slice = (from, to) => bytes.subarray(from, to) as Uint8Array<ArrayBuffer>
  return view
}

/** Cells above this are never copied whole. */
const mostRead = 256 * 1024 * 1024

/** One open database: sql.js's object and the pointer that C calls want. */
export class SqliteHandle {
  /** prepared once: it is asked around every statement that changes rows */
  #totalChanges = 0

  constructor(
    readonly library: SqliteLibrary,
    readonly database: Database,
    readonly pointer: number,
  ) {}

  get message(): string {
    return this.library.text(this.library.module._sqlite3_errmsg(this.pointer))
  }

  /** Runs one statement of our own and gives its rows as text; throws with the engine's message. */
  rows(sql: string): (string | null)[][] {
    const { module } = this.library
    const { pointer, bytes } = this.library.give(sql)
    try {
      const { code, statement } = this.library.prepare(this.pointer, pointer, bytes)
      if (code !== 0) throw new Error(this.message)
      try {
        const rows: (string | null)[][] = []
        const width = module._sqlite3_column_count(statement)
        for (;;) {
          const step = module._sqlite3_step(statement)
          if (step === DONE) return rows
          if (step !== ROW) throw new Error(this.message)
          const row: (string | null)[] = []
          for (let i = 0; i < width; i++) {
            if (module._sqlite3_column_type(statement, i) === 5) row.push(null)
            else {
              const at = module._sqlite3_column_text(statement, i)
              row.push(decode(this.library.memory.slice(at, at + module._sqlite3_column_bytes(statement, i))))
            }
          }
          rows.push(row)
        }
      } finally {
        module._sqlite3_finalize(statement)
      }
    } finally {
      module._free(pointer)
    }
  }

  /** The single value of a statement of our own. */
  number(sql: string): number {
    return Number(this.rows(sql)[0]?.[0] ?? 0)
  }

  /** Rows that the last INSERT, UPDATE or DELETE changed, not counting triggers and cascades. */
  get changes(): number {
    return this.library.module._sqlite3_changes(this.pointer)
  }

  /** Rows changed since the database was opened, by triggers and cascades as well; 0 where no memory is left to tell. */
  get totalChanges(): number {
    const { module } = this.library
    if (this.#totalChanges === 0) this.#totalChanges = this.#prepared('SELECT total_changes()')
    const told = this.#totalChanges !== 0 && module._sqlite3_step(this.#totalChanges) === ROW
    const count = told ? module._sqlite3_column_double(this.#totalChanges, 0) : 0
    module._sqlite3_reset(this.#totalChanges)
    return count
  }

  /** A statement of our own; 0 where the engine cannot prepare it. */
  #prepared(sql: string): number {
    let pointer = 0
    try {
      const given = this.library.give(sql)
      pointer = given.pointer
      return this.library.prepare(this.pointer, pointer, given.bytes).statement
    } catch {
      return 0
    } finally {
      this.library.module._free(pointer)
    }
  }

  /** Runs one statement of our own; false where the engine refuses. */
  try(sql: string): boolean {
    try {
      this.rows(sql)
      return true
    } catch {
      return false
    }
  }

  close(): void {
    this.library.module._sqlite3_finalize(this.#totalChanges)
    this.database.close()
  }
}
