import fc from '../property/fast-check'
import Papa from 'papaparse'
import initSqlJs from 'sql.js'
import { expect, test } from 'vitest'
import type { ResultSet } from '../../src/engine/value'
import type { FormatOptions, TextFormat } from '../../src/result/format'
import { csv, tsv } from '../../src/result/format-csv'
import { html } from '../../src/result/format-html'
import { insert } from '../../src/result/format-insert'
import { json, ndjson } from '../../src/result/format-json'
import { markdown } from '../../src/result/format-markdown'
import { textFormats } from '../../src/result/formats'
import { resultFile } from '../../src/result/export'
import { fileName } from '../../src/result/download'
import { tsvLines } from '../../src/result/tsv'
import { column, computed, rowsOf } from './rows'

const written = (format: TextFormat, rows: ResultSet, options: Partial<FormatOptions> = {}): string =>
  [...format.encode(rows, { dialect: 'sqlite', ...options })].join('')
const one = (value: string | null): ResultSet => rowsOf(['c'], [[value]])
const texts = fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 3, maxLength: 3 }), {
  minLength: 1,
})
/** what a formula guard would change */
const harmless = texts.map((rows) =>
  rows.map((row) => row.map((text) => text.replace(/^[=+\-@\t\r\n＝＋－＠]+/, ''))),
)

test('CSV is read back as it was, for any text', () => {
  fc.assert(
    fc.property(harmless, (values) => {
      const text = written(csv, rowsOf(['a', 'b', 'c'], values))
      const { data } = Papa.parse<string[]>(text, { delimiter: ',', newline: '\r\n' })
      expect(data.slice(1, -1)).toEqual(values)
    }),
  )
})

test('TSV is read back as it was, as a file and from the clipboard', () => {
  fc.assert(
    fc.property(harmless, (values) => {
      const rows = rowsOf(['a', 'b', 'c'], values)
      const file = Papa.parse<string[]>(written(tsv, rows), { delimiter: '\t', newline: '\r\n' })
      expect(file.data.slice(1, -1)).toEqual(values)
      const area = { top: 0, left: 0, bottom: values.length - 1, right: 2 }
      const copied = [...tsvLines(rows, area, 'sqlite')].join('')
      expect(Papa.parse<string[]>(copied, { delimiter: '\t', newline: '\n' }).data).toEqual(values)
    }),
  )
})

test('one copied cell is its bare text', () => {
  const area = { top: 0, left: 0, bottom: 0, right: 0 }
  expect([...tsvLines(one('say "hi"\n'), area, 'sqlite')].join('')).toBe('say "hi"\n')
})

test('in CSV, NULL and the empty text differ, and the word NULL is a word', () => {
  expect(written(csv, rowsOf(['a', 'b', 'c'], [[null, '', 'NULL']]))).toBe('a,b,c\r\n,"",NULL\r\n')
})

test('no text becomes a formula, and numbers stay numbers', () => {
  for (const text of ['=HYPERLINK("x")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1']) {
    expect(Papa.parse<string[]>(written(csv, one(text)), { newline: '\r\n' }).data[1]).toEqual([`'${text}`])
  }
  const numbers = rowsOf(
    [column('n', 'integer'), column('r', 'number'), column('d', 'number', 'numeric')],
    [[-5n, -0.5, '-45.00']],
  )
  expect(written(csv, numbers)).toBe('n,r,d\r\n-5,-0.5,-45.00\r\n')
  expect(written(csv, rowsOf(['=1+1'], []))).toBe("'=1+1\r\n")
  expect(written(csv, rowsOf(['=1+1'], [['+1+1']]), { raw: true })).toBe('=1+1\r\n+1+1\r\n')
})

