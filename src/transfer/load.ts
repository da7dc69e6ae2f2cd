import { ask, type Answer, type Runner } from './ask'
import { kindWords } from './kinds'
import { firstRow, loneKeys } from './lone-key'
import { createTable, misfitSentence, type Plan } from './plan'
import type { LoadOptions } from './load-options'
import { loadPlain } from './load-plain'
import { ProblemList, type Problems } from './scan'
import { cellWords, TransferError, type Row, type TableSource } from './source'
import { writers } from './writers'

export interface Loaded {
  readonly kind: 'done'
  readonly rows: number
  /** cells that became NULL because their column could not hold them */
  readonly emptied: number
  readonly problems: Problems
}

/** Nothing was imported. */
export interface NotLoaded {
  readonly kind: 'failed' | 'stopped'
  /** a sentence */
  readonly message: string
  readonly problems: Problems
}

/** UTF-16 units of one statement: some milliseconds of an engine's time. */
const statementSize = 512 * 1024

/**
 * Loads a file's rows into a table, in one transaction: all of them or, when anything fails or is called off, none. While
 * the engine takes one part, the next is read. Rows that have to be written anew go as COPY to PostgreSQL and as INSERTs
 * of many rows to SQLite; a file that the engine reads alike goes as it stands, see `loadPlain`.
 */
export async function load(
  source: TableSource,
  plan: Plan,
  connection: Runner,
  options: LoadOptions = {},
): Promise<Loaded | NotLoaded> {
  const problems = new ProblemList()
  const not = (kind: 'failed' | 'stopped', message: string): NotLoaded => ({ kind, message, problems })
  if (connection.transaction !== 'none') {
    return not('failed', 'A transaction is open. End it with COMMIT or ROLLBACK, then import again.')
  }
  const stopped = not('stopped', 'You stopped the import. Nothing of it was kept.')
  const plain = await loadPlain(source, plan, connection, options)
  if (plain === 'stopped') return stopped
  if (plain === 'done') return { kind: 'done', rows: options.seen?.rows ?? 0, emptied: 0, problems }
  const begun = await ask(connection, 'BEGIN')
  if (!begun.ok) return not('failed', begun.message)
  const outcome = await fill(source, plan, connection, options, problems).catch((error: unknown) => {
    if (error instanceof TransferError) return not('failed', error.message)
    throw error
  })
  const ended = await ask(connection, outcome.kind === 'done' ? 'COMMIT' : 'ROLLBACK')
  if (outcome.kind === 'done' && !ended.ok) {
    const lone = await firstRow(source, await loneKeys(ended, plan, connection))
    await ask(connection, 'ROLLBACK')
    return not('failed', `${place(lone, source)}${words(ended)}. Nothing was imported.`)
  }
  return outcome
}

async function fill(
  source: TableSource,
  plan: Plan,
  connection: Runner,
  { progress, signal, seen }: LoadOptions,
  problems: ProblemList,
): Promise<Loaded | NotLoaded> {
  const not = (kind: 'failed' | 'stopped', message: string): NotLoaded => ({ kind, message, problems })
  const { dialect } = connection
  if (plan.create) {
    const created = await ask(connection, createTable(plan, dialect))
    if (!created.ok) return not('failed', created.message)
  }
  const writer = writers[dialect](plan, seen?.common)
  const misfits = new ProblemList()
  let sent: Promise<Answer | null> = Promise.resolve(null)
  let [part, size, rows, emptied]: [Row[], number, number, number] = [[], 0, 0, 0]
  let parts: string[] = []
  let under: readonly Row[] = []

  /** Waits for the part that is under way, then sends the next. */
  const send = async (): Promise<string | null> => {
    const answer = await sent
    if (answer?.ok === false)
      return `${await explain(answer, under, plan, source, connection)}. Nothing was imported.`
    if (part.length === 0) return null
    under = part
    sent = sendPart(connection, writer.statement(parts), rows > 0)
    rows += part.length
    ;[part, parts, size] = [[], [], 0]
    return null
  }

  for await (const batch of source.read(problems.add)) {
    for (const row of batch.rows) {
      const tell = (column: number) => {
        misfits.add({ line: row.line, message: misfit(row, column, plan) })
        emptied++
      }
      const text = writer.row(row.cells, tell, row.absent)
      if (plan.misfits === 'stop' && misfits.total > 0) continue // only to list the others
      part.push(row)
      parts.push(text)
      size += text.length
      if (size < statementSize) continue
      const failure = await send()
      if (failure !== null) return not('failed', failure)
    }
    if (signal?.aborted) {
      await sent
      return not('stopped', 'You stopped the import. Nothing of it was kept.')
    }
    progress?.(rows, batch.share)
  }
  const last = (await send()) ?? (await send())
  if (plan.misfits === 'stop' && misfits.total > 0) {
    return { kind: 'failed', message: misfitSentence(plan, misfits.total), problems: misfits }
  }
  if (last !== null) return not('failed', last)
  for (const problem of misfits.listed) problems.add(problem)
  problems.total += misfits.total - misfits.listed.length
  return { kind: 'done', rows, emptied, problems }
}

