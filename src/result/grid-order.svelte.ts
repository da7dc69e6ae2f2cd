import type { ResultSet } from '../engine/value'
import type { Direction } from './sort-order'

export interface Sort {
  readonly column: number
  readonly direction: Direction
}

/** In which order a grid shows its rows: as they came, or sorted by one column. The newest wish wins. */
export class GridOrder {
  sort = $state.raw<Sort | null>(null)
  #indices = $state.raw<Uint32Array | null>(null)
  busy = $state(false)
  #abort = new AbortController()

  /** The row of the result that stands at place `at`. Rows that came after sorting stand behind until it is done again. */
  row(at: number): number {
    return this.#indices?.[at] ?? at
  }

  /** Ascending, then descending, then as it came. */
  async toggle(rows: ResultSet, column: number): Promise<void> {
    const now = this.sort?.column === column ? this.sort.direction : undefined
    this.sort =
      now === 'descending' ? null : { column, direction: now === 'ascending' ? 'descending' : 'ascending' }
    await this.#apply(rows)
  }

  /** Sorts again when rows have come since. */
  async refresh(rows: ResultSet): Promise<void> {
    if (this.sort && !this.busy && this.#indices?.length !== rows.rowCount) await this.#apply(rows)
  }

  async #apply(rows: ResultSet): Promise<void> {
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
    const indices = await sortOrder(rows, sort.column, sort.direction, abort.signal)
    if (!indices || abort.signal.aborted) return
    this.#indices = indices
    this.busy = false
    await this.refresh(rows)
  }

  /** Calls off what is still being sorted. */
  close(): void {
    this.#abort.abort()
  }
}
