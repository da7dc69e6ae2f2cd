import { GridOrder } from './grid-order.svelte'
import { GridSelection } from './grid-selection.svelte'

/** What a visitor has made of a grid. It outlives the grid: all is there again when the table is chosen after the chart. */
export class GridKept {
  readonly order = new GridOrder()
  readonly selection = new GridSelection()
  /** px of the columns that were made wider or narrower, by index */
  widths = $state.raw<Readonly<Record<number, number>>>({})
  /** px that were scrolled */
  top = 0
  left = 0
}
