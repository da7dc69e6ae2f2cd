/** Why a statement is not given to the engine, and what to do instead. Plain text, with names in backticks. */
export interface Refusal {
  readonly message: string
  readonly hint: string
}
