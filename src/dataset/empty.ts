import type { Dataset } from './dataset'

/** Nothing: for a database of the visitor's own. */
export const empty: Dataset = {
  id: 'empty',
  title: 'Empty',
  description: 'No tables yet.',
  statements: () => [],
}
