import type { Column, ResultSet, Value } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { cellText } from './cell'
import { isPlainNumber, type FormatOptions, type BinaryFormat } from './format'

/** What Excel takes (its "specifications and limits"): rows with the header, columns, characters of a cell. */
export const xlsxLimits = { rows: 1_048_576, columns: 16_384, cell: 32_767 }

/**
 * An Excel workbook of one sheet. Numbers of up to 15 digits are numbers, longer ones texts, since Excel would round
 * them; dates, and times to the second, are dates; NULL is no cell. Every text is a text, whatever it begins with. Columns
 * are as wide as their first rows need: Excel shows a date or a number that has no room as ####. Throws a sentence where
 * Excel has no room.
 */
export const xlsx: BinaryFormat = {
  id: 'xlsx',
  name: 'XLSX (Excel)',
  extension: 'xlsx',
  mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  encode: workbook,
}

async function* workbook(rows: ResultSet, options: FormatOptions): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (rows.rowCount >= xlsxLimits.rows || rows.columns.length > xlsxLimits.columns) {
    throw new Error(
      'A sheet of Excel holds 1,048,575 rows and 16,384 columns, and this result has more. CSV has no limit.',
    )
  }
  const { Zip, ZipDeflate } = await import('fflate')
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let failure: Error | null = null
  const zip = new Zip((error, piece) => {
    failure ??= error
    pieces.push(new Uint8Array(piece))
  })
  const encoder = new TextEncoder()
  for (const [path, text] of parts(options.name ?? 'Result')) {
    const part = new ZipDeflate(path, { level: 6 })
    zip.add(part)
    part.push(encoder.encode(text), true)
  }
  const sheet = new ZipDeflate('xl/worksheets/sheet1.xml', { level: 3 })
  zip.add(sheet)
  let text =
    sheetHead +
    widths(rows, options.dialect) +
    '<sheetData>' +
    row(
      1,
      rows.columns.map((column, i) => textCell(reference(i, 1), column.name, ' s="3"')),
    )
  for (let at = 0; at < rows.rowCount; at++) {
    const cells = rows.columns.map((column, i) =>
      cell(reference(i, at + 2), rows.value(at, i), column, options.dialect),
    )
    text += row(at + 2, cells)
    if (text.length < 65_536) continue
    sheet.push(encoder.encode(text))
    text = ''
    yield* pieces.splice(0)
  }
  sheet.push(encoder.encode(`${text}</sheetData></worksheet>`), true)
  zip.end()
  if (failure !== null) throw failure as Error
  yield* pieces
}

/** Characters that a column is wide: at least Excel's own measure, and no line of text pushes the others out of sight. */
const narrowest = 9
const widest = 60

/** `<cols>` from the names, which are bold, and the first hundred rows and the last one. None where there are no columns. */
function widths(rows: ResultSet, dialect: Dialect): string {
  if (rows.columns.length === 0) return ''
  const looked = Array.from({ length: Math.min(rows.rowCount, 100) }, (_, row) => row)
  if (rows.rowCount > looked.length) looked.push(rows.rowCount - 1)
  const columns = rows.columns.map((column, i) => {
    const texts = looked.map((row) => cellText(rows.value(row, i), column, dialect))
    const needed = Math.max(lineWidth(column.name) * 1.1, ...texts.map(lineWidth)) + 2
    return `<col min="${i + 1}" max="${i + 1}" width="${Math.min(widest, Math.max(narrowest, Math.ceil(needed)))}" customWidth="1"/>`
  })
  return `<cols>${columns.join('')}</cols>`
}

/** Of the first line, in digits: signs of East Asian scripts and pictures take two. */
function lineWidth(text: string): number {
  const line = /^[^\r\n]*/.exec(text.slice(0, widest))?.[0] ?? ''
  return line.length + line.replace(/[^\u1100-\uffff]/g, '').length
}

const row = (number: number, cells: readonly string[]) => `<row r="${number}">${cells.join('')}</row>`

const letters: string[] = []
/** `0, 1` → `A1` */
function reference(column: number, row: number): string {
  return (letters[column] ??= letter(column)) + row
}
function letter(column: number): string {
  const last = String.fromCharCode(65 + (column % 26))
  return column < 26 ? last : letter(Math.floor(column / 26) - 1) + last
}

function cell(at: string, value: Value, column: Column, dialect: Dialect): string {
  switch (typeof value) {
    case 'boolean':
      return `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`
    case 'bigint':
      if (value < 1_000_000_000_000_000n && value > -1_000_000_000_000_000n)
        return `<c r="${at}"><v>${value}</v></c>`
      return textCell(at, String(value))
    case 'number':
      if (Number.isFinite(value)) return `<c r="${at}"><v>${value}</v></c>`
      break
    case 'string': {
      if (
        column.type.startsWith('numeric') &&
        isPlainNumber(value) &&
        value.replace(/\D/g, '').length <= 15
      ) {
        return `<c r="${at}"><v>${value}</v></c>`
      }
      const serial = column.kind === 'date' || column.kind === 'timestamp' ? day(value) : null
      if (serial !== null) return `<c r="${at}" s="${value.length === 10 ? 1 : 2}"><v>${serial}</v></c>`
    }
  }
  return value === null ? '' : textCell(at, cellText(value, column, dialect))
}

function textCell(at: string, text: string, style = ''): string {
  if (text.length > xlsxLimits.cell) {
    throw new Error(
      `${at} would hold ${text.length.toLocaleString('en')} characters, and a cell of Excel holds 32,767. CSV and JSON have no limit.`,
    )
  }
  return `<c r="${at}"${style} t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
}

/** Days since 1899-12-30, as Excel counts from March 1900 on; null for what it would not show exactly. */
function day(text: string): number | null {
  const found = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))?$/.exec(text)
  if (found === null || text < '1900-03-01') return null
  const at = Date.parse(`${found[1]}T${found[2] ?? '00:00:00'}Z`)
  return Number.isNaN(at) ? null : at / 86_400_000 + 25_569
}

function inXml(character: string): string {
  const code = character.charCodeAt(0)
  if (character === '\t' || character === '\n' || (code > 0x7e && code < 0xa0)) return character
  return `_x${code.toString(16).toUpperCase().padStart(4, '0')}_`
}

/** XML, with Excel's own `_x0007_` for what XML cannot hold. */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(/[\p{Cc}\ufffe\uffff]/gu, inXml)
    .replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'))
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006'
const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const sheetHead = `${xml}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`

/** Everything of the workbook but its sheet. */
function parts(name: string): readonly (readonly [path: string, text: string])[] {
  const sheetName = escaped(
    name
      .replace(/[[\]:*?/\\]/g, ' ')
      .trim()
      .slice(0, 31) || 'Result',
  ).replaceAll('"', '&quot;')
  return [
    [
      '[Content_Types].xml',
      `${xml}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${xml}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${xml}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${sheetName}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${xml}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      'xl/styles.xml',
      `${xml}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
    ],
  ]
}
