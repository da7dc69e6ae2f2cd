import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { browser, openPage, page, site, withVisitor, write } from './site'

withVisitor()

const run = () => page.getByRole('button', { name: 'Run', exact: true }).click()
const result = (n: number) => page.getByRole('group', { name: `Result ${n}`, exact: true })
const grid = (n: number) => page.getByRole('grid', { name: `Result ${n} rows` })
const choose = (engine: string) => page.getByRole('radio', { name: engine, exact: true }).click()

/** The texts of the rows that are drawn, without row numbers. */
async function rows(n: number): Promise<string[][]> {
  await grid(n).waitFor()
  return grid(n)
    .getByRole('row')
    .evaluateAll((all) =>
      all
        .slice(1)
        .map((row) =>
          [...row.querySelectorAll('[role=gridcell], td:not(.rn)')].map((cell) => cell.textContent.trim()),
        ),
    )
}

describe.each(['SQLite', 'PostgreSQL'])('%s', (engine) => {
  beforeEach(() => choose(engine))

  test('opens on the sales data: ten customers, six categories, fifty sales', async () => {
    await write(
      page,
      'SELECT count(*) FROM customers; SELECT count(*) FROM categories; SELECT count(*) FROM sales;',
    )
    await run()
    expect(await rows(1)).toEqual([['10']])
    expect(await rows(2)).toEqual([['6']])
    expect(await rows(3)).toEqual([['50']])
  })

  test('keeps what ran before a mistake and lists what did not run', async () => {
    await write(page, "SELECT '😀' AS face;\nSELECT 1 FROM nowhere;\nSELECT 3;")
    await run()
    await result(2).getByRole('alert').waitFor()
    expect(await rows(1)).toEqual([['😀']])
    expect(await result(2).getByRole('alert').textContent()).toMatch(/nowhere/)
    expect(await result(2).textContent()).toMatch(/Line 2, column 15/)
    expect(await result(3).getByRole('status').textContent()).toBe('not run')
  })

  test('what is edited during a run moves the marks and the place of the error to where their text is', async () => {
    const slow =
      engine === 'SQLite'
        ? 'WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 3000000) SELECT count(*) FROM t;'
        : 'SELECT count(*) FROM generate_series(1, 6000000);'
    await write(page, `${slow}\nSELECT nope FROM customers;`)
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor()
    await page.keyboard.insertText('-- hello\n')
    await page.locator('.squig').waitFor()
    const line = (sign: string) =>
      page.locator(`.run-line:has(.run-sign.${sign}) .run-number`).allTextContents()
    expect([await line('done'), await line('failed')]).toEqual([['2'], ['3']])
    expect(await page.locator('.squig').allTextContents()).toEqual(['nope'])
    const place = page.getByRole('button', { name: /^Line \d/ })
    expect(await place.textContent()).toBe('Line 3, column 8')
    await page.keyboard.insertText('-- again\n')
    await place.click()
    await page.getByText('Line 4, column 8', { exact: true }).nth(1).waitFor() // in the status line
    expect(await place.textContent()).toBe('Line 4, column 8')
  })

  test('runs only the statement at the cursor with Ctrl+Shift+Enter', async () => {
    await write(page, 'SELECT 1 AS one;\nSELECT 2 AS two;')
    await page.keyboard.press('ControlOrMeta+Shift+Enter')
    expect(await rows(1)).toEqual([['2']])
    expect(await result(2).count()).toBe(0)
  })

  test('runs the selection alone', async () => {
    await write(page, 'SELECT 1 AS one;\nSELECT 22 AS two;')
    await page.keyboard.press('Shift+Home')
    await page.keyboard.press('ControlOrMeta+Enter')
    expect(await rows(1)).toEqual([['22']])
  })

  test('says that blanks and comments are nothing to run, and keeps the earlier result', async () => {
    await write(page, "SELECT 'kept'")
    await run()
    await grid(1).waitFor()
    await write(page, ' -- nothing yet\n;')
    await run()
    await page.getByRole('status').filter({ hasText: 'there is no SQL here' }).waitFor()
    expect(await rows(1)).toEqual([['kept']])
  })

  test('Stop ends a query without end and keeps every finished change', async () => {
    await write(
      page,
      "UPDATE customers SET name = 'Kept' WHERE id = 1;\nWITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c;",
    )
    await run()
    await result(1).getByText('1 row changed').waitFor()
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await result(2).getByText('You stopped this query').waitFor()
    await write(page, 'SELECT name FROM customers WHERE id = 1')
    await run()
    expect(await rows(1)).toEqual([['Kept']])
  })

  test('Reset database asks, then brings everything back', async () => {
    await write(page, 'DROP TABLE sales')
    await run()
    await page.getByRole('dialog').getByRole('button', { name: 'Run it' }).click()
    await result(1).getByRole('status').waitFor()
    await page.getByRole('treeitem', { name: /^sales/ }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Reset database' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset database' }).click()
    await page.getByRole('treeitem', { name: /^sales/ }).waitFor()
    await write(page, 'SELECT count(*) FROM sales')
    await run()
    expect(await rows(1)).toEqual([['50']])
  })
})

