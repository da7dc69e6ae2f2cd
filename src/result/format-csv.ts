import type { Column, ResultSet, Value } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { cellText } from './cell'
import { isPlainNumber, joined, type FormatOptions, type TextFormat } from './format'

/**
 * RFC 4180: commas, CRLF, quotes where they are needed. NULL is an empty field, '' is "". A text that a spreadsheet
 * would take for a formula (begins with = + - @, one of them in full width, a tab or a line break, and is no plain number) gets a ' in front, as OWASP advises,
 * unless `raw` is asked for.
 */
export const csv: TextFormat = {
  id: 'csv',
  name: 'CSV',
  extension: 'csv',
  mime: 'text/csv;charset=utf-8',
  encode: (rows, options) => joined(separated(rows, options, ',')),
}

/** The same with tabs. */
export const tsv: TextFormat = {
  id: 'tsv',
  name: 'TSV',
  extension: 'tsv',
  mime: 'text/tab-separated-values;charset=utf-8',
  encode: (rows, options) => joined(separated(rows, options, '\t')),
}

function* separated(
  rows: ResultSet,
  { dialect, bom, raw }: FormatOptions,
  delimiter: string,
): Generator<string> {
  const { columns } = rows
  const guard = raw ? (text: string) => text : safe
  yield (bom ? '\ufeff' : '') + columns.map((column) => quoted(guard(column.name))).join(delimiter) + '\r\n'
  for (let row = 0; row < rows.rowCount; row++) {
    yield (
      columns.map((column, index) => field(rows.value(row, index), column, dialect, guard)).join(delimiter) +
      '\r\n'
    )
  }
}

function field(value: Value, column: Column, dialect: Dialect, guard: (text: string) => string): string {
  if (value === null) return ''
  const text = cellText(value, column, dialect)
  return quoted(typeof value === 'string' ? guard(text) : text)
}

const safe = (text: string): string =>
  /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !isPlainNumber(text) ? `'${text}` : text

/** In quotes where a reader would otherwise see something else; ; is a delimiter in half of Europe. */
const quoted = (text: string): string =>
  text === '' || /[",;\t\r\n]|^[ \ufeff]| $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
