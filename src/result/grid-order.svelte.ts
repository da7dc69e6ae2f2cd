import type { ResultSet } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import type { Direction } from './sort-order'

export interface Sort {
  readonly column: number
  readonly direction: Direction
}

/** Rows of a result in the order shown. */
export interface ShownOrder extends Sort {
  /** the row of the result at a place, as it is now */
  readonly row: (at: number) => number
}

/**
 * In which order a grid shows its rows: as they came, or sorted by one column. The newest wish wins. It outlives its grid:
 * what was sorted is so again when the table is chosen after the chart, and in files.
 */
export class GridOrder {
  sort = $state.raw<Sort | null>(null)
  #indices = $state.raw<Uint32Array | null>(null)
  busy = $state(false)
  #abort = new AbortController()

  /** The row of the result that stands at place `at`. Rows that came after sorting stand behind until it is done again. */
  row(at: number): number {
    return this.#indices?.[at] ?? at
  }

  /** The order for what takes the rows away; null where they stand as they came. */
  get shown(): ShownOrder | null {
    const indices = this.#indices
    return this.sort && indices ? { ...this.sort, row: (at) => indices[at] ?? at } : null
  }

  /** Ascending, then descending, then as it came; the order is that of ORDER BY in `dialect`. */
  async toggle(rows: ResultSet, column: number, dialect: Dialect): Promise<void> {
    const now = this.sort?.column === column ? this.sort.direction : undefined
    this.sort =
      now === 'descending' ? null : { column, direction: now === 'ascending' ? 'descending' : 'ascending' }
    await this.#apply(rows, dialect)
  }

  /** Sorts again when rows have come since. */
  async refresh(rows: ResultSet, dialect: Dialect): Promise<void> {
    if (this.sort && !this.busy && this.#indices?.length !== rows.rowCount) await this.#apply(rows, dialect)
  }

  async #apply(rows: ResultSet, dialect: Dialect): Promise<void> {
    this.#abort.abort()
    const abort = (this.#abort = new AbortController())
    const sort = this.sort
    if (!sort) {
      this.#indices = null
      this.busy = false
      return
    }
    this.busy = true
    let sortOrder: typeof import('./sort-order').sortOrder
    try {
      ;({ sortOrder } = await import('./sort-order'))
    } catch {
      this.sort = null // no network, or a newer site: the rows stay as they came
      this.busy = false
      return
    }
    const indices = await sortOrder(rows, sort.column, sort.direction, dialect, abort.signal)
    if (!indices || abort.signal.aborted) return
    this.#indices = indices
    this.busy = false
    await this.refresh(rows, dialect)
  }

  /** Calls off what is still being sorted; `refresh` begins it again. */
  close(): void {
    this.#abort.abort()
    if (!this.busy) return
    this.#indices = null
    this.busy = false
  }
}
