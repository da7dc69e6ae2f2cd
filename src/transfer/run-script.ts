import type { Reply, SqlError } from '../engine/engine'
import type { Dialect } from '../sql/dialect'
import { copyData } from '../sql/copy'
import { advise, type Advice } from '../sql/doctor'
import type { Statement } from '../sql/statement'
import { command } from '../sql/command'
import type { Runner } from './ask'
import { scriptPieces } from './script-pieces'
import { turn } from '../storage/turn'

/** Whose cure can be taken without asking. */
const isSure = ({ fix, guess }: Advice) => fix !== undefined && guess !== true

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

export interface ScriptOptions {
  /** apply the doctor's cures to statements that fail, and try again */
  readonly repair: boolean
  /** told now and then: statements that have ended, and how much of the script is behind them, 0 to 1 */
  readonly progress?: (done: number, share: number) => void
  readonly signal?: AbortSignal
}

const listed = 100
/** After so many failures the rest is not tried: it is not this engine's script. */
const patience = 2000

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
  return run.report
}

class ScriptRun {
  #done = 0
  #failed = 0
  #repaired = 0
  /** the engine was stopped under a statement: the visitor has closed the connection */
  #ended = false
  readonly #failures: ScriptFailure[] = []
  readonly #repairs: ScriptRepair[] = []
  readonly #undone: Undone[] = []
  #lost = 0
  #block: Block | null = null
  #gaveUp = false
  /** how far in the script the transaction has come */
  #last = 0
  readonly #left = new Map<string, number>()
  #lineAt = { offset: 0, line: 1 }

  constructor(
    readonly script: string,
    readonly connection: Runner,
    readonly options: ScriptOptions,
  ) {}

  get stopped(): boolean {
    return this.#ended || this.options.signal?.aborted === true
  }

  get report(): ScriptReport {
    return {
      kind: this.stopped ? 'stopped' : 'done',
      done: this.#done,
      failures: this.#failures,
      failed: this.#failed,
      repairs: this.#repairs,
      repaired: this.#repaired,
      undone: this.#undone,
      lost: this.#lost,
      gaveUp: this.#gaveUp,
      left: [...this.#left].map(([what, times]) => ({ what, times })),
    }
  }

  /** False when no more should be run. */
  async group(statements: readonly Statement[]): Promise<boolean> {
    const { dialect } = this.connection
    const wanted = statements.filter((statement) => {
      const what = leftOut(statement.text, dialect)
      if (what !== null) this.#leave(what)
      return what === null
    })
    let next = 0
    while (next < wanted.length) {
      if (this.stopped) return false
      const passed = this.#pass(wanted, next)
      if (passed > next) {
        next = passed
        continue
      }
      const slice = wanted.slice(next, next + 200)
      const spared = slice.findIndex(({ text }) => mayBeForeign(text, dialect))
      const { ended, error } =
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
        this.#gaveUp = this.#failed >= patience
        if (this.#gaveUp || error === dead) return false
      }
      this.options.progress?.(this.#done, (wanted[next - 1]?.to ?? 0) / this.script.length)
    }
    return true
  }

  /** Takes back what the script began and never ended, as psql and sqlite3 do at the end of their input. */
  async close(): Promise<void> {
    if (this.connection.transaction !== 'none')
      await this.connection.run([{ text: 'ROLLBACK', from: 0, to: 0 }], {})
    this.#undo(this.#block?.cause ?? null)
  }

  /** In a transaction that has failed PostgreSQL takes nothing but its end: all before that need not be tried. */
  #pass(statements: readonly Statement[], from: number): number {
    if (this.#block === null || this.connection.transaction !== 'failed') return from
    let next = from
    for (let each = statements[next]; each !== undefined; each = statements[++next]) {
      if (/^(COMMIT|END|ROLLBACK|ABORT|PREPARE)$/.test(command(each.text, 'postgres'))) break
      this.#last = each.to
    }
    this.#block.passed += next - from
    return next
  }

  /** Runs one statement so that the transaction lives on where it fails only because this is another server. */
  async #spared(statement: readonly Statement[]): Promise<{ ended: number; error: SqlError | null }> {
    const aside = (text: string) => this.connection.run([{ text, from: 0, to: 0 }], {})
    await aside('SAVEPOINT tandem_aside')
    const result = await this.#run(statement, undefined, true)
    const { error } = result
    const foreign =
      error !== null && foreignOnly(error, statement[0]?.text ?? '', this.connection.dialect) !== null
    if (foreign) await aside('ROLLBACK TO SAVEPOINT tandem_aside')
    if (foreign || error === null) await aside('RELEASE SAVEPOINT tandem_aside')
    return result
  }

  /**
   * `cured`: the statement of the script that these stand for; it is counted when all of them have worked. `spared`: what
   * fails only because this is another server is taken back by the caller.
   */
  async #run(
    statements: readonly Statement[],
    cured?: Statement,
    spared = false,
  ): Promise<{ ended: number; error: SqlError | null }> {
    let ended = 0
    let error: SqlError | null = null
    const end = await this.connection.run(statements, {
      ended: (index, reply) => {
        if (reply.ok) {
          ended++
          if (cured === undefined) this.#done++
        } else error = reply.error
        const statement = cured ?? statements[index]
        if (statement === undefined) return
        const taken =
          spared && !reply.ok && foreignOnly(reply.error, statement.text, this.connection.dialect) !== null
        if (!taken) this.#follow(statement, reply, cured === undefined)
      },
    })
    this.#ended ||= end.kind === 'stopped'
    if (end.kind === 'crashed') {
      const statement = cured ?? statements[end.index]
      this.#undo(statement === undefined ? null : this.#line(statement.from))
    }
    return end.kind === 'finished' ? { ended, error } : { ended, error: dead }
  }

