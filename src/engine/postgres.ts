import { command } from '../sql/command'
import { copyData } from '../sql/copy'
import type { Engine, Limits, Notice, Reply, RowSink, RowText, SqlError, Transaction } from './engine'
import type { Delta, Image } from './image'
import type { PostgresParts } from './message'
import { catalogQuery, writesCatalog } from './postgres-catalog'
import { dump } from './postgres-dump'
import { EngineDied, PostgresLink } from './postgres-link'
import { Fetch, type Ran, type Tag, type TypeOf } from './postgres-fetch'
import * as said from './postgres-message'
import { send, type Receive } from './postgres-wire'
import { readSchema } from './schema-postgres'
import type { Schema } from './schema'
import { decode, encode } from './utf8'

/** Bytes a database may grow to; bytes of log after which it is folded into the tables. */
export const postgresCaps = { database: 256 * 1024 * 1024, log: 8 * 1024 * 1024 }

/** Rows asked for first: few, since one row may be megabytes. */
const firstPage = 50
/** What an empty data directory takes, roughly, in bytes. */
const emptyBytes = 30 * 1024 * 1024
const readers = new Set([
  'SELECT',
  'VALUES',
  'TABLE',
  'WITH',
  'EXPLAIN',
  'SHOW',
  'FETCH',
  'MOVE',
  'CLOSE',
  'COPY',
])

/** Statements that can commit before they fail. */
const commits = (verb: string, text: string): boolean =>
  /^(CALL|DO|VACUUM|REINDEX|CLUSTER)\b/.test(verb) || /\bconcurrently\b/i.test(text)

const owner = 'SET SESSION AUTHORIZATION postgres'
const leavesUser =
  /\b(reset\s+session\s+authorization|set\s+session\s+authorization\s+default|discard\s+all)\b/i

export class PostgresEngine implements Engine {
  readonly dialect = 'postgres'
  version = ''
  readonly #link: PostgresLink
  /** what cannot change; an enum may get another value */
  readonly #types = new Map<number, TypeOf>()
  #transaction: Transaction = 'none'
  /** the transaction did more than begin, so that a question of ours changes nothing in it */
  #working = false
  /** COMMIT AND CHAIN: something was committed although a transaction is open */
  #chained = false
  /** a statement spoke of synchronous_commit: what is committed may not be in the log yet */
  #lazyCommit = false
  doubtful = false
  #notices: Notice[] = []
  #schema: Schema = { tables: [] }

  private constructor(
    link: PostgresLink,
    readonly caps: typeof postgresCaps,
  ) {
    this.#link = link
  }

  /**
   * Starts PostgreSQL on the files of an image, or on the shipped data directory. Rejects when it does not start.
   * `seed`: what will be run first; the first statements of it may have been run when the site was built.
   */
  static async open(
    parts: PostgresParts,
    image: Image | null,
    seed: readonly string[] = [],
    caps = postgresCaps,
  ): Promise<PostgresEngine> {
    const link = await PostgresLink.open(parts, image, seed, caps.database + emptyBytes)
    const engine = new PostgresEngine(link, caps)
    await engine.#begin(image !== null)
    return engine
  }

  /** Statements of the seed that need not be run any more. */
  get seeded(): number {
    return this.#link.known.seeded
  }

  async settle(): Promise<void> {
    await this.#backToUtf8()
  }

