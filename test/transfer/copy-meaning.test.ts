/** What both engines take, and mean something else by: a copy keeps the values, and says what it could not keep. */
import { expect, test } from 'vitest'
import { copyDatabase } from '../../src/transfer/copy-database'
import { execute, values } from './engines'
import { open } from './for-a-test'

test('a check that rows break in SQLite is left out, and everything else is copied', async () => {
  const source = await open(
    'postgres',
    "CREATE TABLE t (a int CHECK (a > 0), d date CHECK (d + 1 > '2020-01-01'), f float8 CHECK (round(f) = 2), b int GENERATED ALWAYS AS (a * 2) STORED)",
    "INSERT INTO t VALUES (1, '2024-01-31', 2.5)",
  )
  const target = await open('sqlite')
  const report = await copyDatabase(source, target)
  expect(report).toMatchObject({ kind: 'done', rows: 1 })
  const why = 'It means something else in SQLite, where rows of the table break it.'
  expect(report.not).toEqual([
    { what: 'check of t', why: `Left out: ((d + 1) > '2020-01-01'::date). ${why}` },
    { what: 'check of t', why: `Left out: (round(f) = (2)::double precision). ${why}` },
  ])
  expect(await values(target, 'SELECT a, d, f, b FROM t')).toEqual([[1n, '2024-01-31', 2.5, 2n]])
  await expect(execute(target, 'INSERT INTO t (a) VALUES (-1)')).rejects.toThrow('CHECK')
})

test('of several generated columns only those are given up that fail for a row', async () => {
  const source = await open(
    'sqlite',
    'CREATE TABLE t (s TEXT, n INT AS (CAST(s AS INTEGER)), len INT AS (length(s)), tail TEXT AS (substr(s, -2)), up TEXT AS (upper(s)))',
    "INSERT INTO t (s) VALUES ('12x'), ('abc')",
  )
  const target = await open('postgres')
  const report = await copyDatabase(source, target)
  expect(report).toMatchObject({ kind: 'done', rows: 2 })
  const kept = 'It is computed no more, and its values were copied as they are:'
  expect(report.not).toEqual([
    { what: 'column n of t', why: `${kept} invalid input syntax for type integer: "12x".` },
    { what: 'column tail of t', why: `${kept} its expression gives other values in PostgreSQL.` },
  ])
  expect(await values(target, 'SELECT * FROM t ORDER BY s')).toEqual([
    ['12x', 12n, 3n, '2x', '12X'],
    ['abc', 0n, 3n, 'bc', 'ABC'],
  ])
  await execute(target, "INSERT INTO t (s) VALUES ('new')")
  expect(await values(target, "SELECT len, up FROM t WHERE s = 'new'")).toEqual([[3n, 'NEW']])
})

test('a half is rounded in PostgreSQL as in SQLite, with and without digits', async () => {
  const source = await open(
    'sqlite',
    'CREATE TABLE t (r REAL, whole REAL AS (round(r)), one REAL AS (round(r, 1)))',
    'INSERT INTO t (r) VALUES (1)',
  )
  const target = await open('postgres')
  expect((await copyDatabase(source, target)).not).toEqual([])
  await execute(target, 'INSERT INTO t (r) VALUES (2.5), (-2.5), (0.25)')
  expect(await values(target, 'SELECT whole, one FROM t ORDER BY r')).toEqual([
    [-3, -2.5],
    [0, 0.3],
    [1, 1],
    [3, 2.5],
  ])
})

test('what means something else is told where there are no rows to show it', async () => {
  const sqlite = await open(
    'sqlite',
    'CREATE TABLE t (a INT, s TEXT, n INT AS (CAST(a / 2.5 AS INTEGER)), CHECK (substr(s, -1) <> ?))'.replace(
      '?',
      "'x'",
    ),
    'CREATE VIEW v AS SELECT sum(a) / count(*) AS mean FROM t',
    'CREATE VIEW plain AS SELECT substr(s, 1, 2) AS s, round(a / 2) AS r FROM t',
  )
  const toPostgres = await copyDatabase(sqlite, await open('postgres'))
  expect(toPostgres.not).toEqual([
    { what: 'column n of t', why: told('CAST to a whole number cuts') },
    { what: 'check of t', why: told('A negative place in substr') },
    { what: 'view v', why: told('A sum of whole numbers') },
  ])
  const postgres = await open(
    'postgres',
    "CREATE TABLE t (a int, d date CHECK (d - 1 > DATE '2020-01-01'), n numeric, m numeric, f float8 CHECK (round(f) = 2))",
    'CREATE VIEW v AS SELECT t.d + 1 AS next FROM t',
    'CREATE VIEW w AS SELECT n / m AS share FROM t',
    'CREATE VIEW plain AS SELECT a + 1 AS b, n / a AS c, round(n) AS r FROM t',
  )
  const toSqlite = await copyDatabase(postgres, await open('sqlite'))
  expect(toSqlite.not).toEqual([
    { what: 'check of t', why: told('A date with a number') },
    { what: 'check of t', why: told('round() takes a half') },
    { what: 'view v', why: told('A date with a number') },
    { what: 'view w', why: told('Decimals without a fraction') },
  ])
})

const told = (doubt: string) =>
  expect.stringContaining(`It is in the copy, and may give other values there. ${doubt}`) as unknown
