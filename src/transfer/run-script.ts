import type { SqlError } from '../engine/engine'
import type { Statement } from '../sql/statement'
import { turn } from '../storage/turn'
import type { Runner } from './ask'
import { lineCounter } from './line-counter'
import { adviceOn, cure, type Ran } from './script-cure'
import { foreignOnly, leftOut, mayBeForeign } from './script-foreign'
import { scriptPieces } from './script-pieces'
import { ScriptTally, type ScriptReport } from './script-report'
import { ScriptTransaction } from './script-transaction'

export interface ScriptOptions {
  /** apply the doctor's cures to statements that fail, and try again */
  readonly repair: boolean
  /** told now and then: statements that have ended, and how much of the script is behind them, 0 to 1 */
  readonly progress?: (done: number, share: number) => void
  readonly signal?: AbortSignal
}

/**
 * Runs a whole script on a connection, statement by statement; one that fails is reported and the next one run, as psql
 * and sqlite3 do. As there, nothing is kept of a transaction that the engine rolls back or the script never ends.
 * Commands of those programs, and settings and roles that only another server has, are left out with a note.
 */
export async function runScript(
  script: string,
  connection: Runner,
  options: ScriptOptions,
): Promise<ScriptReport> {
  const run = new ScriptRun(script, connection, options)
  for (const group of scriptPieces(script, connection.dialect)) {
    if (!(await run.group(group))) break
    await turn()
  }
  if (!run.stopped) await run.close()
  return run.tally.report(run.stopped ? 'stopped' : 'done')
}

const dead: SqlError = {
  message: 'The engine stopped here; the rest of the script was not run.',
  origin: 'engine',
}

class ScriptRun {
  readonly tally = new ScriptTally()
  readonly #line: (offset: number) => number
  readonly #transaction: ScriptTransaction
  /** the engine was stopped under a statement: the visitor has closed the connection */
  #ended = false

  constructor(
    readonly script: string,
    readonly connection: Runner,
    readonly options: ScriptOptions,
  ) {
    this.#line = lineCounter(script)
    this.#transaction = new ScriptTransaction(this.tally, this.#line)
  }

  get stopped(): boolean {
    return this.#ended || this.options.signal?.aborted === true
  }

  /** False when no more should be run. */
  async group(statements: readonly Statement[]): Promise<boolean> {
    const { dialect } = this.connection
    const wanted = statements.filter((statement) => {
      const what = leftOut(statement.text, dialect)
      if (what !== null) this.tally.leave(what)
      return what === null
    })
    let next = 0
    while (next < wanted.length) {
      if (this.stopped) return false
      if (this.connection.transaction === 'failed') {
        const passed = this.#transaction.pass(wanted, next)
        if (passed > next) {
          next = passed
          continue
        }
      }
      const slice = wanted.slice(next, next + 200)
      const spared = slice.findIndex(({ text }) => mayBeForeign(text, dialect))
      const { ended, error, alive } =
        spared === 0 && this.connection.transaction === 'open'
          ? await this.#spared(slice.slice(0, 1))
          : await this.#run(spared < 0 ? slice : slice.slice(0, Math.max(1, spared)))
      next += ended
      if (this.stopped) return false
      if (error !== null) {
        const statement = wanted[next]
        if (statement === undefined) return false
        await this.#failure(statement, error)
        next++
        if (this.tally.gaveUp || !alive) return false
      }
      this.options.progress?.(this.tally.mark.done, (wanted[next - 1]?.to ?? 0) / this.script.length)
    }
    return true
  }

  /** Takes back what the script began and never ended, as psql and sqlite3 do at the end of their input. */
  async close(): Promise<void> {
    if (this.connection.transaction !== 'none') await this.#aside('ROLLBACK')
    this.#transaction.end()
  }

  /** Runs what is not of the script. */
  #aside(text: string) {
    return this.connection.run([{ text, from: 0, to: 0 }], {})
  }

  /** What fails only because this is another server; null where the statement itself is at fault. */
  #foreign(error: SqlError, { text }: Statement): string | null {
    return foreignOnly(error, text, this.connection.dialect)
  }

  /** Runs one statement so that the transaction lives on where it fails only because this is another server. */
  async #spared(statements: readonly Statement[]): Promise<Ran> {
    await this.#aside('SAVEPOINT tandem_aside')
    const [statement] = statements
    const result = await this.#run(statements, { spared: true })
    const { error } = result
    const isForeign = error !== null && statement !== undefined && this.#foreign(error, statement) !== null
    if (isForeign) await this.#aside('ROLLBACK TO SAVEPOINT tandem_aside')
    if (isForeign || error === null) await this.#aside('RELEASE SAVEPOINT tandem_aside')
    return result
  }

  /**
   * `cured`: the statement of the script that these stand for; it is counted when all of them have worked. `spared`: what
   * fails only because this is another server is taken back by the caller.
   */
  async #run(
    statements: readonly Statement[],
    { cured, spared = false }: { readonly cured?: Statement; readonly spared?: boolean } = {},
  ): Promise<Ran> {
    let ended = 0
    let error: SqlError | null = null
    const end = await this.connection.run(statements, {
      ended: (index, reply) => {
        if (reply.ok) {
          ended++
          if (cured === undefined) this.tally.work()
        } else error = reply.error
        const statement = cured ?? statements[index]
        if (statement === undefined) return
        const isTaken = spared && !reply.ok && this.#foreign(reply.error, statement) !== null
        if (!isTaken) this.#transaction.follow(statement, reply, cured === undefined)
      },
    })
    if (end.kind === 'finished') return { ended, error, alive: true }
    if (end.kind === 'stopped') this.#ended = true
    else {
      const statement = cured ?? statements[end.index]
      this.#transaction.undo(statement === undefined ? null : this.#line(statement.from))
    }
    return { ended, error: dead, alive: false }
  }

  async #failure(statement: Statement, error: SqlError): Promise<void> {
    const { dialect, transaction } = this.connection
    // what would not matter elsewhere has ended a transaction here
    const hasEnded = transaction === 'failed'
    const what = hasEnded ? null : this.#foreign(error, statement)
    if (what !== null) {
      this.tally.leave(what)
      return
    }
    const { words: advice, isCurable } = adviceOn(statement.text, dialect, error)
    const line = this.#line(statement.from)
    const run = (statements: readonly Statement[]) => this.#run(statements, { cured: statement })
    if (this.options.repair && isCurable && !hasEnded && (await cure(statement.text, dialect, error, run)))
      this.tally.repair({ line, advice: advice ?? '' })
    else if (!this.stopped) this.tally.fail({ line, text: statement.text, message: error.message, advice })
  }
}
