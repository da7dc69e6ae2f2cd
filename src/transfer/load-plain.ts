import { ask, type Answer, type Runner } from './ask'
import type { Dialect } from '../sql/dialect'
import type { Kind } from './kind'
import { isExact } from './kinds'
import { createTable, target, type Plan } from './plan'
import type { LoadOptions } from './load-options'
import type { TableSource } from './source'
import { quoteName, quoteText } from '../sql/quote'

/** The statement that reads records as the plan wants them. */
const reader: Record<Dialect, (plan: Plan, delimiter: string) => string> = {
  sqlite: (plan) =>
    `INSERT INTO ${target(plan, 'sqlite')} (${names(plan, 'sqlite')}) VALUES (${plan.columns.map(() => '?').join(',')})`,
  postgres: (plan, delimiter) =>
    `COPY ${target(plan, 'postgres')} (${names(plan, 'postgres')}) FROM STDIN WITH (FORMAT csv, DELIMITER ${quoteText(delimiter, 'postgres')})`,
}

/** What an engine makes of texts by itself. SQLite has no TRUE as a text, and reads bytes as they stand. */
const reads: Record<Dialect, (kind: Kind) => boolean> = {
  sqlite: (kind) => kind !== 'boolean' && kind !== 'bytes',
  postgres: () => true,
}

/**
 * The short way: where the file's own text says the same to the engine, it is handed over unread. 'not' where it is not
 * so, or the engine sees something else in it than the first reading did: then nothing has happened.
 */
export async function loadPlain(
  source: TableSource,
  plan: Plan,
  connection: Runner,
  { progress, signal, seen }: LoadOptions,
): Promise<'done' | 'stopped' | 'not'> {
  const { dialect } = connection
  const text = source.plain?.() ?? null
  const everyColumn =
    plan.columns.length === source.columns.length && plan.columns.every(({ from }, i) => from === i)
  if (text === null || seen === undefined || seen === null || !everyColumn) return 'not'
  const exact = plan.columns.every(
    ({ from, kind, form, open }) =>
      open !== true && reads[dialect](kind) && isExact(seen.common[from] ?? 0, kind, form),
  )
  if (!exact) return 'not'
  const { delimiter } = text
  const statement = reader[dialect](plan, delimiter)

  let rows = 0
  let sent: Promise<Answer | null> = Promise.resolve(null)
  /** False when the engine refused the piece before. */
  const arrived = async (): Promise<boolean> => {
    const answer = await sent
    rows += answer?.ok === true ? answer.changes : 0
    return answer?.ok !== false
  }
  const fill = async (): Promise<boolean> => {
    if (plan.create && !(await ask(connection, createTable(plan, dialect))).ok) return false
    for await (const { bytes, share } of text.pieces()) {
      if (!(await arrived())) return false
      if (signal?.aborted) return true
      sent = ask(connection, statement, { bytes, delimiter })
      progress?.(rows, share)
    }
    return (await arrived()) && rows === seen.rows
  }
  if (!(await ask(connection, 'BEGIN')).ok) return 'not'
  const filled = await fill().catch(() => false)
  await sent.catch(() => null) // a piece can be under way when the next cannot be read
  if (filled && signal?.aborted !== true) {
    const ended = await ask(connection, 'COMMIT')
    if (ended.ok) return ended.command === 'COMMIT' ? 'done' : 'not'
  }
  // SQLite leaves a transaction open that a deferred rule does not let end
  await ask(connection, 'ROLLBACK')
  return filled && signal?.aborted === true ? 'stopped' : 'not'
}

const names = ({ columns }: Plan, dialect: Dialect) =>
  columns.map(({ name }) => quoteName(name, dialect)).join(',')
