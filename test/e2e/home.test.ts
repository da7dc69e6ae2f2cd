/** The home page: both engines' answers before anything is loaded, and the same query live from the first touch on. */
import type { Page } from 'playwright'
import { beforeAll, expect, test } from 'vitest'
import { browser, openPage, site, withSite, write, type Watch } from './site'

let page: Page
let watch: Watch
withSite()
beforeAll(async () => {
  ;({ page, watch } = await openPage(browser, site))
  await page.goto(site.url)
})

const engines = ['SQLite', 'PostgreSQL']
const answer = (engine: string) => page.getByRole('group', { name: `Result on ${engine}` })

test('the answers of both engines stand there, and a touched query runs on both', async () => {
  for (const engine of engines) expect(await answer(engine).getByRole('row').count()).toBe(5)
  await write(page, "SELECT 7 / 2 AS half, '😀' AS face")
  await page.keyboard.press('Control+Enter')
  for (const engine of engines) {
    await answer(engine).getByRole('columnheader', { name: 'half' }).waitFor()
    expect(await answer(engine).getByRole('cell').allInnerTexts()).toEqual(['3', '😀'])
  }
})

test('what is typed and run before the editor has arrived is not lost', async () => {
  const early = await openPage(browser, site)
  const editor = early.page.getByRole('textbox', { name: 'SQL editor' })
  let arrive: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  await early.page.route(/TwinLive/, async (route) => {
    await arrived
    await route.continue()
  })
  await early.page.goto(site.url)
  await editor.click()
  await early.page.keyboard.press('ControlOrMeta+a')
  await early.page.keyboard.type('SELECT 40 + 1 AS early')
  await early.page.keyboard.press('Control+Enter')
  await early.page.keyboard.press('ArrowLeft')
  arrive()
  for (const engine of engines)
    await early.page
      .getByRole('group', { name: `Result on ${engine}` })
      .getByRole('columnheader', { name: 'early' })
      .waitFor()
  await early.page.keyboard.type('ier_or_earl')
  await expect.poll(() => editor.innerText()).toBe('SELECT 40 + 1 AS earlier_or_early')
  await early.page.context().close()
})

test('both answers are to the newest text, also when PostgreSQL still loads', async () => {
  const { page: early } = await openPage(browser, site)
  const answerOf = (engine: string) => early.getByRole('group', { name: `Result on ${engine}` })
  let arrive: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  await early.route(/pglite\.data/, async (route) => {
    await arrived
    await route.continue()
  })
  await early.goto(site.url)
  for (const text of ['older', 'newer']) {
    await write(early, `SELECT '${text}' AS text`)
    await early.keyboard.press('Control+Enter')
    await answerOf('SQLite').getByRole('cell', { name: text }).waitFor()
  }
  arrive()
  await expect
    .poll(() => answerOf('PostgreSQL').getByRole('cell').allInnerTexts(), { timeout: 20_000 })
    .toEqual(['newer'])
  await early.context().close()
})

test('what ended a script is said, not that the statements after it were not run', async () => {
  await write(page, 'SELECT 1; SELECT * FROM nowhere; SELECT 3')
  await page.keyboard.press('Control+Enter')
  for (const engine of engines)
    await answer(engine).getByRole('alert').filter({ hasText: 'nowhere' }).waitFor()
  expect(watch.complaints).toEqual([])
})

test('a course that was begun goes on where it was left', async () => {
  const learner = await openPage(browser, site)
  await learner.page.goto(`${site.url}#/learn/sql/left-join/left-join-never-bought`)
  await learner.page.getByRole('textbox', { name: 'SQL editor' }).waitFor()
  await learner.page.getByRole('link', { name: 'Tandem' }).click()
  const entry = learner.page.getByRole('link', { name: /^Continue the course/ })
  await entry.waitFor()
  expect((await entry.innerText()).split('\n').filter(Boolean)).toEqual([
    'Continue the course',
    'Part 1, lesson 4: Never bought anything',
    'step 3 of 8',
  ])
  await learner.page.context().close()
})

test('a page that a link opens begins at its top', async () => {
  const tablet = await openPage(browser, site, { viewport: { width: 900, height: 620 } })
  await tablet.page.goto(`${site.url}#/learn/sql/left-join/left-join-never-bought`)
  await tablet.page.getByRole('button', { name: 'Check' }).click()
  await tablet.page.getByRole('status', { name: 'Verdict' }).getByText('Not yet').waitFor()
  expect(await tablet.page.evaluate(() => scrollY)).toBeGreaterThan(100)
  await tablet.page.getByRole('link', { name: 'Tandem' }).click()
  await tablet.page.getByRole('link', { name: /the course/ }).waitFor()
  expect(await tablet.page.evaluate(() => scrollY)).toBe(0)
  await tablet.page.context().close()
})
