import type { Column, ResultSet, Value } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { cellText, isNumeric } from './cell'
import { joined, type TextFormat } from './format'

/** A Markdown table as code hosts read it: numbers on the right, NULL in italics, line breaks as <br>, the rest escaped. */
export const markdown: TextFormat = {
  id: 'markdown',
  name: 'Markdown table',
  extension: 'md',
  mime: 'text/markdown;charset=utf-8',
  encode: (rows, { dialect }) => joined(lines(rows, dialect)),
}

function* lines(rows: ResultSet, dialect: Dialect): Generator<string> {
  const { columns } = rows
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  yield line(columns.map((column) => escaped(column.name)))
  yield line(columns.map((column) => (isNumeric(column) ? '---:' : '---')))
  for (let row = 0; row < rows.rowCount; row++) {
    yield line(columns.map((column, index) => cell(rows.value(row, index), column, dialect)))
  }
}

function cell(value: Value, column: Column, dialect: Dialect): string {
  if (value === null) return '*NULL*'
  const text = cellText(value, column, dialect)
  return typeof value === 'string' ? escaped(text) : text
}

const escaped = (text: string): string =>
  text
    .replace(/[\\`*_{}[\]|~#$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\r\n|\r|\n/g, '<br>')
