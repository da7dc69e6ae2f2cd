import { decode, encode } from '../../src/engine/utf8'
import { wholeRecords } from '../../src/transfer/csv-pieces'
import { execFileSync } from 'node:child_process'
import fc from '../property/fast-check'
import { describe, expect, test } from 'vitest'
import { CsvParser, guessDelimiter, UnclosedQuote } from '../../src/transfer/csv'
import { guessCsv, openCsv, type CsvOptions } from '../../src/transfer/csv-source'
import type { Cell, Problem, TableSource } from '../../src/transfer/source'
import { scan } from '../../src/transfer/scan'

const bytes = (text: string, encoding: 'utf8' | 'utf16le' | 'latin1' = 'utf8') => Buffer.from(text, encoding)
const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()

async function read(content: Uint8Array | string, change: Partial<CsvOptions> = {}) {
  const file = new Blob([typeof content === 'string' ? content : new Uint8Array(content)])
  const options = { ...(await guessCsv(file)), ...change }
  const source = await openCsv(file, options)
  const first = await contentOf(source)
  expect(await contentOf(source)).toEqual(first) // the file is read twice: to look at it, then to load it
  return { options, columns: source.columns, ...first }
}

async function contentOf(source: TableSource) {
  const problems: Problem[] = []
  const rows: (readonly Cell[])[] = []
  for await (const batch of source.read((problem) => problems.push(problem))) {
    rows.push(...batch.rows.map((row) => row.cells))
  }
  return { rows, problems }
}

const people = {
  columns: ['name', 'city'],
  rows: [
    ['Zoë', 'Köln'],
    ['Ida', 'Umeå'],
  ],
}
const peopleText = 'name,city\nZoë,Köln\nIda,Umeå\n'

describe('files of values as they come', () => {
  test.each<[string, Uint8Array | string]>([
    ['UTF-8', peopleText],
    ['UTF-8 with a byte order mark', `\ufeff${peopleText}`],
    ['a first line that tells Excel the delimiter', `sep=;\r\n${peopleText.replaceAll(',', ';')}`],
    ['CRLF line ends', peopleText.replaceAll('\n', '\r\n')],
    ['CR line ends', peopleText.replaceAll('\n', '\r')],
    ['no line end at the last line', peopleText.trimEnd()],
    ['semicolons', peopleText.replaceAll(',', ';')],
    ['tabs', peopleText.replaceAll(',', '\t')],
    ['pipes', peopleText.replaceAll(',', '|')],
    ['every field in quotes', '"name","city"\n"Zoë","Köln"\n"Ida","Umeå"\n'],
    ['UTF-16 LE', bytes(`\ufeff${peopleText}`, 'utf16le')],
    ['UTF-16 LE without a byte order mark', bytes(peopleText, 'utf16le')],
    ['UTF-16 BE', utf16be(peopleText)],
    ['Latin-1', bytes(peopleText, 'latin1')],
    ['empty lines between', 'name,city\n\nZoë,Köln\n\nIda,Umeå\n\n'],
  ])('%s gives the same two rows', async (_, content) => {
    const { columns, rows, problems } = await read(content)
    expect({ columns, rows }).toEqual(people)
    expect(problems).toEqual([])
  })

  test('a field in quotes holds delimiters, line ends and quotes', async () => {
    const { rows } = await read('a,b\r\n"x, y","say ""hi""\r\ntwice"\r\n1,2\r\n')
    expect(rows).toEqual([
      ['x, y', 'say "hi"\r\ntwice'],
      ['1', '2'],
    ])
  })

  test('nothing is missing, two quotes are an empty text, and that can be changed', async () => {
    expect((await read('a,b\n,""\n')).rows).toEqual([[null, '']])
    expect((await read('a,b\n,""\n', { empty: 'text' })).rows).toEqual([['', '']])
  })

  test('a NUL stays in its text', async () => {
    expect((await read('a,b\nx\0y,2\n')).rows).toEqual([['x\0y', '2']])
  })

  test('a file with a header only has columns and no rows', async () => {
    const { columns, rows } = await read('id,name\n')
    expect({ columns, rows }).toEqual({ columns: ['id', 'name'], rows: [] })
  })

  test('an empty file is refused with a sentence', async () => {
    await expect(read('')).rejects.toThrow('The file has no lines: there is nothing to import.')
  })

  test('numbers from the first line on mean that there is no header', async () => {
    const { options, columns, rows } = await read('1,Ida\n2,Bo\n')
    expect(options.header).toBe(false)
    expect({ columns, rows }).toEqual({
      columns: ['', ''],
      rows: [
        ['1', 'Ida'],
        ['2', 'Bo'],
      ],
    })
  })

  test('an empty line of a file with one column is a missing value', async () => {
    expect((await read('name\nIda\n\n""\n')).rows).toEqual([['Ida'], [null], ['']])
  })
})

