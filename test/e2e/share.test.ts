import { deflateRawSync } from 'node:zlib'
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launch, openPage, serveSite, write, type Site, type Watch } from './site'

let site: Site
let browser: Browser
let page: Page
let watch: Watch
beforeAll(async () => {
  ;[site, browser] = await Promise.all([serveSite(process.env.DIST), launch()])
})
afterAll(async () => {
  await browser.close()
  await site.close()
})
beforeEach(async () => {
  ;({ page, watch } = await openPage(browser, site, { permissions: ['clipboard-read', 'clipboard-write'] }))
})
afterEach(async () => {
  await page.context().close()
  expect(watch.complaints).toEqual([])
})

const run = () => page.getByRole('button', { name: 'Run', exact: true }).click()
const grid = (n: number) => page.getByRole('grid', { name: `Result ${n} rows` })
const editor = () => page.getByRole('textbox', { name: 'SQL editor' })
const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
const code = (value: unknown) => `1.${deflateRawSync(JSON.stringify(value)).toString('base64url')}`
const link = (sql: string, more: object = {}) =>
  `#/play?s=${code({ sql, engine: 'sqlite', sample: 'sales', ...more })}`
const came = 'This query came with a link.'

/** Follows a link within the page, as a click on one does. */
const follow = (hash: string) => page.evaluate((to) => (location.hash = to), hash)

async function cells(n: number): Promise<string[]> {
  await grid(n).waitFor()
  return grid(n).getByRole('gridcell').allTextContents()
}

async function choose(menu: string, ...items: string[]): Promise<void> {
  await page.getByRole('button', { name: menu, exact: true }).click()
  for (const name of items) await page.getByRole('menuitem', { name }).click()
}

