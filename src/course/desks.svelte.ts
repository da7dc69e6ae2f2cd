/** The desks of a lesson: one at a time, and one session for each engine that was chosen, kept from step to step. */
import type { Dialect } from '../sql/dialect'
import { Desk } from './desk.svelte'
import type { AnswersOf, Step } from './lesson'
import type { Progress } from './progress.svelte'
import { Seat } from './seat.svelte'

export class Desks {
  current = $state.raw<Desk | null>(null)
  readonly #seats: Partial<Record<Dialect, Seat>> = {}
  readonly #progress: Progress

  constructor(progress: Progress) {
    this.#progress = progress
  }

  /** A desk for a step, with fresh data. */
  open(step: Step, dialect: Dialect, answers: () => Promise<AnswersOf>): void {
    this.current?.close()
    const known = this.#seats[dialect]
    known?.take(step)
    const seat = (this.#seats[dialect] ??= new Seat(step, dialect))
    this.current = new Desk(step, answers, seat, this.#progress)
  }

  close(): void {
    this.current?.close()
    for (const seat of Object.values(this.#seats)) seat.session.close()
  }
}
