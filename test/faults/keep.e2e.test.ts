/** Nothing is lost: reloads, full, forbidden and deleted storage, two tabs, undo. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { browser, site, withSite, write } from '../e2e/site'
import { findChromium } from '../scripts/find-chromium.mjs'
import { dialects } from '../../src/sql/dialect'
import { Desk } from './desk'

let desk: Desk
withSite()
afterEach(() => desk.close())

const saved = (found: Desk) => found.page.getByText('Saved in this browser', { exact: true }).waitFor()
const editor = (found: Desk) => found.page.getByRole('textbox', { name: 'SQL editor' })
const cdp = (context: BrowserContext, found: Desk) => context.newCDPSession(found.page)
const origin = () => new URL(site.url).origin
/** Ends the page as a fault of the browser would. */
async function crash(found: Desk): Promise<void> {
  const crashed = found.page.waitForEvent('crash')
  const session = await cdp(found.page.context(), found)
  session.send('Page.crash').catch(() => undefined) // it never answers
  await crashed
}

describe.each(dialects)('%s', (dialect) => {
  test('rows, tabs, text and caret are there after a reload', async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1), (2)')
    await desk.page.keyboard.press('Escape')
    await desk.page.getByRole('button', { name: 'New tab' }).click()
    await editor(desk).focus()
    await desk.page.keyboard.insertText('SELECT 1;\nSELECT 22 -- never run')
    await desk.page.keyboard.press('Home')
    await saved(desk)
    await desk.page.waitForTimeout(1000) // the promise is one second after the last key
    const names = async () =>
      (await desk.page.getByRole('tab').allInnerTexts()).map((tab) => tab.split(/[,\n]/)[0]?.trim())
    const tabs = await names()
    await desk.page.reload()
    await editor(desk).getByText('SELECT 22 -- never run').waitFor()
    expect(await names()).toEqual(tabs)
    await desk.page.getByText('Line 2, column 1', { exact: true }).waitFor()
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })

  test('Undo run brings back a dropped table and deleted rows, exactly', async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    const all = 'SELECT * FROM customers ORDER BY id'
    const before = await desk.ask(all)
    await desk.run('DELETE FROM sales; DELETE FROM customers')
    await desk.run('DROP TABLE sales')
    for (const said of [/before: DROP TABLE sales/, /before: DELETE FROM sales/]) {
      await desk.button('Undo run').click()
      await desk.page.getByText(said).waitFor()
    }
    expect(await desk.ask(all)).toEqual(before)
    expect(await desk.ask('SELECT count(*) FROM sales')).toEqual([['50']])
  })

  test('a duplicate is kept with all that its original held', async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1), (2)')
    await saved(desk)
    await desk.page.getByRole('button', { name: /^Actions for/ }).click()
    await desk.page.getByRole('menuitem', { name: 'Duplicate' }).click()
    await desk.page.getByRole('button', { name: /^Actions for .* copy$/ }).waitFor()
    await saved(desk)
    await desk.page.reload()
    await desk.page.getByRole('button', { name: /^Actions for .* copy$/ }).waitFor()
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })

  test('a storm of 1,000 committed statements is saved with the last of them', async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    const inserts = Array.from({ length: 1000 }, (_, i) => `INSERT INTO storm VALUES (${i});`).join('\n')
    await desk.run(`CREATE TABLE storm (a int);\n${inserts}`)
    await saved(desk)
    await desk.page.reload()
    expect(await desk.ask('SELECT count(*), max(a) FROM storm')).toEqual([['1000', '999']])
  })

  test('a second tab can look, is told, can take over, and nothing older is ever written over', async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1)')
    await saved(desk)
    const page = await desk.page.context().newPage()
    await page.goto(`${site.url}#/play`)
    const second = new Desk(page, desk.watch)
    await page.getByText(/is open in another tab/).waitFor()
    await second.run('INSERT INTO keep VALUES (100)') // looked at and tried, not kept
    await desk.page.bringToFront()
    await desk.run('INSERT INTO keep VALUES (2)')
    await saved(desk)
    await page.bringToFront()
    await second.button('Take over here').click()
    await desk.page.getByText(/is open in another tab/).waitFor()
    await page.getByText(/is open in another tab/).waitFor({ state: 'detached' })
    expect(await second.ask('SELECT a FROM keep ORDER BY a')).toEqual([['1'], ['2']])
    await second.run('INSERT INTO keep VALUES (3)')
    await saved(second)
    await page.reload()
    expect(await second.ask('SELECT a FROM keep ORDER BY a')).toEqual([['1'], ['2'], ['3']])
  })

  test('what two tabs did in turns is undone in the order in which it was done; a tab that looks adds nothing', async () => {
    const undo = (found: Desk) => found.button('Undo run').getAttribute('title')
    const takeOver = async (found: Desk) => {
      await found.button('Take over here').click()
      await found.page.getByText(/is open in another tab/).waitFor({ state: 'detached' })
    }
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    await desk.run('CREATE TABLE keep (a int)')
    await saved(desk)
    const page = await desk.page.context().newPage()
    await page.goto(`${site.url}#/play`)
    const second = new Desk(page, desk.watch)
    await takeOver(second)
    for (const n of [1, 2]) await second.run(`INSERT INTO keep VALUES (${n})`)
    await saved(second)
    await desk.page.bringToFront() // a page behind another answers each click seconds late
    await desk.run('INSERT INTO keep VALUES (100)')
    await desk.button('Reset database').click()
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Reset database' }).click()
    await desk.page.getByText('is as it was at the start').waitFor()
    await takeOver(desk)
    await expect.poll(() => undo(desk)).toBe('Undo: INSERT INTO keep VALUES (2)')
    await desk.button('Undo run').click()
    await desk.page.getByText('The database is as it was before: INSERT INTO keep VALUES (2)').waitFor()
    await saved(desk)
    expect(await desk.ask('SELECT a FROM keep')).toEqual([['1']])
    await expect.poll(() => undo(desk)).toBe('Undo: INSERT INTO keep VALUES (1)')
  })

  test('a database that was deleted in another tab is said to be, and can be brought back', async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1)')
    await saved(desk)
    const page = await desk.page.context().newPage()
    await page.goto(`${site.url}#/play`)
    await page.getByText(/is open in another tab/).waitFor()
    await page.getByRole('button', { name: /^Actions for/ }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await desk.page.bringToFront()
    await desk.page.getByText(/was deleted in another tab/).waitFor()
    await desk.run('INSERT INTO keep VALUES (100)')
    await desk.page.getByText('Not saved', { exact: true }).waitFor()
    await desk.button('Bring it back').click()
    await desk.page.getByText(/was deleted in another tab/).waitFor({ state: 'detached' })
    await desk.run('INSERT INTO keep VALUES (2)')
    await saved(desk)
    await desk.page.reload()
    expect(await desk.ask('SELECT a FROM keep ORDER BY a')).toEqual([['1'], ['2']])
  })

  test('a database that was deleted and brought back is saved as before', async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    await desk.run('CREATE TABLE keep (a int)')
    await saved(desk)
    await desk.page.getByRole('button', { name: /^Actions for/ }).click()
    await desk.page.getByRole('menuitem', { name: 'Delete' }).click()
    await desk.button('Undo').click()
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['0']])
    await desk.run('INSERT INTO keep VALUES (1)')
    await saved(desk)
    await desk.page.reload()
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['1']])
  })

  test('a run is not repeated in another database than the one it was made in', async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    await desk.page.getByRole('button', { name: /^Actions for/ }).click()
    await desk.page.getByRole('menuitem', { name: 'Duplicate' }).click()
    await desk.page.getByRole('button', { name: /^Actions for .* copy$/ }).waitFor()
    await desk.run('UPDATE customers SET age = 99 WHERE id = 1')
    await saved(desk)
    await desk.page.getByRole('button', { name: /^Actions for/ }).click()
    await desk.page.getByRole('menuitem', { name: 'Delete' }).click()
    await desk.page.getByText(/copy” deleted/).waitFor()
    await desk.button('History').click()
    const history = desk.page.getByRole('dialog', { name: 'History' })
    await history.getByRole('button', { name: 'Run again' }).click()
    await desk.page.getByText(/copy is not there any more\. This tab works in /).waitFor()
    expect(await desk.ask('SELECT count(*) FROM customers WHERE age = 99')).toEqual([['0']])
  })

  test('a transaction left open is told, and rolled back by a reload that was agreed to', async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1)')
    await saved(desk)
    await desk.run('BEGIN; INSERT INTO keep VALUES (2)')
    await desk.page.getByText('Transaction open', { exact: true }).waitFor()
    const asked = new Promise<string>((resolve) =>
      desk.page.once('dialog', (dialog) => {
        resolve(dialog.type())
        void dialog.accept()
      }),
    )
    await desk.page.reload()
    expect(await asked).toBe('beforeunload')
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['1']])
  })

  test('a tab that is left while a save is under way asks first, and goes without a word once it has ended', async () => {
    desk = await Desk.open(browser, site)
    const { page } = desk
    await desk.choose(dialect)
    await desk.run('CREATE TABLE keep (a int)')
    await saved(desk)
    // whoever holds every table makes the save wait
    await page.evaluate(async () => {
      const [{ name = '' } = {}] = await indexedDB.databases()
      const opening = indexedDB.open(name)
      await new Promise((resolve) => (opening.onsuccess = resolve))
      const all = opening.result.transaction(opening.result.objectStoreNames, 'readwrite')
      const records = all.objectStore('records')
      const again = (): void => {
        if (document.title !== 'go on') records.count().onsuccess = again
        else opening.result.close()
      }
      again()
    })
    await desk.run('INSERT INTO keep VALUES (1)')
    await page.getByText('Saving', { exact: true }).waitFor()
    const asked = page.waitForEvent('dialog')
    void page.reload().catch(() => undefined)
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
    await page.evaluate(() => void (document.title = 'go on'))
    await saved(desk)
    const words: string[] = []
    page.on('dialog', (dialog) => {
      words.push(dialog.type())
      void dialog.accept()
    })
    await page.reload()
    expect(await desk.ask('SELECT a FROM keep')).toEqual([['1']])
    expect(words).toEqual([])
  })

  // once a page has stored much, Chromium no longer heeds a smaller quota: PostgreSQL's image is past that at its first save
  if (dialect === 'sqlite')
    test('without any room left: said at once, everything still works, and is saved when there is room', async () => {
      desk = await Desk.open(browser, site)
      const session = await cdp(desk.page.context(), desk)
      await session.send('Storage.overrideQuotaForOrigin', { origin: origin(), quotaSize: 2_000_000 })
      await desk.page.reload()
      await desk.choose(dialect)
      const noise = {
        sqlite:
          'CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 8) SELECT randomblob(1000000) AS b FROM n',
        postgres:
          'CREATE TABLE big AS SELECT md5(i::text) || md5((i + 1000000)::text) AS b FROM generate_series(1, 80000) i',
      }
      await desk.run(noise[dialect])
      await desk.page.getByText(/the browser has no room left for this page\. Download your work/).waitFor()
      expect(await desk.ask('SELECT count(*) FROM big')).toEqual([[dialect === 'sqlite' ? '8' : '80000']])
      await desk.button('Export').waitFor()
      await session.send('Storage.overrideQuotaForOrigin', { origin: origin() })
      await desk.run('CREATE TABLE later (a int)')
      await saved(desk)
      await desk.page.reload()
      expect(await desk.ask('SELECT count(*) FROM later')).toEqual([['0']])
    })

  test('site data deleted under the open page are told and saved again', async () => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1)')
    await saved(desk)
    const session = await cdp(desk.page.context(), desk)
    await session.send('Storage.clearDataForOrigin', { origin: origin(), storageTypes: 'all' })
    await desk.run('INSERT INTO keep VALUES (2)')
    await desk.page.getByText(/What this page had stored was deleted/).waitFor()
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
    await saved(desk)
    await desk.page.reload()
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })
})

