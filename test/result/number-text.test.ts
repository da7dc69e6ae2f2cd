import { PGlite } from '@electric-sql/pglite'
import initSqlJs from 'sql.js'
import { expect, test } from 'vitest'
import { numberText } from '../../src/result/number-text'

/** Numbers that have caught number printers, and many made of random bits. */
function numbers(): number[] {
  const hard = [
    0,
    1,
    45,
    45.5,
    0.1,
    0.1 + 0.2,
    1 / 3,
    2 / 3,
    1e14,
    1e15,
    123456789012345,
    1234567890123456,
    1e16,
    1e17,
    1e20,
    1e21,
    1e22,
    1e23,
    9e22,
    5e22,
    2 ** 53,
    2 ** 54 + 4,
    2 ** 63,
    2 ** 70,
    1e-4,
    1e-5,
    0.00012345,
    0.000012345,
    9.95,
    1.005,
    1e15 - 0.1,
    1e14 - 0.01,
    1e100,
    1.7976931348623157e308,
    2.2250738585072014e-308,
    1e-300,
    4.35,
    123456.789,
    1e6,
    1234567,
    0.5e-4,
    8.41e21,
    2 ** 53 + 2,
  ]
  const found = hard.flatMap((number) => [number, -number])
  let seed = 12345
  const next = (): number => (seed = (seed * 1103515245 + 12345) % 2147483648)
  const view = new DataView(new ArrayBuffer(8))
  while (found.length < 3000) {
    view.setUint32(0, (next() << 8) ^ next())
    view.setUint32(4, (next() << 8) ^ next())
    const number = view.getFloat64(0)
    if (Number.isFinite(number) && Math.abs(number) > 1e-290)
      found.push(number, Math.round(number % 1e6) / 100)
  }
  return found
}

test('a floating-point number looks as SQLite casts it to text', async () => {
  const SQL = await initSqlJs()
  const db = new SQL.Database()
  const statement = db.prepare('SELECT CAST(CAST(? AS REAL) AS TEXT)')
  for (const number of numbers()) {
    const [written] = statement.get([number])
    expect(numberText.sqlite(number, 'real'), String(number)).toBe(written)
  }
  expect(db.exec('SELECT CAST(9e999 AS TEXT), CAST(-9e999 AS TEXT)')[0]?.values[0]).toEqual([
    numberText.sqlite(Infinity, 'real'),
    numberText.sqlite(-Infinity, 'real'),
  ])
  db.close()
})

test('a floating-point number looks as PostgreSQL casts it to text', async () => {
  const pg = await PGlite.create()
  const list = [...numbers(), -0, Infinity, -Infinity, NaN]
  const { rows } = await pg.query<{ text: string }>(
    'SELECT n::text AS text FROM unnest($1::text[]::float8[]) WITH ORDINALITY AS t(n, i) ORDER BY i',
    [list.map((number) => (Object.is(number, -0) ? '-0' : String(number)))],
  )
  rows.forEach(({ text }, i) => expect(numberText.postgres(list[i] ?? 0, 'float8')).toBe(text))
  expect(rows.length).toBe(list.length)
  const real = await pg.query<{ text: string }>(
    `SELECT n::text AS text FROM unnest('{0.1,1,100000,999999,1000000,1234567,1e20,0.0001,0.00001,123456.79,3.4e38}'::float4[]) AS t(n)`,
  )
  for (const { text } of real.rows) expect(numberText.postgres(Number(text), 'float4')).toBe(text)
  await pg.close()
})
