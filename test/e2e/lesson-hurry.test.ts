/** A learner who is quicker than the page: each act is for what is seen, and nothing typed or done goes elsewhere. */
import { expect, test } from 'vitest'
import { holdStorage } from './hold-storage'
import { page, site, watch, withVisitor, write } from './site'

withVisitor(null)

const lesson = '#/learn/sql/left-join/left-join-'
const right =
  'SELECT name, email FROM customers WHERE id NOT IN (SELECT customer_id FROM sales) ORDER BY name'
const endless =
  'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c; SELECT 2'
const editor = () => page.getByRole('textbox', { name: 'SQL editor' })
const verdict = () => page.getByRole('status', { name: 'Verdict' })
const results = () => page.getByRole('region', { name: 'Results' })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const postgres = () => page.getByRole('radio', { name: 'PostgreSQL' })

async function open(step: string): Promise<void> {
  await page.goto(site.url + lesson + step)
  await editor().waitFor()
}

/** Everything that storage holds of the course, as soon as all is stored. */
async function kept(key: string): Promise<Record<string, unknown>> {
  const read = () =>
    page.evaluate(
      () =>
        new Promise<Record<string, unknown>>((resolve, reject) => {
          const opening = indexedDB.open('tandem')
          opening.onerror = () => reject(new Error('IndexedDB does not open'))
          opening.onsuccess = () => {
            const database = opening.result
            const found: Record<string, unknown> = {}
            const all = IDBKeyRange.bound('course/', 'course/\uffff')
            const rows = database.transaction('records').objectStore('records').openCursor(all)
            rows.onsuccess = () => {
              const cursor = rows.result
              if (cursor === null) {
                database.close()
                resolve(found)
                return
              }
              found[cursor.key as string] = JSON.parse((cursor.value as { json: string }).json)
              cursor.continue()
            }
          }
        }),
    )
  await expect.poll(async () => key in (await read())).toBe(true)
  return read()
}

/** Holds what matches back until the answer is called. */
async function holdFiles(files: RegExp): Promise<() => void> {
  let go: () => void = () => undefined
  const gone = new Promise<void>((resolve) => (go = resolve))
  await page.route(files, async (route) => {
    await gone
    await route.continue()
  })
  return go
}

/** A step whose kept text has not come yet. */
async function backWhileStorageIsBusy(text: string): Promise<() => Promise<void>> {
  await open('never-bought')
  await write(page, text)
  await page.getByRole('link', { name: 'Next', exact: true }).first().click()
  await heading('Equal to nothing').waitFor()
  await kept('course/text/left-join-never-bought/sqlite')
  const release = await holdStorage(page, 'texts')
  await page.goBack()
  await heading('Never bought anything').waitFor()
  return release
}

test.each([
  ['the next step', 'left-join-keep-left/sqlite'],
  ['the other engine', 'left-join-only-pairs/postgres'],
])('what was typed last stays with its step and engine when %s comes at once', async (where, other) => {
  await open('only-pairs')
  await write(page, 'SELECT 1')
  // without leaving the editor first, as Alt and an arrow key do
  await page.evaluate((step) => {
    document.execCommand('insertText', false, ' AS typed_last')
    if (step) location.hash = '#/learn/sql/left-join/left-join-keep-left'
    else document.querySelector<HTMLElement>('[data-value=postgres]')?.click()
  }, where === 'the next step')
  const all = await kept('course/text/left-join-only-pairs/sqlite')
  expect(all['course/text/left-join-only-pairs/sqlite']).toBe('SELECT 1 AS typed_last')
  expect(all).not.toHaveProperty([`course/text/${other}`])
})

test('Run and Check before the kept text is there are for that text', async () => {
  const release = await backWhileStorageIsBusy(right)
  await button('Run').click()
  await release()
  await results().getByText('2 rows').first().waitFor()
  await page.goForward()
  await heading('Equal to nothing').waitFor()
  const again = await holdStorage(page, 'texts')
  await page.goBack()
  await heading('Never bought anything').waitFor()
  await button('Check').click()
  await again()
  await verdict().getByText('Correct').waitFor()
})

test('Reset before the kept text is there brings the start back', async () => {
  const release = await backWhileStorageIsBusy('SELECT 42 AS mine')
  await button('Reset').click()
  await release()
  await page.getByText('Text and data are as at the start.').waitFor()
  expect(await editor().innerText()).toContain('FROM customers c')
})

test('the solution is shown beside the kept text, not beside one that is not there', async () => {
  const release = await backWhileStorageIsBusy('SELECT 42 AS mine')
  await button('Show solution').click()
  await release()
  await page.getByRole('region', { name: 'Solution, line by line' }).getByText('SELECT 42 AS mine').waitFor()
})

