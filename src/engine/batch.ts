/**
 * Rows on their way to the page, column by column, in forms that cross the worker boundary by transfer or as one
 * flat string, so that a million rows never become a million objects on the main thread.
 */
import type { Value } from './value'

export interface Batch {
  readonly rowCount: number
  readonly columns: readonly ColumnBatch[]
  /** cells that were shortened: row in this batch, column, bytes of the whole value */
  readonly shortened: readonly (readonly [row: number, column: number, bytes: number])[]
}

/** `nulls[i] === 1` where row i is NULL; absent when none is. */
export type ColumnBatch =
  /** integers within ±2^53, read back as bigint */
  | { readonly kind: 'integers'; readonly values: Float64Array; readonly nulls?: Uint8Array }
  | { readonly kind: 'bigints'; readonly values: BigInt64Array; readonly nulls?: Uint8Array }
  /** floating-point numbers, read back as number */
  | { readonly kind: 'numbers'; readonly values: Float64Array; readonly nulls?: Uint8Array }
  /** all texts in one string; `ends[i]` is the UTF-16 offset where text i ends */
  | { readonly kind: 'texts'; readonly text: string; readonly ends: Uint32Array; readonly nulls?: Uint8Array }
  /** anything else, and columns of mixed types */
  | { readonly kind: 'values'; readonly values: readonly Value[] }
