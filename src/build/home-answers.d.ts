declare module 'virtual:home-answers' {
  /** One engine's answer to the home page's query, as it would be on the day asked for. */
  interface HomeAnswer {
    /** of the engine that gave it, e.g. `3.54.1` */
    readonly version: string
    readonly columns: readonly string[]
    /** texts as the engine wrote them; null is NULL */
    readonly rows: readonly (readonly (string | null)[])[]
    /** what the status line says, e.g. `4 rows · 0.3 ms`; the time was measured while the site was built */
    readonly said: string
  }

  export function homeAnswers(today: Date): {
    readonly sql: string
    readonly answers: Record<import('../sql/dialect').Dialect, HomeAnswer>
  }
}
