import { beforeEach, describe, expect, test } from 'vitest'
import { page, site, withVisitor, write } from './site'

withVisitor()
beforeEach(() => page.getByRole('tree', { name: 'Schema' }).waitFor())

const press = (...keys: string[]) =>
  keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve())
const button = (name: string) => page.getByRole('button', { name, exact: true })
const tab = (name: string | RegExp) =>
  page.getByRole('tablist', { name: 'Editor tabs' }).getByRole('tab', { name })
const tabs = () => page.getByRole('tablist', { name: 'Editor tabs' }).getByRole('tab').allTextContents()

/** What has the focus, by its name. */
const focused = () =>
  page.evaluate(() => {
    const { activeElement: at } = document
    return at?.getAttribute('aria-label') ?? (at === document.body ? 'nothing' : at?.textContent.trim())
  })
const focusOn = (name: string) => expect.poll(focused, { timeout: 5000 }).toBe(name)
const editorText = () =>
  page.getByRole('textbox', { name: 'SQL editor' }).evaluate((editor) => editor.textContent)

describe('the focus', () => {
  test('comes back from every dialog, however it was left', async () => {
    await button('Reset database').focus()
    await press('Enter')
    await focusOn('Keep it')
    await press('Enter')
    await focusOn('Reset database')

    await button('New database').focus()
    await press('Enter')
    await page
      .getByRole('dialog', { name: 'New database' })
      .getByRole('button', { name: 'Cancel' })
      .press('Enter')
    await focusOn('New database')

    await page.getByRole('textbox', { name: 'SQL editor' }).click()
    await press('Control+k')
    await focusOn('Command')
    await page.keyboard.type('history')
    await press('Enter')
    await focusOn('Search the history')
    await press('Escape')
    await focusOn('SQL editor')

    await press('Control+k')
    await focusOn('Command')
    await page.keyboard.type('storage')
    await press('Enter')
    await focusOn('Close')
    await press('Escape')
    await focusOn('SQL editor')
  })

  test('goes to the safe choice when the history is about to be cleared, and nothing is cleared before', async () => {
    await write(page, 'SELECT 7 AS kept')
    await press('Control+Enter')
    await page.getByRole('grid', { name: 'Result 1 rows' }).waitFor()
    await button('History').click()
    await button('Clear history').press('Enter')
    await focusOn('Keep it')
    await press('Enter')
    await focusOn('Close')
    await page.getByRole('dialog').getByText('SELECT 7 AS kept').waitFor()
    await button('Clear history').click()
    await button('Clear history').click()
    await page.getByText('Nothing was run yet.').waitFor()
    await focusOn('Close')
  })

  test('stays where it was pressed while a query runs and after Stop', async () => {
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'
    await write(page, endless)
    await button('Run statement').focus()
    await press('Enter')
    await focusOn('Stop')
    await press('Enter')
    await expect.poll(focused).toMatch(/^Run statement/)

    await page.goto(`${site.url}#/learn/sql/left-join/left-join-never-bought`)
    await page.getByRole('button', { name: 'Check', exact: true }).waitFor()
    await write(page, endless)
    await button('Run').focus()
    await press('Enter')
    await button('Stop').waitFor()
    expect(await focused()).toBe('Running')
    await button('Stop').focus()
    await press('Enter')
    await expect.poll(focused).toMatch(/^Run/)
  })

  test('goes to the editor of a tab that was opened to write in it', async () => {
    await button('New tab').click()
    await focusOn('SQL editor')
    await page.keyboard.type('SELECT 71')
    await expect.poll(editorText).toBe('SELECT 71')
    await press('Escape', 'Control+Enter')
    await page.getByText('71', { exact: true }).first().waitFor()

    await button('History').click()
    await button('Open in a tab').click()
    await focusOn('SQL editor')
    await expect.poll(editorText).toBe('SELECT 71')

    await button('History').click()
    await button('Run again').click()
    await focusOn('SQL editor')
    await page.getByText('71', { exact: true }).last().waitFor()
    expect((await tabs()).length).toBe(4)
  })

  test('stays with the tabs when one is renamed or closed, and where it was when a toast is answered', async () => {
    await button('New tab').click()
    await focusOn('SQL editor')
    await tab('Untitled 2').focus()
    await press('F2')
    await page.keyboard.type('nonsense')
    await press('Escape')
    await focusOn('Untitled 2')

    await press('F2')
    await page.keyboard.type('Totals')
    await press('Enter')
    await focusOn('Totals')

    await press('Delete')
    await focusOn('First look')
    expect(await tabs()).toEqual(['First look'])
    await page.getByText('Tab “Totals” closed').waitFor()
    await button('Undo').focus()
    await press('Enter')
    await expect.poll(tabs).toEqual(['First look', 'Totals'])
    await focusOn('First look')

    await button('Actions for sales').focus()
    await press('ArrowDown')
    await focusOn('Rename')
    await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
    await button('Dismiss').focus()
    await press('Enter')
    await focusOn('Actions for sales on PostgreSQL')
  })

  test('goes to the new page where the link that led there is gone, and not at the first page', async () => {
    await page.goto(`${site.url}#/learn`)
    await page.reload()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await focusOn('nothing')
    await page.getByRole('main').getByRole('link').first().press('Enter')
    await page.getByRole('textbox', { name: 'SQL editor' }).waitFor()
    const inMain = () => page.evaluate(() => document.activeElement?.localName)
    await expect.poll(inMain).toBe('main')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Compare' }).press('Enter')
    await page.getByRole('textbox', { name: 'SQL editor' }).waitFor({ state: 'detached' })
    await focusOn('Compare')
  })

  test('goes to the editor when a notice goes that was answered by a key', async () => {
    await page.goto(`${site.url}#/play?s=1.cut`)
    await button('Dismiss').press('Enter')
    await focusOn('SQL editor')
    const other = await page.context().newPage()
    await other.goto(`${site.url}#/play`)
    await other.getByRole('button', { name: 'Take over here' }).press('Enter')
    await button('Take over here').press('Enter')
    await focusOn('SQL editor')
  })

  test('selects the old name of a database; many tabs keep the one that is shown in sight; ? works in the tree', async () => {
    await button('Actions for sales').click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor()
    await page.keyboard.type('shop')
    await press('Enter')
    await button('Actions for shop').waitFor()

    await page.setViewportSize({ width: 1000, height: 800 })
    for (let n = 2; n < 14; n++) {
      await button('New tab').click()
      await tab(`Untitled ${n}`).waitFor()
    }
    const bounds = (of: ReturnType<typeof tab>) => of.evaluate((e) => e.getBoundingClientRect().right)
    await expect
      .poll(async () => (await bounds(tab('Untitled 13'))) <= (await bounds(button('Close tab Untitled 13'))))
      .toBe(true)
    await tab('Untitled 13').focus()
    await press('Home')
    await focusOn('First look')
    await expect
      .poll(() => tab('First look').evaluate((e) => e.getBoundingClientRect().left > 190))
      .toBe(true)

    await page.getByRole('treeitem', { name: /^customers/ }).focus()
    await press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  })

  test('in a dialog keeps the others shut: ? and Ctrl+K open nothing over it', async () => {
    await press('Control+k') // from here on they are at hand at once
    await focusOn('Command')
    await press('Escape')
    await page.getByRole('treeitem', { name: /^customers/ }).focus()
    await press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await press('Escape')
    await button('Reset database').focus()
    await press('Enter')
    await focusOn('Keep it')
    await press('?', 'Control+k', 'Enter')
    await focusOn('Reset database')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await press('Control+k')
    await focusOn('Command')
  })

  test('need not be in the editor for the keys that run: they run, and press nothing', async () => {
    const answer = (value: string) => page.getByRole('gridcell', { name: value, exact: true }).waitFor()
    await write(page, 'SELECT 11 AS first;\nSELECT 22 AS second;')
    await button('Reset database').focus()
    await press('Control+Shift+Enter')
    await answer('22')
    expect(await page.getByRole('grid').count()).toBe(1)
    await page.getByRole('gridcell', { name: '22', exact: true }).click()
    await press('Control+Enter')
    await answer('11')
    await page.getByRole('treeitem', { name: /^customers/ }).focus()
    await press('Control+Shift+Enter')
    await page.getByRole('gridcell', { name: '11', exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('radio', { name: 'PostgreSQL' }).click()
    await press('Control+Enter')
    await answer('11')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await editorText()).toBe('SELECT 11 AS first;SELECT 22 AS second;')
  })

  test('goes to the editor with a name that was written from the tree, and with the place of an error', async () => {
    await write(page, '')
    await page.getByRole('treeitem', { name: /^customers/ }).focus()
    await press('Enter')
    await focusOn('SQL editor')
    await page.keyboard.type(' + nope')
    await press('Control+Enter')
    await button('Line 1, column 1').focus()
    await press('Enter')
    await focusOn('SQL editor')
    await page.keyboard.type('-- ')
    await expect.poll(editorText).toBe('-- customers + nope')
  })

  test('is in the commands from the first key on, also while they are on their way', async () => {
    let arrive = () => undefined as void
    const arrived = new Promise<void>((resolve) => (arrive = resolve))
    await page.route(/Palette-[^/]*\.js$/, (route) => arrived.then(() => route.continue()))
    await write(page, 'SELECT 1')
    await press('Control+k')
    await page.keyboard.type('formatt')
    await press('Backspace', 'Enter')
    expect(await editorText()).toBe('SELECT 1')
    arrive()
    await focusOn('Command')
    expect(await page.getByRole('combobox', { name: 'Command' }).inputValue()).toBe('format')
    expect((await page.getByRole('option').allTextContents()).length).toBe(1)
    await press('Enter')
    await focusOn('SQL editor')
    await expect.poll(editorText).toBe('SELECT  1')
  })

  test('stays in the editor after the Esc that closes a list of names', async () => {
    await write(page, '')
    await page.keyboard.type('SELECT * FROM cust')
    await press('Control+Space')
    await page.getByRole('listbox').waitFor()
    await press('Escape')
    await page.getByRole('listbox').waitFor({ state: 'detached' })
    await press('Tab')
    await focusOn('SQL editor')
    await press('Escape', 'Tab')
    await expect.poll(focused).not.toBe('SQL editor')
  })
})