test('what PostgreSQL writes for numbers, times, intervals and money is no formula', () => {
  const rows = rowsOf(
    [
      column('n', 'number', 'numeric'),
      column('d', 'date'),
      column('i', 'unknown', 'interval'),
      column('v', 'unknown', 'interval'),
      column('m', 'unknown', 'money'),
      column('j', 'json'),
      column('t', 'unknown', 'mood'),
    ],
    [['-Infinity', '-infinity', '-1 days -02:03:04', '@ 1 hour ago', '-$5.00', '-1.5e-7', '-1 days']],
  )
  expect(written(csv, rows, { dialect: 'postgres' })).toBe(
    "n,d,i,v,m,j,t\r\n-Infinity,-infinity,-1 days -02:03:04,@ 1 hour ago,-$5.00,-1.5e-7,'-1 days\r\n",
  )
  // a name of a type promises nothing: SQLite takes any, and a type of one's own may have it
  const crafted = rowsOf([column('i', 'unknown', 'interval')], [['-cmd|x']])
  expect(written(csv, crafted, { dialect: 'postgres' })).toBe("i\r\n'-cmd|x\r\n")
  expect(written(csv, rowsOf([column('d', 'date')], [['-x']]))).toBe("d\r\n'-x\r\n")
})

test('a line that ends the data for COPY stands in quotes', () => {
  expect(written(csv, rowsOf(['c'], [['\\.'], ['after']]))).toBe('c\r\n"\\."\r\nafter\r\n')
  expect(written(tsv, rowsOf(['c'], [['\\.']]))).toBe('c\r\n"\\."\r\n')
})

test('a byte order mark comes first where it is asked for', () => {
  expect(written(csv, one('ü'), { bom: true })).toBe('\ufeffc\r\nü\r\n')
})

test('JSON keeps every digit, and what it has no number for is a string', () => {
  const rows = rowsOf(
    [
      column('i', 'integer'),
      column('d', 'number', 'numeric'),
      column('f', 'number'),
      column('b', 'bytes'),
      column('j', 'json', 'jsonb'),
    ],
    [[9007199254740993n, '0.10', NaN, new Uint8Array([0, 255]), '{"big": 12345678901234567890}']],
  )
  expect(written(json, rows, { dialect: 'postgres' })).toBe(
    '[\n  {"i":9007199254740993,"d":0.10,"f":"NaN","b":"AP8=","j":{"big": 12345678901234567890}}\n]\n',
  )
})

test('JSON and NDJSON parse, for any names and texts', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1 }), texts, (names, values) => {
      const rows = rowsOf(names, values)
      const expected = values.map((row) => names.map((_, i) => row[i] ?? null))
      const parsed = JSON.parse(written(json, rows)) as Record<string, string>[]
      expect(
        parsed.map((object) =>
          names.map((name) => Object.getOwnPropertyDescriptor(object, name)?.value as string),
        ),
      ).toEqual(expected)
      const lines = written(ndjson, rows).trimEnd().split('\n')
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(parsed)
    }),
  )
})

test('columns of one name are not lost in JSON', () => {
  const rows = rowsOf(['a', 'a', '__proto__'], [['1', '2', '3']])
  expect(JSON.parse(written(json, rows))).toEqual({
    columns: ['a', 'a', '__proto__'],
    rows: [['1', '2', '3']],
  })
  expect(written(ndjson, rows)).toBe('["a","a","__proto__"]\n["1","2","3"]\n')
})

test('Markdown and HTML write markup as text', () => {
  const rows = rowsOf(
    ['a|b', '<b>'],
    [
      ['x | y\nz', '<script>alert(1)</script>'],
      [null, '*bold* & `code`'],
    ],
  )
  expect(written(markdown, rows)).toBe(
    [
      '| a\\|b | &lt;b&gt; |',
      '| --- | --- |',
      '| x \\| y<br>z | &lt;script&gt;alert(1)&lt;/script&gt; |',
      '| *NULL* | \\*bold\\* &amp; \\`code\\` |\n',
    ].join('\n'),
  )
  const page = written(html, rows, { name: '</title><script>' })
  expect(page).not.toContain('<script>')
  expect(page).toContain('<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>')
  expect(page).toContain('<td class="null"></td>')
})

test('in an HTML table only numbers are numbers for a spreadsheet', () => {
  const page = written(
    html,
    rowsOf(
      [column('=1', 'integer'), 't'],
      [
        [5n, '007'],
        ['=1+1', '@SUM(A1)'],
      ],
    ),
  )
  expect(page).toContain('td,th{mso-number-format:"\\@"}')
  expect(page).toContain('td.num{mso-number-format:General}')
  expect(page).toContain(
    '<tr><td class="num">5</td><td>007</td></tr>\n<tr><td>=1+1</td><td>@SUM(A1)</td></tr>',
  )
})

