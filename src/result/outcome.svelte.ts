import type { Reply } from '../engine/engine'
import type { ResultSet } from '../engine/value'
import type { Statement } from '../sql/statement'
import { GridKept } from './grid-kept.svelte'

export type OutcomeState = 'waiting' | 'running' | 'done' | 'failed' | 'stopped' | 'crashed' | 'skipped'

/**
 * What became of one statement of a run, from waiting to its end. The session calls the methods as the connection
 * tells; the page reads the fields. Times are milliseconds of `performance.now()`.
 */
export class Outcome {
  state = $state<OutcomeState>('waiting')
  /** null until the columns are known, and for a statement that has none */
  rows = $state.raw<ResultSet | null>(null)
  /** rows that have arrived; the set itself grows in place, so this is what tells the page */
  rowCount = $state(0)
  reply = $state.raw<Reply | null>(null)
  startedAt = $state(0)
  endedAt = $state(0)
  /** what the page says about a statement that was stopped or that took the engine with it */
  message = $state('')
  /** how its grid shows the rows */
  readonly grid = new GridKept()

  constructor(
    /** counted from 1 within its run */
    readonly number: number,
    readonly statement: Statement,
  ) {}

  /** No more rows will come. */
  get complete(): boolean {
    return this.state !== 'waiting' && this.state !== 'running'
  }

  started(now = performance.now()): void {
    this.state = 'running'
    this.startedAt = now
  }

  /** The columns are known. */
  head(rows: ResultSet): void {
    this.rows = rows
    this.rowCount = rows.rowCount
  }

  /** More rows are in the set. */
  grew(rows: ResultSet): void {
    this.head(rows)
  }

  ended(reply: Reply, now = performance.now()): void {
    if (this.rows) this.rowCount = this.rows.rowCount
    this.reply = reply
    this.#end(reply.ok ? 'done' : 'failed', now)
  }

  /** The visitor stopped it; `message` says what the database is like now. */
  stopped(message = '', now = performance.now()): void {
    this.message = message
    this.#end('stopped', now)
  }

  /** The engine ended under it; `message` says so in words. */
  crashed(message: string, now = performance.now()): void {
    this.message = message
    this.#end('crashed', now)
  }

  /** An earlier statement failed or was stopped, so this one was never sent. */
  skipped(now = performance.now()): void {
    this.#end('skipped', now)
  }

  #end(state: OutcomeState, now: number): void {
    this.state = state
    this.endedAt = now
  }
}
