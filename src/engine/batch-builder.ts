import type { Batch } from './batch'
import { ColumnBuilder } from './column-builder'

/** A screenful: small, so that it is painted while the rest is fetched. */
export const firstRows = 500
/** Later batches: large enough to be few, small enough to cost the page under a millisecond. */
export const laterRows = 16_384
const laterBytes = 4 * 1024 * 1024

/** Rows on their way into batches. An engine adds the cells of a row in column order and then calls `endRow`. */
export class BatchBuilder {
  columns: ColumnBuilder[] = []
  /** rows in the batch that is being filled */
  rows = 0
  /** rows in all batches */
  total = 0
  /** bytes of text and bytes values in all batches, roughly */
  bytes = 0
  #shortened: [number, number, number][] = []
  #target = firstRows
  #batchBytes = 0

  constructor(readonly width: number) {
    this.#start(64)
  }

  shortened(column: number, bytes: number): void {
    this.#shortened.push([this.rows, column, bytes])
  }

  /** Call after each row with the bytes its cells took; true when the batch should be taken. */
  endRow(bytes: number): boolean {
    this.rows++
    this.total++
    this.bytes += bytes
    this.#batchBytes += bytes
    return this.rows >= this.#target || this.#batchBytes > laterBytes
  }

  take(): Batch {
    const batch: Batch = {
      rowCount: this.rows,
      columns: this.columns.map((column) => column.finish()),
      shortened: this.#shortened,
    }
    this.#target = laterRows
    this.#start(laterRows)
    return batch
  }

  #start(rows: number): void {
    this.columns = Array.from({ length: this.width }, () => new ColumnBuilder(rows))
    this.rows = 0
    this.#batchBytes = 0
    this.#shortened = []
  }
}

/** What of a batch is moved to the page rather than copied. */
export function transferables(batch: Batch): ArrayBufferLike[] {
  const buffers: ArrayBufferLike[] = []
  for (const column of batch.columns) {
    if (column.kind === 'values') continue
    buffers.push((column.kind === 'texts' ? column.ends : column.values).buffer)
    if (column.nulls !== undefined) buffers.push(column.nulls.buffer)
  }
  return buffers
}
