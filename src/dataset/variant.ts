import type { Dialect } from '../sql/dialect'
import { salesVariants } from './sales-variants'

/** The same schema as a dataset with other rows, for judging an answer on data that its writer has not seen. */
export interface Variant {
  readonly id: string
  readonly title: string
  /** see `Dataset.statements` */
  statements(dialect: Dialect, today: Date): string[]
}

const variantsOf: ReadonlyMap<string, readonly Variant[]> = new Map([['sales', salesVariants]])

/** The hidden variants of a dataset; none for one that has none. */
export function variants(datasetId: string): readonly Variant[] {
  return variantsOf.get(datasetId) ?? []
}
