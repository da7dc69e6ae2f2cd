import { statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { holdStorage } from './hold-storage'
import { page, withVisitor, write } from './site'

withVisitor()

const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
const engine = (name: string) => page.getByRole('radio', { name, exact: true })
const cell = (value: string) => page.getByRole('gridcell', { name: value, exact: true }).waitFor()
const listed = (name: RegExp) => page.getByRole('button', { name })
const saved = () => page.getByText('Saved in this browser').waitFor()
const opened = (name: string) =>
  page.getByRole('button', { name: `Actions for ${name}`, exact: true }).waitFor()
const undoable = (label: string) =>
  expect
    .poll(() => page.getByRole('button', { name: 'Undo run' }).getAttribute('title'))
    .toBe(`Undo: ${label}`)

/** Something to wait for, and what ends the waiting. */
function gate() {
  let resolve = () => undefined as void
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}

/** Runs a statement and gives the text of its result, once it has ended. */
async function run(sql: string): Promise<string> {
  await write(page, sql)
  await press('Run')
  const result = page.getByRole('group', { name: 'Result 1', exact: true })
  await result
    .getByRole('status')
    .filter({ hasText: / ms| s$|failed|done/ })
    .waitFor()
  return (await result.textContent()) ?? ''
}

/** Runs one that changes something, until it is saved and can be undone. */
async function change(sql: string): Promise<void> {
  await run(sql)
  await undoable(sql)
  await saved()
}

async function make(name: string, starts = 'empty', dialect = 'SQLite'): Promise<void> {
  await press('New database')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('radio', { name: dialect, exact: true }).click()
  await dialog.getByLabel('Starts with').selectOption(starts)
  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.waitFor({ state: 'detached' })
}

async function reset(): Promise<void> {
  await press('Reset database')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Reset database' }).click()
  await dialog.waitFor({ state: 'detached' })
}

async function act(on: string, name: string): Promise<void> {
  await press(`Actions for ${on}`)
  await page.getByRole('menuitem', { name }).click()
}

const names = 'SELECT name FROM customers WHERE id <= 4 ORDER BY id'
const called = (name: string, id: number) => `UPDATE customers SET name = '${name}' WHERE id = ${id};`

describe('while storage is busy', () => {
  test.each([
    ['a reset', reset],
    ['an undo', () => press('Undo run')],
  ])('a run behind %s runs on what that gives, and stays', async (_, back) => {
    await change('DELETE FROM sales WHERE id <= 10;')
    const release = await holdStorage(page)
    await back()
    await write(page, "DELETE FROM sales WHERE id <= 3; SELECT count(*) || ' left' FROM sales")
    await press('Run')
    await release()
    await cell('47 left')
    expect(await run("SELECT count(*) || ' now' FROM sales")).toContain('47 now')
  })

  test('an undo stays with its database when another one is chosen at once', async () => {
    await make('other', 'sales')
    await opened('other')
    await change(called('In other', 1))
    await listed(/^sales\s*SQLite/).click()
    await change(called('In sales', 3))
    const release = await holdStorage(page)
    await run(called('Undone', 4))
    await press('Undo run')
    await listed(/^other\s*SQLite/).click()
    await release()
    await page.getByText(`sales is as it was before: ${called('Undone', 4)}`).waitFor()
    await undoable(called('In other', 1))
    expect(await run(names)).toContain('In other')
    await listed(/^sales\s*SQLite/).click()
    const found = await run(names)
    expect(found).toContain('In sales')
    expect(found).not.toContain('Undone')
    expect(found).not.toContain('In other')
  })

  test('a new database does not take the place of one that was chosen after it', async () => {
    await run('SELECT 1')
    const release = await holdStorage(page)
    await make('late')
    await listed(/^sales on PostgreSQL/).click()
    await write(page, "SELECT count(*) || ' rows' AS n FROM sales")
    await press('Run')
    await release()
    await cell('50 rows')
    await listed(/^late\s*SQLite/).waitFor()
    expect(await engine('PostgreSQL').getAttribute('aria-checked')).toBe('true')
  })

  test('a new database comes to the tab that it was made in, and a run that waited for it there is not run elsewhere', async () => {
    await run('SELECT 1')
    await press('New tab')
    const release = await holdStorage(page)
    await make('late')
    await write(page, 'DELETE FROM sales WHERE id <= 3')
    await press('Run')
    await page.getByRole('tab', { name: 'First look' }).click()
    await release()
    await page.getByText('Nothing was run: another database was chosen.').waitFor()
    expect(await run("SELECT count(*) || ' rows' AS n FROM sales")).toContain('50 rows')
    await page.getByRole('tab', { name: 'Untitled 2' }).click()
    await opened('late')
  })

  test('a dialog stays with the database that it was opened for', async () => {
    await change('DELETE FROM sales WHERE id <= 10;')
    const release = await holdStorage(page)
    await make('late', 'sales')
    await press('Reset database')
    const dialog = page.getByRole('dialog', { name: 'Reset database “sales”?' })
    await dialog.waitFor()
    await release()
    await listed(/^late\s*SQLite/).waitFor({ state: 'attached' })
    await dialog.getByRole('button', { name: 'Reset database' }).click()
    await page.getByText('Database sales is as it was at the start.').waitFor()
  })

  test('a database that is deleted goes from the page at once, and a run is the next one’s', async () => {
    await make('other')
    await opened('other')
    await run('SELECT 1')
    await listed(/^sales\s*SQLite/).click()
    await run('SELECT 1')
    const release = await holdStorage(page)
    await act('sales', 'Delete')
    await listed(/^sales\s*SQLite/).waitFor({ state: 'detached' })
    await release()
    await page.getByText('Database “sales” deleted').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await opened('sales')
    expect(await run("SELECT count(*) || ' rows' AS n FROM sales")).toContain('50 rows')
  })

  test('two clicks on an engine that has no database make one', async () => {
    await act('sales', 'Delete')
    await page.getByText('Database “sales” deleted').waitFor()
    const release = await holdStorage(page)
    await engine('SQLite').click()
    await engine('SQLite').click()
    await release()
    await opened('sales')
    await make('later')
    await opened('later')
    expect(await page.locator('.dbs button').count()).toBe(3)
  })
})

test('a PostgreSQL database that is left while it is reset is whole when one comes back', async () => {
  await engine('PostgreSQL').click()
  await run('DELETE FROM sales WHERE id <= 10;')
  await make('other', 'sales', 'PostgreSQL')
  await opened('other')
  await run('SELECT count(*) FROM sales')
  await listed(/^sales on PostgreSQL/).click()
  await run('SELECT count(*) FROM sales')
  await reset()
  await listed(/^other\s*PostgreSQL/).click()
  await run('SELECT count(*) FROM sales')
  await listed(/^sales on PostgreSQL/).click()
  expect(await run("SELECT count(*) || ' now' AS n FROM sales")).toContain('50 now')
})

test('a table is not opened over a query that runs', async () => {
  await run('SELECT 1')
  await write(page, 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n')
  await press('Run')
  await page.getByRole('button', { name: 'Stop', exact: true }).waitFor()
  await press('Preview customers')
  await page.getByText('A query is running. Stop it, then open the table.').waitFor()
  expect(await page.getByRole('tab').count()).toBe(1)
  await press('Stop')
})

test('what was to be formatted in another tab is not said to be', async () => {
  await run('SELECT 1')
  await press('New tab')
  await write(page, 'select   1,2   from sales')
  const { promise, resolve } = gate()
  await page.context().route(/lay-out/, async (route) => {
    await promise
    await route.continue()
  })
  await press('Format')
  await page.getByRole('tab', { name: 'First look' }).click()
  resolve()
  await page.getByText('Not formatted: this is another text now.').waitFor()
})

describe.each(['SQLite', 'PostgreSQL'])('%s: before the engine is there', (name) => {
  let arrive: () => void

  /** A visit to what was changed, on a network that holds back the engine until `arrive`. */
  async function comeBack(): Promise<void> {
    await engine(name).click()
    await run('DELETE FROM sales WHERE id <= 10;')
    await saved()
    const { promise, resolve } = gate()
    arrive = resolve
    await page.context().route(/\.wasm/, async (route) => {
      await promise
      await route.continue()
    })
    await page.reload()
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  }
  const rows = () => run("SELECT count(*) || ' now' AS n FROM sales")

  test('a reset can be undone', async () => {
    await comeBack()
    await reset()
    arrive()
    await page.getByText('is as it was at the start').waitFor()
    await undoable('Reset database')
    await press('Undo run')
    await page.getByText('as it was before: Reset database').waitFor()
    expect(await rows()).toContain('40 now')
  })

  test('a duplicate holds the rows', async () => {
    await comeBack()
    await page.getByRole('button', { name: /^Actions for/ }).click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).click()
    arrive()
    await page.getByRole('button', { name: /^Actions for .* copy$/ }).waitFor()
    expect(await rows()).toContain('40 now')
  })

  test('an import can be undone', async () => {
    await comeBack()
    const file = { name: 'few.csv', mimeType: 'text/csv', buffer: Buffer.from('id,v\n1,x\n') }
    await page.locator('input[type=file]').first().setInputFiles(file)
    const dialog = page.getByRole('dialog')
    await dialog.getByText('few.csv').first().waitFor()
    arrive()
    await dialog
      .getByRole('button', { name: /^Import/ })
      .last()
      .click()
    await dialog
      .getByRole('button', { name: /Done|Close/ })
      .last()
      .click()
    await undoable('Import few.csv')
    await press('Undo run')
    await page.getByText('as it was before: Import few.csv').waitFor()
    expect(await rows()).toContain('40 now')
  })
})

test('a file that is exported before the engine is there holds the database', async () => {
  await run('DELETE FROM sales WHERE id <= 10;')
  await saved()
  const { promise, resolve } = gate()
  await page.context().route(/\.wasm/, async (route) => {
    await promise
    await route.continue()
  })
  await page.reload()
  const coming = page.waitForEvent('download')
  await press('Export')
  await page.getByRole('menuitem', { name: 'SQLite file' }).click()
  resolve()
  expect(statSync(await (await coming).path()).size).toBeGreaterThan(8000)
})

test('what was typed last stays with its tab when another one comes before the field is left', async () => {
  await write(page, 'SELECT 1')
  await page.keyboard.type(' + 41')
  // a click that takes no focus, as a script's or an assistive tool's
  await page.getByRole('button', { name: 'New tab' }).evaluate((button) => (button as HTMLElement).click())
  await page.getByRole('tab', { name: /Untitled 2/, selected: true }).waitFor()
  const text = () => page.getByRole('textbox', { name: 'SQL editor' }).textContent()
  expect(await text()).not.toContain('41')
  await page.getByRole('tab').first().click()
  await expect.poll(text).toBe('SELECT 1 + 41')
  await page.getByRole('tab', { name: /Untitled 2/ }).click()
  await expect.poll(text).not.toContain('41')
})
