import type { BrowserContext, Page } from 'playwright'
import { beforeEach, describe, expect, test } from 'vitest'
import { holdStorage } from './hold-storage'
import { browser, openPage, page, site, withVisitor, write } from './site'

let context: BrowserContext
withVisitor()
beforeEach(() => {
  context = page.context()
})

/** Runs a script and gives the text of its last result, once it has ended. */
async function run(on: Page, sql: string): Promise<string> {
  await write(on, sql)
  await on.getByRole('button', { name: 'Run', exact: true }).click()
  const count = sql.split(';').filter((part) => part.trim() !== '').length
  const result = on.getByRole('group', { name: `Result ${count}`, exact: true })
  await result
    .getByRole('status')
    .filter({ hasText: / ms| s$|failed|done/ })
    .waitFor()
  return (await result.textContent()) ?? ''
}

/** All rows of a table in the browser's storage, as text. */
function stored(on: Page, table: 'records' | 'generations' = 'records'): Promise<string> {
  return on.evaluate(
    (name) =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('tandem')
        opening.onerror = () => reject(new Error('IndexedDB does not open'))
        opening.onsuccess = () => {
          const database = opening.result
          const reading = database.transaction(name).objectStore(name).getAll()
          reading.onsuccess = () => {
            database.close()
            resolve(JSON.stringify(reading.result))
          }
        }
      }),
    table,
  )
}

const saved = (on: Page) => on.getByText('Saved in this browser').waitFor()

