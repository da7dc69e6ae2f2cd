/** Runaway work that ends by itself: generated SQL that is too deep, too wide or too much for an engine. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openInNode } from '../../src/build/node-engine'
import type { Engine } from '../../src/engine/engine'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { all, ask, failure, rows, type Outcome } from '../engine/probe'

const list = (n: number, item: (i: number) => string, between: string) =>
  Array.from({ length: n }, (_, i) => item(i)).join(between)

/** Row 21, and what of row 20 an engine outlives: SQL as a program writes it. */
const bombs: readonly (readonly [name: string, sql: string])[] = [
  ['100,000 parentheses', `SELECT ${'('.repeat(100_000)}1${')'.repeat(100_000)}`],
  ['5,000 nested CASE', `SELECT ${'CASE WHEN 1 = 0 THEN 0 ELSE '.repeat(5000)}1${' END'.repeat(5000)}`],
  ['600 UNION ALL', list(600, (i) => `SELECT ${i} AS n`, ' UNION ALL ')],
  ['20,000 AND', `SELECT 1 WHERE ${list(20_000, (i) => `${i} = ${i}`, ' AND ')}`],
  ['1 + 1 + … 3,000 times', `SELECT ${list(3000, () => '1', ' + ')}`],
  ['500 sub-selects in each other', `${'SELECT * FROM ('.repeat(500)}SELECT 1 AS n${') AS s'.repeat(500)}`],
  ['a list of 100,000 numbers', `SELECT 1 WHERE 99999 IN (${list(100_000, String, ',')})`],
]

/** Rows 23: patterns that make a backtracking matcher take for ever. */
const patterns: Record<Dialect, readonly string[]> = {
  sqlite: [
    `SELECT printf('%.30000c', 'a') LIKE '${'%a'.repeat(20)}%b'`,
    `SELECT printf('%.30000c', 'a') GLOB '${'*a'.repeat(20)}*b'`,
  ],
  postgres: [
    `SELECT repeat('a', 30000) LIKE '${'%a'.repeat(20)}%b'`,
    "SELECT repeat('a', 3000) ~ '^(a+)+$', repeat('a', 3000) || 'b' ~ '^(a|a)*$'",
  ],
}

describe.each(dialects)('%s', (dialect) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await openInNode(dialect)
    await all(engine, 'CREATE TABLE keep (a int)', 'INSERT INTO keep VALUES (1), (2)')
  })
  afterAll(() => engine.close())
  const alive = async () => expect(await rows(engine, 'SELECT count(*) FROM keep')).toEqual([[2n]])

  /** What a statement gave: its outcome; or null where it ended the engine, which is known at once and replaced. */
  async function tried(sql: string): Promise<Outcome | null> {
    try {
      return await ask(engine, sql)
    } catch (error) {
      // PostgreSQL's own guard of the stack misses some recursions
      expect([dialect, String(error)]).toEqual(['postgres', expect.stringContaining('out of stack')])
      engine = await openInNode(dialect)
      await all(engine, 'CREATE TABLE keep (a int)', 'INSERT INTO keep VALUES (1), (2)')
      return null
    }
  }

  test.each(bombs)('%s: an answer, an error or a noticed end, never silence', async (_, sql) => {
    const outcome = await tried(sql)
    if (outcome?.reply.ok === true) expect(outcome.rows.length).toBeGreaterThan(0)
    else if (outcome?.reply.ok === false)
      expect(outcome.reply.error.message).toMatch(
        /stack depth|too (deep|large|many)|recursion|overflow|exhausted/i,
      )
    await alive()
  })

  test('views that multiply, and a chain of 200 of them, end within seconds', async () => {
    await all(engine, 'CREATE VIEW w0 AS SELECT 1 AS a')
    const doubled = dialect === 'sqlite' ? 14 : 6
    for (let i = 1; i <= doubled; i++)
      await all(engine, `CREATE VIEW w${i} AS SELECT l.a FROM w${i - 1} l CROSS JOIN w${i - 1} r`)
    const bomb = await ask(engine, `SELECT * FROM w${doubled}`)
    expect(bomb.reply.ok ? bomb.rows : bomb.reply.error.message).toEqual(
      dialect === 'sqlite' ? expect.stringContaining('too many FROM clause terms') : [[1n]],
    )
    await all(engine, 'CREATE VIEW c0 AS SELECT 1 AS a')
    // PostgreSQL reads the whole chain for each new view
    for (let i = 1; i <= 200; i++) {
      const made = await tried(`CREATE VIEW c${i} AS SELECT a FROM c${i - 1}`)
      if (made === null) break
      expect(made.reply.ok).toBe(true)
      if (i < 200) continue
      const chain = await tried('SELECT * FROM c200')
      if (chain?.reply.ok === true) expect(chain.rows).toEqual([[1n]])
      else if (chain?.reply.ok === false) expect(chain.reply.error.message).toMatch(/stack depth|too many/i)
    }
    await alive()
  })

  test('patterns that make a matcher try everything are bounded', async () => {
    for (const sql of patterns[dialect]) {
      const { reply, rows } = await ask(engine, sql)
      expect(reply.ok && rows.length === 1 && reply.ms < 10_000).toBe(true)
    }
  })

  test('more columns than the engine allows is an error with the limit in it', async () => {
    const error = await failure(engine, `SELECT ${list(40_000, (i) => `${i}`, ',')}`)
    expect(error.message).toMatch(dialect === 'sqlite' ? /too many columns/ : /at most 1664/)
    await alive()
  })
})

describe('postgres', () => {
  test('a trigger that fires itself is a clean error', async () => {
    const engine = await openInNode('postgres')
    await all(
      engine,
      'CREATE TABLE t (a int)',
      `CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN INSERT INTO t VALUES (new.a + 1); RETURN new; END $$`,
      'CREATE TRIGGER again AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION again()',
    )
    expect(await failure(engine, 'INSERT INTO t VALUES (1)')).toMatchObject({ code: '54001' })
    expect(await rows(engine, 'SELECT count(*) FROM t')).toEqual([[0n]])
    await engine.close()
  })

  test('memory that runs out in an aggregate is a clean error, and the engine lives', async () => {
    const engine = await openInNode('postgres')
    const error = await failure(
      engine,
      "SELECT string_agg(repeat('x', 1000000), '') FROM generate_series(1, 1200)",
    )
    expect(error.code).toMatch(/^(53200|54000)$/)
    expect(await rows(engine, 'SELECT 1')).toEqual([[1n]])
    await engine.close()
  })

  test('2,000 prepared statements and 500 tables are no harm', async () => {
    const engine = await openInNode('postgres')
    for (let i = 0; i < 2000; i++) await all(engine, `PREPARE p${i} AS SELECT ${i}`)
    await all(
      engine,
      `DO $$ BEGIN FOR i IN 1..500 LOOP EXECUTE 'CREATE TABLE t' || i || ' (a int)'; END LOOP; END $$`,
    )
    expect((await engine.schema()).tables.length).toBe(500)
    expect(await rows(engine, 'EXECUTE p1999')).toEqual([[1999n]])
    await engine.close()
  })
})
