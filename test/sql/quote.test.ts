import { describe, expect, it } from 'vitest'
import { literal, quoteName, quoteText } from '../../src/sql/quote'
import { postgres, sqlite } from './engines'

const names = [
  'sales',
  'Order',
  'order',
  'a"b',
  'two words',
  'größe',
  '1st',
  'user',
  'rowid',
  'x$y',
  'end',
  'window',
  "it's",
  '😀',
]
const texts = ['', "it's", "a\\'b", 'two\nlines', '😀', '$$', '-- no']

describe('a quoted name', () => {
  it('stays bare where the dialect takes it as it is', () => {
    expect(quoteName('sales', 'postgres')).toBe('sales')
    expect(quoteName('Sales', 'sqlite')).toBe('Sales')
    expect(quoteName('user', 'sqlite')).toBe('user')
  })
  it('is quoted where it must be', () => {
    expect(quoteName('Sales', 'postgres')).toBe('"Sales"')
    expect(quoteName('user', 'postgres')).toBe('"user"')
    expect(quoteName('a"b', 'sqlite')).toBe('"a""b"')
  })

  it.each(names)('%j names a table and a column in SQLite', (name) => {
    const q = quoteName(name, 'sqlite')
    const { run } = sqlite(`CREATE TABLE ${q} (${q} INTEGER); INSERT INTO ${q} (${q}) VALUES (7)`)
    expect(run(`SELECT ${q}, ${q}.${q} FROM ${q} WHERE ${q} = 7 ORDER BY ${q}`)).toEqual({ rows: [[7, 7]] })
    expect(run(`SELECT name FROM sqlite_schema`)).toEqual({ rows: [[name]] })
  })

  it('names a table and a column in PostgreSQL', async () => {
    const { run } = await postgres()
    for (const name of names) {
      const q = quoteName(name, 'postgres')
      await run(`CREATE TABLE ${q} (${q} integer)`)
      await run(`INSERT INTO ${q} (${q}) VALUES (7)`)
      expect(await run(`SELECT ${q}, ${q}.${q} FROM ${q} WHERE ${q} = 7 ORDER BY ${q}`)).toEqual({
        rows: [[7, 7]],
      })
    }
    const { rows } = (await run(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)) as {
      rows: string[][]
    }
    expect(rows.flat().sort()).toEqual([...names].sort())
  })

  it('agrees with quote_ident about every keyword', async () => {
    const { run } = await postgres()
    const { rows } = (await run('SELECT word, quote_ident(word) FROM pg_get_keywords()')) as {
      rows: string[][]
    }
    expect(rows.length).toBeGreaterThan(400)
    for (const [word = '', quoted] of rows) expect(quoteName(word, 'postgres')).toBe(quoted)
  })
})

describe('a literal', () => {
  const bytes = new Uint8Array([0, 39, 255])

  it('comes back as the same text', async () => {
    const { run } = await postgres()
    for (const text of texts) {
      expect(await run(`SELECT ${quoteText(text, 'postgres')}`)).toEqual({ rows: [[text]] })
      expect(sqlite().run(`SELECT ${quoteText(text, 'sqlite')}`)).toEqual({ rows: [[text]] })
    }
    expect(sqlite().run(`SELECT hex(${quoteText('a\0b', 'sqlite')})`)).toEqual({ rows: [['610062']] })
  })

  it.each([
    [null, 'null', 'NULL'],
    [true, 'integer', '1'],
    [9223372036854775807n, 'integer', '9223372036854775807'],
    [-9223372036854775808n, 'integer', '-9223372036854775808'],
    [45, 'real', '45.0'],
    [1e300, 'real', '1.0e+300'],
    [-0.5, 'real', '-0.5'],
    [-Infinity, 'real', '-Inf'],
    [NaN, 'null', 'NULL'],
    ["it's", 'text', "it's"],
    [bytes, 'blob', null],
  ])('%s is %s in SQLite', (value, type, text) => {
    const sql = literal(value, 'sqlite')
    expect(sqlite().run(`SELECT typeof(${sql})`)).toEqual({ rows: [[type]] })
    if (text !== null)
      expect(sqlite().run(`SELECT coalesce(CAST(${sql} AS TEXT), 'NULL')`)).toEqual({ rows: [[text]] })
    else expect(sqlite().run(`SELECT ${sql}`)).toEqual({ rows: [[bytes]] })
  })

  it('comes back as the same value in PostgreSQL', async () => {
    const { run } = await postgres()
    const values = [null, true, false, 9223372036854775807n, 'a', bytes]
    expect(await run(`SELECT ${values.map((value) => literal(value, 'postgres')).join(', ')}`)).toEqual({
      rows: [values],
    })
    const floats = [45, 1e300, -0.5, -0, Infinity, -Infinity, NaN]
    const cast = floats.map((value) => `${literal(value, 'postgres')}::float8`)
    expect(await run(`SELECT ${cast.join(', ')}`)).toEqual({ rows: [floats] })
  })
})