describe.each(['SQLite', 'PostgreSQL'])('%s', (engine) => {
  beforeEach(() => page.getByRole('radio', { name: engine, exact: true }).click())

  test('rows, tabs and texts are there after a reload', async () => {
    await run(page, "UPDATE customers SET name = 'Still here' WHERE id = 1;")
    await saved(page)
    await page.getByRole('button', { name: 'New tab' }).click()
    await write(page, '-- a text that was never run')
    await expect.poll(() => stored(page)).toContain('never run')
    await page.reload()
    await page.getByRole('tab', { name: /Untitled 2/ }).waitFor()
    await expect
      .poll(() => page.getByRole('textbox', { name: 'SQL editor' }).textContent())
      .toContain('never run')
    expect(await page.getByRole('radio', { name: engine, exact: true }).getAttribute('aria-checked')).toBe(
      'true',
    )
    expect(await run(page, 'SELECT name FROM customers WHERE id = 1')).toContain('Still here')
  })

  test('Undo run brings back data and schema, run by run', async () => {
    await run(page, 'DELETE FROM sales WHERE id <= 10;')
    await write(page, 'DROP TABLE sales;')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Run it' }).click()
    await page.getByRole('treeitem', { name: /^sales/ }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo run' }).click()
    await page.getByText('The database is as it was before: DROP TABLE sales').waitFor()
    expect(await run(page, 'SELECT count(*) FROM sales')).toContain('40')
    await page.getByRole('button', { name: 'Undo run' }).click()
    await page.getByText('as it was before: DELETE FROM sales').waitFor()
    expect(await run(page, 'SELECT count(*) FROM sales')).toContain('50')
    await saved(page)
    await page.reload()
    expect(await run(page, 'SELECT count(*) FROM sales')).toContain('50')
    expect(await page.getByRole('button', { name: 'Undo run' }).isDisabled()).toBe(true)
  })

  test('a second tab is told, can look, and can take over', async () => {
    await run(page, "UPDATE customers SET name = 'First tab' WHERE id = 2;")
    await saved(page)
    const other = await context.newPage()
    await other.goto(`${site.url}#/play`)
    await other.getByText('is open in another tab').waitFor()
    expect(await run(other, 'SELECT name FROM customers WHERE id = 2')).toContain('First tab')
    await other.getByRole('button', { name: 'Take over here' }).click()
    await page.getByText('is open in another tab').waitFor()
    await other.getByText('is open in another tab').waitFor({ state: 'detached' })
    await run(other, "UPDATE customers SET name = 'Second tab' WHERE id = 2;")
    await saved(other)
    await page.reload()
    expect(await run(page, 'SELECT name FROM customers WHERE id = 2')).toContain('Second tab')
  })
})

test('a tab that looks hears that the owner is gone or back, and what it tried goes when it takes over', async () => {
  await run(page, 'SELECT count(*) FROM sales')
  const other = await context.newPage()
  await other.goto(`${site.url}#/play`)
  const owned = other.getByText('sales is open in another tab')
  const free = other.getByText('sales is open in no other tab now')
  await owned.waitFor()
  await other.getByRole('button', { name: /^sales\s*SQLite · not kept here/ }).waitFor()
  expect(await run(other, 'DELETE FROM sales WHERE id <= 10; SELECT count(*) FROM sales')).toContain('40')
  await page.goto('about:blank')
  await free.waitFor({ timeout: 5000 })
  await page.goto(`${site.url}#/play`)
  await owned.waitFor({ timeout: 5000 })
  await page.close()
  await free.waitFor({ timeout: 5000 })
  await other.getByRole('button', { name: 'Take over here' }).click()
  await other.locator('.notices').waitFor({ state: 'detached' })
  expect(await run(other, 'SELECT count(*) FROM sales')).toContain('50')
  expect(await other.getByText('Saved in this browser').count()).toBe(0)
  await run(other, 'DELETE FROM sales WHERE id = 1;')
  await saved(other)
  await other.reload()
  expect(await run(other, 'SELECT count(*) FROM sales')).toContain('49')
})

test('a copy made while a transaction is open is without it, and says so', async () => {
  await run(page, "BEGIN; UPDATE customers SET name = 'Not yet' WHERE id = 1;")
  await page.getByText('Transaction open', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Actions for sales', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await page.getByText('The copy is without the transaction that is open in sales.').waitFor()
  expect(await run(page, 'SELECT name FROM customers WHERE id = 1')).toContain('Alice Johnson')
})

test('the command palette imports files too', async () => {
  page.on('filechooser', () => undefined) // caught from here on: a key is faster than asking for it
  await page.getByRole('treeitem', { name: /^sales/ }).waitFor()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Command' }).fill('Import file')
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')])
  await chooser.setFiles({ name: 'few.csv', mimeType: 'text/csv', buffer: Buffer.from('id,v\n1,x\n') })
  await page.getByRole('dialog').getByText('few.csv').first().waitFor()
})

describe('a run that does not end', () => {
  const undo = () => page.getByRole('button', { name: 'Undo run' })
  const rows = () => run(page, 'SELECT count(*) FROM sales')
  const begun = 'DELETE FROM sales WHERE id <= 10;'
  const endless = {
    SQLite: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;',
    PostgreSQL: 'DO $$ BEGIN LOOP END LOOP; END $$;',
  }

  async function begin(engine: keyof typeof endless) {
    await page.getByRole('radio', { name: engine, exact: true }).click()
    await run(page, 'SELECT 1')
    await write(page, `${begun}\n${endless[engine]}`)
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText('10 rows changed').waitFor()
  }

  test.each(['SQLite', 'PostgreSQL'] as const)(
    'is undone after a reload that cut it off: %s',
    async (engine) => {
      await begin(engine)
      await expect.poll(() => undo().getAttribute('title')).toBe(`Undo: ${begun}`)
      await saved(page)
      await page.reload()
      expect(await rows()).toContain('40')
      await undo().click()
      await page.getByText(`as it was before: ${begun}`).waitFor()
      expect(await rows()).toContain('50')
    },
  )

  test('is stopped by a reset, which is undone before it', async () => {
    await begin('SQLite')
    await page.getByRole('button', { name: 'Reset database' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset database' }).click()
    await page.getByText('is as it was at the start').waitFor()
    expect(await rows()).toContain('50')
    await undo().click()
    await page.getByText('as it was before: Reset database').waitFor()
    expect(await rows()).toContain('40')
  })

  test('does not keep its database from being deleted, brought back and saved', async () => {
    await begin('SQLite')
    await page.getByRole('button', { name: 'Actions for sales', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByText('Database “sales” deleted').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    expect(await rows()).toContain('40')
    await saved(page)
    await expect.poll(() => undo().getAttribute('title')).toBe(`Undo: ${begun}`)
  })
})

// PostgreSQL itself writes when it starts
test('looking at a SQLite database again saves nothing', async () => {
  await run(page, "UPDATE customers SET name = 'Still here' WHERE id = 1;")
  await saved(page)
  const before = await stored(page, 'generations')
  await page.reload()
  expect(await run(page, 'SELECT name FROM customers WHERE id = 1')).toContain('Still here')
  await saved(page)
  expect(await stored(page, 'generations')).toBe(before)
  // and the next change is saved as ever
  await run(page, "UPDATE customers SET name = 'Changed' WHERE id = 1;")
  await saved(page)
  await page.reload()
  expect(await run(page, 'SELECT name FROM customers WHERE id = 1')).toContain('Changed')
})

test('what was typed right before the page was left is there again', async () => {
  await write(page, 'SELECT 6 * 7 AS answer;')
  await page.keyboard.type(' -- the last words')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('gridcell', { name: '42', exact: true }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  const editor = page.getByRole('textbox', { name: 'SQL editor' })
  await expect.poll(() => editor.textContent()).toContain('answer; -- the last words')
})

test('a deleted database comes back with Undo', async () => {
  await run(page, "UPDATE customers SET name = 'Precious' WHERE id = 3;")
  await saved(page)
  await page.getByRole('button', { name: 'Actions for sales', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByText('Database “sales” deleted').waitFor()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await page.getByRole('button', { name: /^sales\s*SQLite/ }).waitFor()
  expect(await run(page, 'SELECT name FROM customers WHERE id = 3')).toContain('Precious')
})

test('a database that was deleted in an earlier visit can be brought back, or deleted for good', async () => {
  await run(page, "UPDATE customers SET name = 'Precious' WHERE id = 3;")
  await saved(page)
  const remove = async (name: string) => {
    await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByText(`Database “${name}” deleted`).waitFor()
  }
  await remove('sales')
  await page.reload()
  // its name was given to another one
  await page.getByRole('button', { name: 'New database' }).click()
  await page.getByRole('dialog').getByRole('radio', { name: 'SQLite', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('sales')
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  await page.getByRole('button', { name: /^sales\s*SQLite/ }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Command' }).fill('storage')
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Storage' })
  await sheet.getByRole('button', { name: 'Bring back sales' }).click()
  await sheet.getByText('“sales” is in the list of databases again.').waitFor()
  await sheet.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: /^sales 2\s*SQLite/ }).click()
  expect(await run(page, 'SELECT name FROM customers WHERE id = 3')).toContain('Precious')
  await remove('sales 2')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Command' }).fill('storage')
  await page.keyboard.press('Enter')
  const forGood = sheet.getByRole('button', { name: 'Delete sales 2 for good' })
  const keep = sheet.getByRole('button', { name: 'Keep it' })
  await forGood.press('Enter')
  await expect.poll(() => keep.evaluate((button) => button === document.activeElement)).toBe(true)
  await keep.press('Enter')
  await expect.poll(() => forGood.evaluate((button) => button === document.activeElement)).toBe(true)
  await forGood.press('Enter')
  await sheet.getByRole('button', { name: 'Delete', exact: true }).press('Enter')
  await sheet.getByText('“sales 2” is deleted for good.').waitFor()
  expect(await page.getByText('Database “sales 2” deleted').count()).toBe(0) // its Undo could not be done any more
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    sheet.getByRole('button', { name: 'Export everything' }).click(),
  ])
  await sheet.getByText(`Exported ${file.suggestedFilename()}.`).waitFor()
  expect(await sheet.getByRole('button', { name: /Bring back/ }).count()).toBe(0)
})

test('what was run is in the history, with its error, and can be opened again', async () => {
  await run(page, 'SELECT 12345 AS sought;')
  await run(page, 'SELECT * FROM nowhere;')
  await page.getByRole('button', { name: 'History' }).click()
  const dialog = page.getByRole('dialog', { name: 'History' })
  await dialog.getByText('no such table: nowhere').waitFor()
  await dialog.getByRole('searchbox').fill('12345')
  await dialog.getByText('nowhere').first().waitFor({ state: 'detached' })
  await dialog.getByRole('button', { name: 'Open in a tab' }).click()
  await expect.poll(() => page.getByRole('textbox', { name: 'SQL editor' }).textContent()).toContain('12345')
})

test('the history lists the runs of one engine, or those that failed, and says where there are none', async () => {
  await run(page, 'SELECT 12345 AS sought;')
  await run(page, 'SELECT * FROM nowhere;')
  await page.getByRole('button', { name: 'History' }).click()
  const dialog = page.getByRole('dialog', { name: 'History' })
  const amount = dialog.locator('[role=status]').first()
  const says = (text: string) => expect.poll(() => amount.textContent()).toBe(text)
  await says('2 runs')
  const engines = dialog.getByRole('radiogroup', { name: 'Engine of the runs' }).getByRole('radio')
  expect((await engines.allTextContents()).map((each) => each.trim())).toEqual([
    'All',
    'SQLite',
    'PostgreSQL',
  ])
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowLeft')
  await says('Nothing was run in PostgreSQL yet. What you run is listed here.')
  await page.keyboard.press('ArrowLeft')
  await says('2 runs')
  expect(await engines.nth(1).getAttribute('aria-checked')).toBe('true')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await says('1 run')
  await dialog.getByText('no such table: nowhere').waitFor()
  await dialog.getByRole('searchbox').fill('12345')
  await says('No failed run in SQLite has this text.')
  await dialog.getByRole('checkbox', { name: 'Failed only' }).uncheck()
  await says('1 run')
  await dialog.getByRole('searchbox').fill('sought nowhere')
  await says('Nothing that was run in SQLite has this text.')
})

test('of a long history the newest are listed, and the search finds the others', async () => {
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('tandem')
        opening.onerror = () => reject(new Error('IndexedDB does not open'))
        opening.onsuccess = () => {
          const writing = opening.result.transaction('history', 'readwrite')
          for (let n = 0; n < 201; n++) {
            const database = 'sales of the third quarter as they were'
            const of = { dialect: 'sqlite', database, at: n, ms: 1, rows: 1, error: null }
            const id = String(n).padStart(16, '0')
            writing.objectStore('history').put({ ...of, id, sql: n === 0 ? 'SELECT oldest' : `SELECT ${n}` })
          }
          writing.oncomplete = () => {
            opening.result.close()
            resolve()
          }
        }
      }),
  )
  await page.getByRole('button', { name: 'History' }).click()
  const dialog = page.getByRole('dialog', { name: 'History' })
  const more = dialog.getByText('The newest 200 are listed.')
  await more.waitFor()
  expect(await dialog.getByText('oldest').count()).toBe(0)
  const buttons = dialog.getByRole('listitem').first().getByRole('button')
  const tops = await buttons.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top))
  expect([tops.length, new Set(tops).size]).toEqual([3, 1])
  await dialog.getByRole('searchbox').fill('oldest')
  await dialog.getByText('SELECT oldest').waitFor()
  expect(await more.count()).toBe(0)
})

test('each tab works in a database of its own, also after a reload, and a run is repeated where it ran', async () => {
  const engine = (name: string) => page.getByRole('radio', { name, exact: true })
  const chosen = (name: string) => expect.poll(() => engine(name).getAttribute('aria-checked')).toBe('true')
  await run(page, 'SELECT sqlite_version() AS sought;')
  await page.getByRole('button', { name: 'New tab' }).click()
  await engine('PostgreSQL').click()
  await write(page, '-- for PostgreSQL')
  await page.getByRole('tab', { name: /First look/ }).click()
  await chosen('SQLite')
  await page.getByRole('tab', { name: /Untitled 2/ }).click()
  await chosen('PostgreSQL')
  await expect.poll(() => stored(page)).toContain('for PostgreSQL')
  await page.reload()
  await chosen('PostgreSQL')
  await page.getByRole('tab', { name: /First look/ }).click()
  await chosen('SQLite')
  await page.getByRole('tab', { name: /Untitled 2/ }).click()
  await chosen('PostgreSQL')

  await page.getByRole('button', { name: 'History' }).click()
  await page.getByRole('dialog', { name: 'History' }).getByRole('button', { name: 'Run again' }).click()
  await page
    .getByRole('grid', { name: 'Result 1 rows' })
    .getByText(/^3\.\d+/)
    .waitFor()
  await chosen('SQLite')
})

test('a run is repeated in its database after that was renamed, not in one that has its name now', async () => {
  await run(page, "INSERT INTO categories (name) VALUES ('Repeated');")
  await page.getByRole('button', { name: 'Actions for sales', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  const name = page.getByRole('dialog').getByLabel('Name')
  await name.fill('   ')
  await page.keyboard.press('Enter')
  await name.fill('renamed')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^renamed\s*SQLite/ }).waitFor()
  await page.getByRole('button', { name: 'Actions for renamed', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await name.fill('sales on PostgreSQL')
  await page.keyboard.press('Enter')
  await page
    .getByText('Another database is called sales on PostgreSQL: this one is sales on PostgreSQL 2.')
    .waitFor()
  await page.getByRole('button', { name: 'Actions for sales on PostgreSQL 2', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await name.fill('renamed')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^renamed\s*SQLite/ }).waitFor()
  await page.getByRole('button', { name: 'New database' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('sales')
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  await page.getByRole('button', { name: /^sales\s*SQLite/ }).waitFor()
  await page.getByRole('button', { name: 'History' }).click()
  await page.getByRole('dialog', { name: 'History' }).getByRole('button', { name: 'Run again' }).click()
  await page.getByText('UNIQUE constraint failed').waitFor()
  await page.getByRole('button', { name: 'Actions for renamed', exact: true }).waitFor()
})

test('the same link again shows the tab it opened, until something is changed there', async () => {
  const tabs = () => page.getByRole('tab', { name: 'Shared query' }).count()
  const follow = async (sql: string) => {
    const json = JSON.stringify({ sql, engine: 'sqlite', sample: 'empty' })
    await page.evaluate(
      (code) => (location.hash = `#/play?s=1p.${code}`),
      Buffer.from(json).toString('base64url'),
    )
    await page.waitForFunction(() => location.hash === '#/play')
  }
  await follow('CREATE TABLE made (n);')
  await page.getByText('Run uses an empty database of its own, kept in memory only.').waitFor()
  await page.getByRole('tab', { name: /First look/ }).click()
  await follow('CREATE TABLE made (n);')
  await page.getByRole('tab', { name: 'Shared query', selected: true }).waitFor()
  expect(await tabs()).toBe(1)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('treeitem', { name: /^made/ }).waitFor()
  await follow('CREATE TABLE made (n);')
  await expect.poll(tabs).toBe(2)
  await page.getByRole('treeitem', { name: /^made/ }).waitFor({ state: 'detached' })
  await follow('SELECT 1;')
  await expect.poll(tabs).toBe(3)
})

test('a copy of a copy is counted, and the engine’s own database has its name again', async () => {
  const act = async (name: string, item: string) => {
    await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await act('sales', 'Duplicate')
  await act('sales copy', 'Duplicate')
  await page.getByRole('button', { name: /^sales copy 2\s*SQLite/ }).waitFor()
  await page.getByRole('radio', { name: 'PostgreSQL', exact: true }).click()
  await act('sales on PostgreSQL', 'Delete')
  await page.getByText('Database “sales on PostgreSQL” deleted').waitFor()
  await page.getByRole('radio', { name: 'PostgreSQL', exact: true }).click()
  await page.getByRole('button', { name: /^sales on PostgreSQL\s*PostgreSQL/ }).waitFor()
})

test('a long name leaves room for the other tabs, and none turns the direction of the page', async () => {
  await page.getByRole('button', { name: 'New tab' }).click()
  await page.getByRole('tab', { name: /Untitled 2/ }).dblclick()
  await page.getByLabel('Name of the tab').fill(`שלום\u202e ${'w'.repeat(60)}`)
  await page.keyboard.press('Enter')
  const long = page.getByRole('tab', { name: `שלום  ${'w'.repeat(60)}` })
  expect((await long.boundingBox())?.width).toBeLessThan(300)
  expect(await long.getAttribute('title')).toContain('w'.repeat(60))
  await page.getByRole('button', { name: 'New database' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('w'.repeat(60))
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  await page.getByText('w'.repeat(60)).first().waitFor()
  const { width } = page.viewportSize() ?? { width: 0 }
  const help = await page.getByText('Esc, then Tab leaves the editor').boundingBox()
  expect((help?.x ?? width) + (help?.width ?? 0)).toBeLessThanOrEqual(width)
})

test('of many databases the open one is in sight, and the schema below them', async () => {
  await page.setViewportSize({ width: 1440, height: 700 })
  for (let n = 1; n <= 9; n++) {
    await page.getByRole('button', { name: 'New database' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page
      .getByRole('button', { name: new RegExp(`^Sales${n === 1 ? '' : ` ${n}`}\\s*SQLite`) })
      .waitFor()
  }
  const list = await page.locator('.dbs').boundingBox()
  const open = await page.locator('.dbs [aria-current]').boundingBox()
  const bottom = (box: typeof list) => (box?.y ?? 0) + (box?.height ?? 0)
  expect(bottom(open)).toBeLessThanOrEqual(bottom(list) + 1)
  expect(bottom(list)).toBeLessThan(450)
  expect((await page.getByRole('tree', { name: 'Schema' }).boundingBox())?.height).toBeGreaterThan(100)
})

test('where nothing can be stored the Storage sheet says so', async () => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', {
      get: () => {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      },
    })
  })
  await page.reload()
  await page.getByText('This browser does not let the page keep anything.').waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Command' }).fill('storage')
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Storage' })
  await sheet.getByText('it is gone when you close the tab').waitFor()
  expect(await sheet.getByText('are in this browser only').count()).toBe(0)
})

test('closed tabs can be reopened, where they were', async () => {
  await page.getByRole('button', { name: 'New tab' }).click()
  await write(page, '-- closed by mistake')
  await page.getByRole('button', { name: 'Close tab Untitled 2' }).click()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Command' }).fill('reopen')
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: /Untitled 2/ }).waitFor()
  await expect
    .poll(() => page.getByRole('textbox', { name: 'SQL editor' }).textContent())
    .toContain('closed by mistake')
  await page.getByRole('tab', { name: 'First look' }).click()
  await page.getByRole('button', { name: 'Close tab First look' }).click()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect.poll(() => page.getByRole('tab').allTextContents()).toHaveLength(2)
  expect((await page.getByRole('tab').allTextContents())[0]).toContain('First look')
})

test('Undo of a closed tab that was reopened meanwhile opens no other one', async () => {
  for (const name of ['Untitled 2', 'Untitled 3']) {
    await page.getByRole('button', { name: 'New tab' }).click()
    await page.getByRole('tab', { name }).waitFor()
  }
  for (const name of ['Untitled 2', 'Untitled 3']) {
    await page.getByRole('tab', { name }).click()
    await page.getByRole('button', { name: `Close tab ${name}` }).click()
  }
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Command' }).fill('reopen')
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: 'Untitled 3' }).waitFor()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await page.getByText('Tab “Untitled 3” closed').waitFor({ state: 'detached' })
  expect(await page.getByRole('tab', { name: 'Untitled 2' }).count()).toBe(0)
})

describe('two windows', () => {
  const editor = (on: Page) => on.getByRole('textbox', { name: 'SQL editor' })
  const text = (on: Page) => expect.poll(() => editor(on).textContent())
  const names = (on: Page) => expect.poll(() => on.getByRole('tab').allTextContents())
  let other: Page
  beforeEach(async () => {
    await write(page, '-- the first text')
    await expect.poll(() => stored(page)).toContain('the first text')
    other = await context.newPage()
    await other.goto(`${site.url}#/play`)
    await text(other).toContain('the first text')
  })

  test('a text that one window wrote is not replaced by the older one of the other, which follows', async () => {
    await write(other, '-- an hour of work')
    await expect.poll(() => stored(page)).toContain('an hour of work')
    await other.close()
    await text(page).toContain('an hour of work')
    await page.getByRole('button', { name: 'New tab' }).click()
    await write(page, '-- a second text')
    await expect.poll(() => stored(page)).toContain('a second text')
    await page.reload()
    await page.getByRole('tab', { name: /First look/ }).click()
    await text(page).toContain('an hour of work')
  })

  test('what is written after the clock was put back is newer than what was there', async () => {
    await write(other, '-- written while the clock was ahead')
    await text(page).toContain('while the clock was ahead')
    await page.evaluate(() => {
      const now = Date.now
      Date.now = () => now() - 3_600_000
    })
    await write(page, '-- written when it was right')
    await text(other).toContain('written when it was right')
    await text(page).toContain('written when it was right')
  })

  test('a database that the other one deleted for good comes back with what this one had of it', async () => {
    await run(page, "UPDATE customers SET name = 'Precious' WHERE id = 3;")
    await saved(page)
    await page.getByRole('button', { name: 'Take over here' }).waitFor({ state: 'detached' })
    await other.getByRole('button', { name: 'Actions for sales', exact: true }).click()
    await other.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByText('sales was deleted in another tab').waitFor()
    await other.getByText('Database “sales” deleted').waitFor()
    await other.keyboard.press('Control+k')
    await other.getByRole('combobox', { name: 'Command' }).fill('storage')
    await other.keyboard.press('Enter')
    await other.getByRole('button', { name: 'Delete sales for good' }).click()
    await other.getByRole('button', { name: 'Delete', exact: true }).click()
    await other.getByText('“sales” is deleted for good.').waitFor()
    await page.getByRole('button', { name: 'Bring it back' }).click()
    await page.locator('.notices').waitFor({ state: 'detached' })
    await saved(page)
    await page.reload()
    expect(await run(page, 'SELECT name FROM customers WHERE id = 3')).toContain('Precious')
  })

  test('a window that is overtaken while it takes over is told, and the faster one keeps what is done in it', async () => {
    const faster = await context.newPage()
    await faster.goto(`${site.url}#/play`)
    await faster.getByRole('button', { name: 'Take over here' }).evaluate((button: HTMLElement) => {
      const owners = new BroadcastChannel('tandem owners')
      owners.addEventListener('message', ({ data }: MessageEvent<{ kind: string }>) => {
        if (data.kind !== 'held') return
        owners.close()
        button.click()
      })
    })
    await other.getByRole('button', { name: 'Take over here' }).click()
    await faster.locator('.notices').waitFor({ state: 'detached' })
    for (const on of [page, other]) await on.getByText('sales is open in another tab').waitFor()
    await faster.bringToFront()
    await run(faster, "UPDATE customers SET name = 'The fastest' WHERE id = 5;")
    await saved(faster)
    expect(await other.getByText('Not saved', { exact: true }).count()).toBe(1)
    await faster.reload()
    expect(await run(faster, 'SELECT name FROM customers WHERE id = 5')).toContain('The fastest')
  })

  test('a window that looks, deletes and undoes that has the database as it was saved last, and the other one is told', async () => {
    await page.bringToFront()
    await run(page, "UPDATE customers SET name = 'Saved last' WHERE id = 6;")
    await saved(page)
    await other.bringToFront()
    await other.getByRole('button', { name: 'Actions for sales', exact: true }).click()
    await other.getByRole('menuitem', { name: 'Delete' }).click()
    await other.getByText('Database “sales” deleted').waitFor()
    await page.getByText('sales was deleted in another tab').waitFor()
    await other.getByRole('button', { name: 'Undo', exact: true }).click()
    await page.getByText('sales is open in another tab').waitFor()
    await other.locator('.notices').waitFor({ state: 'detached' })
    expect(await run(other, 'SELECT name FROM customers WHERE id = 6')).toContain('Saved last')
    await page.bringToFront()
    await page.getByRole('button', { name: 'Take over here' }).click()
    await page.locator('.notices').waitFor({ state: 'detached' })
    await run(page, "UPDATE customers SET name = 'Saved again' WHERE id = 6;")
    await saved(page)
    await page.reload()
    expect(await run(page, 'SELECT name FROM customers WHERE id = 6')).toContain('Saved again')
  })

  test('tabs that each of them opened are in both, also after a reload, and so is what was closed', async () => {
    await other.getByRole('button', { name: 'New tab' }).click()
    await write(other, '-- made in the other')
    await names(page).toHaveLength(2)
    await page.getByRole('button', { name: 'New tab' }).click()
    await write(page, '-- made here')
    await names(other).toHaveLength(3)
    await page.reload()
    await other.reload()
    for (const on of [page, other]) {
      await names(on).toHaveLength(3)
      await on.getByRole('tab', { name: /Untitled 2/ }).click()
      await text(on).toContain('made in the other')
      await on.getByRole('tab', { name: /Untitled 3/ }).click()
      await text(on).toContain('made here')
    }
    await page.getByRole('tab', { name: /Untitled 2/ }).click()
    await page.getByRole('button', { name: 'Close tab Untitled 2' }).click()
    await names(other).toHaveLength(2)
  })

  test('a text that is in no list is a tab again', async () => {
    await page.getByRole('button', { name: 'New tab' }).click()
    await write(page, '-- left out')
    await expect.poll(() => stored(page)).toContain('left out')
    await other.close()
    // as an older version of the page wrote it, or two windows at the same moment
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open('tandem')
          opening.onerror = () => reject(new Error('IndexedDB does not open'))
          opening.onsuccess = () => {
            const writing = opening.result.transaction('records', 'readwrite')
            const json = JSON.stringify({ open: [], closed: [], current: '' })
            writing.objectStore('records').put({ key: 'playground/drafts', json, parts: 1 })
            writing.oncomplete = () => {
              opening.result.close()
              resolve()
            }
          }
        }),
    )
    await page.reload()
    await names(page).toHaveLength(2)
    await page.getByRole('tab', { name: /Untitled 2/ }).click()
    await text(page).toContain('left out')
  })
})

