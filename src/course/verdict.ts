/** What the judge says. A refusal names what is different, and shows it. */
import type { SqlError } from '../engine/engine'
import type { Value } from '../engine/value'

export type Verdict = Correct | NotYet

export interface Correct {
  readonly correct: true
  /** one sentence, after the word "Correct" */
  readonly text: string
}

/** Why an answer is refused. The first ten compare results; the last ones are about tasks of other kinds. */
export type Reason =
  | 'error'
  | 'no result'
  | 'column count'
  | 'column names'
  | 'column order'
  | 'missing rows'
  | 'extra rows'
  | 'duplicates'
  | 'value'
  | 'row order'
  | 'table changed'
  | 'rule missing'
  | 'too strict'
  | 'index missing'
  | 'transaction open'
  | 'no error'
  | 'unfinished'
  | 'choice'

export interface NotYet {
  readonly correct: false
  readonly reason: Reason
  /** a sentence or two, after the words "Not yet" */
  readonly text: string
  /** more exact advice; one more is shown with each hint the learner has taken */
  readonly more: readonly string[]
  readonly diff?: Diff
  /** where `error` happened, as a UTF-16 offset in the script */
  readonly error?: { readonly error: SqlError; readonly from: number }
  /** the hidden data on which the answer went wrong; none: the data the learner sees */
  readonly on?: string
}

/** Rows beside the expected ones. */
export interface Diff {
  readonly columns: readonly string[]
  readonly rows: readonly DiffRow[]
  /** rows of a kind that are not listed */
  readonly unlisted: { readonly missing: number; readonly extra: number }
  /** rows that agree, and the first cells of a few of them */
  readonly same: { readonly count: number; readonly names: readonly string[] }
}

export interface DiffRow {
  readonly kind: 'missing' | 'extra' | 'repeated' | 'yours' | 'expected'
  readonly cells: readonly Value[]
  /** columns to point at */
  readonly marked?: readonly number[]
  /** place in the result, counted from 1 */
  readonly at?: number
}

/** "1 row", "2 rows", "1,000 rows". */
export function rowCount(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`
}
