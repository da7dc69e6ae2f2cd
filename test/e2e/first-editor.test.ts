import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, openPage, serveSite, write, type Site } from './site'

let site: Site
let browser: Browser
beforeAll(async () => {
  ;[site, browser] = await Promise.all([serveSite(), launch()])
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

test('at a first visit the editor stands before the rest of the playground, and what was typed stays', async () => {
  const { page, watch } = await openPage(browser, site)
  let release: () => void = () => undefined
  const typed = new Promise<void>((resolve) => (release = resolve))
  await page.route(/\/desk-[^/]*\.js$/, async (route) => {
    await typed
    await route.continue()
  })
  await page.goto(`${site.url}#/play`)
  const editor = page.getByRole('textbox', { name: 'SQL editor' })
  await editor.click()
  const place = await editor.boundingBox()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('SELECT 6 * 7 AS answer;')
  expect(await page.getByRole('button', { name: 'Run', exact: true }).count()).toBe(0)
  release()
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  expect(await editor.boundingBox()).toEqual(place)
  await page.keyboard.type(' -- and on') // the focus is where it was
  await page.keyboard.press('Control+Enter')
  await page.getByRole('gridcell', { name: '42', exact: true }).waitFor()
  expect(await editor.textContent()).toContain('SELECT 6 * 7 AS answer; -- and on')

  await page.reload()
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  expect(await editor.textContent()).toContain('answer; -- and on')
  expect(watch.complaints).toEqual([])
  await page.context().close()
})

test('a run that is asked for before there is an engine happens as soon as it can', async () => {
  const { page, watch } = await openPage(browser, site)
  let release: () => void = () => undefined
  const asked = new Promise<void>((resolve) => (release = resolve))
  await page.route(/\/desk-[^/]*\.js$/, async (route) => {
    await asked
    await route.continue()
  })
  await page.goto(`${site.url}#/play`)
  await write(page, 'SELECT 6 * 7 AS answer')
  await page.keyboard.press('Control+Enter')
  release()
  await page.getByRole('gridcell', { name: '42', exact: true }).waitFor()
  expect(watch.complaints).toEqual([])
  await page.context().close()
})

test('a part of the playground that does not arrive is told, also at a first visit', async () => {
  const { page } = await openPage(browser, site)
  await page.route(/\/desk-[^/]*\.js$/, (route) => route.abort())
  await page.goto(`${site.url}#/play`)
  await page.getByText('This page did not arrive').waitFor()
  await page.context().close()
})
