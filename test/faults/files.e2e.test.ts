/** Bad files dropped onto the page or picked there: each gets its sentence, and what is open is as it was. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { browser, site, withSite } from '../e2e/site'
import { badFiles, damagedDatabase, filled, native, walDatabase } from './bad-files'
import { Desk } from './desk'

type Content = string | Uint8Array

let desk: Desk
let folder: string
withSite()
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-drop-'))
})
beforeEach(async () => {
  desk = await Desk.open(browser, site)
  await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1), (2)')
})
afterEach(async () => {
  // what was open is there, and nothing of a file was ever run as a script of the page
  await untouched()
  expect(await desk.page.evaluate(() => Reflect.get(window, '__xss') as unknown)).toBeUndefined()
  expect(desk.watch.complaints).toEqual([])
  await desk.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

const dialog = () => desk.page.getByRole('dialog', { name: /^Import/ })
const databases = () => desk.page.locator('.dbs button').allInnerTexts()
const press = (name: string) => dialog().getByRole('button', { name, exact: true }).click()

async function pick(name: string, content: Content): Promise<void> {
  const path = join(folder, name)
  writeFileSync(path, content)
  await desk.page.locator('input[type=file]').first().setInputFiles(path)
}

/** Drops a file onto the middle of the page, as the desktop does. */
async function drop(name: string, content: Content): Promise<void> {
  const bytes = [...(typeof content === 'string' ? new TextEncoder().encode(content) : content)]
  await desk.page.evaluate(
    ([name, bytes]) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([Uint8Array.from(bytes)], name))
      const target = document.querySelector('.cm-content') ?? document.body
      for (const type of ['dragover', 'drop'])
        target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    },
    [name, bytes] as const,
  )
}

async function untouched(): Promise<void> {
  await desk.page.locator('.dbs button').first().click()
  expect(await desk.ask('SELECT count(*), (SELECT count(*) FROM sales) FROM keep')).toEqual([['2', '50']])
}

test('every file that is no data is refused in words, dropped or picked', async () => {
  const before = await databases()
  for (const [at, [what, content, sentence]] of badFiles.entries()) {
    const name = `${what.replaceAll(/\W+/g, '-')}.db`
    await (at % 2 === 0 ? drop(name, content) : pick(name, content))
    const said = dialog().getByRole('alert')
    await said.waitFor()
    expect(await said.innerText(), what).toMatch(sentence)
    await press('Close')
    await dialog().waitFor({ state: 'detached' })
    expect(await databases()).toEqual(before)
  }
})

test('in PostgreSQL the first look at what was imported is no change to take back: Undo run takes the import', async () => {
  await desk.choose('postgres')
  await pick('few.csv', `id,v\n${Array.from({ length: 50 }, (_, i) => `${i},x`).join('\n')}`)
  await press('Import')
  await dialog().getByText('50 rows imported').waitFor()
  await press('Close')
  await desk.run('SELECT count(*) FROM few')
  await expect.poll(() => desk.button('Undo run').getAttribute('title')).toBe('Undo: Import few.csv')
  await desk.button('Undo run').click()
  await desk.page.getByText('The database is as it was before: Import few.csv').waitFor()
  await desk.run('SELECT count(*) FROM few')
  expect(await desk.result(1).innerText()).toContain('relation "few" does not exist')
})

test('a database is copied to the other engine and opened; a copy that fails leaves the list as it was', async () => {
  const before = await databases()
  const copy = async () => {
    await desk.page.getByRole('button', { name: 'Actions for sales', exact: true }).click()
    await desk.page.getByRole('menuitem', { name: 'Copy to PostgreSQL' }).click()
  }
  await copy()
  const told = desk.page.getByRole('dialog', { name: 'The database is copied' })
  await told
    .getByRole('region', { name: 'Not there, or not as it was' })
    .getByText('customers_touch')
    .waitFor()
  await told.getByRole('button', { name: 'Close' }).press('Enter')
  expect(await databases()).toHaveLength(before.length + 1)
  expect(await desk.ask('SELECT count(*), (SELECT count(*) FROM keep) FROM sales')).toEqual([['50', '2']])
  await desk.page.locator('.dbs button').first().click()
  const columns = Array.from({ length: 1700 }, (_, i) => `c${i} int`).join(', ')
  await desk.run(`CREATE TABLE wide (${columns})`)
  const now = await databases()
  await copy()
  const failed = desk.page.getByRole('dialog', { name: 'The database is not copied' })
  await failed.getByText(/wide/).first().waitFor()
  await failed.getByRole('button').click()
  expect(await databases()).toEqual(now)
  await desk.run('DROP TABLE wide')
})

