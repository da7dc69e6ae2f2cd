/** Ties one editor to one session: what Run means, and the marks that tell how it went. Every page with an editor has one. */
import type { EditorHandle } from '../editor/editor-handle'
import type { Outcome } from '../result/outcome.svelte'
import { format } from '../sql/format'
import type { Statement } from '../sql/statement'
import type { Session } from './session.svelte'
import type { Shared } from './share'

const noSql = 'Nothing was run: there is no SQL here.'

export class Bench {
  session = $state.raw() as Session
  handle = $state.raw<EditorHandle | null>(null)
  /** the editor's text when the newest run began: places in errors refer to it */
  script = $state.raw('')
  /** the text changed since it was last run */
  changed = $state(true)
  /** one sentence about the last action, for the status line */
  said = $state('')
  /** the view that was chosen last in the newest run, for a link; a result that comes opens in it */
  view = $state.raw<Shared['view']>(null)
  /** the view that a link asks for: the next run's, once */
  wanted: Shared['view'] = null
  /** asked before statements run; false keeps them from it */
  before: ((statements: readonly Statement[]) => boolean | Promise<boolean>) | null = null
  /** where a run was asked for that is not allowed yet */
  #asking = $state.raw<Session | null>(null)
  #used: Session | null = null

  constructor(session: Session) {
    this.use(session)
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
    this.handle?.clearMarks()
    this.handle?.clearFault()
    session.onmark = (statement, state) => this.handle?.mark(statement, state)
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
    const { text, formatted } = await format(before, this.session.dialect)
    if (handle.text !== before) return // typed on meanwhile: the newer text wins
    if (!formatted) this.said = 'Not formatted: this text has a mistake the formatter cannot read.'
    else if (text === before) this.said = 'Already formatted.'
    else {
      handle.setText(text)
      this.said = 'Formatted. Undo brings the old text back.'
    }
  }

  async #start(script: string, part: string, offset: number): Promise<void> {
    const { session } = this
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
    this.script = script
    this.view = this.wanted
    this.wanted = null
    this.changed = false
    this.said = ''
    this.handle?.clearMarks()
    this.handle?.clearFault()
    await session.runStatements(statements, part)
    if (session !== this.session) return
    const failed = session.outcomes.find((outcome) => outcome.state === 'failed')
    if (failed !== undefined) this.#showFault(failed)
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

  #showFault(outcome: Outcome): void {
    const error = outcome.reply?.ok === false ? outcome.reply.error : undefined
    if (error?.position === undefined) return
    const from = outcome.statement.from + error.position
    this.handle?.fault({ from, to: from + (error.length ?? 1), message: error.message })
  }
}
