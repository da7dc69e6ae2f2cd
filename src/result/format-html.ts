import type { ResultSet, Value } from '../engine/value'
import { cellText, isNumeric } from './cell'
import { joined, type FormatOptions, type TextFormat } from './format'

/** A page with one table, to open in a browser or a spreadsheet. NULL is an empty cell that a browser shows as NULL. */
export const html: TextFormat = {
  id: 'html',
  name: 'HTML table',
  extension: 'html',
  mime: 'text/html;charset=utf-8',
  encode: (rows, options) => joined(page(rows, options)),
}

function* page(rows: ResultSet, { dialect, name = 'Result' }: FormatOptions): Generator<string> {
  const { columns } = rows
  const ends = columns.map((column) => (isNumeric(column) ? ' class="num"' : ''))
  const cell = (value: Value, index: number): string => {
    const column = columns[index]
    if (value === null || !column) return '<td class="null"></td>'
    return `<td${ends[index] ?? ''}>${escaped(cellText(value, column, dialect))}</td>`
  }
  yield `<!doctype html>\n<meta charset="utf-8">\n<title>${escaped(name)}</title>\n`
  yield '<style>td{white-space:pre-wrap}.num{text-align:right}.null::before{content:"NULL";color:#666;font-style:italic}</style>\n<table>\n'
  yield `<thead><tr>${columns.map((column, i) => `<th${ends[i] ?? ''}>${escaped(column.name)}</th>`).join('')}</tr></thead>\n<tbody>\n`
  for (let row = 0; row < rows.rowCount; row++) {
    yield `<tr>${columns.map((_, index) => cell(rows.value(row, index), index)).join('')}</tr>\n`
  }
  yield '</tbody>\n</table>\n'
}

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('\0', '&#xfffd;')