test('a new database has the engine and the sample that were chosen, and both are chosen before it is made', async () => {
  await page.getByRole('button', { name: 'New database' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'PostgreSQL', exact: true }).click()
  await dialog.getByLabel('Name').fill('big')
  await dialog.getByLabel('Starts with').selectOption('Sales, large')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await write(page, "SELECT count(*), current_setting('server_version') <> '' FROM sales")
  await run()
  expect(await rows(1)).toEqual([['100000', expect.stringMatching(/^t/)]])
})

test('what failed is brought into sight, with the advice about it', async () => {
  await write(page, 'SELECT * FROM sales;\nSELECT DATE_SUB(CURRENT_DATE, INTERVAL 30 DAY)')
  await run()
  await result(2).getByRole('button', { name: 'Fix this' }).waitFor()
  const seen = () =>
    page.evaluate(() => {
      const of = (selector: string) => document.querySelector(selector)?.getBoundingClientRect().bottom ?? 0
      return of('[aria-label="Advice"]') <= of('[aria-label="Results"]')
    })
  await expect.poll(seen).toBe(true)
})

test('a long export is called off where its progress is told, and no file comes', async () => {
  const downloads: string[] = []
  page.on('download', (download) => downloads.push(download.suggestedFilename()))
  await write(
    page,
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400000) SELECT i, i * 1.5 AS a, hex(i) AS b, i AS c FROM n',
  )
  await run()
  await grid(1).waitFor()
  await page.getByText('400,000 rows').first().waitFor()
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitem', { name: /^XLSX/ }).click()
  await page.getByRole('button', { name: 'Cancel export' }).click()
  await page.getByText('Export cancelled. No file was made.').waitFor()
  expect(await page.getByRole('button', { name: 'Cancel export' }).count()).toBe(0)
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN')
  // on a phone the line is at the end of what is seen, not of the page
  const size = page.viewportSize() ?? { width: 1440, height: 900 }
  await page.setViewportSize({ width: 360, height: 740 })
  const told = page.getByText('Export cancelled. No file was made.')
  await expect.poll(async () => ((await told.boundingBox())?.y ?? Infinity) < 740).toBe(true)
  await page.setViewportSize(size)
  await write(page, 'SELECT 41 + 1')
  await run()
  await expect.poll(() => rows(1)).toEqual([['42']])
  expect(downloads).toEqual([])
})

test('a run right after the last key leaves the tab as run; Export names the rows that are there', async () => {
  const tab = page.getByRole('tablist', { name: 'Editor tabs' }).getByRole('tab')
  await page.getByRole('tree', { name: 'Schema' }).waitFor()
  await write(page, 'SELECT 1 AS one UNION SELECT 2 UNION SELECT 3')
  await page.keyboard.press('Control+Enter')
  expect((await rows(1)).length).toBe(3)
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'CSV Result 1, 3 rows' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Line 1, column 46').waitFor() // the page has heard of the text
  expect(await tab.textContent()).not.toContain('not run')
  await page.getByRole('textbox', { name: 'SQL editor' }).click()
  await page.keyboard.type(' ')
  await expect.poll(() => tab.textContent()).toContain('not run since the last change')
})

test('an earlier result is exported too; INSERT statements name the table it was read from', async () => {
  await write(page, 'SELECT id, name FROM categories ORDER BY id LIMIT 2; SELECT 7 AS seven')
  await run()
  await rows(2)
  const file = async (...items: RegExp[]) => {
    await page.getByRole('button', { name: 'Export' }).click()
    const arrives = page.waitForEvent('download')
    for (const name of items) await page.getByRole('menuitem', { name }).click()
    return readFileSync(await (await arrives).path(), 'utf8')
  }
  expect(await file(/^CSV Result 2, 1 row$/)).toBe('seven\r\n7\r\n')
  expect(await file(/^Result 1 2 rows$/, /^INSERT statements$/)).toMatch(
    /^INSERT INTO categories \(id, name\) VALUES\n {2}\(1, '/,
  )
})

test('the SQLite file opens in the real sqlite3 with the same rows', async () => {
  await write(page, "UPDATE customers SET name = 'Zoë ''Q'' 😀' WHERE id = 2; SELECT 1;")
  await run()
  await rows(2)
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /SQLite file/ }).click(),
  ])
  const path = join(mkdtempSync(join(tmpdir(), 'tandem-')), 'sales.db')
  await download.saveAs(path)
  const ask = (sql: string) => execFileSync('sqlite3', [path, sql], { encoding: 'utf8' }).trim()
  expect(ask('PRAGMA integrity_check')).toBe('ok')
  expect(ask('SELECT count(*) FROM sales')).toBe('50')
  expect(ask('SELECT name FROM customers WHERE id = 2')).toBe("Zoë 'Q' 😀")
})