  /**
   * Notes where transactions begin, and what is taken back of them. `counted`: the statement is among those done, if it
   * worked.
   */
  #follow(statement: Statement, reply: Reply, counted: boolean): void {
    const { ok, transaction } = reply
    const block = this.#block
    if (block === null && transaction === 'none') return
    this.#last = ok ? statement.to : statement.from
    const chained = block !== null && /\bchain\s*$/i.test(statement.text)
    if (block !== null && !ok && transaction !== 'open') block.cause ??= this.#line(statement.from)
    if (block !== null && (transaction === 'none' || chained)) {
      // a failed one ends in ROLLBACK, whatever the script says
      if (block.cause !== null) this.#undo(block.cause)
      else if (ok && reply.command === 'ROLLBACK') this.#undo('rollback')
      this.#block = null
    } else if (block !== null && transaction === 'open' && block.cause !== null) {
      // ROLLBACK TO a savepoint: only what was passed over is lost
      const { cause, passed } = block
      if (passed > 0) this.#lose({ from: cause, to: this.#line(this.#last), statements: passed, cause })
      block.cause = null
      block.passed = 0
    }
    if (this.#block !== null || transaction === 'none') return
    const own = ok && counted && !chained ? 1 : 0
    const line = this.#line(statement.from)
    this.#block = { line, done: this.#done - own, repaired: this.#repaired, cause: null, passed: 0 }
  }

  /** Nothing of the transaction has lasted. */
  #undo(cause: Undone['cause']): void {
    const block = this.#block
    if (block === null) return
    this.#block = null
    const statements = this.#done - block.done + block.passed
    this.#done = block.done
    this.#repaired = block.repaired
    this.#repairs.length = Math.min(this.#repairs.length, block.repaired)
    const to = this.#line(this.#last)
    this.#lose({
      from: block.line,
      to: typeof cause === 'number' ? Math.max(to, cause) : to,
      statements,
      cause,
    })
  }

  #lose(undone: Undone): void {
    this.#lost += undone.statements
    if (this.#undone.length < listed) this.#undone.push(undone)
  }

  async #failure(statement: Statement, error: SqlError): Promise<void> {
    const { dialect } = this.connection
    // what would not matter elsewhere has ended a transaction here
    const what = this.connection.transaction === 'failed' ? null : foreignOnly(error, statement.text, dialect)
    if (what !== null) return this.#leave(what)
    const copy = dialect === 'postgres' ? copyData(statement.text) : null
    // the lines of a COPY are no SQL
    const sql = copy?.command ?? statement.text
    const all = sql.length <= 20_000 ? advise(sql, dialect, error) : []
    const missing = copy !== null && (error.code === '42P01' || error.code === '3F000')
    const noExtension = error.code === '0A000' && /^extension .* is not available/.test(error.message)
    const advice = all[0]?.title ?? (missing ? rowsOnly : noExtension ? noExtensions : null)
    const line = this.#line(statement.from)
    if (
      this.options.repair &&
      copy === null &&
      all.some(isSure) &&
      this.connection.transaction !== 'failed' &&
      (await this.#cure(statement, error))
    ) {
      this.#done++
      this.#repaired++
      if (this.#repairs.length < listed) this.#repairs.push({ line, advice: advice ?? '' })
      return
    }
    if (this.stopped) return
    this.#failed++
    if (this.#failures.length >= listed) return
    const text = statement.text.length > 200 ? `${statement.text.slice(0, 200)}…` : statement.text
    this.#failures.push({ line, text, message: error.message, advice })
  }

  /** Applies one cure after the other until the statement works; a statement may become several. */
  async #cure(statement: Statement, error: SqlError): Promise<boolean> {
    const { dialect } = this.connection
    let { text } = statement
    let complaint = error
    for (let round = 0; round < 12; round++) {
      const fix = advise(text, dialect, complaint).find(isSure)?.fix
      if (fix === undefined) return false
      const cured = text.slice(0, fix.from) + fix.text + text.slice(fix.to)
      if (cured === text) return false
      text = cured
      if (text.trim() === '') return true
      const statements = [...scriptPieces(text, dialect)].flat()
      const { ended, error: again } = await this.#run(statements, statement)
      if (again === null) return true
      if (ended > 0 || again === dead) return false
      complaint = again
    }
    return false
  }

  #leave(what: string): void {
    this.#left.set(what, (this.#left.get(what) ?? 0) + 1)
  }

  /** Failures come in the order of the text. */
  #line(offset: number): number {
    let { offset: at, line } = this.#lineAt
    for (
      let found = this.script.indexOf('\n', at);
      found >= 0 && found < offset;
      found = this.script.indexOf('\n', found + 1)
    ) {
      line++
      at = found + 1
    }
    this.#lineAt = { offset: at, line }
    return line
  }
}

