/** Silent wrong answers: what an engine gave is what the page shows, to the last digit. */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browser, site, withSite } from '../e2e/site'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { Desk } from './desk'

withSite()

describe.each(dialects)('%s', (dialect) => {
  const on = <T>(answers: Record<Dialect, T>): T => answers[dialect]
  let desk: Desk
  beforeAll(async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
  })
  afterAll(async () => {
    expect(desk.watch.complaints).toEqual([])
    await desk.close()
  })

  test('names: equal, special, numeric, empty and markup stay themselves, in their order', async () => {
    await desk.run(
      'SELECT 1 a, 2 a, 3 a; SELECT 1 AS "__proto__", 2 AS "constructor", 3 AS "hasOwnProperty"; SELECT 1 AS "2", 2 AS "1", 3 AS "b"; SELECT 1 AS "<img src=x onerror=alert(1)>"',
    )
    expect(await desk.rows(1)).toEqual([['1', '2', '3']])
    expect((await desk.heads(1)).slice(-3).map((head) => head.slice(0, 1))).toEqual(['a', 'a', 'a'])
    expect(await desk.rows(2)).toEqual([['1', '2', '3']])
    const named = (heads: string[]) => heads.slice(-3).map((head) => head.replace(/\s*(integer|int4)$/, ''))
    expect(named(await desk.heads(2))).toEqual(['__proto__', 'constructor', 'hasOwnProperty'])
    expect(named(await desk.heads(3))).toEqual(['2', '1', 'b'])
    expect(await desk.page.evaluate(() => 'polluted' in {} || Object.keys(Object.prototype).length)).toBe(0)
  })

  test('numbers: 64 bits, infinities and NaN are whole', async () => {
    const [[...shown] = []] = await desk.ask(
      on({
        sqlite: 'SELECT 9007199254740993, 9223372036854775807, -9223372036854775808, 1e999, -1e999, 0.1',
        postgres:
          "SELECT 9007199254740993, 9223372036854775807, -9223372036854775808, 'Infinity'::float8, '-Infinity'::numeric, 'NaN'::numeric, 'NaN'::float8",
      }),
    )
    expect(shown).toEqual([
      '9007199254740993',
      '9223372036854775807',
      '-9223372036854775808',
      ...on({
        sqlite: ['Inf', '-Inf', '0.1'],
        postgres: ['Infinity', '-Infinity', 'NaN', 'NaN'],
      }),
    ])
  })

  test("NULL, '' and 'NULL' have three looks, and bytes and NUL are seen", async () => {
    const [[...shown] = []] = await desk.ask(
      on({
        sqlite: "SELECT NULL, '', 'NULL', x'00ff41', 'a' || char(0) || 'b'",
        postgres: "SELECT NULL, '', 'NULL', '\\x00ff41'::bytea, E'a\\u0001b'",
      }),
    )
    const looks = await desk
      .grid(1)
      .getByRole('gridcell')
      .evaluateAll((cells) =>
        cells.map((cell) => [cell.querySelector('.null') !== null, cell.querySelector('.empty') !== null]),
      )
    expect(looks.slice(-5, -2)).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ])
    expect(shown.slice(3)).toEqual(
      on({ sqlite: ["x'00ff41'3 bytes", 'a␀b'], postgres: ['\\x00ff413 bytes', 'a␁b'] }),
    )
  })

  test('a result without rows keeps its headers; three queries give three results', async () => {
    await desk.run('SELECT 1 AS one, 2 AS two WHERE 1 = 0; SELECT 2; SELECT 3')
    expect((await desk.heads(1)).join()).toMatch(/one.*two/)
    expect(await desk.said(1)).toMatch(/^0 rows/)
    expect(await desk.rows(2)).toEqual([['2']])
    expect(await desk.rows(3)).toEqual([['3']])
  })

  test('a script that fails in the middle says where, what was done and what was not', async () => {
    await desk.run(
      'CREATE TABLE f (a int); INSERT INTO f VALUES (1), (2); INSERT INTO nowhere VALUES (1); INSERT INTO f VALUES (3)',
    )
    expect(await desk.said(2)).toMatch(/^2 rows changed/)
    expect(await desk.said(3)).toMatch(/^failed · nothing was changed/)
    expect(await desk.said(4)).toBe('not run')
    expect(await desk.ask('SELECT count(*) FROM f')).toEqual([['2']])
  })

  test('counts, RETURNING and plans are shown', async () => {
    await desk.run(
      'UPDATE f SET a = a + 1; INSERT INTO f VALUES (9) RETURNING a; DELETE FROM f; SELECT * FROM f',
    )
    expect(await desk.said(1)).toMatch(/^2 rows changed/)
    expect(await desk.rows(2)).toEqual([['9']])
    expect(await desk.said(3)).toMatch(/^3 rows changed/)
    expect(await desk.said(4)).toMatch(/^0 rows/)
    await desk.run(on({ sqlite: 'EXPLAIN QUERY PLAN SELECT * FROM f', postgres: 'EXPLAIN SELECT * FROM f' }))
    expect(await desk.said(1)).toMatch(/rows?/)
  })

  test('an open transaction is told until it ends', async () => {
    await desk.run('BEGIN; INSERT INTO f VALUES (1)')
    await desk.page.getByText('Transaction open', { exact: true }).waitFor()
    await desk.run('ROLLBACK')
    await desk.page.getByText('Transaction open', { exact: true }).waitFor({ state: 'detached' })
    expect(await desk.ask('SELECT count(*) FROM f')).toEqual([['0']])
  })
})