test('an HTML table shows NULL where an empty text shows nothing', () => {
  const page = written(html, rowsOf(['a', 'b'], [[null, '']]))
  expect(page).toContain('.null::before{content:"NULL"')
  expect(page).toContain('<tr><td class="null"></td><td></td></tr>')
})

test('INSERT statements bring the same values back', async () => {
  const SQL = await initSqlJs()
  const db = new SQL.Database()
  db.run('CREATE TABLE "my ""table" ("a", "a_2", column3)')
  const values = Array.from({ length: 1203 }, (_, i) => [
    `it's ${i}\r\n\0\\r"`,
    i % 2 ? null : BigInt(i),
    new Uint8Array([i % 256]),
  ])
  const rows = rowsOf(['a', 'A', ''], values)
  db.exec(written(insert, rowsOf(['a', 'a_2', ''], values), { table: '"my ""table"' }))
  const statement = db.prepare('SELECT * FROM "my ""table"')
  const back = values.map(() => (statement.step() ? statement.get() : []))
  expect(back).toEqual(
    values.map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value))),
  )
  expect(statement.step()).toBe(false)
  expect(written(insert, rows).slice(0, 47)).toBe('INSERT INTO result (a, A_2, column3) VALUES\n  (')
  db.close()
})

test('INSERT statements leave out what the table computes, and keep keys that it would make', () => {
  const rows = rowsOf(['id', 'Total', 'name'], [[1n, 5n, 'a']])
  expect(written(insert, rows, { table: 't', computed: ['total'] })).toBe(
    "-- Left out, as the table computes it: Total\nINSERT INTO t (id, name) VALUES\n  (1, 'a');\n",
  )
  // in PostgreSQL the letters' case tells names apart
  const postgres = { dialect: 'postgres', table: 't', ownKeys: true } as const
  expect(written(insert, rows, { ...postgres, computed: ['total'] })).toBe(
    `INSERT INTO t (id, "Total", name) OVERRIDING SYSTEM VALUE VALUES\n  (1, 5, 'a');\n`,
  )
  expect(written(insert, rowsOf(['a\nb'], [[1n]]), { ...postgres, computed: ['a\nb'] })).toBe(
    '-- Left out, as the table computes it: "a b"\n',
  )
})

test('every text format writes a hundred thousand rows in pieces, and none loses a row', async () => {
  const rows = computed(100_000, [column('id', 'integer'), column('name')], (row, index) =>
    index === 0 ? BigInt(row) : `name ${row}`,
  )
  for (const format of textFormats) {
    const pieces = [...format.encode(rows, { dialect: 'postgres' })]
    expect(pieces.length, format.name).toBeGreaterThan(10)
    expect(pieces.join('').match(/name \d+/g)?.length, format.name).toBe(100_000)
  }
  expect((await resultFile(rows, csv, { dialect: 'sqlite' }))?.size).toBe(written(csv, rows).length)
})

test('a file takes the whole of shortened cells, and refuses to be written without', async () => {
  const short: ResultSet = { ...one('begin'), wholeBytes: () => 100_000 }
  const file = await resultFile(short, csv, { dialect: 'sqlite', whole: () => Promise.resolve('all of it') })
  expect(await file?.text()).toBe('c\r\nall of it\r\n')
  await expect(
    resultFile(short, csv, { dialect: 'sqlite', whole: () => Promise.resolve(null) }),
  ).rejects.toThrow(/not here any more/)
})

test('an export that is called off leaves no file', async () => {
  const abort = new AbortController()
  abort.abort()
  expect(await resultFile(one('x'), csv, { dialect: 'sqlite', signal: abort.signal })).toBeNull()
})

test('a file name is never a path', () => {
  expect(fileName('../../etc/passwd', 'csv')).toBe('etc passwd.csv')
  expect(fileName('C:\\x:y?', 'csv')).toBe('C x y.csv')
  expect(fileName('...', 'csv')).toBe('result.csv')
  expect(fileName('CON', 'csv')).toBe('_CON.csv')
  expect(fileName('a\u202egpj', 'csv')).toBe('a gpj.csv')
  expect(fileName('ü'.repeat(500), 'csv').length).toBe(104)
})
