import { salesVariants } from './sales-variants'
import type { Variant } from './variant'

const variantsOf: ReadonlyMap<string, readonly Variant[]> = new Map([['sales', salesVariants]])

/** The hidden variants of a dataset; none for one that has none. */
export function variants(datasetId: string): readonly Variant[] {
  return variantsOf.get(datasetId) ?? []
}
