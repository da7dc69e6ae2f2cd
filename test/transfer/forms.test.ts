import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import fc from '../property/fast-check'
import { dialects } from '../../src/sql/dialect'
import { guessCsv, openCsv } from '../../src/transfer/csv-source'
import type { Form } from '../../src/transfer/forms'
import { inForm } from '../../src/transfer/forms'
import { planInto } from '../../src/transfer/into-table'
import type { Kind } from '../../src/transfer/kind'
import { convert } from '../../src/transfer/convert'
import { load } from '../../src/transfer/load'
import { planNew, type Plan } from '../../src/transfer/plan'
import { scan } from '../../src/transfer/scan'
import { openSheet } from '../../src/transfer/xlsx-source'
import type { TableSource } from '../../src/transfer/source'
import { execute, NodeConnection, values } from './engines'

const types = ({ columns }: Plan) => columns.map(({ kind, form }) => [kind, form].filter(Boolean).join(' '))

async function csv(...lines: string[]): Promise<TableSource> {
  const file = new Blob([`${lines.join('\n')}\n`])
  return openCsv(file, { ...(await guessCsv(file)), header: true })
}

async function seenIn(source: TableSource) {
  const seen = await scan(source)
  if (seen === null) throw new Error('called off')
  return seen
}

const guessed = async (...lines: string[]) => {
  const source = await csv(...lines)
  return types(planNew(source, await seenIn(source), 't', 'postgres', null))
}

describe('numbers and dates of other countries are recognised', () => {
  test('where every value can be read in one way', async () => {
    expect(
      await guessed(
        'price;whole;american;count;day;us;time;ustime',
        '1.234,56;1.234.567;"1,234.56";"1,234,567";31.01.2024;01/31/2024;1.2.2024 8:15;1/2/2024 8:15 PM',
        '3,50;12.500;0.5;12;1.2.2024;2/1/2024;31.12.2023 23:59:59;12/31/2023 12:00 AM',
      ),
    ).toEqual([
      'decimal comma',
      'integer comma',
      'decimal point',
      'integer point',
      'date dmy',
      'date mdy',
      'timestamp dmy',
      'timestamp mdy',
    ])
  })
  test('by another column of the file, where a column alone could be read in two ways', async () => {
    expect(await guessed('a;b;c;d', '1,234;1.234;01.02.2024;5')).toEqual([
      'text',
      'decimal',
      'text',
      'integer',
    ])
    expect(await guessed('a;b;c;d;e', '1,234;1.234;01.02.2024;3,5;31.01.2024')).toEqual([
      'decimal comma',
      'integer comma',
      'date dmy',
      'decimal comma',
      'date dmy',
    ])
    expect(await guessed('a;b', '1,234;"1,234.5"')).toEqual(['integer point', 'decimal point'])
    expect(await guessed('a;b', '1,789;52.50')).toEqual(['text', 'decimal'])
    expect(await guessed('a;b;c', '1,234;3,5;2.50')).toEqual(['text', 'decimal comma', 'decimal'])
  })
  test.each([
    ['1,234'],
    ['3,50', '3.50'],
    ['01.02.2024'],
    ['31.01.2024', '01/31/2024'],
    ['30.02.2024'],
    ['12/31/2024', '31/12/2024'],
    ['1.23,45'],
    ['1.234,567.8'],
    ['00501,5'],
    ['555 123 456'],
    ['29.01.24', '01.31.24', '28.01.24'],
    ['01.02.24'],
    ['31/01/24'],
    ['24-01-31'],
    ['31.01.65'],
    ['31.01.24', '31.01.2024'],
    ['31.01.24', '31.01.65'],
    ['1,234%'],
    ['12%', '12'],
    ['12,5%', '12.5%'],
    ['012%'],
    ['50%-60%'],
    ['1,2,3'],
    ['3,50 €'],
    ['12,'],
    ['1234567890123,456'],
    ['31.01.2024', '2024-01-31'],
    ['1/2/2024 13:00 PM', '31/1/2024 1:00 PM'],
  ])('and %j stay texts', async (...cells) => {
    expect(await guessed('a\tb', ...cells.map((cell) => `${cell}\tx`))).toEqual(['text', 'text'])
  })
  test('years of two digits, where the order of the day is open in no row and everybody takes the same century', async () => {
    expect(
      await guessed(
        'de;us;at;iso;born',
        '31.01.24;01/31/24;31.01.24 8:15;99-01-31;31.12.70',
        '1.2.00;2/1/24;1.2.99 23:59;98-01-01;01.02.29',
      ),
    ).toEqual(['date dmyShort', 'date mdyShort', 'timestamp dmyShort', 'date ymdShort', 'date dmyShort'])
    expect(await guessed('a;b', '01.02.24;31.01.2024')).toEqual(['date dmyShort', 'date dmy'])
  })
  test('percentages, as the numbers that they are', async () => {
    expect(await guessed('a;b;c;d', '12%;12.5%;12,5 %;1,234%', '7 %;100%;-0,25\u00a0%;3%')).toEqual([
      'decimal pointPercent',
      'decimal pointPercent',
      'decimal commaPercent',
      'text',
    ])
    expect(await guessed('a;b', '1,234%;3,5')).toEqual(['decimal commaPercent', 'decimal comma'])
  })
  test('not in a sheet, which says itself what is a number', async () => {
    const source = openSheet({ name: 's', rows: [['n'], ['3,50']], errors: new Map() }, true)
    expect(types(planNew(source, await seenIn(source), 't', 'postgres', null))).toEqual(['text'])
  })
})

