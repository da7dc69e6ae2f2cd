import { expect, test } from 'vitest'
import { quotedStrings } from '../../src/sql/quoted-strings'
import { sqlite } from './engines'

const engine = sqlite(`
  CREATE TABLE t (id INTEGER PRIMARY KEY, "order" TEXT, "wh""at" TEXT);
  CREATE VIEW v AS SELECT id AS "shown" FROM t;
  INSERT INTO t VALUES (1, 'a', 'b')`)

/** The advice about a statement that SQLite accepts, and the words it is about. */
async function advice(sql: string) {
  expect(engine.run(sql).message).toBeUndefined()
  const found = await quotedStrings(sql, (queries) =>
    Promise.resolve(queries.map((query) => (engine.run(query).message === undefined ? 0 : null))),
  )
  return found.map(({ from, to, title, fix }) => [sql.slice(from, to), title, fix?.text])
}

const title = 'Double quotes name tables and columns. A string takes single quotes.'

test.each([
  ['SELECT "nope" FROM t', '"nope"', "'nope'"],
  ['SELECT * FROM t WHERE "order" = "paid"', '"paid"', "'paid'"],
  ['SELECT * FROM t WHERE "order" IN (\'x\', "it\'s")', '"it\'s"', "'it''s'"],
  ['SELECT id FROM t ORDER BY "ID", "idd"', '"idd"', "'idd'"],
  ['UPDATE t SET "order" = "new" WHERE 0', '"new"', "'new'"],
  ['WITH c("x") AS (SELECT 1) SELECT "x", "y" FROM c', '"y"', "'y'"],
  ['SELECT "a`b"', '"a`b"', "'a`b'"],
])('a word in double quotes that names nothing is a string: %s', async (sql, word, text) => {
  expect(await advice(sql)).toEqual([[word, title, text]])
})

test('of several such words the first two are told', async () => {
  expect(await advice('SELECT * FROM t WHERE "state" = "paid" OR "x" = 1')).toEqual([
    ['"state"', title, "'state'"],
    ['"paid"', title, "'paid'"],
  ])
})

test.each([
  'SELECT "order", "wh""at", "ID", "rowid" FROM "t"',
  'SELECT t."order" AS "shown as" FROM t ORDER BY "shown as"',
  'SELECT "shown" FROM "v" AS "view" WHERE "view"."shown" = 1',
  'SELECT "key", "value" FROM json_each(\'[1]\')',
  'INSERT INTO "t" ("order") SELECT "order" FROM "t"',
  'SELECT "count"(*) FROM t',
  'SELECT \'say "nope"\'',
])('a name is left alone: %s', async (sql) => {
  expect(await advice(sql)).toEqual([])
})

test('nothing is said about a table that is gone since', async () => {
  expect(await quotedStrings('SELECT "nope" FROM t', (all) => Promise.resolve(all.map(() => null)))).toEqual(
    [],
  )
})
