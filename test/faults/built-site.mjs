/** The built site on an address that stays the same while browsers come and go, and how a visitor works with it. */
import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'

const folder = process.env.SITE ?? 'dist'
/** @type {Readonly<Record<string, string>>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
}

export async function serveBuilt() {
  if (!existsSync(join(folder, 'index.html'))) throw new Error('There is no dist/: run `npm run build` first')
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x')
    const file = join(folder, pathname === '/' ? 'index.html' : pathname)
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end()
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
    void readFile(file).then((body) => response.end(body))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return { origin: `http://127.0.0.1:${address.port}`, close: () => server.close() }
}

/** @param {import('playwright').Page} page @param {'SQLite' | 'PostgreSQL'} engine */
export async function choose(page, engine) {
  const choice = page.getByRole('radio', { name: engine, exact: true })
  await choice.waitFor()
  if ((await choice.getAttribute('aria-checked')) !== 'true') await choice.click()
}

/** Writes a script, runs it and waits for its end. @param {import('playwright').Page} page @param {string} sql */
export async function run(page, sql) {
  await page.getByRole('textbox', { name: 'SQL editor' }).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(sql)
  await page.evaluate(() => {
    for (const old of document.querySelectorAll('[role=group][aria-label^="Result "]'))
      old.setAttribute('data-old', '')
  })
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.waitForFunction(
    () => {
      const states = [
        ...document.querySelectorAll('[role=group][aria-label^="Result "] header [role=status]'),
      ]
      const busy = document.querySelector(
        '[data-old], button[aria-busy=true], [aria-label=Results] > .progress',
      )
      return (
        busy === null &&
        states.length > 0 &&
        states.every((s) => !/^(running|waiting)/.test(s.textContent.trim()))
      )
    },
    null,
    { timeout: 60_000 },
  )
}

/** The drawn cells of the last result, row after row. @param {import('playwright').Page} page @param {string} sql */
export async function ask(page, sql) {
  await run(page, sql)
  const grid = page.getByRole('grid').last()
  await grid.waitFor()
  return grid.getByRole('gridcell').allInnerTexts()
}

/** Resolves when the page says that the newest state is kept. @param {import('playwright').Page} page */
export const saved = (page) =>
  page.getByText('Saved in this browser', { exact: true }).waitFor({ state: 'attached', timeout: 20_000 })
