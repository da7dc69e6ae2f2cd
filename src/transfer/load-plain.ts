import { ask, type Answer, type Runner } from './ask'
import { isExact } from './kinds'
import { createTable, target, type Plan } from './plan'
import type { LoadOptions } from './load'
import type { TableSource } from './source'
import { quoteName, quoteText } from '../sql/quote'

/**
 * The short way into PostgreSQL: where the file's own text says the same to COPY, it is handed over unread. 'not' where
 * it is not so, or the engine sees something else in it than the first reading did: then nothing has happened.
 */
export async function loadPlain(
  source: TableSource,
  plan: Plan,
  connection: Runner,
  { progress, signal, seen }: LoadOptions,
): Promise<'done' | 'stopped' | 'not'> {
  const text = connection.dialect === 'postgres' ? (source.plain?.() ?? null) : null
  const everyColumn =
    plan.columns.length === source.columns.length && plan.columns.every(({ from }, i) => from === i)
  if (text === null || seen === undefined || seen === null || !everyColumn) return 'not'
  if (!plan.columns.every(({ from, kind, form }) => isExact(seen.common[from] ?? 0, kind, form))) return 'not'
  const names = plan.columns.map(({ name }) => quoteName(name, 'postgres')).join(',')
  const copy = `COPY ${target(plan, 'postgres')} (${names}) FROM STDIN WITH (FORMAT csv, DELIMITER ${quoteText(text.delimiter, 'postgres')});`

  let rows = 0
  let sent: Promise<Answer | null> = Promise.resolve(null)
  /** False when the engine refused the piece before. */
  const arrived = async (): Promise<boolean> => {
    const answer = await sent
    rows += answer?.ok === true ? answer.changes : 0
    return answer?.ok !== false
  }
  const fill = async (): Promise<boolean> => {
    if (plan.create && !(await ask(connection, createTable(plan, 'postgres'))).ok) return false
    for await (const piece of text.pieces()) {
      if (!(await arrived())) return false
      if (signal?.aborted) return true
      sent = ask(connection, `${copy}\n${piece.text}\\.`)
      progress?.(rows, piece.share)
    }
    return (await arrived()) && rows === seen.rows
  }
  if (!(await ask(connection, 'BEGIN')).ok) return 'not'
  const filled = await fill().catch(() => false)
  const ended = await ask(connection, filled && signal?.aborted !== true ? 'COMMIT' : 'ROLLBACK')
  if (filled && signal?.aborted === true) return 'stopped'
  return filled && ended.ok && ended.command === 'COMMIT' ? 'done' : 'not'
}
