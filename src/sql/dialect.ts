/** The two SQL dialects Tandem speaks; everything that differs between them hangs on a `Record<Dialect, …>`. */
export type Dialect = 'sqlite' | 'postgres'

/** Both dialects in the order the page shows them: SQLite first, as the default. */
export const dialects: readonly Dialect[] = ['sqlite', 'postgres']

/** The name a person reads. */
export const dialectName: Record<Dialect, string> = { sqlite: 'SQLite', postgres: 'PostgreSQL' }
