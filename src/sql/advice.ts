import type { Reading } from './reading'
import type { KnownTable } from './sources'

/** What to do about a mistake, or a statement written for another engine. Names and code in the texts stand in backticks. */
export interface Advice {
  /** whose it is, and the cure: "`DATE_SUB` is MySQL. PostgreSQL subtracts an interval." */
  readonly title: string
  readonly why: string
  /** the place it is about: UTF-16 offsets in the statement's text */
  readonly from: number
  readonly to: number
  /** One replacement in the statement's text; may make several statements of it. */
  readonly fix?: { readonly from: number; readonly to: number; readonly text: string }
  /** the fix guesses what was meant: it is for a person to take */
  readonly guess?: true
}

/** What the engine said; both SqlError and a plain message fit. */
export interface Complaint {
  readonly message: string
  readonly code?: string
  /** where in the statement's text, as a UTF-16 offset */
  readonly position?: number
}

export interface Rule {
  /** looks at statements that the engine accepted, too: a silent wrong */
  readonly silent?: true
  /** what it finds is a guess, see `Advice.guess` */
  readonly guess?: true
  /**
   * the advice, or null when the rule has nothing to say; `complaint` is null when the engine accepted the statement,
   * `tables` empty where they are not known
   */
  find(sql: Reading, complaint: Complaint | null, tables: readonly KnownTable[]): Advice | null
}
