import type { Dataset } from './dataset'
import { empty } from './empty'
import { sales } from './sales'
import { salesLarge } from './sales-large'
import { shop } from './shop'

/** Every sample database, in the order the page lists them. */
export const datasets: readonly Dataset[] = [sales, salesLarge, shop, empty]

/** The dataset with this id; undefined when there is none. */
export function findDataset(id: string): Dataset | undefined {
  return datasets.find((dataset) => dataset.id === id)
}
