import { tick, untrack } from 'svelte'
import { columnWindow, leftEdges, rowWindow, scrollTopFor } from './grid-window'
import type { Place } from './grid-selection.svelte'

/** What a grid's view is over; read anew whenever it changes. */
export interface Viewed {
  readonly rows: number
  /** px of each column */
  readonly widths: readonly number[]
  /** px of the column of row numbers */
  readonly numbers: number
  /** the place that stays in the page even where it is scrolled out of sight, so that it keeps the focus */
  readonly active: Place
}

/** The sizes that a grid had last, in px: what the next one begins with, since it most likely stands in the same place. */
interface Sizes {
  readonly width: number
  readonly rowHeight: number
  /** from its top to the end of the window */
  readonly below: number
}
let last: Sizes | null = null

/**
 * The window of a grid on its scroller: knows sizes and scroll offsets, and from these which rows and columns are in
 * the page. All px; the head and the row numbers stick to the scroller's edges.
 */
export class GridView {
  #scroller: HTMLElement | null = null
  readonly #of: () => Viewed
  /** reads the sizes unless that was done */
  #know: () => void = () => undefined
  #ratio = 1
  #top = $state(0)
  #left = $state(0)
  #width = $state(last?.width ?? 0)
  #height = $state(0)
  /** what it may grow to by its first rows: they are put into the page once, not again when it has grown */
  #expected = $state(last?.below ?? 0)
  /** one row, and the head; from the `--row` token, so it differs with the pointer and the reader's text size */
  rowHeight = $state(last?.rowHeight ?? 28)
  /** the column of row numbers */
  readonly numbers: number = $derived.by(() => this.#of().numbers)

  readonly #lefts: Float64Array = $derived.by(() => leftEdges(this.#of().widths))
  /** px that rows are seen through */
  readonly #seen: number = $derived(Math.max(0, Math.max(this.#height, this.#expected) - this.rowHeight))
  // with many columns fewer rows beyond sight: never more than about 1,500 cells in the page
  readonly window = $derived.by(() => {
    const overscan = this.columns.length > 16 ? 1 : 4
    return rowWindow(this.#of().rows, this.rowHeight, this.#top, this.#seen, overscan)
  })
  /** rows that Page Up and Page Down go by */
  readonly page: number = $derived(Math.max(1, Math.floor(this.#seen / this.rowHeight) - 1))
  readonly rows: readonly number[] = $derived.by(() => {
    const { from, to } = this.window
    return withActive(from, to, this.#of().active.row, this.#of().rows)
  })
  readonly columns: readonly number[] = $derived.by(() => {
    const { widths, active } = this.#of()
    const { from, to } = columnWindow(this.#lefts, this.#left, this.#left + this.#width - this.numbers)
    return withActive(from, to, active.column, widths.length)
  })
  /** all columns and the row numbers together */
  readonly fullWidth: number = $derived(this.numbers + (this.#lefts.at(-1) ?? 0))
  /** px that show everything without scrolling down: the head, the rows and, where columns overflow, room for a scrollbar */
  readonly contentHeight: number = $derived(
    this.rowHeight + this.window.height + (this.fullWidth > this.#width && this.#width > 0 ? 12 : 0),
  )
  /** px that the columns are seen through */
  readonly room: number = $derived(this.#width - this.numbers)

  constructor(of: () => Viewed) {
    this.#of = of
  }

  /** px from the left edge of the grid's content to where the column begins */
  left(column: number): number {
    return this.numbers + (this.#lefts[column] ?? 0)
  }

  /**
   * Follows the sizes of the scroller and of a row, and calls `onmeasured` whenever they were read; returns the function
   * that ends it. Sizes of an earlier grid are not read again before the browser itself lays the page out.
   */
  follow(scroller: HTMLElement, rowProbe: HTMLElement, onmeasured: () => void): () => void {
    this.#scroller = scroller
    let measured = false
    const measure = (): void => {
      this.#width = scroller.clientWidth
      this.#height = scroller.clientHeight
      const { top, height } = rowProbe.getBoundingClientRect()
      this.rowHeight = height || this.rowHeight
      const below = Math.min(innerHeight, innerHeight - top)
      this.#expected = this.#of().rows > 0 ? 0 : below
      if (this.#width > 0) last = { width: this.#width, rowHeight: this.rowHeight, below }
      onmeasured()
      // where it was scrolled before, it was by its true height
      if (!measured) untrack(() => (this.#ratio = this.window.ratio))
      measured = true
    }
    this.#know = () => measured || measure()
    const observer = new ResizeObserver(measure)
    observer.observe(scroller)
    observer.observe(rowProbe)
    if (last === null) measure()
    return () => observer.disconnect()
  }

  scrolled(): void {
    if (!this.#scroller) return
    this.#know()
    this.#top = this.#scroller.scrollTop
    this.#left = this.#scroller.scrollLeft
  }

  /**
   * Keeps the rows in sight where they are when the scrollbar's way begins to stand for more of them, because rows
   * have come. Call it in an effect: after the page has its new height, before it is painted.
   */
  keepSight(): void {
    const { ratio } = this.window
    untrack(() => {
      const before = this.#ratio
      this.#ratio = ratio
      if (!this.#scroller || this.#top === 0 || ratio === before) return
      this.#scroller.scrollTop = (this.#top * before) / ratio
      this.scrolled()
    })
  }

  /** Brings a place into sight; resolves when it is in the page. */
  async reveal({ row, column }: Place): Promise<void> {
    const scroller = this.#scroller
    if (!scroller) return
    this.#know()
    if (row >= 0)
      scroller.scrollTop = scrollTopFor(row, this.#of().rows, this.rowHeight, scroller.scrollTop, this.#seen)
    const begin = this.#lefts[column] ?? 0
    const end = this.#lefts[column + 1] ?? begin
    if (begin < scroller.scrollLeft || end - begin > this.room) scroller.scrollLeft = begin
    else if (end > scroller.scrollLeft + this.room) scroller.scrollLeft = end - this.room
    this.scrolled()
    await tick()
  }

  /** The cell under a point of the screen, or the nearest one. */
  placeAt(x: number, y: number): Place {
    const scroller = this.#scroller
    if (!scroller) return { row: 0, column: 0 }
    const box = scroller.getBoundingClientRect()
    const inside = scroller.scrollTop + y - box.top - scroller.clientTop - this.rowHeight
    const across = scroller.scrollLeft + x - box.left - scroller.clientLeft - this.numbers
    const row = Math.floor((inside - this.window.origin) / this.rowHeight)
    const column = this.#lefts.findLastIndex((left) => left <= across)
    const { rows, widths } = this.#of()
    return {
      row: Math.max(0, Math.min(row, rows - 1)),
      column: Math.max(0, Math.min(column, widths.length - 1)),
    }
  }
}

function withActive(from: number, to: number, active: number, count: number): number[] {
  const indices = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
  if (active >= 0 && active < count && active < from) indices.unshift(active)
  else if (active < count && active >= to) indices.push(active)
  return indices
}
