import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { browser, built, openPage, site, withSite, write } from './site'

withSite()

const step = '#/learn/sql/left-join/left-join-never-bought'
const right =
  'SELECT name, email FROM customers WHERE id NOT IN (SELECT customer_id FROM sales) ORDER BY name'
const verdict = (page: Page) => page.getByRole('status', { name: 'Verdict' })
const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL editor' })

/** Bytes after brotli of everything a first visit loads until the editor can be typed in and SQLite has answered. */
async function firstVisit(path: string): Promise<number> {
  const { page } = await openPage(browser, site)
  const names = new Set<string>()
  page.context().on('response', (response) => {
    const name = response.url().split(site.url)[1]
    if (name !== undefined) names.add(name.replace(/[?#].*/, '') || 'index.html')
  })
  await page.goto(site.url + path)
  await write(page, 'SELECT 40 + 2 AS answer')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('grid', { name: 'Result 1 rows' }).waitFor()
  await page.evaluate(() => document.fonts.ready)
  await page.context().close()
  return [...names].reduce(
    (sum, name) => sum + brotliCompressSync(readFileSync(join(built, name))).byteLength,
    0,
  )
}

test('the first visit to a lesson loads at most 30 KB more than one to the playground', async () => {
  const [lesson, playground] = [await firstVisit(step), await firstVisit('#/play')]
  console.log(
    `lesson ${(lesson / 1000).toFixed(1)} KB, playground ${(playground / 1000).toFixed(1)} KB brotli`,
  )
  expect(lesson).toBeLessThanOrEqual(playground + 30_000)
})

test('a reload in the middle of a lesson loses nothing, and nothing is sent anywhere', async () => {
  const { page, watch } = await openPage(browser, site)
  await page.goto(site.url + step)
  await write(page, right)
  await page.getByRole('button', { name: 'Check' }).click()
  await verdict(page).getByText('Correct').waitFor()
  await page.getByRole('link', { name: 'Next: Equal to nothing' }).click()
  await page.getByRole('heading', { level: 1, name: 'Equal to nothing' }).waitFor()
  await page.getByRole('link', { name: 'Next', exact: true }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Who has gone quiet?' }).waitFor()
  await write(page, '-- half an idea\nSELECT name')
  await page.waitForFunction(() =>
    document.querySelector('.cm-content')?.textContent.includes('half an idea'),
  )
  await expect.poll(() => stored(page, 'course/text/left-join-gone-quiet/sqlite')).toBe(true)
  await page.reload()
  await editor(page).getByText('half an idea').waitFor()
  await page.getByRole('img', { name: '1 of 8 steps done' }).waitFor()
  await page.goto(`${site.url}#/learn`)
  await page.getByRole('link', { name: 'Continue: Who has gone quiet?' }).click()
  await editor(page).getByText('half an idea').waitFor()
  expect(watch.complaints).toEqual([])
})

/** Whether a key is in the browser's storage already. */
function stored(page: Page, key: string): Promise<boolean> {
  return page.evaluate(
    (key) =>
      new Promise<boolean>((resolve) => {
        const request = indexedDB.open('tandem')
        request.onsuccess = () => {
          const database = request.result
          const get = database.transaction('records').objectStore('records').get(key)
          get.onsuccess = () => {
            database.close()
            resolve(get.result !== undefined)
          }
        }
        request.onerror = () => resolve(false)
      }),
    key,
  )
}

test('PostgreSQL judges in the built site too', async () => {
  const { page, watch } = await openPage(browser, site)
  await page.goto(site.url + step)
  await page.getByRole('radio', { name: 'PostgreSQL' }).click()
  await write(page, right)
  await page.getByRole('button', { name: 'Check' }).click()
  await verdict(page)
    .getByText('2 rows, right on this data and on four hidden variations of it.')
    .waitFor({ timeout: 60_000 })
  expect(watch.complaints).toEqual([])
})
