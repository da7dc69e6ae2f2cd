/**
 * A Session: one connection, what its script gave, and its live schema. Every page that runs SQL has one.
 * Data flows one way: text → statements → connection → outcomes → schema.
 */
import { openConnection } from '../engine/connection'
import type { Connection, OpenOptions, Status, Transaction } from '../engine/engine'
import type { Image, ImageFiles } from '../engine/image'
import type { Schema } from '../engine/schema'
import type { Value } from '../engine/value'
import { Outcome } from '../result/outcome.svelte'
import type { Dialect } from '../sql/dialect'
import { sessionState } from '../sql/session-state'
import { split } from '../sql/split'
import type { Statement } from '../sql/statement'
import { cutSentence } from './cut-sentence'

/** Outcomes kept one by one; of a longer script the rest is counted, so that 200,000 INSERTs do not make 200,000 panels. */
export const shownOutcomes = 200

/** Statements of a long script that have no panel of their own. */
export interface Folded {
  readonly done: number
  readonly changes: number
  readonly skipped: number
}

/** What a run was, for history and marks. */
export interface Ran {
  readonly text: string
  /** engine time of all statements, ms */
  readonly ms: number
  /** rows of the last result, or rows changed; null when neither */
  readonly rows: number | null
  readonly error: string | null
  /** data, schema or settings may have changed */
  readonly wrote: boolean
  /** the database before the run, where the run changed its files; else null */
  readonly before: Image | null
}

const nothingFolded: Folded = { done: 0, changes: 0, skipped: 0 }

export class Session {
  readonly dialect: Dialect
  readonly connection: Connection
  status = $state.raw<Status>({ kind: 'starting', detail: '' })
  outcomes = $state.raw<readonly Outcome[]>([])
  folded = $state.raw<Folded>(nothingFolded)
  /** the statement that runs now and how many there are; null when nothing runs */
  progress = $state.raw<{ readonly at: number; readonly of: number } | null>(null)
  /** a run has been on for a moment: what shows it may appear without flicker */
  busy = $state(false)
  schema = $state.raw<Schema | null>(null)
  transaction = $state.raw<Transaction>('none')
  version = $state('')
  /** an engine that died or was stopped, told until the next run */
  notice = $state('')
  /** called when a statement starts and ends, for the editor's marks */
  onmark: ((statement: Statement, outcome: 'running' | 'done' | 'failed') => void) | null = null
  /** called once in a run that goes on after it changed the database's files: its text, and the database before it */
  onchanged: ((text: string, before: Image) => void) | null = null
  /** called after every run */
  onran: ((ran: Ran) => void) | null = null
  /** the database is being changed as a whole; null when it is not */
  changing: Promise<void> | null = null
  #unsubscribe: () => void
  /** what the session holds beside the database, in words */
  readonly #held = new Set<string>()

  constructor(dialect: Dialect, options: OpenOptions | Promise<OpenOptions>) {
    this.dialect = dialect
    this.connection = openConnection(dialect, options)
    this.status = this.connection.status
    this.#unsubscribe = this.connection.onStatus((status) => this.#onStatus(status))
  }

  get running(): boolean {
    return this.progress !== null
  }

  /** Nothing runs or changes and no transaction is open: closing it loses nothing. */
  get idle(): boolean {
    return !this.running && this.changing === null && this.transaction === 'none'
  }

  /** Changes the database as a whole, after other such changes. Who runs something waits for `changing` first. */
  change<T>(work: () => Promise<T>): Promise<T> {
    const done = this.changing === null ? work() : this.changing.then(work)
    const over = () => {
      if (this.changing === changing) this.changing = null
    }
    const changing: Promise<void> = done.then(over, over)
    this.changing = changing
    return done
  }

  /** Runs a script or a part of one; `offset` is where the part begins in the editor. Does nothing while another run is on. */
  run(text: string, offset = 0): Promise<void> {
    return this.runStatements(this.statements(text, offset), text)
  }

  /** The statements of a script or a part of one, which begins at `offset` in the editor. */
  statements(text: string, offset = 0): readonly Statement[] {
    const statements = split(text, this.dialect)
    if (offset === 0) return statements
    return statements.map(({ text, from, to }) => ({ text, from: from + offset, to: to + offset }))
  }

