/** A session that the steps of a lesson share, with what its database holds. */
import type { Dialect } from '../sql/dialect'
import { Session } from '../workbench/session.svelte'
import type { Step } from './lesson'
import { seedToday } from './seed'

export class Seat {
  readonly session: Session
  /** nothing was written since the database was seeded */
  pristine = true
  /** the database is being put back by the page: its short restart is nobody's business */
  settling = $state(false)
  /** The page is done with the database, and it is as the learner left it. */
  back: Promise<void> = Promise.resolve()
  /** a run that nobody waits for any more is coming to its end; null when there is none */
  ending: Promise<void> | null = null
  #ended: (() => void) | null = null
  #dataset: string
  #settling = 0

  constructor(step: Step, dialect: Dialect) {
    this.#dataset = step.dataset
    this.session = new Session(dialect, { seed: seedToday(step.dataset, dialect) })
    // also for a run that ends when its step was left
    this.session.onran = ({ wrote }) => {
      if (wrote || this.session.transaction !== 'none') this.pristine = false
      this.#ended?.()
    }
  }

  /** Fresh data for a step; nothing is done where they are fresh still. */
  take(step: Step): void {
    this.#clear()
    if (this.pristine && this.#dataset === step.dataset && !this.session.running) return
    void this.reseed(step).catch(() => undefined) // the connection's own status tells
  }

  /** Fresh data, whatever was done before. */
  reseed(step: Step): Promise<void> {
    const done = this.#reseed(step)
    this.#until(done)
    return done
  }

  async #reseed(step: Step): Promise<void> {
    const { session } = this
    this.pristine = false
    this.#dataset = step.dataset
    this.#clear()
    this.#end()
    // asked for at once: whatever is run from here on comes after it
    await this.settle(() => session.connection.reset(seedToday(step.dataset, session.dialect)))
    this.pristine = !session.running
    await session.refreshSchema()
  }

  #clear(): void {
    this.session.outcomes = []
    this.session.folded = { done: 0, changes: 0, skipped: 0 }
    this.session.notice = ''
  }

  /** Stops a run; what it says of itself at its end is of an earlier step, or of the time before Reset. */
  #end(): void {
    if (this.session.running)
      this.ending ??= new Promise((resolve) => {
        this.#ended = () => {
          this.ending = this.#ended = null
          this.#clear()
          resolve()
        }
      })
    void this.session.stop()
  }

  /** Brings the database back behind the learner; who uses it next waits for `back`. */
  giveBack(work: () => Promise<void>): void {
    this.#until(this.settle(work))
  }

  #until(done: Promise<void>): void {
    const before = this.back
    this.back = done.catch(() => undefined).then(() => before) // the connection's own status tells
  }

  /** Waits for work on the database that the page does by itself. */
  async settle<T>(work: () => Promise<T>): Promise<T> {
    this.#settling++
    this.settling = true
    try {
      return await work()
    } finally {
      this.settling = --this.#settling > 0
      this.session.transaction = this.session.connection.transaction
    }
  }
}