test('a script is run in the database that is marked, also while a new one is being filled', async () => {
  // pressed in the moment in which the list marks the new database
  await desk.page.evaluate(() => {
    const marked = () => document.querySelector('.dbs [aria-current=true]')
    new MutationObserver((_, observer) => {
      if (marked()?.textContent.includes('fresh') !== true) return
      observer.disconnect()
      const run = [...document.querySelectorAll('button')].find((each) =>
        (each.ariaLabel ?? each.textContent.trim()).startsWith('Run'),
      )
      run?.click()
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  })
  await desk.page.getByRole('textbox', { name: 'SQL editor' }).focus()
  await desk.page.keyboard.press('ControlOrMeta+a')
  await desk.page.keyboard.insertText('SELECT a + 100 AS found FROM only_here')
  await pick('fresh.sql', 'CREATE TABLE only_here (a int);\nINSERT INTO only_here VALUES (7);\n')
  await press('Import')
  await press('Close')
  await desk.grid(1).getByRole('gridcell', { name: '107', exact: true }).waitFor()
})

test('a database file that is far too large is refused at once', async () => {
  const path = join(folder, 'huge.db')
  writeFileSync(path, filled)
  truncateSync(path, 2 * 1024 ** 3)
  await desk.page.locator('input[type=file]').first().setInputFiles(path)
  await dialog()
    .getByText(/2,048 MB.*limit.*256 MB|cut off/)
    .waitFor()
  await press('Close')
})

test('a damaged database is said to be, and is left or opened beside the others', async () => {
  const before = await databases()
  await drop('broken.db', damagedDatabase())
  await press('Import')
  await dialog()
    .getByText(/This database is damaged\. SQLite says/)
    .waitFor()
  await press('Leave it')
  await dialog().waitFor({ state: 'detached' })
  expect(await databases()).toEqual(before)
  await pick('broken.db', damagedDatabase())
  await press('Import')
  await press('Open it damaged')
  await dialog().getByText('broken is open, damaged as it is.').waitFor()
  await press('Close')
  expect(await databases()).toHaveLength(before.length + 1)
})

test('a database in WAL mode opens with a warning, beside what is open', async () => {
  await drop('log.db', walDatabase())
  await press('Import')
  await dialog()
    .getByText(/recent changes may be missing/)
    .first()
    .waitFor()
  await press('Close')
  expect(await desk.ask('SELECT a FROM t')).toEqual([['1']])
})

test('a hostile database is only looked at', async () => {
  const mark = '<img src=x onerror=__xss=1>'
  const tables = Array.from({ length: 2000 }, (_, i) => `CREATE TABLE t${i} (a)`)
  const hostile = native(
    `CREATE TABLE "${mark}" ("${mark}" TEXT DEFAULT '${mark}')`,
    'CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS c FROM n',
    `CREATE TRIGGER boom AFTER INSERT ON "${mark}" BEGIN DELETE FROM t0; END`,
    'BEGIN',
    ...tables,
    'INSERT INTO t0 VALUES (1)',
    'COMMIT',
  )
  await pick('hostile.db', hostile)
  await press('Import')
  await dialog().getByText('hostile is open as a database of its own.').waitFor()
  await press('Close')
  expect(await desk.ask('SELECT count(*) FROM t0')).toEqual([['1']])
  const nodes = await desk.page.evaluate(() => document.querySelectorAll('*').length)
  expect(nodes).toBeLessThan(2000)
})

/** Name, content, and the cells of the first two rows as the preview shows them. */
const tables: readonly (readonly [what: string, content: Content, cells: readonly string[]])[] = [
  ['byte order mark, CRLF', '\ufeffid,name\r\n1,é\r\n2,b\r\n', ['1', 'é', '2', 'b']],
  ['quoted newline', 'id,name\n1,"a\nb"\n2,"c ""d"""\n', ['1', 'a\nb', '2', 'c "d"']],
  ['semicolons', 'id;name\n1;a,b\n2;c\n', ['1', 'a,b', '2', 'c']],
  ['tabs', 'id\tname\n1\ta\n2\tb\n', ['1', 'a', '2', 'b']],
  ['UTF-16', Buffer.from('\ufeffid,name\n1,é\n2,b\n', 'utf16le'), ['1', 'é', '2', 'b']],
  ['Latin-1', Buffer.from('id,name\n1,caf\xe9\n2,b\n', 'latin1'), ['1', 'café', '2', 'b']],
  [
    'leading zeros, many digits',
    'id,name\n00501,1E400\n12345678901234567890,b\n',
    ['00501', '1E400', '12345678901234567890', 'b'],
  ],
  ['names that are special', '__proto__,constructor\n1,2\n3,4\n', ['1', '2', '3', '4']],
  ['lines of other lengths', 'id,name\n1\n2,b,c\n', ['1', '', '2', 'b']],
  [
    'markup and formulas',
    'id,name\n1,<img src=x onerror=__xss=1>\n2,=1+1\n',
    ['1', '<img src=x onerror=__xss=1>', '2', '=1+1'],
  ],
]

test('separated values of every kind are shown as they are, and imported so', async () => {
  for (const [at, [what, content, cells]] of tables.entries()) {
    await (at % 2 === 0 ? pick(`rows-${at}.csv`, content) : drop(`rows-${at}.csv`, content))
    const preview = dialog().getByRole('region', { name: 'First rows' })
    await preview.waitFor()
    await press('Import')
    await dialog()
      .getByText(/2 rows imported/)
      .waitFor()
    if (what === 'lines of other lengths') await listed(dialog())
    await press('Close')
    const rows = await desk.ask(`SELECT * FROM rows_${at}`)
    const shown = rows.map((row) =>
      row.map((cell) => (cell === 'NULL' ? '' : cell.replace('↵', '\n').replace('…', ''))),
    )
    expect(shown.flat(), what).toEqual(cells)
  }
})

async function listed(found: Locator): Promise<void> {
  await found
    .getByText('It has 1 field instead of 2; the missing ones stay empty, or take the column’s default.')
    .waitFor()
  await found.getByText('It has 3 fields instead of 2; those past the last column are left out.').waitFor()
}

test.each<[string, string, RegExp]>([
  [
    'a quote that is never closed',
    'id,name\n1,a\n2,"b\n3,c\n',
    /The quote that opens in line 3 is never closed/,
  ],
  [
    '3,000 columns',
    `${Array.from({ length: 3000 }, (_, i) => `c${i}`).join(',')}\n`,
    /3,000 columns\. A table can have at most 2,000 in SQLite/,
  ],
])('%s: said in the dialog, and nothing is imported', async (_, content, sentence) => {
  await drop('broken.csv', content)
  await dialog().getByText(sentence).waitFor()
  expect(await dialog().getByRole('button', { name: 'Import', exact: true }).isEnabled()).toBe(false)
  await press('Cancel')
  expect(await desk.ask("SELECT count(*) FROM sqlite_schema WHERE name = 'broken'")).toEqual([['0']])
})

test('an import of many rows can be stopped, and leaves nothing', async () => {
  const lines = Array.from({ length: 400_000 }, (_, i) => `${i},row ${i},${i / 4}`)
  await pick('many.csv', `id,name,amount\n${lines.join('\n')}\n`)
  await dialog().getByText('400,000 rows, 3 columns').waitFor()
  await press('Import')
  await press('Stop')
  await dialog().getByText('You stopped the import. Nothing of it was kept.').waitFor()
  await press('Close')
  expect(await desk.ask("SELECT count(*) FROM sqlite_schema WHERE name = 'many'")).toEqual([['0']])
})

test('what was taken in is kept, and a native program reads it', async () => {
  await pick('whole.db', filled)
  await press('Import')
  await dialog().getByText('whole is open as a database of its own.').waitFor()
  await press('Close')
  await desk.page.getByText('Saved in this browser', { exact: true }).waitFor()
  await desk.page.reload()
  expect(await desk.ask('SELECT count(*) FROM t')).toEqual([['5000']])
  await desk.button('Export').click()
  const [download] = await Promise.all([
    desk.page.waitForEvent('download'),
    desk.page.getByRole('menuitem', { name: /SQLite file/ }).click(),
  ])
  const path = join(folder, 'out.db')
  await download.saveAs(path)
  expect(execFileSync('sqlite3', [path, 'SELECT count(*), sum(a) FROM t']).toString().trim()).toBe(
    '5000|12502500',
  )
})