describe('two versions of the site over one storage', () => {
  /** A page of the version that comes next: the stored form has a later number. */
  async function newerPage(): Promise<Page> {
    const newer = await context.newPage()
    await newer.addInitScript(() => {
      const open = IDBFactory.prototype.open.bind(indexedDB)
      IDBFactory.prototype.open = (name, version) =>
        open(name, version === undefined ? undefined : version + 1)
    })
    await newer.goto(`${site.url}#/play`)
    return newer
  }
  const name = 'SELECT name FROM customers WHERE id = 8'

  test('the old page steps aside and says so, the new one goes on, and neither overwrites the other', async () => {
    await run(page, "UPDATE customers SET name = 'From the old one' WHERE id = 8;")
    const newer = await newerPage()
    await page.getByText('A newer version of this page is open in another tab. Reload this one.').waitFor()
    await page.getByRole('button', { name: 'Download your work' }).waitFor()
    expect(await run(newer, name)).toContain('From the old one')
    const takeOver = newer.getByRole('button', { name: 'Take over here' })
    expect(await takeOver.count()).toBe(0)
    await run(newer, "UPDATE customers SET name = 'From the new one' WHERE id = 8;")
    await saved(newer)

    await page.bringToFront()
    await run(page, "UPDATE customers SET name = 'Too late' WHERE id = 8;")
    await page.getByText('Not saved', { exact: true }).waitFor()
    await page.reload()
    await page.getByText('saved by a newer version of this page. It is untouched').waitFor()
    await run(page, "UPDATE customers SET name = 'Too late again' WHERE id = 8;")
    await page.getByText('Not saved', { exact: true }).waitFor()
    await page.close()

    await newer.reload()
    expect(await run(newer, name)).toContain('From the new one')
    expect(await newer.locator('.notices').count()).toBe(0)
  })
})

