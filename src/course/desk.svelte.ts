/**
 * The learner's desk for one step on one engine: editor, results, hints and verdict. It keeps what is written, examines
 * it on fresh data, and gives the learner's own database back as it was.
 */
import type { Span } from '../editor/editor-handle'
import type { Dialect } from '../sql/dialect'
import { isFirstVisit } from '../storage/first-visit'
import { Bench } from '../workbench/bench.svelte'
import type { Rows } from './answer'
import { ConnectionDatabase } from './connection-database'
import type { DailyExaminer } from './daily-examiner'
import type { AnswersOf, Step } from './lesson'
import type { Progress } from './progress.svelte'
import { Questions } from './questions'
import type { Seat } from './seat.svelte'
import type { Verdict } from './verdict'

/** No text can be kept for the first step of a first visit, as far as can be told at once. */
let first = isFirstVisit()

export class Desk {
  step = $state.raw() as Step
  readonly bench: Bench
  /** what the editor opens with; null until it is known what was kept */
  text = $state.raw<string | null>(null)
  verdict = $state.raw<Verdict | null>(null)
  checking = $state(false)
  /** hints that are open */
  hints = $state(0)
  /** the learner's text when the solution was asked for; null: it was not */
  compared = $state.raw<string | null>(null)
  /** places of the choices of a quiz */
  chosen = $state.raw<readonly number[]>([])
  /** choices that were checked */
  told = $state.raw<readonly number[]>([])
  /** counts what the learner asked for and has to see: verdicts, hints, the solution */
  news = $state(0)
  readonly #progress: Progress
  readonly #seat: Seat
  readonly #questions: Questions
  readonly #answers: () => Promise<AnswersOf>
  #whole: Step | null = null
  #examiners: DailyExaminer | null = null
  readonly #left = new AbortController()
  #stopped = new AbortController()
  #checked: Promise<void> = Promise.resolve()

  constructor(step: Step, answers: () => Promise<AnswersOf>, seat: Seat, progress: Progress) {
    this.step = step
    this.#answers = answers
    this.#seat = seat
    this.#progress = progress
    const { session } = seat
    const database = new ConnectionDatabase(session.connection)
    this.bench = new Bench(session)
    this.bench.before = () => !this.checking // a run in the middle of a check would change what is examined
    this.#questions = new Questions(database)
    session.onran = ({ wrote }) => {
      if (wrote || session.transaction !== 'none') seat.pristine = false
    }
    void this.#open()
  }

  /** The page is putting the database back. */
  get settling(): boolean {
    return this.#seat.settling
  }

  get dialect(): Dialect {
    return this.#seat.session.dialect
  }

  get start(): string {
    return this.step.start[this.dialect] ?? ''
  }

  /** The text as it is in the editor. */
  get written(): string {
    return this.bench.handle?.text ?? this.text ?? this.start
  }

  get allHints(): number {
    return this.step.hintCount[this.dialect] ?? 0
  }

