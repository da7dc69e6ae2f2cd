/** Which rows and columns of a grid are in the page, and where. Pure arithmetic: rows are equally high, columns have sums. */

/**
 * The tallest element used for scrolling, in px. Firefox drops the height of an element above 17.9 million px and shows
 * nothing (row 639,142 at 28 px), so a taller grid is scrolled in proportion: the scrollbar's way stays 15 million px
 * long, and one px of it stands for `ratio` px of rows (1.87 for a million rows of 28 px). Both ends meet exactly.
 */
export const tallest = 15_000_000

export interface RowWindow {
  /** px that the element holding the rows is high */
  readonly height: number
  /** px of rows per px of scrolling, 1 or more */
  readonly ratio: number
  /** first row in the page and the one after the last */
  readonly from: number
  readonly to: number
  /** px from the element's top to where row 0 would be; row r stands at `origin + r * rowHeight` */
  readonly origin: number
}

/**
 * `scrollTop` may be out of range: a stale one, from before the rows became fewer, never leaves the window empty.
 * `view` is the height in px that rows are seen through.
 */
export function rowWindow(
  rows: number,
  rowHeight: number,
  scrollTop: number,
  view: number,
  overscan = 4,
): RowWindow {
  const full = rows * rowHeight
  const height = Math.min(full, Math.max(tallest, view))
  const way = Math.max(0, height - view)
  const ratio = way > 0 ? (full - view) / way : 1
  const top = Math.min(Math.max(0, scrollTop), way)
  const offset = top * ratio
  const from = Math.max(0, Math.floor(offset / rowHeight) - overscan)
  const to = Math.min(rows, Math.ceil((offset + view) / rowHeight) + overscan)
  return { height, ratio, from, to, origin: ratio === 1 ? 0 : Math.round(top - offset) }
}

/** The scrollTop at which `row` is seen whole, as near to the present one as possible. */
export function scrollTopFor(
  row: number,
  rows: number,
  rowHeight: number,
  scrollTop: number,
  view: number,
): number {
  const { height, ratio } = rowWindow(rows, rowHeight, scrollTop, view)
  const way = Math.max(0, height - view)
  const offset = Math.min(Math.max(0, scrollTop), way) * ratio
  if (row * rowHeight < offset) return (row * rowHeight) / ratio
  if ((row + 1) * rowHeight > offset + view) return Math.min(way, ((row + 1) * rowHeight - view) / ratio)
  return scrollTop
}

/** Left edges of columns of these widths: `lefts[i]` is where column i begins, the last one is the whole width. */
export function leftEdges(widths: readonly number[]): Float64Array {
  const lefts = new Float64Array(widths.length + 1)
  widths.forEach((width, i) => (lefts[i + 1] = (lefts[i] ?? 0) + width))
  return lefts
}

/** First column seen between `left` and `right` and the one after the last, one more on either side. */
export function columnWindow(lefts: Float64Array, left: number, right: number): { from: number; to: number } {
  const columns = lefts.length - 1
  const from = Math.max(0, before(lefts, left) - 1)
  const to = Math.min(columns, before(lefts, right) + 2)
  return { from: Math.min(from, Math.max(0, columns - 1)), to }
}

/** Index of the last edge at or left of `x`, by bisection; 0 where there is none. */
function before(lefts: Float64Array, x: number): number {
  let low = 0
  let high = lefts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lefts[middle] ?? 0) <= x) low = middle
    else high = middle - 1
  }
  return low
}
