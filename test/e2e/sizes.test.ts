import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { browser, built, openPage, site, withSite, write } from './site'

withSite()

/** Every file the page asked for until `until` has happened, with its size in bytes after brotli. */
async function download(path: string, until: (page: Page) => Promise<void>): Promise<Map<string, number>> {
  const { page } = await openPage(browser, site)
  const names = new Set<string>()
  page.context().on('response', (response) => {
    const url = new URL(response.url())
    if (!url.protocol.startsWith('http')) return
    names.add(url.href.slice(site.url.length).replace(/[?#].*/, '') || 'index.html')
  })
  await page.goto(site.url + path)
  await until(page)
  await page.evaluate(() => document.fonts.ready)
  await page.context().close()
  const whole = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
  const size = (name: string) => brotliCompressSync(readFileSync(join(built, name)), whole).byteLength
  return new Map([...names].map((name) => [name, size(name)]))
}

function total(files: Map<string, number>): number {
  const sum = [...files.values()].reduce((a, b) => a + b, 0)
  const lines = [...files]
    .sort((a, b) => b[1] - a[1])
    .map(([name, bytes]) => `${(bytes / 1000).toFixed(1).padStart(8)} KB  ${name}`)
  console.log(`${(sum / 1000).toFixed(1)} KB brotli in ${files.size} files\n${lines.join('\n')}`)
  return sum
}

test('the home page needs at most 180 KB, fonts included', async () => {
  const files = await download('', (page) => page.getByText('Henry Taylor').first().waitFor())
  expect(total(files)).toBeLessThanOrEqual(180 * 1024)
})

test('the first SQLite result in the playground needs at most 520 KB, fonts included', async () => {
  const files = await download('#/play', async (page) => {
    await write(page, 'SELECT 40 + 2 AS answer, NULL AS missing')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('grid', { name: 'Result 1 rows' }).waitFor()
    await page.getByText('42', { exact: true }).waitFor()
  })
  expect(total(files)).toBeLessThanOrEqual(520 * 1024)
})
