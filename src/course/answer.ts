/** What a script gave and left behind: the learner's and the solution's, in the same form, for the judge. */
import type { SqlError } from '../engine/engine'
import type { Index } from '../engine/schema'
import type { Column, ResultSet, Value } from '../engine/value'

/** A result with its rows in hand. */
export interface Rows {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Value[])[]
  /** the query had more rows than the judge reads */
  readonly more: boolean
}

/** One run of a whole script. */
export interface Ran {
  /** 'stopped': it took too long, or somebody stopped it; 'crashed': the engine died of it */
  readonly end: 'finished' | 'stopped' | 'crashed'
  /** the statement that failed, counted from 1, with its place in the script as a UTF-16 offset */
  readonly error: { readonly error: SqlError; readonly statement: number; readonly from: number } | null
  /** of the last statement that has rows */
  readonly rows: Rows | null
  /** statements that ended well */
  readonly done: number
  /** a transaction was left open */
  readonly open: boolean
  /** data, schema or settings may differ from before */
  readonly wrote: boolean
}

/** A run and, where the step asks for it, the state of the database afterwards. */
export interface Answer {
  readonly ran: Ran
  readonly state: State | null
}

/** The solution's answer, and the tables it leaves alone with the fingerprint they must keep. */
export interface Expected extends Answer {
  readonly untouched: ReadonlyMap<string, string>
}

export interface State {
  /** a fingerprint of the rows of each table of the dataset; one that is gone is missing */
  readonly tables: ReadonlyMap<string, string>
  /** what the step's verify queries gave, in order */
  readonly verified: readonly Ran[]
  /** what became of the statements that must be taken, and of those that must be refused */
  readonly accepted: readonly Tried[]
  readonly refused: readonly Tried[]
  readonly indexes: ReadonlyMap<string, readonly Index[]>
}

export interface Tried {
  readonly sql: string
  readonly error: SqlError | null
}

/** All cells of a result that has arrived. */
export function copyRows(set: ResultSet, more: boolean): Rows {
  const rows = Array.from({ length: set.rowCount }, (_, row) =>
    set.columns.map((_, column) => set.value(row, column)),
  )
  return { columns: set.columns, rows, more }
}
