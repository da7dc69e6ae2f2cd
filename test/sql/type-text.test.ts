import { expect, test } from 'vitest'
import { typeText } from '../../src/sql/type-text'
import { postgres } from './engines'

test('every type of PostgreSQL has a short name that PostgreSQL takes for the same type', async () => {
  const { pg } = await postgres()
  const { rows } = await pg.query<{ oid: number; long: string }>(
    `SELECT oid::int, format_type(oid, NULL) AS long FROM pg_type
     WHERE typtype = 'b' AND format_type(oid, NULL) NOT IN ('"char"', '"char"[]', 'bpchar', 'bpchar[]', 'cstring', 'cstring[]')`,
  )
  expect(rows.length).toBeGreaterThan(100)
  for (const { oid, long } of rows) {
    const shown = typeText(long, 'postgres')
    const back = await pg.query<{ oid: number }>(`SELECT to_regtype($1)::oid::int AS oid`, [shown])
    expect([long, shown, back.rows[0]?.oid]).toEqual([long, shown, oid])
  }
})

test.each([
  ['character varying(100)', 'varchar(100)'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp(3) with time zone', 'timestamptz(3)'],
  ['time with time zone', 'timetz'],
  ['integer[]', 'int4[]'],
  ['double precision', 'float8'],
  ['numeric(10,2)', 'numeric(10,2)'],
  ['character(3)', 'char(3)'],
  ['integer_list', 'integer_list'],
  ['"Mood"', '"Mood"'],
  ['interval year to month', 'interval year to month'],
])('%s is %s', (long, shown) => expect(typeText(long, 'postgres')).toBe(shown))

test('a declared type of SQLite stays what it is, in small letters', () => {
  expect(typeText('DECIMAL(10,2)', 'sqlite')).toBe('decimal(10,2)')
  expect(typeText('integer', 'sqlite')).toBe('integer')
  expect(typeText('', 'sqlite')).toBe('')
})
