import type { Statement } from '../sql/statement'
import type { Fed, Limits, RunEnd, RunEvents, Transaction } from './engine'
import type { Delta } from './image'
import { Gone, type Life } from './life'
import type { ToPage } from './message'
import { Rows } from './result-set'

/** What a run does to the database, told before the events that it belongs to. */
interface Database {
  changed(delta: Delta): void
  transaction(now: Transaction): void
}

/**
 * Runs statements in a worker that waits, and tells of each as it comes. Never rejects: where the worker goes, by a stop
 * or by itself, the end says so with the statement that was on.
 */
export async function runIn(
  life: Life,
  statements: readonly Statement[] | readonly [Fed],
  limits: Limits,
  events: RunEvents,
  database: Database,
): Promise<RunEnd> {
  const results = new Map<number, Rows>()
  const texts = statements.map((statement) => statement.text)
  const [first] = statements
  const rows = first !== undefined && 'rows' in first ? first.rows : null
  let next = 0
  if (texts.length > 0) events.started?.(0)
  const listen = (message: ToPage, done: (end: RunEnd) => void) => {
    if ((message.kind === 'head' || message.kind === 'rows') && message.columns !== null) {
      const rows = new Rows(message.columns)
      results.set(message.index, rows)
      events.head?.(message.index, rows)
    }
    if (message.kind === 'rows') {
      const rows = results.get(message.index)
      if (rows === undefined) return
      rows.add(message.batch)
      events.grew?.(message.index, rows)
    } else if (message.kind === 'ended') {
      if (message.delta !== null) database.changed(message.delta)
      for (const { index, reply } of message.items) {
        database.transaction(reply.transaction)
        next = index + 1
        events.ended?.(index, reply)
        if (reply.ok && next < texts.length) events.started?.(next)
      }
      if (message.over) done({ kind: 'finished' })
    }
  }
  try {
    const moved = rows === null ? [] : [rows.bytes.buffer]
    return await life.exchange<RunEnd>({ kind: 'run', texts, limits, rows }, listen, moved)
  } catch (error) {
    return goneAt(next, error)
  }
}

/** The end of a run whose worker went, or was not to be had, at a statement. */
export function goneAt(index: number, error: unknown): RunEnd {
  if (error instanceof Gone && error.reason === 'stopped') return { kind: 'stopped', index }
  return { kind: 'crashed', index, message: error instanceof Error ? error.message : String(error) }
}