test('a fresh browser has from the file of everything what the first one had, and nothing comes twice', async () => {
  await run(page, "UPDATE customers SET name = 'Came along' WHERE id = 7;")
  await saved(page)
  await write(page, '-- text of the first tab')
  await page.getByRole('button', { name: 'New tab' }).click()
  await write(page, '-- text of the second tab')
  await page.getByRole('tab', { name: /Untitled 2/ }).dblclick()
  await page.getByLabel('Name of the tab').fill('My homework')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^Export everything/ }).click(),
  ])
  const file = await download.path()
  const { page: fresh, watch: freshWatch } = await openPage(browser, site)
  await fresh.goto(`${site.url}#/play`)
  const bring = async () => {
    const [chooser] = await Promise.all([
      fresh.waitForEvent('filechooser'),
      fresh.getByRole('button', { name: 'Import', exact: true }).click(),
    ])
    await chooser.setFiles(file)
  }
  const listed = async () =>
    (await fresh.getByRole('button', { name: /^sales.*(SQLite|PostgreSQL) ·/s }).allTextContents()).map(
      (text) => text.replace(/\s*(SQLite|PostgreSQL) ·.*/s, '').trim(),
    )
  const shown = async (name: RegExp) => {
    await fresh.getByRole('tab', { name }).last().click()
    return expect.poll(() => fresh.getByRole('textbox', { name: 'SQL editor' }).textContent())
  }
  await fresh.getByRole('treeitem', { name: /^sales/ }).waitFor()
  await bring()
  // as it was in the other browser: neither the untouched sample nor the first tab is there a second time
  await fresh
    .getByText('Imported 1 database, 2 tabs and 1 run of history. 1 database of the file is here already.')
    .waitFor()
  await expect.poll(() => fresh.getByRole('tab').count()).toBe(2)
  expect(await listed()).toEqual(['sales', 'sales on PostgreSQL'])
  expect(await run(fresh, 'SELECT name FROM customers WHERE id = 7')).toContain('Came along')
  await run(fresh, "UPDATE customers SET name = 'And goes on' WHERE id = 7;")
  await saved(fresh)
  await (await shown(/My homework/)).toContain('text of the second tab')
  await fresh.reload()
  await (await shown(/My homework/)).toContain('text of the second tab')
  expect(await run(fresh, 'SELECT name FROM customers WHERE id = 7')).toContain('And goes on')
  await bring()
  await fresh.getByText(/^Imported 1 database, 2 tabs and 0 runs of history\./).waitFor()
  expect(await listed()).toEqual(['sales', 'sales on PostgreSQL', 'sales 2'])
  await bring()
  await fresh
    .getByText(
      'Imported 0 databases, 0 tabs and 0 runs of history. 2 databases of the file are here already.',
    )
    .waitFor()
  expect(await listed()).toEqual(['sales', 'sales on PostgreSQL', 'sales 2'])
  await fresh.context().close()
  expect(freshWatch.complaints).toEqual([])
})

