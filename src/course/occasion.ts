import { findDataset } from '../dataset/datasets'
import { variants } from '../dataset/variants'
import type { Dialect } from '../sql/dialect'

/** Data on which an answer is tried: the dataset the learner sees first, then its hidden variants. */
export interface Occasion {
  /** null: the data the learner sees */
  readonly name: string | null
  readonly seed: readonly string[]
}

/** All occasions of a dataset for one day; dates in the data count back from `today` (UTC). */
export function occasions(dataset: string, dialect: Dialect, today: Date): Occasion[] {
  const hidden = variants(dataset).map((variant) => ({
    name: variant.title,
    seed: variant.statements(dialect, today),
  }))
  return [{ name: null, seed: findDataset(dataset)?.statements(dialect, today) ?? [] }, ...hidden]
}