test('a browser that does not promise to keep the data is asked once, and the Storage sheet reminds of a file', async () => {
  desk = await Desk.open(browser, site, {
    script: () => {
      Object.assign(window, { asked: 0 })
      StorageManager.prototype.persisted = () => Promise.resolve(false)
      StorageManager.prototype.persist = () => {
        Reflect.set(window, 'asked', Number(Reflect.get(window, 'asked')) + 1)
        return Promise.resolve(false)
      }
    },
  })
  const asked = () => desk.page.evaluate(() => Number(Reflect.get(window, 'asked')))
  expect(await asked()).toBe(0)
  for (const n of [1, 2]) {
    await desk.run(`CREATE TABLE keep${n} (a int)`)
    await saved(desk)
  }
  expect(await asked()).toBe(1)
  await desk.page.keyboard.press('ControlOrMeta+k')
  await desk.page.getByRole('combobox', { name: 'Command' }).fill('storage')
  await desk.page.keyboard.press('Enter')
  const sheet = desk.page.getByRole('dialog', { name: 'Storage' })
  await sheet
    .getByText(/The browser may delete it when space gets tight: a file of your own is safer/)
    .waitFor()
  await sheet.getByRole('button', { name: 'Export everything' }).waitFor()
})

test('what is typed and never run is there when the page dies a second later', async () => {
  desk = await Desk.open(browser, site)
  await editor(desk).focus()
  await desk.page.keyboard.press('ControlOrMeta+a')
  await desk.page.keyboard.insertText("SELECT 'a long thought'")
  await desk.page.waitForTimeout(1000)
  await crash(desk)
  const page = await desk.page.context().newPage()
  await page.goto(`${site.url}#/play`)
  await page.getByRole('textbox', { name: 'SQL editor' }).getByText("SELECT 'a long thought'").waitFor()
})