/** Columns out of sight are not in the page. */
const wide = { width: 4000, height: 900 }

test.each(dialects)('%s: the command Restart engine ends a session that SQL cannot mend', async (dialect) => {
  const desk = await Desk.open(browser, site)
  await desk.choose(dialect)
  const broken: Record<Dialect, string> = {
    sqlite: 'CREATE TABLE kept (a); CREATE TEMP TABLE passing (a); PRAGMA hard_heap_limit = 9000000',
    postgres: 'CREATE TABLE kept (a int); CREATE ROLE guest; SET SESSION AUTHORIZATION guest',
  }
  const asked: Record<Dialect, string> = {
    sqlite: "SELECT group_concat(name) FROM pragma_table_list WHERE name IN ('kept', 'passing')",
    postgres: "SELECT concat(current_user, ' ', to_regclass('kept'))",
  }
  const healed: Record<Dialect, string> = { sqlite: 'kept', postgres: 'postgres kept' }
  await desk.run(broken[dialect])
  expect(await desk.ask(asked[dialect])).not.toEqual([[healed[dialect]]])
  await desk.page.keyboard.press('ControlOrMeta+k')
  await desk.page.getByRole('combobox', { name: 'Command' }).fill('restart')
  await desk.page.keyboard.press('Enter')
  await desk.page.getByText('The engine was started anew').first().waitFor()
  expect(await desk.ask(asked[dialect])).toEqual([[healed[dialect]]])
  await desk.close()
})

describe('beside the native programs', () => {
  test('SQLite shows what sqlite3 prints', async () => {
    const sql =
      "SELECT 9223372036854775807, 1e15, 123456789012345678, 0.1 + 0.2, 1e22, -0.0, 5e-324, 'é😀', date('2024-02-29', '+1 year'), hex(zeroblob(3)), 1 / 3.0"
    const native = execFileSync('sqlite3', ['-separator', '\u001f', ':memory:', sql], { encoding: 'utf8' })
    const desk = await Desk.open(browser, site, { viewport: wide })
    const version = execFileSync('sqlite3', ['--version'], { encoding: 'utf8' })
    const [shown = []] = await desk.ask(sql)
    const printed = native.trim().split('\u001f')
    // before 3.43 sqlite3 printed 15 digits; what counts there is that ours read back as the same number
    const same = (mine: string, theirs: string) =>
      mine === theirs ||
      (/^3\.([0-3]|4[0-2])\d?\./.test(version) && Math.abs(Number(mine) / Number(theirs) - 1) < 1e-14)
    expect(shown.filter((text, i) => !same(text, printed[i] ?? ''))).toEqual([])
    expect(shown.length).toBe(printed.length)
    await desk.close()
  })

  test.each(['America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Apia'])(
    'PostgreSQL shows what psql prints, in a browser in %s',
    async (timezoneId) => {
      const desk = await Desk.open(browser, site, { timezoneId, viewport: wide })
      await desk.choose('postgres')
      // beside each expression what psql prints for it
      const printed: readonly (readonly [string, string])[] = [
        ["date '2024-03-31'", '2024-03-31'],
        ["timestamp '2024-03-31 02:30:00'", '2024-03-31 02:30:00'],
        ["timestamptz '2024-03-31 02:30:00+00' AT TIME ZONE 'UTC'", '2024-03-31 02:30:00'],
        ["timestamptz '2024-03-10 10:30:00+00'", '2024-03-10 10:30:00+00'],
        ["timestamp 'infinity'", 'infinity'],
        ["date '-infinity'", '-infinity'],
        ["date '4713-01-01 BC'", '4713-01-01 BC'],
        ["timestamp '294276-12-31 23:59:59'", '294276-12-31 23:59:59'],
        ['\'{"n": 12345678901234567890, "m": 1e400}\'::jsonb ->> \'n\'', '12345678901234567890'],
        ["interval '1 mon -3 days 04:05'", '1 mon -3 days +04:05:00'],
        ["time '24:00'", '24:00:00'],
        ['ARRAY[1, NULL, 3]', '{1,NULL,3}'],
        ['1e20::numeric + 0.000000000000000001', '100000000000000000000.000000000000000001'],
      ]
      const [shown] = await desk.ask(`SELECT ${printed.map(([sql]) => sql).join(', ')}`)
      expect(shown).toEqual(printed.map(([, text]) => text))
      await desk.close()
    },
  )

  test('COMMIT of a failed transaction says ROLLBACK; notices stand in order; no columns are counted', async () => {
    const desk = await Desk.open(browser, site)
    await desk.choose('postgres')
    await desk.run('BEGIN; SELECT 1 / 0')
    await desk.page.getByText('Transaction failed: ROLLBACK ends it').waitFor()
    await desk.run('COMMIT')
    expect(await desk.result(1).innerText()).toMatch(/ROLLBACK/i)
    await desk.run("DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two'; END $$; SELECT")
    expect(await desk.result(1).getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/NOTICE\s*one/),
      expect.stringMatching(/WARNING\s*two/),
    ])
    expect(await desk.said(2)).toMatch(/^1 row/)
    await desk.close()
  })
})