/**
 * One part. In SQLite behind a savepoint: a rule with ON CONFLICT FAIL, and RAISE(FAIL), leave the rows before the one
 * that fails.
 */
async function sendPart(connection: Runner, statement: string, another: boolean): Promise<Answer> {
  if (connection.dialect === 'sqlite') {
    if (another) await ask(connection, 'RELEASE part')
    await ask(connection, 'SAVEPOINT part')
  }
  return ask(connection, statement)
}

function misfit(row: Row, at: number, { columns }: Plan): string {
  const column = columns[at]
  const cell = row.cells[column?.from ?? -1] ?? null
  const shown = cellWords(cell)
  const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown
  const why =
    column?.kind === 'text'
      ? 'holds a character that the engine cannot store'
      : `is no ${kindWords(column?.kind ?? 'text', column?.form)}`
  return `${column?.name ?? ''}: “${short}” ${why}.`
}

/** The engine's words with the line of the file. SQLite does not tell the row: the part is tried again, row by row. */
async function explain(
  answer: Answer & { ok: false },
  rows: readonly Row[],
  plan: Plan,
  source: TableSource,
  connection: Runner,
): Promise<string> {
  if (answer.error === undefined) return answer.message
  const line = /^COPY .*?, line (\d+)/m.exec(answer.error.context ?? '')?.[1]
  if (line !== undefined) return place(rows[Number(line) - 1], source) + words(answer)
  if (connection.dialect !== 'sqlite')
    return place(rows.find(await loneKeys(answer, plan, connection)), source) + words(answer)
  // ON CONFLICT ROLLBACK and RAISE(ROLLBACK) have ended the transaction: rows may not go in without one
  const back = await ask(connection, 'ROLLBACK TO part')
  if (!back.ok && !(await ask(connection, 'BEGIN')).ok) return answer.message
  const writer = writers.sqlite(plan)
  for (const row of rows) {
    const single = await ask(
      connection,
      writer.statement([writer.row(row.cells, () => undefined, row.absent)]),
    )
    // without the rows of the parts before, another rule can be broken
    if (!single.ok)
      return single.message === answer.message ? `${place(row, source)}${answer.message}` : answer.message
  }
  return answer.message
}

const place = (row: Row | undefined, { unit }: TableSource) =>
  row === undefined ? '' : `${unit === 'line' ? 'Line' : 'Row'} ${row.line.toLocaleString('en')}: `

/** The engine's words and what it says in detail, without the last full stop. */
function words({ message, error }: Answer & { ok: false }): string {
  const more = /^row is too big/.test(message)
    ? 'PostgreSQL keeps the numbers and short texts of one row in 8 KB: leave columns out, or import the file into SQLite'
    : error?.detail
  return (more === undefined ? message : `${message}. ${more}`).replace(/\.$/, '')
}
