import { turn } from '../storage/turn'
import { wholeRecords } from './csv-pieces'
import { CsvParser, guessDelimiter, guessHeader, sample, titles, type CsvRecord } from './csv'
import { detectEncoding, readText, readUtf8, type Encoding } from './encoding'
import {
  TransferError,
  type Cell,
  type PlainText,
  type Problem,
  type Row,
  type RowBatch,
  type TableSource,
} from './source'

/** How separated values are read; everything but the last three is guessed and can be corrected. */
export interface CsvOptions {
  readonly encoding: Encoding
  readonly delimiter: string
  /** the line in which the table begins, counted from 1; what stands above it is left out */
  readonly begin: number
  readonly header: boolean
  /** a line with too few fields is filled up with missing ones, one with too many loses the last; or both are left out */
  readonly ragged: 'pad' | 'skip'
  /** what nothing between two delimiters is; two quotes with nothing between are always an empty text */
  readonly empty: 'null' | 'text'
  /** a quote that is never closed: the file cannot be read, or it is a character like others */
  readonly openQuote: 'stop' | 'text'
}

/** Guesses how a file is to be read, from its first 64 KB and its encoding from all of it. */
export async function guessCsv(file: Blob): Promise<CsvOptions> {
  const encoding = await detectEncoding(file)
  const beginning = await firstText(file, encoding)
  const told = toldDelimiter.exec(beginning)?.[1]
  const delimiter = told ?? guessDelimiter(beginning)
  const records = sample(beginning.replace(toldDelimiter, ''), delimiter)
  const above = titles(records)
  const begin = above === 0 ? 1 : (records[above]?.line ?? 1) + (told === undefined ? 0 : 1)
  const header = guessHeader(records.slice(above))
  return { encoding, delimiter, begin, header, ragged: 'pad', empty: 'null', openQuote: 'stop' }
}

/** The first line by which Excel is told what stands between fields; no row of the file. */
const toldDelimiter = /^sep=([,;\t|])\r?\n/i

async function firstText(file: Blob, encoding: Encoding): Promise<string> {
  for await (const { text } of readText(file.slice(0, 65_536), encoding)) return text
  return ''
}

/** A file of separated values. Throws TransferError where it has no line. */
export async function openCsv(file: Blob, options: CsvOptions): Promise<TableSource> {
  const first = await firstRecord(file, options)
  if (first === null) throw new TransferError('The file has no lines: there is nothing to import.')
  const columns = options.header ? first.fields : first.fields.map(() => '')
  let plain: PlainText | null = null
  return {
    columns,
    loose: true,
    unit: 'line',
    plain: () => plain,
    read: (problem) =>
      read(file, options, columns.length, problem, (end) => (plain = plainText(file, options, end))),
  }
}

/** The file's own text, where the engines read it as it was read here. */
function plainText(file: Blob, options: CsvOptions, end: string): PlainText | null {
  if (end === '' || options.empty !== 'null') return null
  const { encoding, delimiter, header } = options
  return { delimiter, pieces: () => wholeRecords(readUtf8(file, encoding, plainPiece), end, header) }
}

/** Bytes of a piece of plain text: some 50 ms of an engine's time. */
const plainPiece = 2 * 1024 * 1024

const parserFor = ({ delimiter, openQuote }: CsvOptions) => new CsvParser(delimiter, openQuote === 'text')

const quoteWords = (lenient: boolean) =>
  lenient
    ? 'The quote that opens a field here is never closed, and is read as a character like others.'
    : 'The quote that opens a field here closes in a later line, inside of another field: lines may have run together.'

async function firstRecord(file: Blob, options: CsvOptions): Promise<CsvRecord | null> {
  for await (const { records } of parsed(file, options, parserFor(options))) {
    const found = records.find((record) => record.line >= options.begin && !isBlank(record))
    if (found !== undefined) return found
  }
  return null
}

/** A line with nothing on it, or a first one that only tells the delimiter. */
const isBlank = ({ line, fields, quoted }: CsvRecord) =>
  quoted === undefined &&
  ((fields.length === 1 && fields[0] === '') ||
    (line === 1 && /^sep=[,;\t|]?$/i.test(fields[0] ?? '') && fields.slice(1).every((field) => field === '')))

async function* parsed(
  file: Blob,
  { encoding }: CsvOptions,
  parser: CsvParser,
): AsyncGenerator<{ readonly records: readonly CsvRecord[]; readonly share: number }> {
  for await (const { text, share } of readText(file, encoding)) yield { records: parser.push(text), share }
  yield { records: parser.push('', true), share: 1 }
}

async function* read(
  file: Blob,
  options: CsvOptions,
  width: number,
  problem: (problem: Problem) => void,
  ended: (end: string) => void,
): AsyncGenerator<RowBatch> {
  const parser = parserFor(options)
  const lenient = options.openQuote === 'text'
  let told = 0
  let headed = !options.header
  let even = true
  for await (const { records, share } of parsed(file, options, parser)) {
    const rows: Row[] = []
    for (const line of parser.open.slice(told))
      problem({ line, openQuote: true, message: quoteWords(lenient) })
    told = parser.open.length
    for (const record of records) {
      if (record.line < options.begin) {
        even = false
        if (!isBlank(record))
          problem({ line: record.line, message: 'It stands above the first line, and is left out.' })
        continue
      }
      // in a file of one column an empty line is a missing value
      if (isBlank(record) && (width > 1 || !headed)) {
        even = false
        continue
      }
      if (record.fields.length !== width) even = false
      if (!headed) {
        headed = true
        continue
      }
      const row = rowOf(record, width, options, problem)
      if (row !== null) rows.push(row)
    }
    if (rows.length > 0) yield { rows, share }
    await turn()
  }
  const [end = '', ...others] = parser.ends
  ended(even && !parser.odd && others.length === 0 ? end : '')
}

function rowOf(
  { line, fields, quoted }: CsvRecord,
  width: number,
  { ragged, empty }: CsvOptions,
  problem: (problem: Problem) => void,
): Row | null {
  const { length } = fields
  if (length !== width) {
    const has = `It has ${length} ${length === 1 ? 'field' : 'fields'} instead of ${width}`
    if (ragged === 'skip') {
      problem({ line, message: `${has} and is left out.` })
      return null
    }
    problem({
      line,
      message:
        length < width
          ? `${has}; the missing ones stay empty, or take the column’s default.`
          : `${has}; those past the last column are left out.`,
    })
  }
  const cells: Cell[] = new Array<Cell>(width)
  for (let i = 0; i < width; i++) {
    const field = fields[i]
    cells[i] =
      field === undefined || (field === '' && empty === 'null' && quoted?.[i] !== true) ? null : field
  }
  if (length >= width) return { line, cells }
  return { line, cells, absent: Array.from({ length: width - length }, (_, i) => length + i) }
}