test('a run that is left tells nothing in the next step, and nothing after Reset', async () => {
  await open('only-pairs')
  await write(page, endless)
  await button('Run').click()
  await button('Stop').waitFor()
  await button('Reset').click()
  await results().getByText('No results yet').waitFor()
  expect(await results().innerText()).not.toContain('not run')
  await write(page, endless)
  await button('Run').click()
  await button('Stop').waitFor()
  await page.getByRole('link', { name: 'Next', exact: true }).first().click()
  await heading('Keep the left side').waitFor()
  await results().getByText('No results yet').waitFor()
  expect(await results().innerText()).not.toContain('not run')
})

test('Check right after Reset waits for the run that Reset ends', async () => {
  await open('never-bought')
  await write(page, endless)
  await button('Run').click()
  await button('Stop').waitFor()
  await page.evaluate(() => {
    const press = (name: string) =>
      [...document.querySelectorAll('button')].find(({ innerText }) => innerText.trim() === name)?.click()
    press('Reset')
    press('Check')
  })
  await verdict().getByText('Not yet').waitFor()
  expect(await verdict().innerText()).toContain('8 rows should not be there')
})

test('what was run while PostgreSQL loads is not the next step’s, and the download is told', async () => {
  const go = await holdFiles(/pglite\.data/)
  await open('only-pairs')
  await postgres().click()
  await write(page, 'SELECT 1 AS old; SELECT 2')
  await button('Run').click()
  await page.getByRole('link', { name: 'Next', exact: true }).first().click()
  await heading('Keep the left side').waitFor()
  await results().getByText('Starting PostgreSQL').waitFor()
  expect(await results().innerText()).not.toContain('You stopped')
  await write(page, 'SELECT 7 AS newer')
  await button('Run').click()
  go()
  await page.getByRole('grid', { name: 'Result 1 rows' }).getByText('newer').waitFor()
})

test('Stop and Reset end a check while PostgreSQL still loads', async () => {
  const go = await holdFiles(/pglite\.data/)
  await open('never-bought')
  await postgres().click()
  await write(page, right)
  await button('Check').click()
  await results().getByText('Starting PostgreSQL').waitFor()
  await button('Stop').click()
  await verdict().getByText('You stopped the check. Your text is kept.').waitFor()
  await button('Check').click()
  await button('Reset').click()
  await page.getByText('Text and data are as at the start.').waitFor()
  await write(page, right)
  await button('Check').click()
  go()
  await verdict().getByText('2 rows, right on this data and on four hidden variations of it.').waitFor()
})

test('on the way to another lesson no step of the old one is opened or noted as the last', async () => {
  await open('gone-quiet')
  await kept('course/last')
  const go = await holdFiles(/assets\/joins-/)
  await page.evaluate(() => (location.hash = '#/learn/sql/joins'))
  await page.getByText('Opening the lesson').waitFor()
  expect(await page.title()).toBe('Learn · Tandem')
  const back = page.getByRole('link', { name: 'Learn', exact: true }).first()
  await back.click()
  await page.getByRole('link', { name: 'Continue: Who has gone quiet?' }).waitFor()
  go()
})

test('a lesson that fails late does not take the place of the one that was opened since', async () => {
  let fail: () => void = () => undefined
  const failing = new Promise<void>((resolve) => (fail = resolve))
  await page.route(/assets\/left-join-/, async (route) => {
    await failing
    await route.abort()
  })
  await page.goto(`${site.url}#/learn/sql/left-join`)
  await page.getByText('Opening the lesson').waitFor()
  await page.evaluate(() => (location.hash = '#/learn/sql/joins'))
  await editor().waitFor()
  const failed = page.waitForEvent('requestfailed')
  fail()
  await failed
  await page.getByText('A part of the page did not arrive').waitFor()
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Numbers that point')
  watch.complaints.length = 0 // the request that failed
})

test.each([
  ['a quiz', 'equal-to-nothing', '1 of your choices is not right'],
  ['a task', 'never-bought', '2 rows, right on this data'],
])('a check of %s says that the network failed, and works when it is back', async (_, step, said) => {
  await page.goto(site.url + lesson + step)
  await button('Check').waitFor()
  if (step === 'equal-to-nothing') await page.getByRole('checkbox').first().check()
  else {
    await write(page, right)
    await button('Run').click()
    await results().getByText('2 rows').first().waitFor()
  }
  await page.waitForLoadState('networkidle')
  await page.context().setOffline(true)
  await button('Check').click()
  await verdict()
    .getByText('Not yet A part of the check did not arrive. Look at the network and check again.')
    .waitFor()
  await page.context().setOffline(false)
  await button('Check').click()
  await verdict().getByText(said).waitFor()
  watch.complaints.length = 0 // the requests that failed
})