/** The transaction that the script is in. */
interface Block {
  readonly line: number
  /** the counts when it began */
  readonly done: number
  readonly repaired: number
  /** the line whose failure has ended it */
  cause: number | null
  /** statements after that, which were not tried */
  passed: number
}

const dead: SqlError = {
  message: 'The engine stopped here; the rest of the script was not run.',
  origin: 'engine',
}

const rowsOnly =
  'The table was not made before this line. If the dump holds rows only, write it again with its tables (`pg_dump` without `-a`).'

const noExtensions =
  'PostgreSQL in the browser comes without it: what uses its types, functions or operators fails too, and the rest is kept.'

/** What never reaches an engine: lines for psql, and the choice of a database. */
function leftOut(text: string, dialect: Dialect): string | null {
  if (text.startsWith('\\')) return 'commands of psql (\\connect and others)'
  if (/^\.[a-z]/i.test(text)) return 'commands of the sqlite3 shell'
  if (/^DELIMITER\b/i.test(text)) return 'DELIMITER lines of mysql'
  if (/^USE\s/i.test(text)) return 'USE: the database is chosen on the page'
  if (dialect === 'postgres') {
    const verb = command(text.slice(0, 200), dialect)
    if (verb === 'CREATE DATABASE' || verb === 'DROP DATABASE' || verb === 'ALTER DATABASE')
      return 'CREATE, ALTER and DROP DATABASE: here is one database'
  } else if (/^(LOCK|UNLOCK)\s+TABLES\b/i.test(text)) return 'LOCK TABLES and UNLOCK TABLES of MySQL'
  return null
}

/** Whether a statement may fail only because this is another server; one that ends or shapes a transaction is none. */
const mayBeForeign = (text: string, dialect: Dialect): boolean =>
  dialect === 'postgres' &&
  (/^SET\s+(?!TRANSACTION\b|CONSTRAINTS\b|SESSION\s+CHARACTERISTICS\b)/i.test(text) ||
    /^(COMMENT\s+ON\s+EXTENSION|GRANT|REVOKE|LOCK\s+TABLES|UNLOCK\s+TABLES|ALTER\s+DEFAULT\s+PRIVILEGES)\b/i.test(
      text,
    ) ||
    /^ALTER\b[^']*\sOWNER\s+TO\s+\S+$/i.test(text))

const settings = 'settings that this PostgreSQL does not know'

/** An error that only says that this is not the server the script was made on. */
function foreignOnly({ code, message, origin }: SqlError, text: string, dialect: Dialect): string | null {
  if (dialect === 'sqlite') {
    return /^(SET|LOCK|UNLOCK)\b/i.test(text) ? 'SET and LOCK statements, which SQLite does not know' : null
  }
  if (code === '42704' && /unrecognized configuration parameter/.test(message)) return settings
  // variables and character sets of MySQL
  if (code === '42601' && /^SET\s+(@|(GLOBAL|CHARACTER|CHARSET)\b)/i.test(text)) return settings
  if (origin === 'refused' && /^SET\s+(NAMES|client_encoding)\b/i.test(text))
    return 'character sets: the file was read as text already'
  if (code === '42704' && /^COMMENT\s+ON\s+EXTENSION\b/i.test(text))
    return 'comments on extensions that are not here'
  if (code === '42704' && /^role /.test(message)) return 'owners and rights of roles that are not here'
  if (/^(LOCK|UNLOCK) TABLES\b/i.test(text)) return 'LOCK TABLES and UNLOCK TABLES of MySQL'
  return null
}
