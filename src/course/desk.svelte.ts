/**
 * The learner's desk for one step on one engine: editor, results, hints and verdict. It keeps what is written, examines
 * it on fresh data, and gives the learner's own database back as it was.
 */
import type { EditorHandle, Span } from '../editor/editor-handle'
import type { Dialect } from '../sql/dialect'
import { isFirstVisit } from '../storage/first-visit'
import { Bench } from '../workbench/bench.svelte'
import type { Rows } from './answer'
import { ConnectionDatabase } from './connection-database'
import type { DailyExaminer } from './daily-examiner'
import type { Examiner } from './examiner'
import type { AnswersOf, Step } from './lesson'
import type { Progress } from './progress.svelte'
import { Questions } from './questions'
import type { Seat } from './seat.svelte'
import type { Verdict } from './verdict'

const lost = 'A part of the check did not arrive. Look at the network and check again.'

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
  #sit: () => void = () => undefined
  /** the editor is there with the text that was kept, or the desk was left */
  readonly #seated = new Promise<void>((resolve) => (this.#sit = resolve))

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
    this.#follow()
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

  /** A run of before is being stopped: the next one waits for its end. */
  #follow(): void {
    const { ending } = this.#seat
    this.bench.coming = ending
    void ending?.then(() => {
      if (this.bench.coming === ending) this.bench.coming = null
    })
  }

  /** The editor, or the one that takes its place. */
  edit(handle: EditorHandle): void {
    this.bench.handle = handle
    this.#sit()
  }

  /** The text that was kept is on its way to the editor. */
  get #waits(): boolean {
    return this.bench.handle === null && this.step.check?.kind !== 'quiz'
  }

  /** Waits for the text that was kept; false when the desk was left meanwhile. */
  async #there(): Promise<boolean> {
    await this.#seated
    return !this.#left.signal.aborted
  }

  /** Runs the selection, else everything. */
  async run(): Promise<void> {
    if (!this.#waits || (await this.#there())) await this.bench.run()
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
    if (this.#waits && !(await this.#there())) return
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
    if (this.#waits && !(await this.#there())) return
    this.bench.handle?.setText(this.start)
    this.bench.handle?.clearMarks()
    this.bench.handle?.clearFault()
    if (this.checking) {
      void this.stop()
      await this.#checked
      if (this.#left.signal.aborted) return // the database is another step's
    }
    this.verdict = null
    this.compared = null
    this.chosen = []
    this.told = []
    this.bench.said = 'Text and data are as at the start. Undo brings your text back.'
    const reseeded = this.#seat.reseed(this.step)
    this.#follow()
    await reseeded.catch(() => undefined) // the connection's own status tells
  }

  async check(): Promise<void> {
    const { check } = this.step
    if (this.checking || check === null) return
    if (this.verdict?.correct === false && this.verdict.reason === 'unfinished') this.verdict = null
    if (check.kind === 'quiz') return this.#judgeChoices()
    if (this.#seat.session.running && this.#seat.ending === null) {
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

  async #judgeChoices(): Promise<void> {
    try {
      const [{ judgeChoices }] = await Promise.all([import('./choices'), this.#complete()])
      this.told = this.chosen
      this.#tell(judgeChoices(this.step.quiz[this.dialect] ?? [], this.chosen))
    } catch {
      this.#tell({ correct: false, reason: 'unfinished', text: lost, more: [] })
    }
  }

  async #carryOut(stopped: AbortSignal): Promise<void> {
    try {
      if (this.#waits) await unlessStopped(stopped, this.#there())
      const { handle } = this.bench
      const now = handle?.follow() // one can write on meanwhile
      this.#tell(await this.#examine(this.written, stopped), (span, message) => {
        const at = now?.(span)
        if (at && handle === this.bench.handle) handle?.fault({ ...at, message })
      })
    } catch (error) {
      const text = stopped.aborted
        ? 'You stopped the check. Your text is kept.'
        : error instanceof Lost
          ? `${lost} Your text is kept.`
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
    const examiner = await unlessStopped(stopped, this.#examiner())
    await unlessStopped(stopped, seat.back) // after the check before
    if (connection.status.kind !== 'ready') await unlessStopped(stopped, connection.schema())
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

  /** The judge, and the answers to the step, come when they are wanted. */
  async #examiner(): Promise<Examiner> {
    try {
      const [{ DailyExaminer }, step] = await Promise.all([import('./daily-examiner'), this.#complete()])
      this.#examiners ??= new DailyExaminer(
        this.dialect,
        new ConnectionDatabase(this.#seat.session.connection),
      )
      return this.#examiners.for(step)
    } catch (error) {
      throw new Lost('', { cause: error })
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
    this.#sit()
    if (this.checking) void this.stop()
  }
}

/** A file of the site did not arrive. */
class Lost extends Error {}

/** What work gives; rejects as soon as the signal says that nobody waits for it. */
function unlessStopped<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true })
    work.then(resolve, reject)
  })
}