  /** Runs statements in order until one fails; their places are those of the editor. */
  async runStatements(statements: readonly Statement[], text: string): Promise<void> {
    if (this.running || statements.length === 0) return
    const outcomes = new Map<number, Outcome>()
    this.outcomes = []
    this.folded = nothingFolded
    this.notice = ''
    this.progress = { at: 0, of: statements.length }
    let image: Image | null = null
    let [ms, wrote, told] = [0, false, false]
    let [rows, error]: [number | null, string | null] = [null, null]
    let lastEnded = -1
    let at = 0
    let folded = nothingFolded
    const progressTimer = setInterval(() => {
      if (this.progress?.at !== at) this.progress = { at, of: statements.length }
      this.folded = folded
      if (told || !wrote || image === null || this.connection.image === image) return
      told = true
      this.onchanged?.(text, image)
    }, 100)
    const busyTimer = setTimeout(() => (this.busy = true), 120)

    const outcomeOf = (index: number): Outcome | undefined => {
      const known = outcomes.get(index)
      const statement = statements[index]
      if (known !== undefined || statement === undefined) return known
      const outcome = new Outcome(index + 1, statement)
      outcomes.set(index, outcome)
      // columns of a later statement may be known before news of an earlier one arrives
      const after = this.outcomes.findLastIndex((other) => other.number < outcome.number) + 1
      this.outcomes = this.outcomes.toSpliced(after, 0, outcome)
      return outcome
    }
    const shown = (index: number) => (index < shownOutcomes ? outcomeOf(index) : outcomes.get(index))
    const mark = (index: number, state: 'running' | 'done' | 'failed') => {
      const statement = statements[index]
      if (statement !== undefined && (index < shownOutcomes || state === 'failed'))
        this.onmark?.(statement, state)
    }

    const end = await this.connection.run(statements, {
      started: (index) => {
        image ??= this.connection.image
        shown(index)?.started()
        mark(index, 'running')
        at = index
      },
      head: (index, set) => {
        const outcome = this.outcomes.length < 2 * shownOutcomes ? outcomeOf(index) : undefined
        outcome?.head(set)
      },
      grew: (index, set) => outcomes.get(index)?.grew(set),
      ended: (index, reply) => {
        lastEnded = index
        ms += reply.ms
        wrote ||= reply.wrote
        this.transaction = reply.transaction
        const state = reply.ok && sessionState(statements[index]?.text ?? '', this.dialect)
        if (state) this.#held.add(state)
        if (reply.ok) rows = reply.changes ?? reply.rowCount ?? rows
        else error = reply.error.message
        mark(index, reply.ok ? 'done' : 'failed')
        const outcome = reply.ok ? shown(index) : outcomeOf(index)
        if (outcome !== undefined) outcome.ended(reply)
        else
          folded = {
            ...folded,
            done: folded.done + 1,
            changes: folded.changes + (reply.ok ? (reply.changes ?? 0) : 0),
          }
      },
    })

    if (end.kind !== 'finished') {
      const outcome = outcomeOf(end.index)
      mark(end.index, 'failed')
      lastEnded = end.index
      wrote = true
      const sentence = cutSentence(end.index, this.transaction, this.#held)
      this.#held.clear()
      if (end.kind === 'stopped') outcome?.stopped(sentence)
      else {
        const back = this.connection.status.kind !== 'failed'
        outcome?.crashed(back ? `${end.message} ${sentence}` : end.message)
        error = end.message
      }
    }
    const rest = statements.length - lastEnded - 1
    const listed = Math.min(rest, shownOutcomes)
    for (let index = lastEnded + 1; index <= lastEnded + listed; index++) outcomeOf(index)?.skipped()
    this.folded = { ...folded, skipped: rest - listed }

    clearTimeout(busyTimer)
    clearInterval(progressTimer)
    this.busy = false
    this.progress = null
    this.transaction = this.connection.transaction
    // PostgreSQL writes to its files when it reads rows that are new (which of them are committed)
    const before = !wrote || this.connection.image === image ? null : image
    this.onran?.({ text, ms, rows, error, wrote, before })
    if (wrote || this.schema === null) await this.refreshSchema()
  }

  /**
   * The first number of each query, asked beside the scripts: outcomes, marks and history hear nothing of it. Null for
   * what is refused. The queries can change nothing: PostgreSQL gets them in a transaction that only reads, and none at
   * all while one of the visitor's is open, since a mistake in a query would end that.
   */
  async numbers(queries: readonly string[]): Promise<readonly (number | null)[]> {
    const guarded = this.dialect === 'postgres'
    const found: (number | null)[] = queries.map(() => null)
    if (this.running || (guarded && this.transaction !== 'none')) return found
    const ask = async (text: string, answer: (value: Value) => void = () => undefined): Promise<void> => {
      const statement = { text, from: 0, to: text.length }
      await this.connection.run(
        [statement],
        { grew: (_, rows) => answer(rows.value(0, 0)) },
        { aside: true }, // the result that is shown may still be read whole
      )
    }
    if (guarded) await ask('BEGIN READ ONLY')
    for (const [index, query] of queries.entries()) {
      await ask(query, (value) => (found[index] = Number(value)))
      if (this.connection.transaction === 'failed') break
    }
    if (guarded) await ask('ROLLBACK')
    return found
  }

  /** The whole value of a shortened cell of the newest run. */
  whole(outcome: Outcome, row: number, column: number): Promise<Value> {
    return this.connection.whole(outcome.number - 1, row, column)
  }

  async refreshSchema(): Promise<void> {
    try {
      this.schema = await this.connection.schema()
    } catch {
      // the engine went away under the question; the next run or restart asks again
    }
  }

  /** Ends what runs; the database is back as of the last finished statement. */
  async stop(): Promise<void> {
    if (this.running) await this.connection.stop()
  }

  /** Whether its database was ever there: until then the connection's image is empty, and is not what it holds. */
  get opened(): boolean {
    return this.connection.version !== ''
  }

  /** Back to the seed, whatever was done before. */
  async reset(seed: readonly string[]): Promise<void> {
    await this.stop()
    await this.connection.reset(seed)
    this.#held.clear()
    this.outcomes = []
    this.folded = nothingFolded
    this.transaction = 'none'
    await this.refreshSchema()
  }

  /** Puts other files in the database's place; what is shown of earlier runs stays. */
  async restore(files: ImageFiles): Promise<void> {
    await this.stop()
    await this.connection.restore(files)
    this.#held.clear()
    this.transaction = 'none'
    await this.refreshSchema()
  }

  close(): void {
    this.#unsubscribe()
    this.connection.close()
  }

  #onStatus(status: Status): void {
    this.status = status
    this.version = this.connection.version
    // a run that waited for the engine goes first, and asks when it has ended
    if (status.kind === 'ready' && this.schema === null && !this.running) void this.refreshSchema()
  }
}