  async #open(): Promise<void> {
    if (first) this.text = this.start
    first = false
    const [text, hints] = await Promise.all([
      this.#progress.text(this.step.id, this.dialect),
      this.#progress.hints(this.step.id),
    ])
    const touched = this.text !== null && this.written !== this.start
    if (!touched) {
      this.text = text ?? this.start
      this.bench.handle?.setText(this.text)
    }
    if (hints > 0 && (await this.#fetched('hint'))) this.hints = Math.min(hints, this.allHints)
    if (this.step.check === null) this.#progress.markDone(this.step.id)
  }

  /** Rows for a figure, from the untouched data: asked when the step opens. */
  async ask(sql: string): Promise<Rows> {
    await this.#seat.back
    return this.#questions.ask(sql)
  }

  write(text: string): void {
    this.#progress.keep(this.step.id, this.dialect, text === this.start ? undefined : text)
  }

  async hint(): Promise<void> {
    if (!(await this.#fetched('hint'))) return
    this.hints = Math.min(this.hints + 1, this.allHints)
    this.news++
    this.#progress.keepHints(this.step.id, this.hints)
  }

  async showSolution(): Promise<void> {
    if (!(await this.#fetched('solution'))) return
    this.compared = this.written
    this.news++
  }

  async #fetched(what: string): Promise<boolean> {
    try {
      await this.#complete()
      return true
    } catch {
      this.bench.said = `The ${what} did not arrive. Look at the network and try again.`
      return false
    }
  }

  /** The step with its answers, which come when they are wanted. */
  async #complete(): Promise<Step> {
    if (this.#whole === this.step) return this.step
    const { [this.step.id]: answers } = await this.#answers()
    this.step = this.#whole = { ...this.step, ...answers }
    return this.step
  }

  /** Puts the solution into the editor, as one edit that can be undone. */
  takeSolution(): void {
    this.bench.handle?.setText(this.step.solution[this.dialect] ?? '')
    this.bench.handle?.focus()
    this.compared = null
    this.bench.said = 'The solution is in the editor. Undo brings your text back.'
  }

  choose(place: number, chosen: boolean): void {
    this.chosen = chosen ? [...this.chosen, place] : this.chosen.filter((other) => other !== place)
  }

  /** Text and data as at the start; the text by one edit that can be undone. */
  async reset(): Promise<void> {
    this.bench.handle?.setText(this.start)
    this.bench.handle?.clearMarks()
    this.bench.handle?.clearFault()
    if (this.checking) {
      await this.stop()
      await this.#checked
    }
    this.verdict = null
    this.compared = null
    this.chosen = []
    this.told = []
    this.bench.said = 'Text and data are as at the start. Undo brings your text back.'
    await this.#seat.reseed(this.step)
  }

  async check(): Promise<void> {
    const { check } = this.step
    if (this.checking || check === null) return
    if (check.kind === 'quiz') {
      const [{ judgeChoices }] = await Promise.all([import('./choices'), this.#complete()])
      const choices = this.step.quiz[this.dialect] ?? []
      this.told = this.chosen
      this.#tell(judgeChoices(choices, this.chosen))
      return
    }
    if (this.#seat.session.running) {
      this.bench.said = 'A query is running. Stop it, or wait for its end, then check.'
      return
    }
    this.checking = true
    this.bench.said = ''
    this.bench.handle?.clearFault()
    const stopped = (this.#stopped = new AbortController())
    this.#checked = this.#carryOut(stopped.signal)
    await this.#checked
  }

  async #carryOut(stopped: AbortSignal): Promise<void> {
    const { handle } = this.bench
    const now = handle?.follow() // one can write on meanwhile
    try {
      this.#tell(await this.#examine(this.written, stopped), (span, message) => {
        const at = now?.(span)
        if (at && handle === this.bench.handle) handle?.fault({ ...at, message })
      })
    } catch {
      const text = stopped.aborted
        ? 'You stopped the check. Your text is kept.'
        : 'The check could not be carried out: the engine did not answer. Your text is kept; check again.'
      this.#tell({ correct: false, reason: 'unfinished', text, more: [] })
    } finally {
      this.checking = false
    }
  }

  /** Stops what is running: a query, or a check wherever it is. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#seat.session.connection.stop()
  }

  /** Judges on fresh data, and brings the learner's database back behind the verdict. */
  async #examine(script: string, stopped: AbortSignal): Promise<Verdict> {
    const seat = this.#seat
    const { connection } = seat.session
    const { signal } = this.#left
    // the judge comes when it is wanted
    const { DailyExaminer } = await import('./daily-examiner')
    this.#examiners ??= new DailyExaminer(this.dialect, new ConnectionDatabase(connection))
    const examiner = this.#examiners.for(await this.#complete())
    await seat.back // after the check before
    stopped.throwIfAborted()
    const { pristine } = seat
    const before = connection.image
    seat.pristine = false
    const back = async () => {
      if (signal.aborted) return
      await (pristine ? examiner.tidy() : connection.restore(before))
      seat.pristine = pristine && !seat.session.running
    }
    try {
      const verdict = await seat.settle(() =>
        examiner.examine(script, pristine ? 'the seed' : 'anything', stopped),
      )
      stopped.throwIfAborted()
      return verdict
    } finally {
      seat.giveBack(back)
    }
  }

  #tell(verdict: Verdict, fault?: (span: Span, message: string) => void): void {
    if (this.#left.signal.aborted) return
    this.verdict = verdict
    this.news++
    if (verdict.correct) this.#progress.markDone(this.step.id)
    else if (verdict.error !== undefined && verdict.on === undefined) {
      const { error, from } = verdict.error
      const at = from + (error.position ?? 0)
      fault?.({ from: at, to: at + (error.length ?? 1) }, error.message)
    }
  }

  /** Another step, or the page, goes on with the session. */
  close(): void {
    this.#left.abort()
    if (this.checking) void this.stop()
    this.#seat.session.onran = null
  }
}
