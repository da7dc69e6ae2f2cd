import type { Column, ResultSet, Value } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { cellText } from './cell'
import { joined, type FormatOptions, type TextFormat } from './format'

/**
 * RFC 4180: commas, CRLF, quotes where they are needed. NULL is an empty field, '' is "". A text that a spreadsheet
 * would take for a formula (begins with = + - @, one of them in full width, a tab or a line break, and is no number) gets a
 * ' in front, as OWASP advises, unless `raw` is asked for. What PostgreSQL itself writes for numbers, times, intervals and
 * money stays as it is: there is no formula among them, and COPY must read them back.
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
  return quoted(typeof value === 'string' && !isOwnWriting(text, column, dialect) ? guard(text) : text)
}

/** `-Infinity`, `-1 days -02:00:00`, `@ 1 hour ago`, `-$5.00`. A column of SQLite may hold anything, whatever it is called. */
const isOwnWriting = (text: string, { kind, type }: Column, dialect: Dialect): boolean =>
  dialect === 'postgres' &&
  (['number', 'date', 'timestamp'].includes(kind) || /^(?:interval|money)\b/.test(type)) &&
  /^[-+@][\w$:., +-]*$/.test(text)

const safe = (text: string): string =>
  /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !isNumber.test(text) ? `'${text}` : text

const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

/** In quotes where a reader would otherwise see something else: ; is a delimiter in half of Europe, \. the end for COPY. */
const quoted = (text: string): string =>
  text === '' || text === '\\.' || /[",;\t\r\n]|^[ \ufeff]| $/.test(text)
    ? `"${text.replaceAll('"', '""')}"`
    : text
