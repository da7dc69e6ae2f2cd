import type { ResultSet, Value } from '../engine/value'
import { cellText, isNumeric } from './cell'
import { joined, type FormatOptions, type TextFormat } from './format'

/**
 * A page with one table, to open in a browser or a spreadsheet. NULL is an empty cell that a browser shows as NULL. Excel is
 * told that what is no number is text: no cell becomes a formula or loses its leading zeros.
 */
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
    // a text can stand in any column of SQLite
    const end = dialect === 'sqlite' && typeof value === 'string' ? '' : (ends[index] ?? '')
    return `<td${end}>${escaped(cellText(value, column, dialect))}</td>`
  }
  yield `<!doctype html>\n<meta charset="utf-8">\n<title>${escaped(name)}</title>\n`
  yield '<style>td{white-space:pre-wrap}td,th{mso-number-format:"\\@"}.num{text-align:right}td.num{mso-number-format:General}.null::before{content:"NULL";color:#666;font-style:italic}</style>\n<table>\n'
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
