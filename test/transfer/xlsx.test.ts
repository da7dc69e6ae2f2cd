import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { planNew } from '../../src/transfer/plan'
import { scan } from '../../src/transfer/scan'
import type { Cell, Problem } from '../../src/transfer/source'
import { openSheet, readSheets, sheetHasHeader, type Sheet } from '../../src/transfer/xlsx-source'

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

/** Formats of cells, by their number: `s="1"` is a date. */
const formats = `<numFmts count="2"><numFmt numFmtId="164" formatCode="[h]:mm:ss"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>
<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>
<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="164"/><xf numFmtId="46"/><xf numFmtId="165"/></cellXfs>`

/** A workbook as Excel writes one; a sheet is the XML of its rows, null is a chart. */
function workbook(
  sheets: Readonly<Record<string, string | null>>,
  { from1904 = false, strings = '' }: { readonly from1904?: boolean; readonly strings?: string } = {},
): Blob {
  const each = Object.entries(sheets)
  const xml: Record<string, string> = {
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${office}"><workbookPr${from1904 ? ' date1904="1"' : ''}/><sheets>${each
      .map(([name], i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each
      .map(([, rows], i) =>
        rows === null
          ? `<Relationship Id="rId${i + 1}" Type="${office}/chartsheet" Target="chartsheets/sheet1.xml"/>`
          : `<Relationship Id="rId${i + 1}" Type="${office}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
      )
      .join(
        '',
      )}<Relationship Id="rId99" Type="${office}/styles" Target="styles.xml"/><Relationship Id="rId98" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `<sst ${main}>${strings}</sst>`,
    'xl/styles.xml': `<styleSheet ${main}>${formats}</styleSheet>`,
  }
  each.forEach(([, rows], i) => {
    if (rows !== null)
      xml[`xl/worksheets/sheet${i + 1}.xml`] = `<worksheet ${main}><sheetData>${rows}</sheetData></worksheet>`
  })
  return new Blob([
    zipSync(Object.fromEntries(Object.entries(xml).map(([path, text]) => [path, strToU8(text)]))),
  ])
}

const row = (number: number, ...cells: string[]) => `<row r="${number}">${cells.join('')}</row>`
const number = (at: string, value: string | number, style = 0) =>
  `<c r="${at}" s="${style}"><v>${value}</v></c>`
const text = (at: string, value: string) => `<c r="${at}" t="str"><v>${value}</v></c>`
const error = (at: string, words: string) => `<c r="${at}" t="e"><f>1/0</f><v>${words}</v></c>`

async function first(book: Blob): Promise<Sheet> {
  const [sheet] = await readSheets(book)
  if (sheet === undefined) throw new Error('no sheet')
  return sheet
}

async function read(sheet: Sheet, header: boolean) {
  const problems: Problem[] = []
  const rows: (readonly Cell[])[] = []
  const lines: number[] = []
  const source = openSheet(sheet, header)
  for await (const batch of source.read((problem) => problems.push(problem))) {
    rows.push(...batch.rows.map(({ cells }) => cells))
    lines.push(...batch.rows.map(({ line }) => line))
  }
  return { columns: source.columns, rows, lines, problems, source }
}

describe('times in a workbook', () => {
  test('a time of no day is what the clock shows; a length of time counts its hours', async () => {
    const sheet = await first(
      workbook({
        a: [
          row(1, number('A1', 0.5, 2), number('B1', 1.25, 3), number('C1', 45352.5, 5)),
          row(2, number('A2', 0, 2), number('B2', 0.25, 3), number('C2', 45352, 5)),
          row(3, number('A3', 0.506944444444444, 2), number('B3', 45352.5, 4), number('C3', 0.75, 5)),
        ].join(''),
      }),
    )
    const { rows, source } = await read(sheet, false)
    expect(rows).toEqual([
      ['12:00:00', '30:00:00', '2024-03-01 12:00:00'],
      ['00:00:00', '06:00:00', '2024-03-01 00:00:00'],
      ['12:10:00', '1088460:00:00', '18:00:00'],
    ])
    const seen = await scan(source)
    if (seen === null) throw new Error('called off')
    expect(planNew(source, seen, 't', 'postgres', null).columns.map(({ kind }) => kind)).toEqual([
      'text',
      'text',
      'text',
    ])
  })

  test('the first days of 1900 are those that Excel shows', async () => {
    const days = [1, 59, 61, 45352]
    const sheet = await first(
      workbook({ a: days.map((day, i) => row(i + 1, number(`A${i + 1}`, day, 1))).join('') }),
    )
    expect((await read(sheet, false)).rows.flat()).toEqual([
      '1900-01-01',
      '1900-02-28',
      '1900-03-01',
      '2024-03-01',
    ])
  })

  test('where days are counted from 1904, day 0 is one, and times are times', async () => {
    const sheet = await first(
      workbook(
        {
          a:
            row(1, number('A1', 0, 1), number('B1', 0.5, 2), number('C1', 1.25, 3)) +
            row(2, number('A2', 43890, 1), number('B2', 0.25, 2), number('C2', 2, 3)),
        },
        { from1904: true },
      ),
    )
    expect((await read(sheet, false)).rows).toEqual([
      ['1904-01-01', '12:00:00', '30:00:00'],
      ['2024-03-01', '06:00:00', '48:00:00'],
    ])
  })
})

describe('cells that show an error', () => {
  test('become NULL and are listed by row and place, and their rows are not blank', async () => {
    const sheet = await first(
      workbook({
        a:
          row(1, text('A1', 'id'), text('B1', 'share')) +
          row(2, number('A2', 1), error('B2', '#DIV/0!')) +
          row(3, `<c r="A3" t="e"/>`, text('B3', '#N/A')) +
          row(4, error('A4', '#N/A'), error('B4', '#REF!')) +
          row(6, number('A6', 2), number('B6', '0.5')) +
          row(7, error('B7', '#NUM!')),
      }),
    )
    const { rows, lines, problems } = await read(sheet, true)
    expect(rows).toEqual([
      [{ digits: '1' }, null],
      [null, '#N/A'],
      [null, null],
      [{ digits: '2' }, { digits: '0.5' }],
      [],
    ])
    expect(lines).toEqual([2, 3, 4, 6, 7])
    expect(problems).toEqual([
      { line: 2, message: 'B2 shows the error #DIV/0!, and becomes NULL.' },
      { line: 4, message: 'A4 shows the error #N/A, and becomes NULL.' },
      { line: 4, message: 'B4 shows the error #REF!, and becomes NULL.' },
      { line: 7, message: 'B7 shows the error #NUM!, and becomes NULL.' },
    ])
  })
})

describe('a text that is stored and empty', () => {
  const inline = (at: string, value: string) =>
    `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${value}</t></is></c>`

  test('is an empty text, and no cell is NULL; what a formula gives is no stored text', async () => {
    const sheet = await first(
      workbook({
        a:
          row(1, text('A1', 'a'), text('B1', 'b'), text('C1', 'c')) +
          row(2, inline('A2', ''), text('B2', 'x'), '<c r="C2" t="str"><f>""</f><v></v></c>') +
          row(3, '<c r="B3" t="str"><v></v></c>', inline('C3', 'y')) +
          row(4, inline('A4', '')),
      }),
    )
    expect((await read(sheet, true)).rows).toEqual([['', 'x', null], [null, '', 'y'], ['']])
  })

  test('is a missing value in a column of numbers', async () => {
    const sheet = await first(
      workbook({
        a:
          row(1, text('A1', 'n'), text('B1', 'm')) +
          row(2, inline('A2', ''), inline('B2', 'x')) +
          row(3, number('A3', 5)),
      }),
    )
    expect((await read(sheet, true)).rows).toEqual([
      [null, 'x'],
      [{ digits: '5' }, null],
    ])
  })

  test('among the texts that cells share is found by its number', async () => {
    const book = workbook(
      {
        a:
          row(1, '<c r="A1" t="s"><v>0</v></c>') +
          row(2, '<c r="A2" t="s"><v>1</v></c>') +
          row(3, '<c r="A3" t="s"><v>2</v></c>'),
      },
      { strings: '<si><t>a</t></si><si><t/></si><si><r><t>b</t></r></si>' },
    )
    expect((await read(await first(book), true)).rows).toEqual([[''], ['b']])
  })
})

describe('blank rows and charts', () => {
  const cells =
    row(3, text('A3', 'id'), text('B3', 'name')) +
    row(4, number('A4', 1), text('B4', 'Ida')) +
    row(6, number('A6', 2), text('B6', 'Ben'))

  test('the first row that is not blank holds the names', async () => {
    const sheet = await first(workbook({ a: cells }))
    expect(sheetHasHeader(sheet)).toBe(true)
    expect(await read(sheet, true)).toMatchObject({
      columns: ['id', 'name'],
      rows: [
        [{ digits: '1' }, 'Ida'],
        [{ digits: '2' }, 'Ben'],
      ],
      lines: [4, 6],
    })
    expect((await read(sheet, false)).lines).toEqual([3, 4, 6])
    expect(sheetHasHeader(await first(workbook({ a: row(2, text('A2', 'alone')) })))).toBe(false)
  })

  test('a sheet that is a chart is passed over', async () => {
    const sheets = await readSheets(
      workbook({ Chart: null, Rows: row(1, number('A1', 0.5, 2), error('B1', '#N/A')) }),
    )
    expect(sheets.map(({ name, rows }) => [name, rows])).toEqual([['Rows', [['12:00:00']]]])
    expect(sheets[0]?.errors.get(0)).toEqual([{ place: 'B1', words: '#N/A' }])
  })
})