describe('a link', () => {
  test('brings the text, the engine and the view to another browser, and runs nothing by itself', async () => {
    await page.goto(`${site.url}#/play`)
    await page.getByRole('radio', { name: 'PostgreSQL', exact: true }).click()
    const sql = "SELECT name, age FROM customers WHERE name <> '😀' ORDER BY id LIMIT 3"
    await write(page, sql)
    await run()
    await grid(1).waitFor()
    await page.getByRole('tab', { name: 'Chart' }).click()
    await choose('Export', 'Share', 'Copy link')
    await page.getByText('Link copied.').waitFor()
    const address = await clipboard()
    expect(address.startsWith(`${site.url}#/play?s=1.`)).toBe(true)

    const other = await openPage(browser, site)
    await other.page.goto(address)
    await other.page.getByText(`${came} It has not been run.`).waitFor()
    expect(await other.page.getByRole('textbox', { name: 'SQL editor' }).textContent()).toContain(sql)
    expect(await other.page.getByRole('radio', { name: 'PostgreSQL' }).isChecked()).toBe(true)
    expect(await other.page.getByRole('group', { name: 'Result 1' }).count()).toBe(0)
    expect(new URL(other.page.url()).hash).toBe('#/play')
    await other.page.getByRole('button', { name: 'Run', exact: true }).click()
    await other.page.getByRole('tab', { name: 'Chart', selected: true }).waitFor()
    expect(other.watch.complaints).toEqual([])
    await other.page.context().close()
  })

  test('never touches a saved database, whatever it holds and however often it is run', async () => {
    await page.goto(`${site.url}#/play`)
    await write(page, 'CREATE TABLE mine AS SELECT 7 AS n; SELECT 1;')
    await run()
    await cells(2)
    await page.getByText('Saved in this browser').waitFor()

    await follow(link('DROP TABLE customers; DROP TABLE mine; SELECT 1'))
    await page.getByText(`${came} It has not been run.`).waitFor()
    await page.getByRole('tab', { name: 'Shared query', selected: true }).waitFor()
    await run()
    await page.getByText('no such table: mine', { exact: true }).waitFor()
    await page.getByText(`${came} It runs in`).waitFor()

    // the tab outlives a reload, and its query still does not reach what is saved
    await page.reload()
    await page.getByText(`${came} It runs in`).waitFor()
    await write(page, 'DELETE FROM customers; SELECT count(*) FROM customers')
    await run()
    expect(await cells(2)).toEqual(['0'])

    await page.getByRole('tab', { name: 'First look' }).click()
    await page.getByText(came).waitFor({ state: 'detached' })
    await write(page, 'SELECT count(*) FROM customers; SELECT n FROM mine;')
    await run()
    expect(await cells(1)).toEqual(['10'])
    expect(await cells(2)).toEqual(['7'])
    expect(await page.getByRole('button', { name: /^Shared query/ }).count()).toBe(0)
  })

  test('is opened once: a reload does not open it again', async () => {
    await page.goto(`${site.url}${link('SELECT 1')}`)
    await page.getByText(came).waitFor()
    await page.waitForFunction(() => location.hash === '#/play')
    await page.reload()
    await page.getByText(came).waitFor()
    expect(await page.getByRole('tab', { name: 'Shared query' }).count()).toBe(1)
  })

  test('keeps its query away from a database until the visitor takes one', async () => {
    await page.goto(`${site.url}${link('SELECT count(*) FROM customers')}`)
    await page.getByText(came).waitFor()
    await page.getByRole('button', { name: /^sales SQLite/ }).click()
    await page.getByText('This tab now works in sales.').waitFor()
    await page.getByText(came).waitFor({ state: 'detached' })
  })

  const bomb = `#/play?s=1.${deflateRawSync(Buffer.alloc(40_000_000, 32), { level: 9 }).toString('base64url')}`
  test.each([
    ['a mountain that is packed small', bomb, 'It holds more than 256 KB.'],
    ['a megabyte of letters', `#/play?s=1.${'A'.repeat(1_000_000)}`, 'It is longer than any link'],
    ['a version to come', '#/play?s=9.AAAA', 'A newer version of Tandem made it.'],
    ['markup', '#/play?s=<img src=x onerror=alert(1)>', 'It was cut off or changed on the way.'],
    [
      'the key of a prototype',
      `#/play?s=1p.${Buffer.from('{"__proto__":{"sql":"x"}}').toString('base64url')}`,
      'What it holds is not a query for Tandem.',
    ],
  ])('that holds %s is refused in a sentence, at once', async (_, hash, sentence) => {
    await page.goto(`${site.url}#/play`)
    await editor().waitFor()
    const took = await page.evaluate(async (to) => {
      const said = new Promise<void>((resolve) => {
        new MutationObserver(() => {
          if (document.body.textContent.includes('This link cannot be opened.')) resolve()
        }).observe(document.body, { childList: true, subtree: true, characterData: true })
      })
      const began = performance.now()
      location.hash = to
      await said
      return performance.now() - began
    }, hash)
    expect(took).toBeLessThan(1000)
    await page.getByText(`This link cannot be opened. ${sentence}`).waitFor()
    expect(await page.getByRole('tab', { name: 'Shared query' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Dismiss' }).first().click()
    await page.getByText('This link cannot be opened.').waitFor({ state: 'detached' })
  })

  test('that would be too long becomes a file, and the page says so', async () => {
    await page.goto(`${site.url}#/play`)
    const words = Array.from({ length: 6000 }, (_, n) => ((n * 2654435761) % 4294967296).toString(36))
    await write(page, `SELECT '${words.join(' ')}'`)
    const file = page.waitForEvent('download')
    await choose('Export', 'Share', 'Copy link')
    expect((await file).suggestedFilename()).toBe('shared query.sql')
    await page.getByText(/would break on its way\. Saved as shared query\.sql/).waitFor()
  })
})

test.each([
  ['CSV', 'one,two\r\n1,"a ""b"""\r\n'],
  ['TSV', 'one\ttwo\r\n1\t"a ""b"""\r\n'],
  ['Markdown', '| one | two |'],
  ['INSERT statements', `INSERT INTO sales (one, two) VALUES\n  (1, 'a "b"');\n`],
])('a result is copied as %s', async (name, text) => {
  await page.goto(`${site.url}#/play`)
  await write(page, `SELECT 1 AS one, 'a "b"' AS two`)
  await run()
  await grid(1).waitFor()
  await choose('Export', 'Copy the result', `Copy as ${name}`)
  await page.getByText(`Copied 1 row as ${name}`).waitFor()
  expect(await clipboard()).toContain(text)
})
