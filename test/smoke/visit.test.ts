/** What the site is for, in the browser that `CROSS` names: Firefox or WebKit. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import initSqlJs from 'sql.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sales } from '../../src/dataset/sales'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { engineName } from '../faults/desk'
import { start, type Running } from './browsers'
import { key, Visitor } from './visitor'
import { watchedSite, type Watched } from './watch'

const name = process.env.CROSS === 'webkit' ? 'webkit' : 'firefox'
let site: Watched
let browser: Running
let visitor: Visitor
beforeAll(async () => {
  site = await watchedSite()
  browser = await start(name, site.proxy)
  visitor = new Visitor(browser.line, site.url)
  await visitor.open('#/play')
  console.log(await visitor.evaluate(() => navigator.userAgent))
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'
const million: Record<Dialect, string> = {
  sqlite: 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 1000000) SELECT x FROM c',
  postgres: 'SELECT x FROM generate_series(1, 1000000) x',
}

const emptied: Record<Dialect, readonly string[]> = {
  sqlite: ['DROP TABLE sales', 'DROP TABLE customers', 'DROP TABLE categories'],
  postgres: ['DROP SCHEMA public CASCADE', 'CREATE SCHEMA public'],
}

describe.each(dialects)('%s', (dialect) => {
  beforeAll(() => visitor.click('[role=radio]', engineName[dialect]))

  test('the sales script runs, and what is typed is answered', async () => {
    await visitor.run([...emptied[dialect], ...sales.statements(dialect, new Date())].join(';\n'))
    await visitor.type("SELECT count(*), 'é' FROM sales WHERE sale_amount > 0")
    await visitor.press(key.control, key.enter)
    await visitor.see(() => document.querySelectorAll('[role=grid]').length === 1)
    expect(await visitor.cells(1)).toEqual(['50', 'é'])
    expect(
      await visitor.ask('SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM categories)'),
    ).toEqual(['10', '6'])
  })

  test('the last of a million rows is reached by key and by scrolling', async () => {
    await visitor.run(million[dialect])
    /** The last row's text, where it is seen whole. */
    const last = () => {
      const grid = document.querySelector('[role=grid]')
      const cell = grid?.querySelector('[aria-rowindex="1000000"] [role=gridcell]')
      if (grid === null || cell === null || cell === undefined) return null
      const [inner, outer] = [cell.getBoundingClientRect(), grid.getBoundingClientRect()]
      const whole = inner.height > 20 && inner.top >= outer.top && inner.bottom <= outer.bottom + 1
      return whole && cell.textContent.trim()
    }
    await visitor.click('[role=gridcell]')
    await visitor.press(key.control, key.end)
    expect(await visitor.see(last)).toBe('1000000')
    await visitor.press(key.control, key.home)
    expect(
      (
        await visitor.see(() => document.querySelector('[aria-rowindex="1"] [role=gridcell]')?.textContent)
      )?.trim(),
    ).toBe('1')
    await visitor.evaluate(() => {
      const grid = document.querySelector('[role=grid]')
      if (grid !== null) grid.scrollTop = grid.scrollHeight
    })
    expect(await visitor.see(last)).toBe('1000000')
  })

  test('a result is drawn as a chart', async () => {
    await visitor.run(
      'SELECT c.name, sum(s.sale_amount) AS total FROM sales s JOIN categories c ON c.id = s.product_category_id GROUP BY c.name',
    )
    await visitor.click('[role=tab]', 'Chart')
    const colours = await visitor.see(() => {
      const canvas = document.querySelector('canvas')
      if (canvas === null || canvas.width === 0) return null
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
      const seen = new Set<number>()
      for (let i = 0; i + 3 < data.length; i += 4)
        if ((data[i + 3] ?? 0) > 0)
          seen.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0))
      return seen.size > 3 && seen.size
    })
    expect(colours).toBeGreaterThan(3)
  })

  test('Stop ends a query without end and keeps every finished change', async () => {
    await visitor.begin(`CREATE TABLE kept (a int); INSERT INTO kept VALUES (1), (2); ${endless}`)
    await visitor.text('[role=group][aria-label="Result 3"] header', 'running for 1')
    const began = Date.now()
    await visitor.click('button', 'Stop')
    await visitor.ended()
    expect(Date.now() - began).toBeLessThan(10_000)
    expect(await visitor.text('[role=group][aria-label="Result 3"] header')).toContain('stopped after')
    expect(await visitor.ask('SELECT count(*) FROM kept')).toEqual(['2'])
  })
})

