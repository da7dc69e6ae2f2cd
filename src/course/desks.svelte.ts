/** The sessions behind a lesson: one for each engine that was chosen, kept from step to step. */
import type { Dialect } from '../sql/dialect'
import { Session } from '../workbench/session.svelte'
import { Desk, reseed, type Seat } from './desk.svelte'
import type { Step } from './lesson'
import { seedToday } from './occasion'
import type { Progress } from './progress.svelte'

export class Desks {
  current = $state.raw<Desk | null>(null)
  readonly #seats: Partial<Record<Dialect, Seat>> = {}
  readonly #progress: Progress

  constructor(progress: Progress) {
    this.#progress = progress
  }

  /** A desk for a step, with fresh data. */
  open(step: Step, dialect: Dialect): void {
    this.current?.close()
    this.current = new Desk(step, this.#seat(step, dialect), this.#progress)
  }

  #seat(step: Step, dialect: Dialect): Seat {
    const known = this.#seats[dialect]
    if (known !== undefined) {
      if (known.pristine && known.dataset === step.dataset && !known.session.running)
        known.session.outcomes = []
      else void reseed(known, step).catch(() => undefined) // the connection's own status tells
      return known
    }
    const session = new Session(dialect, { seed: seedToday(step.dataset, dialect) })
    const seat: Seat = { session, dataset: step.dataset, pristine: true }
    this.#seats[dialect] = seat
    return seat
  }

  close(): void {
    this.current?.close()
    for (const seat of Object.values(this.#seats)) seat.session.close()
  }
}
