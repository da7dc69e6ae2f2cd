import type { Dialect } from '../sql/dialect'
import { empty } from './empty'
import { sales } from './sales'
import { salesLarge } from './sales-large'
import { shop } from './shop'

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

/** Every sample database, in the order the page lists them. */
export const datasets: readonly Dataset[] = [sales, salesLarge, shop, empty]

/** The dataset with this id; undefined when there is none. */
export function findDataset(id: string): Dataset | undefined {
  return datasets.find((dataset) => dataset.id === id)
}