test('after site data were deleted untouched databases are there and saved, and what nobody has is not listed', async () => {
  const chosen = (name: string) =>
    page.getByRole('button', { name: new RegExp(`^${name}\\s*(SQLite|PostgreSQL)`) })
  await run(page, "UPDATE customers SET name = 'Lost' WHERE id = 1;")
  await saved(page)
  await page.getByRole('button', { name: 'Actions for sales', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await chosen('sales copy').waitFor()
  await run(page, "UPDATE customers SET name = 'Open here' WHERE id = 1;")
  await saved(page)
  await page.reload() // from here on this page has never seen what is in sales
  await run(page, 'SELECT count(*) FROM sales')
  const session = await context.newCDPSession(page)
  const { origin } = new URL(site.url)
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
  await page.getByText(/What this page had stored was deleted/).waitFor()
  await chosen('sales').waitFor({ state: 'detached' })
  await chosen('sales on PostgreSQL').click()
  await run(page, "UPDATE customers SET name = 'Done since' WHERE id = 1;")
  await saved(page)
  await page.reload()
  expect(await run(page, 'SELECT name FROM customers WHERE id = 1')).toContain('Done since')
  await chosen('sales copy').click()
  expect(await run(page, 'SELECT name FROM customers WHERE id = 1')).toContain('Open here')
})

test('the Storage sheet says what the file of everything holds, and that Undo run is not in it', async () => {
  await run(page, 'DELETE FROM sales WHERE id = 1;')
  await saved(page)
  await page.getByRole('button', { name: 'Saved in this browser' }).click()
  const sheet = page.getByRole('dialog', { name: 'Storage' })
  await sheet.getByText('What Undo run goes back to is not in it.').waitFor()
})

test('everything leaves as one file, and comes back beside what is there', async () => {
  await run(page, "UPDATE customers SET name = 'Archived' WHERE id = 4;")
  await saved(page)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^Export everything/ }).click(),
  ])
  const file = await download.path()
  await page.getByRole('button', { name: 'Reset database' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Reset database' }).click()
  await page.getByText('is as it was at the start').waitFor()
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import', exact: true }).click(),
  ])
  await chooser.setFiles(file)
  await page.getByText(/^Imported 1 database, .* 1 database of the file is here already/).waitFor()
  await page.getByRole('button', { name: /^sales 2\s*SQLite/ }).click()
  expect(await run(page, 'SELECT name FROM customers WHERE id = 4')).toContain('Archived')
})

test('a run that is asked for before the new database is there is run in that one', async () => {
  await run(page, 'SELECT count(*) AS n FROM sales')
  const release = await holdStorage(page)
  await page.getByRole('button', { name: 'New database' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Starts with').selectOption('empty')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.waitFor({ state: 'detached' })
  await write(page, "SELECT count(*) || ' tables' AS found FROM sqlite_schema")
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await release()
  await page.getByRole('gridcell', { name: '0 tables', exact: true }).waitFor()
})
