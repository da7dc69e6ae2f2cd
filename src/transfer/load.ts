import type { Dialect } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import { ask, type Answer, type Runner } from './ask'
import { copyField, sqliteLiteral } from './cells'
import { kindName } from './kinds'
import { createTable, target, type Plan } from './plan'
import { ProblemList, type Problems } from './scan'
import { cellWords, TransferError, type Cell, type Row, type TableSource } from './source'

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

export interface LoadOptions {
  /** told now and then: rows that the engine has, and how much of the file has been read, 0 to 1 */
  readonly progress?: (rows: number, share: number) => void
  readonly signal?: AbortSignal
}

/** UTF-16 units of one statement: some milliseconds of an engine's time. */
const statementSize = 512 * 1024

/**
 * Loads a file's rows into a table, in one transaction: all of them or, when anything fails or is called off, none. While
 * the engine takes one part, the next is read. PostgreSQL gets COPY, SQLite INSERTs of many rows.
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
  const begun = await ask(connection, 'BEGIN')
  if (!begun.ok) return not('failed', begun.message)
  const outcome = await fill(source, plan, connection, options, problems).catch((error: unknown) => {
    if (error instanceof TransferError) return not('failed', error.message)
    throw error
  })
  const ended = await ask(connection, outcome.kind === 'done' ? 'COMMIT' : 'ROLLBACK')
  if (outcome.kind === 'done' && !ended.ok) {
    await ask(connection, 'ROLLBACK')
    return not('failed', ended.message)
  }
  return outcome
}

async function fill(
  source: TableSource,
  plan: Plan,
  connection: Runner,
  { progress, signal }: LoadOptions,
  problems: ProblemList,
): Promise<Loaded | NotLoaded> {
  const not = (kind: 'failed' | 'stopped', message: string): NotLoaded => ({ kind, message, problems })
  const { dialect } = connection
  if (plan.create) {
    const created = await ask(connection, createTable(plan, dialect))
    if (!created.ok) return not('failed', created.message)
  }
  const writer = writers[dialect](plan)
  const misfits = new ProblemList()
  let sent: Promise<Answer | null> = Promise.resolve(null)
  let [part, size, rows, emptied]: [Row[], number, number, number] = [[], 0, 0, 0]
  let parts: string[] = []
  let under: readonly Row[] = []

  /** Waits for the part that is under way, then sends the next. */
  const send = async (): Promise<string | null> => {
    const answer = await sent
    if (answer?.ok === false) return explain(answer, under, plan, source, connection)
    if (part.length === 0) return null
    under = part
    sent = ask(connection, writer.statement(parts))
    rows += part.length
    ;[part, parts, size] = [[], [], 0]
    return null
  }

  for await (const batch of source.read(problems.add)) {
    for (const row of batch.rows) {
      const text = writer.row(row.cells, (column) => {
        misfits.add({ line: row.line, message: misfit(row, column, plan) })
        emptied++
      })
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
    const count = misfits.total === 1 ? 'One value does' : `${misfits.total.toLocaleString('en')} values do`
    return {
      kind: 'failed',
      message:
        `${count} not fit the column it should go into. Nothing was imported: choose another type, or leave such values empty.`.replace(
          'it should go',
          misfits.total === 1 ? 'it should go' : 'they should go',
        ),
      problems: misfits,
    }
  }
  if (last !== null) return not('failed', last)
  for (const problem of misfits.listed) problems.add(problem)
  problems.total += misfits.total - misfits.listed.length
  return { kind: 'done', rows, emptied, problems }
}

/** What makes statements of rows. `row` tells cells that do not fit and writes NULL for them. */
export interface Writer {
  row(cells: readonly Cell[], misfit: (column: number) => void): string
  statement(rows: readonly string[]): string
}

export const writers: Record<Dialect, (plan: Plan) => Writer> = {
  sqlite: (plan) => ({
    row: (cells, misfit) => `(${fields(plan, cells, misfit, sqliteLiteral, 'NULL').join(',')})`,
    statement: (rows) => `${insertInto(plan)} ${rows.join(',')}`,
  }),
  postgres: (plan) => ({
    row: (cells, misfit) => `${fields(plan, cells, misfit, copyField, '\\N').join('\t')}\n`,
    statement: (rows) =>
      `COPY ${target(plan, 'postgres')} (${names(plan, 'postgres')}) FROM STDIN;\n${rows.join('')}\\.`,
  }),
}

function fields(
  { columns }: Plan,
  cells: readonly Cell[],
  misfit: (column: number) => void,
  write: typeof copyField,
  none: string,
): string[] {
  const texts = new Array<string>(columns.length)
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]
    const cell = cells[column?.from ?? -1] ?? null
    const text = column === undefined ? none : write(cell, column.kind)
    if (text === undefined) misfit(i)
    texts[i] = text ?? none
  }
  return texts
}

const names = ({ columns }: Plan, dialect: Dialect) =>
  columns.map(({ name }) => quoteName(name, dialect)).join(',')
const insertInto = (plan: Plan) => `INSERT INTO ${target(plan, 'sqlite')} (${names(plan, 'sqlite')}) VALUES`

function misfit(row: Row, at: number, { columns }: Plan): string {
  const column = columns[at]
  const cell = row.cells[column?.from ?? -1] ?? null
  const shown = cellWords(cell)
  const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown
  const why =
    column?.kind === 'text'
      ? 'holds a character that the engine cannot store'
      : `is no ${kindName[column?.kind ?? 'text']}`
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
  const { unit } = source
  const place = (row: Row | undefined) =>
    row === undefined ? '' : `${unit === 'line' ? 'Line' : 'Row'} ${row.line.toLocaleString('en')}: `
  if (answer.error === undefined) return answer.message
  const detail = answer.error.detail === undefined ? '' : ` ${answer.error.detail}`
  const line = /^COPY .*?, line (\d+)/m.exec(answer.error.context ?? '')?.[1]
  if (line !== undefined) return `${place(rows[Number(line) - 1])}${answer.message}${detail}`
  if (connection.dialect !== 'sqlite') return `${answer.message}${detail}`
  const writer = writers.sqlite(plan)
  for (const row of rows) {
    const single = await ask(connection, writer.statement([writer.row(row.cells, () => undefined)]))
    if (!single.ok) return `${place(row)}${single.message}`
  }
  return answer.message
}