test.each(dialects)('what writes a dump of %s is fetched when it is wanted', async (dialect) => {
  await visitor.click('[role=radio]', engineName[dialect])
  expect(await visitor.ask('SELECT count(*) FROM kept')).toEqual(['2'])
  await visitor.click('button', 'Export')
  await visitor.click('[role=menuitem]', 'SQL dump')
  const written = () => readdirSync(browser.downloads).filter((name) => /\.sql$/.test(name))
  await expect.poll(written, { timeout: 30_000 }).toHaveLength(dialects.indexOf(dialect) + 1)
})

test('the database leaves as a file that SQLite opens', async () => {
  await visitor.click('[role=radio]', 'SQLite')
  expect(await visitor.ask('SELECT count(*) FROM kept')).toEqual(['2'])
  await visitor.click('button', 'Export')
  await visitor.click('[role=menuitem]', 'SQLite file')
  await visitor.see(() => /Exported .*\.db/.test(document.body.innerText))
  const { Database } = await initSqlJs()
  await expect
    .poll(
      () => {
        const file = readdirSync(browser.downloads).find((each) => each.endsWith('sales.db'))
        if (file === undefined) return null
        const database = new Database(readFileSync(join(browser.downloads, file)))
        return database
          .exec('PRAGMA integrity_check; SELECT count(*) FROM sales')
          .flatMap((result) => result.values)
      },
      { timeout: 20_000 },
    )
    .toEqual([['ok'], [50]])
})

test('both databases are there after a reload', async () => {
  await visitor.see(() => document.body.innerText.includes('Saved in this browser'))
  await visitor.reload()
  for (const engine of ['PostgreSQL', 'SQLite']) {
    await visitor.click('[role=radio]', engine)
    expect(await visitor.ask('SELECT count(*) FROM kept')).toEqual(['2'])
  }
})

test('a lesson tells a wrong answer from a right one', async () => {
  await visitor.open('#/learn/sql/left-join/left-join-never-bought')
  await visitor.paste('SELECT name, email FROM customers')
  await visitor.click('button', 'Check')
  expect(await visitor.text('[role=status][aria-label=Verdict]')).toMatch(/^Not yet/)
  await visitor.paste(
    'SELECT name, email FROM customers WHERE id NOT IN (SELECT customer_id FROM sales) ORDER BY name',
  )
  await visitor.click('button', 'Check')
  expect(await visitor.text('[role=status][aria-label=Verdict]', 'Correct')).toMatch(/^Correct/)
})

test('no error was written to the console, and nothing was asked of another host', () => {
  expect(site.complaints).toEqual([])
})

test('what that watches for is seen when it happens, in the page and on the way out', async () => {
  const seen = (words: RegExp) =>
    expect.poll(() => site.complaints.join('\n'), { timeout: 10_000 }).toMatch(words)
  await visitor.evaluate(() => {
    console.error('made here')
    document.body.append(Object.assign(new Image(), { src: 'http://example.com/made.png' }))
    document.body.append(Object.assign(new Image(), { src: './missing.png' }))
  })
  await seen(/console: made here/)
  await seen(/policy: http:\/\/example\.com/)
  await seen(/not there: missing\.png/)
  await browser.line('Navigate', { url: 'http://example.com/made' }).catch(() => undefined)
  await seen(/request to http:\/\/example\.com\/made/)
})
