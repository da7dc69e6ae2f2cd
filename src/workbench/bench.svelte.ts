/** Ties one editor to one session: what Run means, and the marks that tell how it went. Every page with an editor has one. */
import type { EditorHandle, RunMark, Span } from '../editor/editor-handle'
import type { Outcome } from '../result/outcome.svelte'
import { format } from '../sql/format'
import { placeOf, type Place } from '../sql/place'
import type { Statement } from '../sql/statement'
import { painted } from '../storage/turn'
import type { Session } from './session.svelte'
import type { Shared } from './share'

/** How long a statement runs before it is marked as running, in ms. */
const patience = 100

const noSql = 'Nothing was run: there is no SQL here.'

/** A text that was run, and how to find its pieces in the editor that follows it. */
interface Followed {
  readonly script: string
  handle: EditorHandle | null
  now?: ReturnType<EditorHandle['follow']>
}

/** Where an error is. */
export interface ErrorPlace extends Place {
  /** in the editor now, as line and column then are; null where that text is gone, and they are of the text that was run */
  readonly span: Span | null
}

export class Bench {
  session = $state.raw() as Session
  handle = $state.raw<EditorHandle | null>(null)
  /** the text changed since it was last run */
  changed = $state(true)
  /** one sentence about the last action, for the status line */
  said = $state('')
  /** calls off what `said` tells the progress of; null while nothing can be called off */
  cancel = $state.raw<(() => void) | null>(null)
  /** the view that was chosen last in the newest run, for a link; a result that comes opens in it */
  view = $state.raw<Shared['view']>(null)
  /** the view that a link asks for: the next run's, once */
  wanted: Shared['view'] = null
  /** asked before statements run; false keeps them from it */
  before: ((statements: readonly Statement[]) => boolean | Promise<boolean>) | null = null
  /**
   * another session is on its way to the editor: a run that is asked for meanwhile waits, and is that session's.
   * Null says that it will not be the editor's
   */
  coming: Promise<unknown> | null = null
  /** where a run was asked for that is not allowed yet */
  #asking = $state.raw<Session | null>(null)
  #used: Session | null = null
  readonly #followed = new WeakMap<Session, Followed>()
  /** news of statements that the editor has not shown yet */
  readonly #marks = new Map<Statement, RunMark>()
  #late: ReturnType<typeof setTimeout> | undefined
  #awaited = false

  constructor(session: Session) {
    this.use(session)
  }

  /** the editor's text when the session's newest run began: places in errors refer to it */
  get script(): string {
    return this.#followed.get(this.session)?.script ?? ''
  }

  set script(script: string) {
    this.#followed.set(this.session, { script, handle: null })
  }

  /** a run was asked for and is not allowed yet; what earlier runs gave is not shown as its answer */
  get asking(): boolean {
    return this.#asking === this.session
  }

