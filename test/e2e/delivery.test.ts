/** When parts of the site do not come, or the browser lacks what they need: words, a way on, and nothing lost. */
import type { Page } from 'playwright'
import { afterEach, expect, test } from 'vitest'
import { browser, openPage, site, withSite, write, type Watch } from './site'

let page: Page
let watch: Watch
withSite()
afterEach(() => page.context().close())

/** A new visitor in the playground; `missing` runs first and takes something away from the browser. */
async function visit(missing: () => void = () => undefined): Promise<void> {
  ;({ page, watch } = await openPage(browser, site))
  await page.addInitScript(missing)
  await page.goto(`${site.url}#/play`)
}

/** Answers 404 for files whose name fits, as a host does on which a new version was published. */
function remove(files: RegExp): void {
  site.fault = (path, _, response) => {
    if (!files.test(path)) return false
    response.writeHead(404).end()
    return true
  }
}

const editor = () => page.getByRole('textbox', { name: 'SQL editor' })
const alert = (words: string | RegExp) => page.getByRole('alert').filter({ hasText: words })
const button = (name: string) => page.getByRole('button', { name, exact: true })

async function answer(sql: string, shown: string): Promise<void> {
  await write(page, sql)
  await button('Run').click()
  await page.getByRole('gridcell', { name: shown, exact: true }).waitFor()
}

/** What went wrong without being caught; that a file is missing is in the console by itself. */
const uncaught = () => watch.complaints.filter((line) => line.startsWith('error:') || /polic/i.test(line))

test('an engine that never arrives is said after ten seconds; Try again helps, and the text is kept', async () => {
  site.fault = (path) => path.endsWith('.wasm') // no answer, for ever
  await visit()
  await write(page, 'SELECT 6 * 7')
  await alert(/nothing has arrived for ten seconds/).waitFor({ timeout: 15_000 })
  expect(await editor().innerText()).toContain('SELECT 6 * 7')
  site.fault = null
  await button('Try again').click()
  await button('Run').click()
  await page.getByRole('gridcell', { name: '42', exact: true }).waitFor()
})

test('an engine that arrives at the second try opens what was kept, and a sample as it is', async () => {
  const failOnce = async () => {
    await page.route(/\.wasm$/, (route) => route.abort())
    await page.reload()
    await alert(/SQLite could not start/).waitFor()
    await page.unrouteAll()
    await button('Try again').click()
  }
  await visit()
  await failOnce()
  await answer('SELECT count(*) FROM sales', '50')
  await answer("UPDATE customers SET name = 'Kept' WHERE id = 1; SELECT 'done'", 'done')
  await page.getByText('Saved in this browser').waitFor()
  await failOnce()
  await answer('SELECT name FROM customers WHERE id = 1', 'Kept')
})

test('a kept database whose engine did not arrive is still kept when others were opened meanwhile', async () => {
  const choose = (name: RegExp) => page.getByRole('button', { name }).click()
  await visit()
  await page.getByRole('radio', { name: 'PostgreSQL', exact: true }).click()
  await answer("UPDATE customers SET name = 'Kept' WHERE id = 1; SELECT 'done'", 'done')
  await page.getByText('Saved in this browser').waitFor()
  await button('Actions for sales on PostgreSQL').click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await page.getByRole('button', { name: /^sales on PostgreSQL copy/ }).waitFor()
  await page.getByText('Saved in this browser').waitFor()
  await page.route(/\.gz$/, (route) => route.abort())
  await page.reload()
  await alert(/PostgreSQL could not start/).waitFor()
  await choose(/^sales on PostgreSQL PostgreSQL/)
  await alert(/PostgreSQL could not start/).waitFor()
  await choose(/^sales SQLite/)
  await answer('SELECT 6 * 7', '42')
  await page.unrouteAll()
  for (const name of [/^sales on PostgreSQL PostgreSQL/, /^sales on PostgreSQL copy/]) {
    await choose(name)
    const again = button('Try again')
    await again
      .or(page.getByRole('treeitem', { name: /^sales/ }))
      .first()
      .waitFor()
    if (await again.isVisible()) await again.click()
    await answer(
      `SELECT name, ${name.source.length} AS n FROM customers WHERE id = 1`,
      `${name.source.length}`,
    )
    await page.getByRole('gridcell', { name: 'Kept', exact: true }).waitFor()
  }
})