test.each<[string, Kind, Form, string | undefined]>([
  ['1.234,56', 'decimal', 'comma', '1234.56'],
  ['1 234,5', 'decimal', 'comma', '1234.5'],
  ['-0,5', 'decimal', 'comma', '-0.5'],
  ['12.5', 'decimal', 'comma', undefined],
  ['1.234,56', 'decimal', 'point', undefined],
  ["1'234.5", 'decimal', 'point', '1234.5'],
  ['1,234', 'integer', 'point', '1234'],
  ['1,5', 'integer', 'comma', undefined],
  ['1.234,56 €', 'decimal', 'comma', '1234.56'],
  ['$1,234.56', 'decimal', 'point', '1234.56'],
  ['$ 3,5 €', 'decimal', 'comma', undefined],
  ['31/01/2024', 'date', 'dmy', '2024-01-31'],
  ['01/31/2024', 'date', 'dmy', undefined],
  ['29-2-2023', 'date', 'dmy', undefined],
  ['2024-01-31', 'date', 'dmy', '2024-01-31'],
  ['31.01.2024 00:00', 'date', 'dmy', '2024-01-31'],
  ['31.01.2024 10:00', 'date', 'dmy', undefined],
  ['31.01.2024', 'timestamp', 'dmy', '2024-01-31 00:00:00'],
  ['1/31/2024 12:05 am', 'timestamp', 'mdy', '2024-01-31 00:05:00'],
  ['1/31/2024, 12:05:07,5 PM', 'timestamp', 'mdy', '2024-01-31 12:05:07.5'],
  ['31.01.2024 24:00', 'timestamp', 'dmy', undefined],
  ['31.01.24', 'date', 'dmyShort', '2024-01-31'],
  ['31.01.65', 'date', 'dmyShort', '1965-01-31'],
  ['31.01.29', 'date', 'dmyShort', '2029-01-31'],
  ['1/31/30 6:05 PM', 'timestamp', 'mdyShort', '1930-01-31 18:05:00'],
  ['24.1.31', 'date', 'ymdShort', '2024-01-31'],
  ['31.01.24', 'date', 'dmy', undefined],
  ['31.01.2024', 'date', 'dmyShort', undefined],
  ['12%', 'decimal', 'pointPercent', '0.12'],
  ['-1,234.5 %', 'decimal', 'pointPercent', '-12.345'],
  ['0,5%', 'decimal', 'commaPercent', '0.005'],
  ['100%', 'integer', 'pointPercent', '1'],
  ['12', 'decimal', 'pointPercent', undefined],
  ['12%', 'decimal', 'point', undefined],
])('%s chosen as %s in the form %s is %s', (text, kind, form, value) => {
  expect(convert(text, kind, form)).toBe(value)
})