  /** Switches to another session; the editor keeps its text. */
  use(session: Session): void {
    if (this.#used !== null) this.#used.onmark = null // a run that goes on there has no text here any more
    this.#used = session
    this.session = session
    this.#marks.clear()
    this.handle?.clearMarks()
    this.handle?.clearFault()
    session.onmark = (statement, mark) => {
      this.#marks.set(statement, mark)
      // results are painted first; many quick statements are one change of the editor, and none is said to run
      if (mark === 'running') this.#late ??= setTimeout(() => this.#showMarks(), patience)
      else if (!this.#awaited) {
        this.#awaited = true
        void painted().then(() => this.#showMarks())
      }
    }
  }

  /** The place of an outcome's error, in the editor now or else in the text that was run. */
  errorPlace({ reply, statement }: Outcome): ErrorPlace | null {
    if (reply?.ok !== false || reply.error.position === undefined) return null
    const from = statement.from + reply.error.position
    const span = this.now({ from, to: from + (reply.error.length ?? 1) })
    return { ...((span && this.handle?.place(span.from)) ?? placeOf(this.script, from)), span }
  }

  /** Where a piece of the text that was run is now; null where it is gone, or the editor has another text. */
  now(span: Span): Span | null {
    const { handle } = this
    const run = this.#followed.get(this.session)
    if (handle === null || run === undefined) return null
    const found = run.handle === handle ? run.now?.(span) : null
    if (found || !handle.text.startsWith(run.script)) return found ?? null
    // an editor that came later, with the same text, or the text is there again
    run.handle = handle
    run.now = handle.follow()
    return run.now(span)
  }

  /** Runs the selection, else everything. */
  run(): Promise<void> {
    const { handle } = this
    if (handle === null) return Promise.resolve()
    const { from, to } = handle.selection
    const text = handle.text
    return from === to ? this.#start(text, text, 0) : this.#start(text, text.slice(from, to), from)
  }

  /** Runs the statement at the cursor. */
  runStatement(): Promise<void> {
    const statement = this.handle?.statementAtCursor()
    if (statement !== undefined) return this.runAt(statement)
    this.said = noSql
    return Promise.resolve()
  }

  runAt(statement: Statement): Promise<void> {
    const text = this.handle?.text ?? statement.text
    return this.#start(text, text.slice(statement.from, statement.to), statement.from)
  }

  /** Formats the whole text as one undoable edit; text that cannot be parsed stays as it is. */
  async format(): Promise<void> {
    const { handle } = this
    if (handle === null) return
    const before = handle.text
    const { text, formatted, reason } = await format(before, this.session.dialect)
    // typed on meanwhile, where the newer text wins, or another tab
    if (this.handle?.text !== before) this.said = 'Not formatted: this is another text now.'
    else if (reason === 'loading') this.said = 'Not formatted: the formatter did not arrive.'
    else if (!formatted) this.said = 'Not formatted: this text has a mistake the formatter cannot read.'
    else if (text === before) this.said = 'Already formatted.'
    else {
      this.handle.setText(text)
      this.said = 'Formatted. Undo brings the old text back.'
    }
  }

  async #start(script: string, part: string, offset: number): Promise<void> {
    const { handle } = this
    const followed = { script, handle, now: handle?.follow() }
    let lost = false
    while (this.coming !== null && !lost) lost = (await this.coming) === null
    const { session } = this
    while (session.changing !== null && !lost) await session.changing
    if (lost || session !== this.session) {
      this.said = 'Nothing was run: another database was chosen.'
      return
    }
    if (session.running || this.asking) return
    const statements = session.statements(part, offset)
    if (statements.length === 0) {
      this.said = noSql
      return
    }
    const allowed = this.before?.(statements) ?? true
    if (allowed !== true && (!(await this.#asked(session, allowed)) || session !== this.session)) {
      this.said = 'Nothing was run.'
      return
    }
    this.#followed.set(session, followed)
    this.view = this.wanted
    this.wanted = null
    this.changed = false
    this.said = ''
    this.#marks.clear()
    const ran = session.runStatements(statements, part) // the engine works while the editor is changed
    this.handle?.clearMarks()
    this.handle?.clearFault()
    await ran
    if (session !== this.session) return
    const failed = session.outcomes.find((outcome) => outcome.state === 'failed')
    if (failed === undefined) return
    this.#showMarks()
    this.#showFault(failed)
  }

  /** No second run begins while the first is asked about. */
  async #asked(session: Session, answer: boolean | Promise<boolean>): Promise<boolean> {
    this.#asking = session
    try {
      return await answer
    } finally {
      if (this.#asking === session) this.#asking = null
    }
  }

  #showMarks(): void {
    clearTimeout(this.#late)
    this.#late = undefined
    this.#awaited = false
    const marks = [...this.#marks]
    this.#marks.clear()
    const shown = marks.flatMap(([statement, mark]) => {
      const span = this.now(statement)
      return span === null ? [] : [{ ...span, mark }]
    })
    if (shown.length > 0) this.handle?.mark(shown)
  }

  #showFault(outcome: Outcome): void {
    const span = this.errorPlace(outcome)?.span
    if (span && outcome.reply?.ok === false)
      this.handle?.fault({ ...span, message: outcome.reply.error.message })
  }
}
