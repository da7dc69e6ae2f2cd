/** Rows on their way in, the same for every file format: first scanned, then shown, then loaded. */
import type { RowText } from '../engine/engine'
import type { Value } from '../engine/value'

/** A number whose text matters: more digits than a JavaScript number keeps. */
export interface Digits {
  readonly digits: string
}

/** One cell as the file has it; null where the file has none. */
export type Cell = Value | Digits

export interface Row {
  /** where it begins in the file, counted from 1: the line of a text, the row of a sheet */
  readonly line: number
  readonly cells: readonly Cell[]
  /** indices of cells that are null because the row says nothing of them: a table that exists has its default there */
  readonly absent?: readonly number[]
}

/** Something in the file that could not be taken as it is. */
export interface Problem {
  readonly line: number
  readonly message: string
  /** it is a quote that may never have been closed, which can be read in another way */
  readonly openQuote?: boolean
}

export interface RowBatch {
  readonly rows: readonly Row[]
  /** how much of the file has been read, 0 to 1 */
  readonly share: number
}

/** A file of rows. It can be read any number of times, and holds little of the file in memory where the format allows. */
export interface TableSource {
  /** names as the file has them: may be empty, may occur twice */
  readonly columns: readonly string[]
  /** texts may be numbers, dates and so on (CSV); false where the file itself says what is a text */
  readonly loose: boolean
  /** what `Row.line` counts */
  readonly unit: 'line' | 'row'
  /** whether the first of its arrays was taken for the names; absent where that is told in another way */
  readonly headed?: boolean
  /**
   * The rows as text that the engines read in the same way; null where they are not, and until they have been read
   * once.
   */
  readonly plain?: () => PlainText | null
  /** Gives the rows in order; problems are told as they are met. Throws TransferError where the file cannot be read on. */
  read(problem: (problem: Problem) => void): AsyncIterable<RowBatch>
}

/** Separated values without a header, in pieces of whole records. */
export interface PlainText {
  readonly delimiter: string
  /** throws TransferError where the engines would not read it so after all */
  pieces(): AsyncIterable<{ readonly bytes: RowText['bytes']; readonly share: number }>
}

/** A failure in a sentence for people. */
export class TransferError extends Error {}

/** More columns than this are refused: it is SQLite's limit, and PostgreSQL's is 1,600. */
export const maxColumns: Record<'sqlite' | 'postgres', number> = { sqlite: 2000, postgres: 1600 }

/** A cell in words: for names, messages and previews. */
export function cellWords(cell: Cell): string {
  if (cell === null) return ''
  if (cell instanceof Uint8Array) return `${cell.length} bytes`
  return typeof cell === 'object' ? cell.digits : String(cell)
}