  async run(text: string, limits: Limits, sink: RowSink, rows?: RowText): Promise<Reply> {
    const start = performance.now()
    const { logWrites } = this.#link.files
    const before = this.#transaction
    this.#notices = []
    const verb = command(text, 'postgres')
    const copy = rows === undefined ? copyData(text) : { command: text, data: rows.bytes }
    const ran = text.includes('\0') ? nulError(text) : await this.#execute(text, copy, limits, sink)
    const ms = performance.now() - start
    const spoken = copy?.command ?? text // what its data lines hold says nothing to the engine
    this.#chained ||= /\bchain\s*$/i.test(spoken)
    this.#lazyCommit ||= /synchronous_commit/i.test(spoken)
    this.doubtful ||= writesCatalog(spoken) || ('error' in ran && /^XX00[12]$/.test(ran.error.code ?? ''))
    this.#working =
      this.#transaction !== 'none' && (this.#working || !/^(BEGIN|START|SET|SAVEPOINT)$/.test(verb))
    // in single-user mode the engine does not report it by itself
    if (/client_encoding|\bnames\b|set_config|discard|reset/i.test(spoken)) await this.#backToUtf8()
    const logged = this.#link.files.logWrites > logWrites
    // nor does it know which user to go back to
    if (!('error' in ran) && leavesUser.test(spoken)) await this.#ask(owner)
    const wrote =
      'error' in ran
        ? // a statement that fails takes all back, and in a transaction so does the ROLLBACK that must follow
          before === 'none'
          ? logged && commits(verb, spoken)
          : this.#transaction === 'none'
        : logged || !readers.has(verb) || /\b(next|set)val\s*\(/i.test(spoken)
    const ended = { notices: this.#notices, ms, transaction: this.#transaction, wrote }
    if ('error' in ran) return { ok: false, ...ended, error: this.#withCap(ran.error) }
    const { tag, rows: count, more } = ran
    return {
      ok: true,
      ...ended,
      command: tag?.command ?? verb,
      rowCount: count,
      more,
      changes: changesOf(tag, count),
    }
  }

  async schema(): Promise<Schema> {
    // in an aborted transaction nothing can be asked; in one that has only begun, a question would be its first query
    const quiet = this.#transaction === 'failed' || (this.#transaction === 'open' && !this.#working)
    if (!quiet) this.#schema = await readSchema((sql) => this.#ask(sql), this.#transaction === 'none')
    return this.#schema
  }

  async delta(ended = false): Promise<Delta | null> {
    const { files } = this.#link
    if (this.#transaction !== 'none') {
      if (!this.#chained) return null
      // the open transaction is in these files too, and is rolled back by whoever starts from them
      this.#chained = false
      return files.delta()
    }
    this.#chained = false
    const exact = ended && files.logBytes > 0
    if (exact || files.logBytes > this.caps.log || (this.#lazyCommit && files.writes > 0)) {
      await this.#asOwner('CHECKPOINT')
      files.logBytes = 0
    }
    return files.delta()
  }

  async damage(): Promise<string | null> {
    if (!this.doubtful || this.#transaction !== 'none') return null
    const words = await this.check()
    this.doubtful = words !== null
    return words
  }

  async check(): Promise<string | null> {
    if (this.#transaction !== 'none') return null
    const rows = await this.#answer(catalogQuery)
    if ('error' in rows) return rows.error.message
    const found = rows.rows[0]?.[0] ?? ''
    if (found !== this.#link.known.catalog) return 'The system catalogs are damaged.'
    return null
  }

  dump(): Promise<string> {
    return dump(this.#link.pg)
  }

  async close(): Promise<void> {
    await this.#link.pg.close()
  }

  async #begin(kept: boolean): Promise<void> {
    for (const [oid, name] of this.#link.known.types) this.#types.set(oid, { name })
    this.version = this.#link.known.version
    if (!kept) return
    // ALTER DATABASE … SET has the last word
    await this.#backToUtf8()
    this.#lazyCommit = (await this.#ask('SHOW synchronous_commit'))[0]?.[0] !== 'on'
    this.#notices = []
  }

  /** PostgreSQL's own hints, to look for free space on the disk and to raise max_stack_depth, help nobody here. */
  #withCap(error: SqlError): SqlError {
    if (error.code === '53100')
      return {
        ...error,
        hint: `A database here may grow to ${Math.round(this.caps.database / 1024 / 1024)} MB.`,
      }
    if (error.code === '54001')
      return {
        ...error,
        hint: 'Calls or brackets are nested deeper than they may be here. A function or trigger that calls itself needs a case in which it stops.',
      }
    return error
  }

  /** One statement through the extended protocol, its rows fetched page by page through a portal. */
  async #execute(
    text: string,
    copy: { readonly command: string; readonly data: string | RowText['bytes'] } | null,
    limits: Limits,
    sink: RowSink,
  ): Promise<Ran | { error: SqlError }> {
    const fetch = new Fetch(limits, sink, (error) => said.sqlError(error, text))
    const receive: Receive = (type, bytes, from, to) => {
      if (!this.#aside(type, bytes, from, to)) fetch.receive(type, bytes, from, to)
    }
    const described = [send.parse(copy?.command ?? text), send.bind(), send.describe()]
    if (isGenericPlan(text)) {
      const begin = () => fetch.begin(fetch.oids.map((oid) => this.#types.get(oid) ?? { name: 'text' }))
      await this.#sync([send.query(text)], (type, bytes, from, to) => {
        receive(type, bytes, from, to)
        if (type === 'T') begin()
      })
      fetch.finish()
    } else if (copy === null && givesNoRows(text)) {
      await this.#sync([...described, send.execute(0)], receive)
    } else {
      await this.#link.exchange([...described, send.flush()], receive)
      if (fetch.error === null) await this.#rows(fetch, copy?.data ?? null, receive)
      fetch.finish() // rows are on their way while the statement is committed
      await this.#sync([], receive)
    }
    if (!fetch.over) throw new EngineDied('The engine gave no answer.')
    return fetch.error === null ? fetch.ran : { error: fetch.error }
  }

  async #rows(fetch: Fetch, data: string | RowText['bytes'] | null, receive: Receive): Promise<void> {
    if (!fetch.described) throw new EngineDied('The engine gave no answer.')
    fetch.begin(await this.#typesOf(fetch.oids))
    const rest =
      data === null
        ? [send.copyFail('the data lines are missing')]
        : [send.copyData(typeof data === 'string' ? encode(data) : data), send.copyDone()]
    await this.#link.exchange([send.execute(firstPage), ...rest, send.flush()], receive)
    while (fetch.suspended && !fetch.more) {
      fetch.suspended = false
      await this.#link.exchange([send.execute(fetch.nextPage), send.flush()], receive)
    }
  }

  /**
   * Every request ends in ReadyForQuery, or the engine is dead. Outside a transaction block this is where a statement
   * is committed, and where a deferred constraint can still refuse it.
   */
  async #sync(messages: Parameters<PostgresLink['exchange']>[0], receive: Receive): Promise<void> {
    let ready = false
    await this.#link.exchange([...messages, send.sync()], (type, bytes, from, to) => {
      if (type === 'Z') {
        ready = true
        this.#transaction = said.transaction(bytes, from)
      } else receive(type, bytes, from, to)
    })
    if (!ready) throw new EngineDied('The engine fell silent.')
  }

  /** Messages that may come at any time. */
  #aside(type: string, bytes: Uint8Array, from: number, to: number): boolean {
    if (type === 'N') this.#notices.push(said.notice(said.fields(bytes, from, to)))
    else if (type === 'A') this.#notices.push(said.notification(bytes, from, to))
    else return type === 'S'
    return true
  }

  /** Types by their numbers. A user's own are looked up within the statement's transaction, before it takes its snapshot. */
  async #typesOf(oids: readonly number[]): Promise<TypeOf[]> {
    const enums = new Map<number, TypeOf>()
    const unknown = [...new Set(oids.filter((oid) => !this.#types.has(oid)))]
    if (unknown.length > 0) {
      const name = 'tandem_types'
      const labels = `SELECT pg_catalog.json_agg(enumlabel ORDER BY enumsortorder) FROM pg_catalog.pg_enum
        WHERE enumtypid IN (t.oid, t.typelem)`
      const sql = `SELECT oid, typname, (${labels}) FROM pg_catalog.pg_type t WHERE oid IN (${unknown.join(',')})`
      const messages = [
        send.parse(sql, name),
        send.bind(name),
        send.execute(0, name),
        send.close(name),
        send.flush(),
      ]
      await this.#link.exchange(messages, (type, bytes, from, to) => {
        if (type !== 'D') return
        const [oid, name, labels] = cells(bytes, from, to)
        if (labels == null) this.#types.set(Number(oid), { name: name ?? '' })
        else enums.set(Number(oid), { name: name ?? '', labels: JSON.parse(labels) as string[] })
      })
    }
    return oids.map((oid) => this.#types.get(oid) ?? enums.get(oid) ?? { name: '' })
  }

  /** A question of our own; throws where the engine refuses. */
  async #ask(sql: string): Promise<readonly (string | null)[][]> {
    const answer = await this.#answer(sql)
    if ('error' in answer) throw new Error(answer.error.message)
    return answer.rows
  }

  async #answer(sql: string): Promise<{ rows: readonly (string | null)[][] } | { error: SqlError }> {
    const notices = this.#notices
    const rows: (string | null)[][] = []
    let error: SqlError | null = null
    await this.#sync([send.parse(sql), send.bind(), send.execute(0)], (type, bytes, from, to) => {
      if (type === 'D') rows.push(cells(bytes, from, to))
      else if (type === 'E') error ??= said.sqlError(said.fields(bytes, from, to), sql)
      else this.#aside(type, bytes, from, to)
    })
    this.#notices = notices
    return error === null ? { rows } : { error }
  }

  /** Runs a command with the rights of the owner of everything, whatever role the user has set. */
  async #asOwner(sql: string): Promise<void> {
    for (const step of ['BEGIN', 'SET LOCAL SESSION AUTHORIZATION postgres', 'SET LOCAL ROLE NONE', sql]) {
      if ('error' in (await this.#answer(step))) break
    }
    await this.#answer('COMMIT')
  }

  /** All bytes are read as UTF-8, so that a session that speaks another encoding is turned back at once. */
  async #backToUtf8(): Promise<void> {
    if (this.#transaction === 'failed') return
    const told = (await this.#ask('SHOW client_encoding'))[0]?.[0]
    if (told === 'UTF8') return
    await this.#ask("SET client_encoding TO 'UTF8'")
    this.#notices.push({
      severity: 'NOTICE',
      message: `client_encoding is UTF8 again: this page reads nothing else (it was set to ${told}).`,
    })
  }
}

function changesOf(tag: Tag | null, rows: number | null): number | null {
  if (tag === null) return null
  if (/^(INSERT|UPDATE|DELETE|MERGE)$/.test(tag.command)) return tag.count
  // CREATE TABLE … AS and COPY … FROM
  return /^(SELECT|COPY)$/.test(tag.command) && rows === null ? tag.count : null
}

/**
 * Surely a change that gives no rows, whatever rules stand on the table: it can be sent whole. Of others the columns
 * must be known before the rows come.
 */
function givesNoRows(text: string): boolean {
  return /^\s*(INSERT|UPDATE|DELETE)\b/i.test(text) && !/\breturning\b/i.test(text)
}

/** Its $1 has no value, and only the simple protocol asks for none. */
function isGenericPlan(text: string): boolean {
  return /^\s*explain\s*\([^)]*\bgeneric_plan\b/i.test(text)
}

function nulError(text: string): { error: SqlError } {
  return {
    error: {
      message: 'The statement holds a NUL character, which PostgreSQL does not take.',
      position: text.indexOf('\0'),
      length: 1,
      origin: 'refused',
    },
  }
}

/** The cells of a DataRow as text. */
function cells(bytes: Uint8Array, from: number, to: number): (string | null)[] {
  const row: (string | null)[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  for (let at = from + 2; at < to;) {
    const length = view.getInt32(at)
    at += 4
    row.push(length < 0 ? null : decode(bytes.slice(at, at + length)))
    at += Math.max(length, 0)
  }
  return row
}
