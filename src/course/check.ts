/** What a step asks for, as its front matter states it. Adding a kind here makes the compiler list what it needs. */
export type Check = RowsCheck | StateCheck | RunCheck | ErrorCheck | QuizCheck

/** The rows of the last result are compared with the solution's. */
export interface RowsCheck extends Comparison {
  readonly kind: 'rows'
  /** the grain, as the task states it: "one per customer" */
  readonly rows: string
  /** what must be different afterwards, proved by the step's verify, accepts and refuses; none: the script only reads */
  readonly changes?: string | undefined
}

export interface Comparison {
  /** none: the columns are not the learner's, and nothing is said of them */
  readonly columns: readonly ColumnAsked[]
  /** keys of the order the task asks for; none: any order */
  readonly ordered: readonly OrderKey[]
  /** names of columns whose digits and text must be exactly those of the solution */
  readonly exact: readonly string[]
  /** a date and the same date at midnight agree */
  readonly dates: 'strict' | 'loose'
}

export interface ColumnAsked {
  /** the name the task asks for, or a description where any name will do */
  readonly name: string
  readonly named: boolean
}

export interface OrderKey {
  /** a column of the result */
  readonly column: string
  readonly descending: boolean
}

/** The database afterwards is compared: the step's verify queries, what it takes and refuses, its indexes. */
export interface StateCheck {
  readonly kind: 'state'
  /** what must be different afterwards, as the task states it */
  readonly changes: string
  readonly indexes: readonly IndexAsked[]
  readonly dates: 'strict' | 'loose'
}

export interface IndexAsked {
  readonly table: string
  readonly columns: readonly string[]
  readonly unique: boolean
}

/** A check that looks at the database afterwards. */
export type ChangingCheck = StateCheck | (RowsCheck & { readonly changes: string })

/** Whether a check looks at the database afterwards: a state check, and one of rows that says what changes. */
export function looksAfter(check: Check): check is ChangingCheck {
  return check.kind === 'state' || (check.kind === 'rows' && check.changes !== undefined)
}

/** The script has to run without an error. */
export interface RunCheck {
  readonly kind: 'run'
}

/** The script has to fail. */
export interface ErrorCheck {
  readonly kind: 'error'
}

/** Exactly the right choices have to be chosen. */
export interface QuizCheck {
  readonly kind: 'quiz'
}