test('a lesson whose page dies a second after "Correct" has its tick, and a check judges anew', async () => {
  desk = await Desk.open(browser, site)
  const check = async (page: Page) => {
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await page.getByRole('status', { name: 'Verdict' }).getByText('Correct').waitFor()
  }
  const step = `${site.url}#/learn/sql/left-join/left-join-never-bought`
  const ticks = (page: Page) => page.getByRole('img', { name: '1 of 8 steps done' }).waitFor()
  await desk.page.goto(step)
  await editor(desk).waitFor()
  await write(
    desk.page,
    'SELECT name, email FROM customers WHERE id NOT IN (SELECT customer_id FROM sales) ORDER BY name',
  )
  await check(desk.page)
  await desk.page.waitForTimeout(1000) // the promise is one second
  await crash(desk)
  const page = await desk.page.context().newPage()
  await page.goto(step)
  await ticks(page)
  await write(page, 'SELECT name, email FROM customers')
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await page.getByRole('status', { name: 'Verdict' }).getByText('Not yet').waitFor()
  await ticks(page)
})

test('a browser that forbids storage gets a page that works, and is told so for as long as it is open', async () => {
  desk = await Desk.open(browser, site, {
    script: () => {
      Object.defineProperty(window, 'indexedDB', {
        get: () => ({
          open: () => {
            throw new DOMException('The operation is insecure.', 'SecurityError')
          },
          deleteDatabase: () => {
            throw new DOMException('The operation is insecure.', 'SecurityError')
          },
        }),
      })
      Object.defineProperty(navigator, 'storage', { value: undefined })
    },
  })
  await desk.page.getByText('This browser does not let the page keep anything.').waitFor()
  expect(await desk.ask('SELECT count(*) FROM sales')).toEqual([['50']])
  await desk.run('DELETE FROM sales')
  await desk.page.getByText('This browser does not let the page keep anything.').waitFor()
  await desk.button('Export').click()
  const [download] = await Promise.all([
    desk.page.waitForEvent('download'),
    desk.page.getByRole('menuitem', { name: /SQLite file/ }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/\.db$/)

  const [work] = await Promise.all([
    desk.page.waitForEvent('download'),
    desk.button('Download your work').click(),
  ])
  expect(work.suggestedFilename()).toMatch(/\.tandem$/)
  const path = await work.path()
  const next = await Desk.open(browser, site)
  await next.page.setInputFiles('aside input[type=file]', {
    name: 'work.tandem',
    mimeType: '',
    buffer: readFileSync(path),
  })
  // in the place of the untouched one
  await next.page.getByText(/^Imported 1 database, /).waitFor()
  expect(await next.ask('SELECT count(*) FROM sales')).toEqual([['0']])
  await next.page.reload()
  expect(await next.ask('SELECT count(*) FROM sales')).toEqual([['0']])
  await next.close()
})

test('a visitor who has blocked site data gets a page that works', async () => {
  desk = await Desk.open(browser, site)
  const profile = mkdtempSync(join(tmpdir(), 'tandem-blocked-'))
  mkdirSync(join(profile, 'Default'))
  const blocked = { profile: { default_content_setting_values: { cookies: 2 } } }
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(blocked))
  const visitor = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: ['--no-sandbox'],
  })
  onTestFinished(async () => {
    await visitor.close()
    rmSync(profile, { recursive: true })
  })
  const page = await visitor.newPage()
  const thrown: string[] = []
  page.on('pageerror', ({ message }) => thrown.push(message))
  await page.goto(`${site.url}#/play`)
  await page.getByText('This browser does not let the page keep anything.').waitFor()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('grid', { name: 'Result 1 rows' }).getByRole('gridcell').first().waitFor()
  expect(thrown).toEqual([])
})

