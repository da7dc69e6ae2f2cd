/** One statement on a connection, as a question with an answer. */
import type { Connection, Limits, RowText, SqlError } from '../engine/engine'
import type { ResultSet } from '../engine/value'

/** What of a connection this room needs; a test can stand one up around an engine. */
export type Runner = Pick<Connection, 'dialect' | 'run' | 'transaction'>

export type Answer =
  | { readonly ok: true; readonly rows: ResultSet | null; readonly changes: number; readonly command: string }
  | {
      readonly ok: false
      /** in a sentence, or the engine's own words */
      readonly message: string
      /** absent when the engine was stopped or died */
      readonly error?: SqlError
    }

/** Whole cells and all rows: for statements that ask for no more than fits. */
const limits: Limits = { rows: 10_000_000, bytes: 512 * 1024 * 1024, cell: 512 * 1024 * 1024, aside: true }

/** `read`: rows that the statement reads; their bytes are gone afterwards. */
export async function ask(connection: Runner, text: string, read?: RowText): Promise<Answer> {
  let answer: Answer | null = null
  let rows: ResultSet | null = null
  const statement = { text, from: 0, to: text.length }
  const end = await connection.run(
    read === undefined ? [statement] : [{ ...statement, rows: read }],
    {
      head: (_, set) => (rows = set),
      ended: (_, reply) => {
        answer = reply.ok
          ? { ok: true, rows, changes: reply.changes ?? 0, command: reply.command }
          : { ok: false, message: reply.error.message, error: reply.error }
      },
    },
    limits,
  )
  if (end.kind === 'stopped') return { ok: false, message: 'It was stopped.' }
  if (end.kind === 'crashed') return { ok: false, message: end.message }
  return answer ?? { ok: false, message: 'The engine gave no answer.' }
}

/** The rows of a query; throws where it fails. */
export async function rowsOf(connection: Runner, text: string): Promise<ResultSet> {
  const answer = await ask(connection, text)
  if (!answer.ok) throw new Error(answer.message)
  if (answer.rows === null) throw new Error('The statement gave no rows.')
  return answer.rows
}

/** All rows as texts; null is NULL. */
export async function textsOf(connection: Runner, text: string): Promise<(string | null)[][]> {
  const rows = await rowsOf(connection, text)
  return Array.from({ length: rows.rowCount }, (_, row) =>
    rows.columns.map((_, column) => {
      const value = rows.value(row, column)
      return value === null ? null : String(value)
    }),
  )
}
