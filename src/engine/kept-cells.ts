import { decode } from './utf8'
import type { Value } from './value'

/** Whole values of cells that the page has only the beginning of, for the newest run, within a budget of bytes. */
export class KeptCells {
  readonly #cells = new Map<string, { bytes: Uint8Array; text: boolean }>()
  #left: number

  constructor(readonly budget: number) {
    this.#left = budget
  }

  clear(): void {
    this.#cells.clear()
    this.#left = this.budget
  }

  /** False when there is no room for more. A cell that does not fit is not kept. */
  keep(statement: number, row: number, column: number, bytes: Uint8Array, text: boolean): boolean {
    if (bytes.length > this.#left) return this.#left > 1024 * 1024
    this.#left -= bytes.length
    this.#cells.set(`${statement} ${row} ${column}`, { bytes, text })
    return true
  }

  /** Null when it is not kept. */
  value(statement: number, row: number, column: number): Value {
    const cell = this.#cells.get(`${statement} ${row} ${column}`)
    if (cell === undefined) return null
    return cell.text ? decode(cell.bytes) : cell.bytes
  }
}