test('the history and every button of the Storage sheet are there on a phone', async () => {
  const { page: phone, watch: calm } = await openPage(browser, site)
  await phone.setViewportSize({ width: 360, height: 800 })
  await phone.goto(`${site.url}#/play`)
  await phone.getByRole('button', { name: 'History', exact: true }).click()
  await phone.getByRole('dialog', { name: 'History' }).getByRole('button', { name: 'Close' }).click()
  await phone.keyboard.press('Control+k')
  await phone.getByRole('combobox', { name: 'Command' }).fill('storage')
  await phone.keyboard.press('Enter')
  const sheet = phone.getByRole('dialog', { name: 'Storage' })
  const box = await sheet.boundingBox()
  for (const name of ['Export everything', 'Import everything', 'Close']) {
    const button = await sheet.getByRole('button', { name }).boundingBox()
    expect(button?.x, name).toBeGreaterThan(box?.x ?? NaN)
    expect((button?.x ?? NaN) + (button?.width ?? NaN), name).toBeLessThan(
      (box?.x ?? NaN) + (box?.width ?? NaN),
    )
  }
  expect(calm.complaints).toEqual([])
  await phone.context().close()
})

test('fingers: a run mark is as wide as the gutter, and Preview brings the rows into sight', async () => {
  const { page: phone } = await openPage(browser, site, {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  })
  await phone.goto(`${site.url}#/play`)
  await write(phone, 'SELECT 1;\nSELECT 22')
  const mark = phone.locator('.run-sign').first()
  expect((await mark.boundingBox())?.width).toBe(48)
  await mark.tap()
  await phone.getByRole('grid', { name: 'Result 1 rows' }).getByRole('gridcell', { name: '1' }).waitFor()
  await phone.getByRole('button', { name: 'Databases and schema' }).tap()
  await phone.getByRole('treeitem', { name: /^customers/ }).tap()
  await phone.getByRole('button', { name: 'Preview customers' }).tap()
  const rows = phone.getByRole('gridcell', { name: 'Alice Johnson' })
  await expect.poll(async () => (await rows.boundingBox())?.y ?? NaN).toBeLessThan(740)
  await phone.context().close()
})

test('the line between editor and results stays under the pointer that drags it', async () => {
  const line = page.getByRole('separator', { name: 'Resize editor and results' })
  const at = async () => (await line.boundingBox())?.y ?? 0
  const before = await at()
  await page.mouse.move(700, before)
  await page.mouse.down()
  await page.mouse.move(700, before - 80, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => Math.abs((await at()) - (before - 80))).toBeLessThan(2)
})

test('the panes begin no wider than their text needs on a wide screen, and Export stays beside the engines', async () => {
  const { page: wide, watch: calm } = await openPage(browser, site)
  await wide.setViewportSize({ width: 2560, height: 900 })
  await wide.goto(`${site.url}#/play`)
  const width = async (selector: string) => (await wide.locator(selector).boundingBox())?.width
  await wide.getByRole('tree', { name: 'Schema' }).waitFor()
  expect(await width('.play > .side')).toBeCloseTo(280, 0)
  await wide.goto(`${site.url}#/learn/sql/left-join/left-join-never-bought`)
  await wide.getByRole('textbox', { name: 'SQL editor' }).waitFor()
  expect(await width('article')).toBeCloseTo(560, 0)
  await wide.setViewportSize({ width: 960, height: 900 })
  await wide.goto(`${site.url}#/play`)
  const top = async (name: RegExp) => (await wide.getByRole('button', { name }).boundingBox())?.y ?? 0
  const engine = (await wide.getByRole('radiogroup', { name: 'Engine' }).boundingBox())?.y ?? NaN
  expect(Math.abs((await top(/^Export$/)) - engine)).toBeLessThan(4)
  await wide.context().close()
  expect(calm.complaints).toEqual([])
})
