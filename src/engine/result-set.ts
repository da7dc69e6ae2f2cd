import type { Batch } from './batch'
import { cell } from './column-builder'
import type { Column, ResultSet, Value } from './value'

/** The rows of one statement on the page: batches as they arrived, read in place. */
export class Rows implements ResultSet {
  readonly columns: readonly Column[]
  rowCount = 0
  readonly #batches: Batch[] = []
  /** row at which each batch begins */
  readonly #starts: number[] = []
  /** row → column → bytes of the whole value */
  readonly #shortened = new Map<number, Map<number, number>>()
  /** the batch read last: reading goes mostly row by row */
  #last = 0

  constructor(columns: readonly Column[]) {
    this.columns = columns
  }

  add(batch: Batch): void {
    const start = this.rowCount
    this.#batches.push(batch)
    this.#starts.push(start)
    for (const [row, column, bytes] of batch.shortened) {
      const cells = this.#shortened.get(start + row) ?? new Map<number, number>()
      this.#shortened.set(start + row, cells.set(column, bytes))
    }
    this.rowCount = start + batch.rowCount
  }

  value(row: number, column: number): Value {
    const at = this.#batchOf(row)
    const data = this.#batches[at]?.columns[column]
    return data === undefined ? null : cell(data, row - (this.#starts[at] ?? 0))
  }

  wholeBytes(row: number, column: number): number | undefined {
    return this.#shortened.get(row)?.get(column)
  }

  #batchOf(row: number): number {
    const starts = this.#starts
    const last = this.#last
    if (row >= (starts[last] ?? 0) && row < (starts[last + 1] ?? Infinity)) return last
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= row) low = middle
      else high = middle - 1
    }
    return (this.#last = low)
  }
}
