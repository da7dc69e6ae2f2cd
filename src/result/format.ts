import type { ResultSet } from '../engine/value'
import type { Dialect } from '../sql/dialect'

export interface FormatOptions {
  readonly dialect: Dialect
  /** a UTF-8 byte order mark first, by which Excel knows the encoding of CSV and TSV */
  readonly bom?: boolean
  /** CSV and TSV: texts that a spreadsheet takes for formulas stay as they are */
  readonly raw?: boolean
  /** the title of a page */
  readonly name?: string
  /** the table that INSERT statements fill, as SQL writes it; `result` where none is given */
  readonly table?: string
  /** columns that this table computes itself, by their stored names: INSERT statements leave them out */
  readonly computed?: readonly string[]
  /** its key is GENERATED ALWAYS AS IDENTITY, and takes a value only when told to */
  readonly ownKeys?: boolean
}

interface FileFormat {
  readonly id: string
  readonly name: string
  /** without the dot */
  readonly extension: string
  readonly mime: string
}

export interface TextFormat extends FileFormat {
  encode(rows: ResultSet, options: FormatOptions): Iterable<string>
}

/** Loads what it needs when it is asked; rejects with a sentence for people where a result does not go into it. */
export interface BinaryFormat extends FileFormat {
  encode(rows: ResultSet, options: FormatOptions): AsyncIterable<Uint8Array<ArrayBuffer>>
}

/**
 * A file format for a result; one entry of the list in formats.ts. `encode` gives the file in pieces of about 64 KB,
 * so that a million rows can be written while the page lives. Cells shortened to their first 64 KB are written as they
 * are in `rows`: see withWholeCells.
 */
export type ResultFormat = TextFormat | BinaryFormat

/** Joins small pieces into ones of about `size` UTF-16 units. */
export function* joined(pieces: Iterable<string>, size = 65_536): Generator<string> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < size) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

/** Whether a text is a number without sign tricks, as NUMERIC is written. */
export const isPlainNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text)
