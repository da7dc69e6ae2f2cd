/** An examiner whose data are today's: the dates in it count back from the day (UTC). */
import type { Dialect } from '../sql/dialect'
import type { Database } from './database'
import { Examiner } from './examiner'
import type { Step } from './lesson'
import { occasions } from './occasion'

export class DailyExaminer {
  #made: { readonly day: string; readonly examiner: Examiner } | null = null

  constructor(
    readonly dialect: Dialect,
    readonly database: Database,
  ) {}

  /** The same one until the day or the step changes: it remembers what the solution gives. */
  for(step: Step, now = new Date()): Examiner {
    const day = now.toISOString().slice(0, 10)
    if (this.#made?.day !== day || this.#made.examiner.step !== step) {
      const all = occasions(step.dataset, this.dialect, now)
      this.#made = { day, examiner: new Examiner(step, this.dialect, all, this.database) }
    }
    return this.#made.examiner
  }
}
