import type { Dialect } from '../sql/dialect'

/** The same schema as a dataset with other rows, for judging an answer on data that its writer has not seen. */
export interface Variant {
  readonly id: string
  readonly title: string
  /** see `Dataset.statements` */
  statements(dialect: Dialect, today: Date): string[]
}
