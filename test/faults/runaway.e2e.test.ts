/** Runaway work in the page: it never stalls, Stop is there, and what was reported is kept. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browser, site, withSite } from '../e2e/site'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { Desk, watchStalls } from './desk'

withSite()

/** How long Stop may take until the next answer is there, ms: with room for a busy machine. */
const stopWithin: Record<Dialect, number> = { sqlite: 2000, postgres: 5000 }
const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'

describe.each(dialects)('%s', (dialect) => {
  const on = <T>(answers: Record<Dialect, T>): T => answers[dialect]
  const series = (n: number) =>
    on({
      sqlite: `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT ${n}) SELECT x, 'row ' || x AS t FROM c`,
      postgres: `SELECT x, 'row ' || x AS t FROM generate_series(1, ${n}) x`,
    })
  let desk: Desk
  beforeAll(async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
  })
  beforeEach(() =>
    desk.run('DROP TABLE IF EXISTS keep; CREATE TABLE keep (a int); INSERT INTO keep VALUES (1), (2)'),
  )
  afterAll(async () => {
    expect(desk.watch.complaints).toEqual([])
    await desk.close()
  })

  test('an endless count: the page answers, the clock ticks, Stop gives the database back', async () => {
    const stalls = await watchStalls(desk.page)
    await desk.begin(`INSERT INTO keep VALUES (3); ${endless}`)
    const began = performance.now()
    await desk.button('Stop').waitFor()
    expect(performance.now() - began).toBeLessThan(1000)
    await desk
      .result(2)
      .getByText(/running for [12]/)
      .waitFor()
    const { p90, max } = await stalls()
    const stopped = performance.now()
    await desk.button('Stop').click()
    await desk.ended()
    const took = performance.now() - stopped
    console.log(
      `${dialect}: stalls p90 ${p90.toFixed(0)} ms, max ${max.toFixed(0)} ms; stopped in ${took.toFixed(0)} ms`,
    )
    expect(p90).toBeLessThan(100)
    expect(await desk.said(2)).toMatch(/^stopped after/)
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['3']])
    expect(took).toBeLessThan(stopWithin[dialect])
  })

  test('Stop inside a transaction says that it was rolled back, and what went with the session', async () => {
    await desk.begin(`CREATE TEMP TABLE mine (a int); BEGIN; INSERT INTO keep VALUES (3); ${endless}`)
    await desk.button('Stop').click()
    await desk.ended()
    const said = desk.result(4).getByText(/transaction was rolled back.*before that transaction began/)
    expect(await said.innerText()).toContain('without its temporary tables')
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })

  test('a double click on Stop stops, and starts nothing', async () => {
    await desk.begin(endless)
    await desk.button('Stop').dblclick()
    await desk.ended()
    expect(await desk.said(1)).toMatch(/^stopped after/)
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })

  test('five million rows stop at a million, and the page stays small', async () => {
    await desk.begin(series(5_000_000))
    await desk.page.waitForFunction(() => document.querySelector('button[aria-busy=true]') === null, null, {
      timeout: 60_000,
    })
    await desk.ended()
    expect(await desk.said(1)).toMatch(/^1,000,000 rows shown, more exist/)
    expect(await desk.page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(2000)
    await desk.grid(1).getByRole('gridcell').first().click()
    await desk.page.keyboard.press('ControlOrMeta+End')
    await desk.grid(1).getByText('row 1000000', { exact: true }).waitFor()
  })

  test('very many columns and a cell of 20 MB leave a page that answers', async () => {
    const columns = on({ sqlite: 2000, postgres: 1600 }) // PostgreSQL allows 1664
    await desk.run(`SELECT ${Array.from({ length: columns }, (_, i) => `${i} AS c${i}`).join(', ')}`)
    expect(await desk.said(1)).toMatch(/^1 row/)
    expect(await desk.page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3000)
    await desk.run(
      on({ sqlite: "SELECT printf('%.20000000c', 'x') AS t", postgres: "SELECT repeat('x', 20000000) AS t" }),
    )
    expect((await desk.rows(1))[0]?.[0]).toMatch(/^x{300}.*(19\.1|20(\.0)?) MB/)
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })

  const inserts = Array.from(
    { length: 193_000 },
    (_, i) => `INSERT INTO keep VALUES (${i}); -- row ${i} of many`,
  )

  test('a script of 193,000 inserts says how far it is, and all of them are there', async () => {
    const began = performance.now()
    await desk.begin(inserts.join('\n'))
    await desk.page.getByText(/^Running statement [\d,]+ of 193,000$/).waitFor()
    await desk.page.waitForFunction(
      () => document.querySelector('button[aria-busy=true], [aria-label=Results] > .progress') === null,
      null,
      { timeout: 80_000 },
    )
    console.log(`${dialect}: 193,000 inserts in ${((performance.now() - began) / 1000).toFixed(1)} s`)
    expect(await desk.page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(5000)
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['193002']])
  })

  test('Stop in the middle of such a script keeps exactly what was done', async () => {
    await desk.begin(inserts.join('\n'))
    await desk.page.getByText(/^Running statement [\d,]+ of 193,000$/).waitFor()
    await desk.button('Stop').click()
    await desk.page.waitForFunction(() => document.querySelector('button[aria-busy=true]') === null)
    const words = await desk.page.getByRole('region', { name: 'Results' }).innerText()
    const done = Number((/([\d,]+) more statements were done/.exec(words)?.[1] ?? '0').replaceAll(',', ''))
    const [[found] = ['']] = await desk.ask('SELECT count(*) FROM keep')
    // 200 have lines of their own, and two rows were there before
    expect(done === 0 ? Number(found) <= 202 : Number(found) === done + 202).toBe(true)
    expect(Number(found)).toBeLessThan(193_002)
  })

  test('twenty clicks on Run give one run at a time, whole', async () => {
    await desk.begin('INSERT INTO keep VALUES (7); SELECT count(*) FROM keep')
    await desk.page.evaluate(() => {
      const run = [...document.querySelectorAll('button')].find((b) =>
        /^Run(ning)?/.test(b.textContent.trim()),
      )
      for (let i = 0; i < 20; i++) run?.click()
    })
    await desk.ended()
    const [[shown] = ['0']] = await desk.rows(2)
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([[shown ?? '']])
  })

  test('a hidden, throttled tab is not taken for a dead engine', async () => {
    const session = await desk.page.context().newCDPSession(desk.page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 8 })
    await desk.page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    const rows = on({ sqlite: 3_000_000, postgres: 1_500_000 })
    await desk.begin(`SELECT count(*) FROM (${series(rows)}) s`)
    await desk.ended()
    expect(await desk.said(1)).toMatch(/^1 row/)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })
})
