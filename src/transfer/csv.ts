/** Separated values as people's programs write them: RFC 4180, and what stretches it. */
import { TransferError } from './source'

/** One record. `quoted[i]` tells whether field i stood in quotes; absent where none did. */
export interface CsvRecord {
  readonly line: number
  readonly fields: readonly string[]
  readonly quoted?: readonly boolean[]
}

/** A quote that is opened and never closed. */
export class UnclosedQuote extends TransferError {
  constructor(
    /** counted from 1 */
    readonly line: number,
  ) {
    super(
      `The quote that opens in line ${line.toLocaleString('en')} is never closed: nothing behind it can be read for sure. Close it in the file, choose another delimiter, or read on with it as a character like others.`,
    )
  }
}

/** A single field longer than this is taken for a quote that nobody closed, in UTF-16 units. */
const longest = 16 * 1024 * 1024

const [tab, newline, carriageReturn, quote] = [9, 10, 13, 34]

/**
 * Reads records from text that comes in pieces. A field in quotes may hold the delimiter, line ends and doubled quotes;
 * a quote inside of a bare field is a character like others; what stands behind a closing quote is added to the field.
 * Lines end with \n, \r\n or \r. With `lenient` a quote that opens a field and is not closed is a character like others
 * too, and so is one that closes in a later line, but not at the end of a field.
 */
export class CsvParser {
  #rest = ''
  #line = 1
  #at = 0
  #newlines = 0
  /** a quote stood inside of a bare field, or text behind a closing one: other programs read that in other ways */
  odd = false
  /** how the lines ended so far */
  readonly ends = new Set<'\n' | '\r\n' | '\r'>()
  /** lines of the quotes that open a field and are not closed at the end of one */
  readonly open: number[] = []

  constructor(
    readonly delimiter: string,
    readonly lenient = false,
  ) {}

