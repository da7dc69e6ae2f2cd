/** What an engine answered to the home page's query, ready to be shown. */
export interface Answer {
  readonly columns: readonly string[]
  /** texts as the engine wrote them; null is NULL */
  readonly rows: readonly (readonly (string | null)[])[]
  /** what the status line says, e.g. `4 rows · 0.3 ms` */
  readonly said: string
}