test('one writes and runs before the editor has arrived; it takes over what was typed, as one edit', async () => {
  let arrive: () => void = () => undefined
  const held = new Promise<void>((resolve) => (arrive = resolve))
  site.fault = (path, request, response) => {
    if (!path.includes('/editor-') || !path.endsWith('.js')) return false
    void held.then(() => {
      site.fault = null
      response.writeHead(307, { location: path }).end()
    })
    return true
  }
  await visit()
  await expect.poll(() => editor().textContent()).toContain('Every customer and what they bought last')
  await answer('SELECT 40 + 2 AS n', '42')
  await page.keyboard.press('Escape')
  await editor().focus()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.insertText(', 7')
  arrive()
  await page.locator('.cm-content').waitFor()
  await page.keyboard.insertText(' AS m')
  expect(await editor().innerText()).toBe('SELECT 40 + 2 AS n, 7 AS m')
  await button('Run').click()
  await page.getByRole('gridcell', { name: '7', exact: true }).waitFor()
  await editor().focus()
  await page.keyboard.press('ControlOrMeta+z')
  await page.keyboard.press('ControlOrMeta+z')
  await editor().getByText('Every customer and what they bought last').waitFor()
})

test('where the editor does not arrive at all, its plain field goes on, and a part is said to be missing', async () => {
  remove(/\/editor-.*\.js$/)
  await visit()
  await answer('SELECT 40 + 2', '42')
  await alert(/part/).waitFor()
  expect(await editor().evaluate((field) => field.tagName)).toBe('TEXTAREA')
  expect(uncaught()).toEqual([])
})

test('without a connection the page says so, and goes on when there is one', async () => {
  await visit()
  await answer('SELECT 6 * 7', '42')
  await page.context().setOffline(true)
  await page.getByRole('radio', { name: 'PostgreSQL', exact: true }).click()
  await alert(/there is no connection/).waitFor()
  await page.getByRole('radio', { name: 'SQLite', exact: true }).click()
  await answer('SELECT 6 * 8', '48')
  await button('History').click()
  await alert('there is no connection. Try again when there is one. Your work is kept.').waitFor()
  expect(await button('Reload').count()).toBe(0) // it would lead to no page at all
  await button('Not now').click()
  await page.evaluate(() => (location.hash = '#/compare'))
  await alert('This page did not arrive').waitFor()
  await page.context().setOffline(false)
  await page.evaluate(() => (location.hash = '#/play'))
  await page.getByRole('radio', { name: 'PostgreSQL', exact: true }).click()
  await button('Try again').click()
  await answer('SELECT 6 * 9', '54')
  expect(uncaught()).toEqual([])
})

test('a network that goes is said in one line under the header, until it is read or the network is back', async () => {
  await visit()
  await answer('SELECT 6 * 7', '42')
  const line = page.getByRole('status').filter({ hasText: 'You are offline.' })
  expect(await line.count()).toBe(0)
  await page.context().setOffline(true)
  await line.waitFor()
  await answer('SELECT 6 * 8', '48')
  await button('Dismiss').press('Enter')
  await line.waitFor({ state: 'detached' })
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
  await page.context().setOffline(false)
  await page.context().setOffline(true)
  await line.waitFor()
  await page.context().setOffline(false)
  await line.waitFor({ state: 'detached' })
  expect(uncaught()).toEqual([])
})

/** Drops a file of two lines onto the page. */
const drop = (name: string) =>
  page.evaluate((named) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['a,b\n1,2\n'], named))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  }, name)

const opening = (name: string) =>
  page.getByRole('status').filter({ hasText: new RegExp(`^Opening ${name}$`) })

