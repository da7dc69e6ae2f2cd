import type { Dialect } from '../sql/dialect'

/** A sample database: the statements that make it in an empty database of either dialect. */
export interface Dataset {
  /** permanent: lessons and stored databases refer to it */
  readonly id: string
  readonly title: string
  readonly description: string
  /**
   * The seed, one statement per entry, in order. Rows are the same in both dialects and, for one UTC day of `today`,
   * always the same; their dates count back from that day. Foreign keys must be switched on by the SQLite engine.
   */
  statements(dialect: Dialect, today: Date): string[]
}
