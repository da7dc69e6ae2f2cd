/** Tandem's playground and the bare page, driven as the measures need them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const script = readFileSync(fileURLToPath(new URL('./probe.js', import.meta.url)), 'utf8')

/** @typedef {'sqlite' | 'postgres'} Dialect */
/** @typedef {import('playwright').Page} Page */
/** @typedef {import('playwright').Browser} Browser */

export const engineName = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

/** A page of a new visitor, with the probe in it. @param {Browser} browser @returns {Promise<Page>} */
export async function newPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.addInitScript(script)
  page.setDefaultTimeout(120_000)
  return page
}

/** @param {Page} page @param {string} text */
export async function write(page, text) {
  // not by a click: a long line may have scrolled the text to the side
  await page.locator('.cm-content').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
  await page.keyboard.press('Escape')
}

/** Waits in the page itself, until it has nothing left to do: what Playwright does to wait would take the page's time. @param {Page} page */
export const idle = (page) =>
  page.evaluate(async () => {
    await probe.painted(() => document.querySelector('button[aria-busy=true]') === null)
    await new Promise((resolve) => requestIdleCallback(resolve))
  })

/** Presses Run and gives the ms until the first result's rows are painted. @param {Page} page @returns {Promise<number>} */
export const runToRows = (page) =>
  page.evaluate(async () => {
    await probe.painted(() => probe.button('Run'))
    const grid = () => document.querySelector('[role=grid][aria-label="Result 1 rows"]')
    const old = grid()
    const start = performance.now()
    probe.button('Run')?.click()
    const end = await probe.painted(() => grid() !== old && grid()?.querySelector('[role=gridcell]'))
    return end - start
  })

/** A playground with 100,000 sales in the engine. @param {Browser} browser @param {string} url @param {Dialect} dialect */
export async function largeDesk(browser, url, dialect) {
  const page = await newPage(browser)
  await page.goto(`${url}#/play`)
  await page.getByRole('button', { name: 'New database' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: engineName[dialect], exact: true }).click()
  await dialog.getByLabel('Starts with').selectOption('sales-large')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await write(page, 'SELECT count(*) FROM sales')
  await runToRows(page)
  await page.getByRole('gridcell', { name: '100000', exact: true }).waitFor()
  return page
}

/** The bare page with the same data. @param {Browser} browser @param {string} url @param {Dialect} dialect @param {readonly string[]} seed */
export async function bareDesk(browser, url, dialect, seed) {
  const page = await newPage(browser)
  await page.goto(`${url}?idle`)
  await page.evaluate(
    ([engine, statements]) => bare.open(engine, statements),
    /** @type {const} */ ([dialect, seed]),
  )
  return page
}
