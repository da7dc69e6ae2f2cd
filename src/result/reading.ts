import type { Column, Value } from '../engine/value'

/** A cell opened for reading in full. */
export interface Reading {
  readonly column: Column
  /** row number as the grid shows it */
  readonly number: number
  /** what is here of the value */
  readonly value: Value
  /** bytes of the whole value where it was shortened */
  readonly wholeBytes: number | undefined
  /** fetches the whole value; null when it is not kept any more */
  readonly whole: (() => Promise<Value>) | undefined
}