test('after a reload the results of the last run are shown again, and what of them was not kept is said', async () => {
  desk = await Desk.open(browser, site)
  await desk.run(
    "SELECT 9007199254740993 AS big, NULL AS none, '' AS empty, x'00ff' AS bytes, 1e999 AS huge, 'a''b😀' AS words; SELECT sales.id FROM sales, categories; UPDATE sales SET notes = 'n' WHERE id = 1; SELECT nope FROM sales; SELECT 2",
  )
  const shown = async (n: number) => ({
    line: await desk.result(n).locator('header').innerText(),
    cells: await desk.result(n).getByRole('gridcell').allInnerTexts(),
    error: await desk.result(n).getByRole('alert').allInnerTexts(),
  })
  const [one, two, three, four, five] = await Promise.all([1, 2, 3, 4, 5].map(shown))
  await desk.page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  await desk.page.reload()
  await desk.page.getByText('These results are from before the page was loaded.').waitFor()
  expect(await shown(1)).toEqual(one)
  expect((await shown(2)).line).toMatch(/200 rows shown, more exist/)
  expect((await shown(2)).cells.slice(0, 20)).toEqual(two?.cells.slice(0, 20))
  expect([await shown(3), await shown(4), await shown(5)]).toEqual([three, four, five])
  // the next run takes their place, and a reset database has none
  await desk.run('SELECT 1 + 1 AS two')
  expect(await desk.result(2).count()).toBe(0)
  await desk.button('Reset database').click()
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Reset database' }).click()
  await desk.page.getByText('is as it was at the start').waitFor()
  await desk.page.reload()
  await desk.page.getByText('No results yet').waitFor()
})