test('a number of a typed file is what it is, whatever form is chosen for the texts beside it', () => {
  expect(convert({ digits: '1.234' }, 'decimal', 'comma')).toBe('1.234')
})

test('property: a number written in either form is read back as it was', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
      fc.integer({ min: 1, max: 99 }),
      (whole, cents) => {
        const written = (locale: string) =>
          `${whole.toLocaleString(locale)}${locale === 'de' ? ',' : '.'}${cents}`
        const plain = `${whole}.${cents}`
        expect([inForm(written('de'), 'comma'), inForm(written('en'), 'point')]).toEqual([plain, plain])
      },
    ),
  )
})

describe.each(dialects)('into %s', (dialect) => {
  let connection: NodeConnection
  const number = (value: number) => (dialect === 'sqlite' ? value : String(value))
  beforeAll(async () => {
    connection = await NodeConnection.open(dialect)
  })
  afterAll(() => connection.close())
  beforeEach(() => execute(connection, 'DROP TABLE IF EXISTS t'))

  test('they are stored as numbers and ISO dates, and nothing is NULL', async () => {
    const source = await csv('p;n;d;at;none', '1.234,56;1.234.567;31.01.2024;31.01.2024 08:15;', ';12;;;"x"')
    const seen = await seenIn(source)
    const plan = planNew(source, seen, 't', dialect, null)
    expect(await load(source, plan, connection, { seen })).toMatchObject({
      kind: 'done',
      rows: 2,
      emptied: 0,
    })
    expect(await values(connection, 'SELECT p, n, d, at, none FROM t')).toEqual([
      [number(1234.56), 1_234_567n, '2024-01-31', '2024-01-31 08:15:00', null],
      [null, 12n, null, null, 'x'],
    ])
    expect(await values(connection, 'SELECT p + n FROM t')).toEqual([[number(1235801.56)], [null]])
  })

  test('a form that was chosen is not passed over where the file’s text is a number too', async () => {
    const source = await csv('n,m', '1.234,1', '2.500,2')
    const seen = await seenIn(source)
    const plan = planNew(source, seen, 't', dialect, null)
    const columns = plan.columns.map((each, i) => (i > 0 ? each : { ...each, form: 'comma' as const }))
    await load(source, { ...plan, columns }, connection, { seen })
    expect(await values(connection, 'SELECT n FROM t')).toEqual([[number(1234)], [number(2500)]])
  })

  test('a value in another form is listed by its line', async () => {
    const source = await csv('d', '01/02/2024', '31/01/2024', '02/03/2024')
    const plan = planNew(source, await seenIn(source), 't', dialect, null)
    const chosen: Plan = { ...plan, columns: [{ from: 0, name: 'd', kind: 'date', form: 'mdy' }] }
    expect(await load(source, chosen, connection)).toMatchObject({
      kind: 'failed',
      problems: { listed: [{ line: 3, message: 'd: “31/01/2024” is no date like 01/31/2024.' }] },
    })
    expect(await load(source, { ...chosen, misfits: 'null' }, connection)).toMatchObject({ emptied: 1 })
    expect(await values(connection, 'SELECT d FROM t')).toEqual([['2024-01-02'], [null], ['2024-02-03']])
  })

  test('also in a table that exists', async () => {
    await execute(
      connection,
      'CREATE TABLE t (price decimal(10,2), n integer, born date, seen timestamp, said varchar(20))',
    )
    const [table] = (await connection.schema()).tables
    if (table === undefined) throw new Error('no table')
    const source = await csv('price;n;born;seen;said', '1.234,50;1.234;31.01.2024;31.01.2024 8:15;3,50')
    await load(source, planInto(source, table, dialect, await seenIn(source)), connection)
    const price = dialect === 'sqlite' ? 1234.5 : '1234.50'
    expect(await values(connection, 'SELECT * FROM t')).toEqual([
      [price, 1234n, '2024-01-31', '2024-01-31 08:15:00', '3,50'],
    ])
  })
})
