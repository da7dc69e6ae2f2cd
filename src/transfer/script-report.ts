/** What became of a script. */

/** A statement that did not work. */
export interface ScriptFailure {
  /** counted from 1 */
  readonly line: number
  /** its beginning */
  readonly text: string
  readonly message: string
  /** what the doctor knows about it: whose SQL it is, and the cure; names and code stand in backticks */
  readonly advice: string | null
}

/** What a statement was changed to by the doctor, so that it worked. */
export interface ScriptRepair {
  readonly line: number
  readonly advice: string
}

/** A transaction of which nothing is kept. */
export interface Undone {
  /** lines of its first and its last statement, counted from 1 */
  readonly from: number
  readonly to: number
  /** its statements, with those that were not tried any more and without those that failed */
  readonly statements: number
  /** the line that failed and took the others with it; 'rollback' where the script says so; null where the end of the transaction was never met */
  readonly cause: number | 'rollback' | null
}

export interface ScriptReport {
  /** 'stopped': the visitor ended it, and the database is not to be used */
  readonly kind: 'done' | 'stopped'
  /** statements that worked and were not undone by what came after them */
  readonly done: number
  readonly failures: readonly ScriptFailure[]
  readonly failed: number
  readonly repairs: readonly ScriptRepair[]
  readonly repaired: number
  readonly undone: readonly Undone[]
  /** statements that were undone */
  readonly lost: number
  /** so many failed that the rest was not tried */
  readonly gaveUp: boolean
  /** what was left out on purpose, with how often: `SET`, owners, commands of psql */
  readonly left: readonly { readonly what: string; readonly times: number }[]
}

/** So many of each kind are listed; the rest is counted. */
const listed = 100
/** After so many failures the rest is not tried: it is not this engine's script. */
const patience = 2000

/** A point of the script to which the counts can be taken back. */
export type Mark = Pick<ScriptReport, 'done' | 'repaired'>

/** The report while the script runs. */
export class ScriptTally {
  #done = 0
  #failed = 0
  #repaired = 0
  #lost = 0
  readonly #failures: ScriptFailure[] = []
  readonly #repairs: ScriptRepair[] = []
  readonly #undone: Undone[] = []
  readonly #left = new Map<string, number>()

  get mark(): Mark {
    return { done: this.#done, repaired: this.#repaired }
  }

  get gaveUp(): boolean {
    return this.#failed >= patience
  }

  report(kind: ScriptReport['kind']): ScriptReport {
    return {
      kind,
      done: this.#done,
      failures: this.#failures,
      failed: this.#failed,
      repairs: this.#repairs,
      repaired: this.#repaired,
      undone: this.#undone,
      lost: this.#lost,
      gaveUp: this.gaveUp,
      left: [...this.#left].map(([what, times]) => ({ what, times })),
    }
  }

  work(): void {
    this.#done++
  }

  repair(repair: ScriptRepair): void {
    this.#done++
    this.#repaired++
    if (this.#repairs.length < listed) this.#repairs.push(repair)
  }

  fail(failure: ScriptFailure): void {
    this.#failed++
    if (this.#failures.length >= listed) return
    const { text } = failure
    this.#failures.push({ ...failure, text: text.length > 200 ? `${text.slice(0, 200)}…` : text })
  }

  leave(what: string): void {
    this.#left.set(what, (this.#left.get(what) ?? 0) + 1)
  }

  /** What has come since the mark has not lasted. */
  takeBack({ done, repaired }: Mark): void {
    this.#done = done
    this.#repaired = repaired
    this.#repairs.length = Math.min(this.#repairs.length, repaired)
  }

  lose(undone: Undone): void {
    this.#lost += undone.statements
    if (this.#undone.length < listed) this.#undone.push(undone)
  }
}