test('a deleted database can be brought back, and is gone for good a month later', async () => {
  desk = await Desk.open(browser, site)
  await desk.run('CREATE TABLE keep (a int)')
  await saved(desk)
  const stored = () =>
    desk.page.evaluate(
      () =>
        new Promise<{ name: string; deleted: boolean }[]>((resolve, reject) => {
          const opening = indexedDB.open('tandem')
          opening.onerror = () => reject(new Error('not opened'))
          opening.onsuccess = () => {
            const all = opening.result.transaction('databases').objectStore('databases').getAll()
            all.onsuccess = () => {
              opening.result.close()
              const rows = all.result as { name: string; deletedAt: number | null }[]
              resolve(rows.map(({ name, deletedAt }) => ({ name, deleted: deletedAt !== null })))
            }
          }
        }),
    )
  const remove = async () => {
    await desk.page.getByRole('button', { name: 'Actions for sales', exact: true }).click()
    await desk.page.getByRole('menuitem', { name: 'Delete' }).click()
    await desk.page.getByText('Database “sales” deleted').waitFor()
  }
  await remove()
  await desk.page.getByRole('button', { name: 'Undo', exact: true }).click()
  expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['0']])
  await remove()
  await expect.poll(stored).toContainEqual({ name: 'sales', deleted: true })
  await desk.page.clock.setFixedTime(Date.now() + 31 * 24 * 60 * 60 * 1000)
  await desk.page.reload()
  await expect.poll(() => stored().then((rows) => rows.filter(({ deleted }) => deleted))).toEqual([])
})