describe('what stands above the table', () => {
  const left = (line: number) => ({ line, message: 'It stands above the first line, and is left out.' })
  test.each([
    ['a title', 'Sales 2024\n\nname;city\nZoë;Köln\nIda;Umeå\n', 3, [1]],
    [
      'a padded report',
      'Account,,,\nIBAN,DE1,,\n,,,\nname,city,,x\nZoë,Köln,,1\nIda,Umeå,,2\n',
      4,
      [1, 2, 3],
    ],
    [
      'a title below the line that tells the delimiter',
      'sep=;\nSales\nname;city\nZoë;Köln\nIda;Umeå\n',
      3,
      [2],
    ],
  ])('%s, is left out and listed', async (_, text, begin, lines) => {
    const { options, columns, rows, problems } = await read(text)
    expect([options.begin, options.header]).toEqual([begin, true])
    expect(columns.slice(0, 2)).toEqual(people.columns)
    expect(rows.map((row) => row.slice(0, 2))).toEqual(people.rows)
    expect(problems).toEqual(lines.map(left))
  })
  test('can be told and taken back', async () => {
    const told = await read('Sales of, 2024\nname,city\nZoë,Köln\n', { begin: 2, header: true })
    expect([told.columns, told.rows, told.problems]).toEqual([people.columns, [['Zoë', 'Köln']], [left(1)]])
    const back = await read('Sales 2024\nname,city\nZoë,Köln\nIda,Umeå\n', { begin: 1, header: false })
    expect(back.rows.length).toBe(4)
    await expect(read(peopleText, { begin: 9 })).rejects.toThrow('no lines')
  })
  test.each([
    ['one column', 'name\nZoë\nIda\n'],
    ['a number alone in the first row', '1,,\n2,b,c\n3,b,c\n'],
    ['a name missing', 'id,\n1,a\n2,b\n'],
    ['names for fewer columns', 'a,b\n1,2,3\n4,5,6\n'],
    ['nothing below', 'name\na,b\n'],
    ['decimal commas', 'price;day\n1,5;2\n3,50;4\n'],
  ])('is not seen in a file with %s', async (_, text) => {
    expect((await read(text)).options.begin).toBe(1)
  })
})

