/** What stands in strings, quoted names and comments is no SQL: a copy leaves it as it is. */
import { expect, test } from 'vitest'
import { copyDatabase } from '../../src/transfer/copy-database'
import { execute, values } from './engines'
import { open } from './for-a-test'

const indexes = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"

test('from PostgreSQL: strings and names that look like its forms', async () => {
  const words =
    'x = ANY (ARRAY[1, 2]) <> ALL (ARRAY[3]) now() localtimestamp(3) char_length(x) EXTRACT(year FROM d) TRIM(BOTH FROM x) SUBSTRING(x FROM 1 FOR 2)'
  const source = await open(
    'postgres',
    `CREATE TABLE t (id int PRIMARY KEY, note text DEFAULT '${words}', "now()" text CHECK ("now()" <> '${words}'))`,
    `CREATE INDEX a ON t (id DESC NULLS LAST, note COLLATE "C") INCLUDE (note) WHERE note <> ' NULLS FIRST INCLUDE (a) COLLATE "C" text_pattern_ops'`,
    `CREATE UNIQUE INDEX "b USING hash (id)" ON t (("now()" || ' NULLS NOT DISTINCT')) NULLS NOT DISTINCT`,
    'INSERT INTO t (id) VALUES (1)',
    `CREATE VIEW v AS SELECT "now()", '${words}' AS "char_length(x)" FROM t WHERE note = '${words}'`,
  )
  const target = await open('sqlite')
  expect((await copyDatabase(source, target)).not).toEqual([
    { what: 'unique b USING hash (id) of t', why: expect.stringContaining('NULLS NOT DISTINCT') as unknown },
    { what: 'index a', why: 'SQLite has no INCLUDE: it is there without.' },
  ])
  await execute(target, 'INSERT INTO t (id) VALUES (2)')
  expect(await values(target, 'SELECT note FROM t')).toEqual([[words], [words]])
  expect(await values(target, 'SELECT "char_length(x)" FROM v')).toEqual([[words], [words]])
  await expect(execute(target, `INSERT INTO t (id, "now()") VALUES (3, '${words}')`)).rejects.toThrow('CHECK')
  const [[a = ''] = [], [b = ''] = []] = await values(target, indexes)
  expect(a).toContain(`' NULLS FIRST INCLUDE (a) COLLATE "C" text_pattern_ops'`)
  expect(String(a).split(' WHERE ')[0]).not.toMatch(/NULLS|INCLUDE|COLLATE/)
  expect(b).toMatch(/' NULLS NOT DISTINCT'(::text)?\)+$/)
})

test('from PostgreSQL: lists and calls whose values hold parentheses', async () => {
  const source = await open(
    'postgres',
    `CREATE TABLE t (id int PRIMARY KEY, s text CHECK (s IN ('a)', 'b(', 'c]') AND s NOT IN ('(', lower('D)'))), d date)`,
    `INSERT INTO t VALUES (1, 'a)', '2024-05-06'), (2, 'b(', '2023-01-31')`,
    `CREATE VIEW v AS SELECT extract(year FROM coalesce(d, DATE '2020-01-01')) AS y, trim(both from lower(s)) AS low,
       substring(upper(s) FROM 1 FOR 1) AS first, char_length(s) AS n FROM t WHERE s IN ('a)', 'b(', lower('C]'))`,
  )
  const target = await open('sqlite')
  expect((await copyDatabase(source, target)).not).toEqual([])
  expect(await values(target, 'SELECT * FROM v ORDER BY low')).toEqual([
    [2024n, 'a)', 'A', 2n],
    [2023n, 'b(', 'B', 2n],
  ])
  await expect(execute(target, "INSERT INTO t (id, s) VALUES (3, 'c')")).rejects.toThrow('CHECK')
})

test('from SQLite: strings, names and comments that look like its calls and clauses', async () => {
  const words = 'ifnull(a) substr (b) ON CONFLICT REPLACE COLLATE NOCASE WITHOUT ROWID'
  const source = await open(
    'sqlite',
    `CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT DEFAULT '${words}', n INT, /* DEFERRABLE INITIALLY DEFERRED */
       twice INT AS (n * 2 -- doubled
       ), CHECK (s <> 'substr(' AND s <> 'ifnull (' AND ifnull(n, 0) >= 0) -- WITHOUT ROWID
     )`,
    `CREATE INDEX "i on t (n)" /* ON t (n) */ ON t (s)`,
    'INSERT INTO t (n) VALUES (4)',
    `CREATE VIEW v ("a)", "date('now')") /* as */ AS SELECT substr(s, 1, 6), ifnull(n, 0) AS "ifnull(n)" FROM t WHERE s = '${words}'`,
  )
  const target = await open('postgres')
  expect((await copyDatabase(source, target)).not).toEqual([])
  await execute(target, 'INSERT INTO t (n) VALUES (5)')
  expect(await values(target, 'SELECT s, twice FROM t ORDER BY id')).toEqual([
    [words, 8n],
    [words, 10n],
  ])
  expect(await values(target, `SELECT "a)", "date('now')" FROM v ORDER BY 2`)).toEqual([
    ['ifnull', 4n],
    ['ifnull', 5n],
  ])
  await expect(execute(target, "INSERT INTO t (id, s) VALUES (9, 'substr(')")).rejects.toThrow('check')
  expect(
    await values(target, "SELECT indexdef LIKE '%(s)' FROM pg_indexes WHERE indexname LIKE 'i on%'"),
  ).toEqual([[true]])
})
