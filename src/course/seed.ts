import { findDataset } from '../dataset/datasets'
import type { Dialect } from '../sql/dialect'

/** The statements that make a dataset, for today. */
export function seedToday(dataset: string, dialect: Dialect): string[] {
  return findDataset(dataset)?.statements(dialect, new Date()) ?? []
}
