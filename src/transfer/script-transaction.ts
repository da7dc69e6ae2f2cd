import type { Reply } from '../engine/engine'
import { command } from '../sql/command'
import type { Statement } from '../sql/statement'
import type { Mark, ScriptTally, Undone } from './script-report'

interface Block {
  readonly line: number
  /** the counts when it began */
  readonly mark: Mark
  /** the line whose failure has ended it */
  cause: number | null
  /** statements after that, which were not tried */
  passed: number
}

/** The transaction that a script is in: where it began, and what of it is taken back. */
export class ScriptTransaction {
  #block: Block | null = null
  /** how far in the script it has come */
  #last = 0

  /** `line`: of an offset in the script. */
  constructor(
    readonly tally: ScriptTally,
    readonly line: (offset: number) => number,
  ) {}

  /**
   * The first of these statements from `from` on that can end a transaction that has failed: PostgreSQL takes nothing else
   * there, and all before it need not be tried.
   */
  pass(statements: readonly Statement[], from: number): number {
    if (this.#block === null) return from
    let next = from
    for (let each = statements[next]; each !== undefined; each = statements[++next]) {
      if (/^(COMMIT|END|ROLLBACK|ABORT|PREPARE)$/.test(command(each.text, 'postgres'))) break
      this.#last = each.to
    }
    this.#block.passed += next - from
    return next
  }

  /**
   * Notes where transactions begin, and what is taken back of them. `counted`: the statement is among those done, if it
   * worked.
   */
  follow(statement: Statement, reply: Reply, counted: boolean): void {
    const { ok, transaction } = reply
    const block = this.#block
    if (block === null && transaction === 'none') return
    this.#last = ok ? statement.to : statement.from
    const chained = block !== null && /\bchain\s*$/i.test(statement.text)
    if (block !== null && !ok && transaction !== 'open') block.cause ??= this.line(statement.from)
    if (block !== null && (transaction === 'none' || chained)) {
      // a failed one ends in ROLLBACK, whatever the script says
      if (block.cause !== null) this.undo(block.cause)
      else if (ok && reply.command === 'ROLLBACK') this.undo('rollback')
      this.#block = null
    } else if (block !== null && transaction === 'open' && block.cause !== null) {
      // ROLLBACK TO a savepoint: only what was passed over is lost
      const { cause, passed } = block
      if (passed > 0) this.tally.lose({ from: cause, to: this.line(this.#last), statements: passed, cause })
      block.cause = null
      block.passed = 0
    }
    if (this.#block !== null || transaction === 'none') return
    const own = ok && counted && !chained ? 1 : 0
    const { done, repaired } = this.tally.mark
    this.#block = {
      line: this.line(statement.from),
      mark: { done: done - own, repaired },
      cause: null,
      passed: 0,
    }
  }

  /** The script is at its end, and what it began and never ended was taken back. */
  end(): void {
    this.undo(this.#block?.cause ?? null)
  }

  /** Nothing of the transaction has lasted. */
  undo(cause: Undone['cause']): void {
    const block = this.#block
    if (block === null) return
    this.#block = null
    const statements = this.tally.mark.done - block.mark.done + block.passed
    this.tally.takeBack(block.mark)
    const last = this.line(this.#last)
    const to = typeof cause === 'number' ? Math.max(last, cause) : last
    this.tally.lose({ from: block.line, to, statements, cause })
  }
}