describe('lines that do not fit', () => {
  const ragged = 'a,b,c\n1,2,3\n4,5\n"x\ny",8,9\n10,11,12,13\n'

  test('are filled up and cut, and listed by their line', async () => {
    const { rows, problems } = await read(ragged, { header: true })
    expect(rows).toEqual([
      ['1', '2', '3'],
      ['4', '5', null],
      ['x\ny', '8', '9'],
      ['10', '11', '12'],
    ])
    expect(problems).toEqual([
      {
        line: 3,
        message: 'It has 2 fields instead of 3; the missing ones stay empty, or take the column’s default.',
      },
      { line: 6, message: 'It has 4 fields instead of 3; those past the last column are left out.' },
    ])
  })

  test('are left out where that is chosen', async () => {
    const { rows, problems } = await read(ragged, { header: true, ragged: 'skip' })
    expect(rows).toEqual([
      ['1', '2', '3'],
      ['x\ny', '8', '9'],
    ])
    expect(problems.map(({ line }) => line)).toEqual([3, 6])
  })

  test('a quote that is never closed is named with its line', async () => {
    await expect(read('a,b\n1,2\n3,"four\n5,6\n')).rejects.toThrow(
      'The quote that opens in line 3 is never closed: nothing behind it can be read for sure.',
    )
  })

  test('a quote that is never closed is a character like others where that is chosen, and listed', async () => {
    const { rows, problems } = await read('id,name\n1,"abc\n2,"def"\n3,"x ""y"""\n4,"z\n5,"\n', {
      header: true,
      openQuote: 'text',
    })
    expect(rows).toEqual([
      ['1', '"abc'],
      ['2', 'def'],
      ['3', 'x "y"'],
      ['4', 'z\n5,'],
    ])
    const message =
      'The quote that opens a field here is never closed, and is read as a character like others.'
    expect(problems).toEqual([{ line: 2, openQuote: true, message }])

    const last = await read('a,b\n1,"x\n2,y\n', { header: true, openQuote: 'text' })
    expect(last.rows).toEqual([
      ['1', '"x'],
      ['2', 'y'],
    ])
    expect(last.problems).toEqual([{ line: 2, openQuote: true, message }])
  })

  test('a quote that closes inside of another field is listed: the first one is the one to mend', async () => {
    const text = 'id,name\n1,"abc\n2,"def"\n3,"x"\n'
    const { rows, problems } = await read(text, { header: true })
    expect(rows).toEqual([
      ['1', 'abc\n2,def"'],
      ['3', 'x'],
    ])
    expect(problems).toMatchObject([
      { line: 2, openQuote: true, message: expect.stringMatching(/closes in a later line/) as unknown },
    ])
    await expect(read(`${text}4,"y\n`, { header: true })).rejects.toThrow(/opens in line 2 is never closed/)
  })

  test('comes with a field of some lines and text behind its quotes on the same line as before', async () => {
    const { rows, problems } = await read('id,name\n1,"a\nb"\n2,"c"d\n', { header: true })
    expect(rows).toEqual([
      ['1', 'a\nb'],
      ['2', 'cd'],
    ])
    expect(problems).toEqual([])
  })

  test('a quote that is never closed ends a huge file early', () => {
    const parser = new CsvParser(',')
    expect(() => {
      for (let i = 0; i < 40; i++) parser.push(i === 0 ? 'a\n"b' : 'x'.repeat(1024 * 1024))
    }).toThrow(UnclosedQuote)
  })

  test('3,000 columns are refused before a table is made of them', async () => {
    const header = Array.from({ length: 3000 }, (_, i) => `c${i}`).join(',')
    const file = new Blob([`${header}\n1\n`])
    const source = await openCsv(file, { ...(await guessCsv(file)), header: true })
    await expect(scan(source)).rejects.toThrow(
      'The file has 3,000 columns. A table can have at most 2,000 in SQLite',
    )
  })
})

describe('the parser', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', ';', '1', '𝄞') })
  const table = fc.array(fc.array(field, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 })
  const write = (rows: readonly (readonly string[])[]) =>
    rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',') + '\r\n').join('')

  test('reads back what was written, wherever the text is cut', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 7 }), (rows, size) => {
        const text = write(rows)
        const parser = new CsvParser(',')
        const found = []
        for (let at = 0; at < text.length; at += size) found.push(...parser.push(text.slice(at, at + size)))
        found.push(...parser.push('', true))
        expect(found.map((record) => record.fields)).toEqual(rows)
      }),
    )
  })

  test('reads what Python reads', () => {
    const texts = [
      'a,b\n1,"x""y"\n',
      'a;b\n"1";2\n',
      'p,q\r\n"l1\r\nl2",z\r\n',
      'a,b\n"x"y,z\n',
      'a,b\n x , "y"\n',
    ]
    const script = `import csv,io,json,sys
print(json.dumps([list(csv.reader(io.StringIO(t, newline=''), delimiter=';' if ';' in t else ',')) for t in json.load(sys.stdin)]))`
    const known = JSON.parse(
      execFileSync('python3', ['-c', script], { input: JSON.stringify(texts) }).toString(),
    ) as string[][][]
    const found = texts.map((text) =>
      new CsvParser(guessDelimiter(text)).push(text, true).map(({ fields }) => fields),
    )
    expect(found).toEqual(known)
  })
})

test('text is cut between records only, wherever its pieces end', async () => {
  const records = ['a,"b,\nc"\r\n', '"x ""y""\r\n",1\r\n', ',\r\n', '"",""\r\n', 'q,"\r\n\r\n"']
  const all = records.join('')
  for (let size = 1; size <= all.length; size++) {
    const pieces = async function* () {
      for (let at = 0; at < all.length; at += size)
        yield await Promise.resolve({ bytes: encode(all.slice(at, at + size)), share: 0 })
    }
    for (const header of [false, true]) {
      const rest = records.slice(header ? 1 : 0)
      const whole = [...rest.map((_, i) => rest.slice(0, i + 1).join('')), `${rest.join('')}\r\n`]
      let joined = ''
      for await (const { bytes } of wholeRecords(pieces(), '\r\n', header)) {
        joined += decode(bytes)
        expect(whole).toContain(joined)
      }
      expect(joined).toBe(whole.at(-1))
    }
  }
})
