/** The results that can be taken away as files or on the clipboard. */
import type { ResultSet } from '../engine/value'
import { counted } from '../result/amount'
import type { Outcome } from '../result/outcome.svelte'
import { findTable, readName } from '../sql/reach-table'
import { Reading } from '../sql/reading'
import { selectedTable } from '../sql/selected-table'
import type { Bench } from '../workbench/bench.svelte'
import type { Session } from '../workbench/session.svelte'

/** A result as it is now, in the order shown: while more rows arrive, a file of it stays of one piece. */
export interface TakenRows {
  readonly outcome: Outcome
  readonly rows: ResultSet
  /** the outcome's row at a place of `rows` */
  readonly rowAt: (at: number) => number
  /** "50 rows"; "the first 1,000,000 rows" where there are more than are here */
  readonly amount: string
  /** sentences, each after a blank, that say so, and by what the rows are sorted; else empty */
  readonly rest: string
}

/** All results that have columns, the newest first. */
export function takenRows(outcomes: readonly Outcome[]): readonly TakenRows[] {
  return outcomes.flatMap((outcome) => taken(outcome) ?? []).reverse()
}

function taken(outcome: Outcome): TakenRows | null {
  const { rows, reply, rowCount } = outcome
  if (rows === null || rows.columns.length === 0) return null
  const all = reply?.ok === true && !reply.more
  const amount = `${all ? '' : 'the first '}${counted(rowCount, 'row')}`
  const { shown } = outcome.grid.order
  const rowAt = shown?.row ?? ((at: number) => at)
  const sorted = shown
    ? ` Sorted by ${rows.columns[shown.column]?.name || `column ${shown.column + 1}`}, as shown.`
    : ''
  return {
    outcome,
    rows: {
      columns: rows.columns,
      rowCount,
      value: (at, column) => rows.value(rowAt(at), column),
      wholeBytes: (at, column) => rows.wholeBytes(rowAt(at), column),
    },
    rowAt,
    amount,
    rest: (all ? '' : ` It holds only ${amount}.`) + sorted,
  }
}

/** The table that INSERT statements fill, and what the live schema knows of it. */
function target(sql: string, { dialect, schema }: Session) {
  const text = selectedTable(sql, dialect)
  if (text === null) return { table: 'result' }
  const named = readName(new Reading(text, dialect), 0)
  const columns = (named && findTable(named, dialect, schema?.tables ?? [])?.columns) ?? []
  return {
    table: text,
    computed: columns.filter(({ generated }) => generated).map(({ name }) => name),
    ownKeys: columns.some((column) => column.default === 'GENERATED ALWAYS AS IDENTITY'),
  }
}

/** What every format needs to know of a result. */
export const writing = ({ outcome, rowAt }: TakenRows, { session }: Bench) => ({
  dialect: session.dialect,
  ...target(outcome.statement.text, session),
  whole: (at: number, column: number) => session.whole(outcome, rowAt(at), column),
})