  /** The records that are whole by now; with `last`, all of them. Throws UnclosedQuote. */
  push(text: string, last = false): CsvRecord[] {
    const all = this.#rest + text
    const records: CsvRecord[] = []
    let start = 0
    while (start < all.length) {
      this.#newlines = 0
      const record = this.#record(all, start, last, last || all.length - start > longest)
      if (record === null) break
      records.push(record)
      this.#line += this.#newlines
      start = this.#at
    }
    this.#rest = all.slice(start)
    if (this.#rest.length > longest) throw new UnclosedQuote(this.#line)
    return records
  }

  /**
   * One record from `start`; null when its end is not here yet. Leaves `#at` behind it. `far`: a quote that is not closed
   * by the end of the text never will be.
   */
  #record(text: string, start: number, last: boolean, far: boolean): CsvRecord | null {
    const open: number[] = []
    const delimiter = this.delimiter.charCodeAt(0)
    const fields: string[] = []
    let quoted: boolean[] | undefined
    let at = start
    for (;;) {
      let field = ''
      const passed = this.#newlines
      const close = text.charCodeAt(at) === quote ? this.#closing(text, at + 1) : null
      if (close === -1 && !far) return null
      const after = close === null ? NaN : text.charCodeAt(close + 1)
      const astray =
        close === -1 ||
        (this.#newlines > passed &&
          !Number.isNaN(after) &&
          after !== delimiter &&
          after !== newline &&
          after !== carriageReturn)
      if (astray) {
        open.push(this.#line + passed)
        if (close === -1 && !this.lenient) throw new UnclosedQuote(this.open[0] ?? open[0] ?? this.#line)
      }
      if (astray && this.lenient) this.#newlines = passed
      else if (close !== null) {
        field = text.slice(at + 1, close)
        if (field.includes('"')) field = field.replaceAll('""', '"')
        quoted ??= fields.map(() => false)
        quoted[fields.length] = true
        at = close + 1
      }
      const from = at
      let c = text.charCodeAt(at)
      while (at < text.length && c !== delimiter && c !== newline && c !== carriageReturn) {
        if (c === quote) this.odd = true
        c = text.charCodeAt(++at)
      }
      if (at > from && quoted?.[fields.length] === true) this.odd = true
      field += text.slice(from, at)
      if (quoted !== undefined) quoted[fields.length] ??= false
      fields.push(field)
      if (at >= text.length) {
        if (!last) return null
        this.#at = at
        break
      }
      if (c === delimiter) {
        at++
        continue
      }
      if (c === carriageReturn) {
        // the \n may be in the next piece
        if (at + 1 >= text.length && !last) return null
        if (text.charCodeAt(at + 1) === newline) at++
      }
      this.ends.add(c === newline ? '\n' : text.charCodeAt(at) === newline ? '\r\n' : '\r')
      this.#newlines++
      this.#at = at + 1
      break
    }
    this.open.push(...open)
    return quoted === undefined ? { line: this.#line, fields } : { line: this.#line, fields, quoted }
  }

  /** The quote that closes a field whose text begins at `from`, or -1. Counts the lines inside. */
  #closing(text: string, from: number): number {
    let at = text.indexOf('"', from)
    while (at >= 0 && text.charCodeAt(at + 1) === quote) at = text.indexOf('"', at + 2)
    const end = at < 0 ? from : at
    for (let i = from; i < end; i++) {
      const c = text.charCodeAt(i)
      if (c === newline || (c === carriageReturn && text.charCodeAt(i + 1) !== newline)) this.#newlines++
    }
    return at
  }
}

/** What a delimiter can be, in the order they are offered. */
export const delimiters: readonly { readonly value: string; readonly name: string }[] = [
  { value: ',', name: 'Comma' },
  { value: ';', name: 'Semicolon' },
  { value: '\t', name: 'Tab' },
  { value: '|', name: 'Pipe' },
]

/**
 * The delimiter by which the beginning of a file falls into the most fields, the same number in every line. A comma
 * where nothing does, which gives one column.
 */
export function guessDelimiter(beginning: string): string {
  let best = { value: ',', score: 0 }
  for (const { value } of delimiters) {
    const all = sample(beginning, value)
    const records = all.slice(titles(all))
    const width = records[0]?.fields.length ?? 0
    if (width < 2) continue
    const even = records.filter((record) => record.fields.length === width).length / all.length
    const score = even * even * (1 + Math.log2(width)) * (value.charCodeAt(0) === tab ? 1.05 : 1)
    if (score > best.score) best = { value, score }
  }
  return best.value
}

/**
 * How many of the first records of a file stand above its table, as the title of a report or the number of an account
 * does: the first of them has one text, and most of the others have more fields.
 */
export function titles(records: readonly CsvRecord[]): number {
  const filled = ({ fields }: CsvRecord) => fields.filter((field) => field.trim() !== '').length
  const [first] = records
  if (first === undefined || filled(first) > 1 || first.fields.some(isData)) return 0
  const widths = records.map(({ fields }) => fields.length)
  const width = widths.find((each) => widths.filter((other) => other === each).length * 2 > widths.length)
  if (width === undefined || width < 2) return 0
  if (first.fields.length === width && width < 3) return 0
  const found = records.findIndex((each) => each.fields.length === width && filled(each) * 2 > width)
  return found > 0 && found <= 20 && found < records.length - 1 ? found : 0
}

/**
 * Whether the first record looks like names: none of them is empty twice over or a number, and below at least one
 * column something else stands than a text of its kind.
 */
export function guessHeader(records: readonly CsvRecord[]): boolean {
  const [first, ...rest] = records
  if (first === undefined) return false
  if (rest.length === 0) return first.fields.every((field) => !isData(field))
  if (first.fields.some((field) => isData(field))) return false
  const named = first.fields.filter((field) => field.trim() !== '').length
  if (named < first.fields.length / 2) return false
  const kinds = first.fields.map((_, i) => rest.some((record) => isData(record.fields[i] ?? '')))
  if (kinds.includes(true)) return true
  // all texts: a header names each column once, and its names are short
  const names = new Set(first.fields)
  const repeated = rest.some((record) =>
    record.fields.some((field, i) => field !== '' && field === first.fields[i]),
  )
  return !repeated && names.size === first.fields.length && first.fields.every((field) => field.length <= 64)
}

const isData = (field: string) =>
  /^\s*[-+]?[\d.,]*\d[\d.,]*(e[-+]?\d+)?\s*%?$/i.test(field) || /^\d{4}-\d\d-\d\d/.test(field)

/** The first records of a text that may be cut anywhere. */
export function sample(beginning: string, delimiter: string, count = 100): CsvRecord[] {
  const parser = new CsvParser(delimiter)
  try {
    const records = parser.push(beginning)
    const found = records.length > 0 ? records : parser.push('', true)
    return found.filter((record) => record.fields.length > 1 || record.fields[0] !== '').slice(0, count)
  } catch {
    return []
  }
}