test('what is slow to open says so; Escape calls it off, and it opens when it has come', async () => {
  await visit()
  await answer('SELECT 6 * 9', '54')
  const opens = {
    History: () => button('History').click(),
    Import: () => drop('pairs.csv'),
  }
  for (const [name, open] of Object.entries(opens)) {
    const file = name === 'Import' ? 'ImportDialog' : name
    let arrive = () => undefined as void
    const arrived = new Promise<void>((resolve) => (arrive = resolve))
    await page.route(new RegExp(`/${file}-[^/]*\\.js$`), (route) => arrived.then(() => route.continue()))
    await open()
    await opening(name).waitFor()
    await page.keyboard.press('Escape')
    await opening(name).waitFor({ state: 'detached' })
    await open()
    await opening(name).waitFor()
    arrive()
    await page.getByRole('dialog', { name: new RegExp(`^${name}`) }).waitFor()
    await opening(name).waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  expect(uncaught()).toEqual([])
})

test('a menu that is slow to come says so', async () => {
  site.fault = (path) => path.includes('/export-menu-')
  await visit()
  await button('Export').click()
  await opening('Export').waitFor()
  await page.keyboard.press('Escape')
  await opening('Export').waitFor({ state: 'detached' })
})

test('a file whose dialog did not arrive holds up none that comes later', async () => {
  remove(/\/ImportDialog-[^/]*\.js$/)
  await visit()
  await answer('SELECT 6 * 9', '54')
  await drop('first.csv')
  await alert('A part of the page did not arrive').waitFor()
  site.fault = null
  await drop('second.csv')
  await page.getByRole('dialog', { name: 'Import second.csv' }).waitFor()
})

test('a formatter that did not arrive blames no text, and formats when it is asked for again', async () => {
  remove(/\/lay-out-[^/]*\.js$/)
  await visit()
  await answer('SELECT 6 * 9', '54')
  await button('Format').click()
  await page.getByText('Not formatted: the formatter did not arrive.').waitFor()
  await alert('A part of the page did not arrive').waitFor()
  site.fault = null
  await button('Format').click()
  await page.getByText('Formatted. Undo brings the old text back.').waitFor()
})

test('after a new version was published the page goes on with the parts it has, and says once that one did not arrive', async () => {
  // everything that comes when it is wanted
  remove(
    /\/(assist|search|doctor|formats|Chart|Palette|Shortcuts|History|NewDatabase|Confirm|esm|sort-order)-[^/]*\.js$/,
  )
  await visit()
  let loads = 0
  page.on('framenavigated', () => loads++)
  const notice = alert('A part of the page did not arrive')
  await answer('SELECT id, name FROM customers', 'Grace Miller')
  await editor().press('End')
  await page.keyboard.type(' ') // completion comes with typing
  await notice.waitFor()
  await button('Not now').click()
  await notice.waitFor({ state: 'detached' })
  await page.getByRole('columnheader', { name: /^name/ }).click()
  await notice.waitFor()
  await page.getByRole('gridcell', { name: 'Grace Miller', exact: true }).waitFor()
  for (const action of ['Format', 'History', 'New database', 'Reset database']) await button(action).click()
  await page.getByRole('tab', { name: 'Chart' }).click()
  await page.getByText('The chart could not be loaded. The table has all of it.').waitFor()
  await page.keyboard.press('ControlOrMeta+k')
  await write(page, 'SELECT missing FROM nowhere')
  await button('Run').click()
  await alert(/no such table: nowhere/).waitFor()
  await button('Export').click()
  await page.getByRole('menuitem', { name: /SQL dump/ }).waitFor()
  await page.keyboard.press('Escape')
  expect(await notice.count()).toBe(1)
  // the files are there again: what was asked for in vain comes when it is asked for again
  site.fault = null
  await button('History').click()
  await page.getByRole('dialog').getByText('nowhere').first().waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').waitFor()
  expect(loads).toBe(0)
  expect(uncaught()).toEqual([])
})

test('without IndexedDB, private files, BigInt64Array and DecompressionStream SQLite answers, and the rest is said', async () => {
  await visit(() => {
    for (const name of ['BigInt64Array', 'DecompressionStream', 'indexedDB'])
      Object.defineProperty(globalThis, name, { value: undefined, configurable: true })
    Reflect.deleteProperty(StorageManager.prototype, 'getDirectory')
  })
  await answer('SELECT 9007199254740993 AS big', '9007199254740993')
  await page.getByText(/does not let the page keep anything/).waitFor()
  await page.getByRole('radio', { name: 'PostgreSQL', exact: true }).click()
  await alert(/cannot unpack compressed files/).waitFor()
  await page.getByRole('radio', { name: 'SQLite', exact: true }).click()
  await answer('SELECT 6 * 7 AS still', '42')
  expect(uncaught()).toEqual([])
})

test('who chose dark sees no light page first, although the shell has not arrived', async () => {
  await visit()
  await page.emulateMedia({ colorScheme: 'light' })
  await page.getByRole('button', { name: 'Switch to dark' }).click()
  const shade = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const dark = await shade()
  site.fault = (path) => /\/index-[^/]*\.js$/.test(path) // never answered
  await page.reload({ waitUntil: 'commit' })
  await expect.poll(shade).toBe(dark)
  await page.evaluate(() => localStorage.clear())
  await page.reload({ waitUntil: 'commit' })
  await expect.poll(shade).not.toBe(dark)
})
