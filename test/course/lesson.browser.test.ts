import axe from 'axe-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { lessons } from 'virtual:lessons'
import { pageStorage } from '../../src/storage/page-storage'
import { coloured } from '../editor/open-editor'
import { button, editor, openStep, press, tabTo, verdict, write } from './walk'

let open: Awaited<ReturnType<typeof openStep>> | undefined

beforeEach(async () => {
  const { records } = pageStorage()
  for (const key of await records.keys('course/')) records.remove(key)
  await records.flush()
  await page.viewport(1280, 900)
})
afterEach(async () => {
  await open?.close()
  open = undefined
})

test('a lesson can be walked from beginning to end by keyboard alone', { timeout: 120_000 }, async () => {
  const module = await lessons['sql/left-join']?.()
  const steps = module?.lesson.steps ?? []
  open = await openStep(steps[0]?.id ?? '')
  for (const step of steps) {
    await expect.element(page.getByRole('heading', { level: 1, name: step.title, exact: true })).toBeVisible()
    if (step.check?.kind === 'quiz') {
      for (const [place, choice] of (step.quiz.sqlite ?? []).entries()) {
        if (!choice.right) continue
        await tabTo(page.getByRole('checkbox').nth(place))
        await userEvent.keyboard(' ')
      }
    } else if (step.kind === 'write' && step.id === 'left-join-never-bought') {
      await write(step.solution.sqlite ?? '')
    } else if (step.check?.kind !== 'run') {
      await press('Show solution')
      await press('Put it into the editor')
    }
    await press('Check')
    await expect.element(verdict, { timeout: 20_000 }).toHaveTextContent(/^Correct/)
    if (step === steps.at(-1)) break
    await tabTo(
      page.getByRole('navigation', { name: 'Steps', exact: true }).getByRole('link', { name: 'Next' }),
    )
    await userEvent.keyboard('{Enter}')
  }
  await expect
    .element(page.getByRole('img', { name: `${steps.length} of ${steps.length} steps done` }))
    .toBeVisible()
})

test('a wrong answer is shown beside the right one, and hints make the verdict more exact', async () => {
  open = await openStep('left-join-never-bought')
  await write(
    'SELECT c.name, c.email FROM customers c JOIN sales s ON s.customer_id = c.id WHERE s.id IS NULL ORDER BY 1',
  )
  await press('Check')
  await expect
    .element(verdict)
    .toHaveTextContent('Not yet 2 rows are missing. The columns and their order are right.')
  await expect.element(page.getByRole('row', { name: /missing Henry Taylor/ })).toBeVisible()
  await press('Hint')
  await expect.element(page.getByRole('region', { name: 'Hint 1' })).toBeVisible()
  await expect.element(verdict).toHaveTextContent(/Your query gives no row at all/)
})

test('what was written, done and chosen is there again', async () => {
  open = await openStep('left-join-never-bought')
  await write('SELECT 42 AS kept')
  await expect.poll(async () => (await pageStorage().records.keys('course/text/')).length).toBe(1)
  await open.close()
  open = await openStep('left-join-never-bought')
  await expect.element(editor).toHaveTextContent('SELECT 42 AS kept')
})

test('Reset brings text and data back, and undo the text', async () => {
  open = await openStep('left-join-never-bought')
  await write('DROP TABLE sales')
  await press('Run')
  await expect.element(page.getByRole('group', { name: 'Result 1' })).toBeVisible()
  await press('Reset')
  await expect.element(editor).toHaveTextContent('FROM customers c')
  await tabTo(editor)
  await userEvent.keyboard('{Control>}z{/Control}')
  await expect.element(editor).toHaveTextContent('DROP TABLE sales')
  await write('SELECT count(*) AS n FROM sales')
  await press('Run')
  await expect.element(page.getByRole('grid', { name: 'Result 1 rows' })).toHaveTextContent('50')
})

test('checking leaves the learner’s own database as it was', async () => {
  open = await openStep('left-join-never-bought')
  await write('CREATE TABLE mine (x int); INSERT INTO mine VALUES (7)')
  await press('Run')
  await expect.element(page.getByRole('group', { name: 'Result 2' })).toBeVisible()
  await write('SELECT x FROM mine')
  await press('Check')
  await expect
    .element(verdict)
    .toHaveTextContent(/^Not yet The engine answers with an error: no such table: mine/)
  await press('Run')
  await expect.element(page.getByRole('grid', { name: 'Result 1 rows' })).toHaveTextContent('7')
})

test('a script that never ends is stopped by hand, and the lesson goes on', async () => {
  open = await openStep('left-join-never-bought')
  await write('WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c')
  await press('Check')
  await press('Stop')
  await expect
    .element(verdict, { timeout: 20_000 })
    .toHaveTextContent(/^Not yet You stopped the check\. Your text is kept\.$/)
  await write(
    'SELECT name, email FROM customers WHERE id NOT IN (SELECT customer_id FROM sales) ORDER BY name',
  )
  await press('Check')
  await expect.element(verdict, { timeout: 20_000 }).toHaveTextContent(/^Correct/)
})

test.each(['SQLite', 'PostgreSQL'])(
  'checks that follow each other at once see whole data, whatever was done: %s',
  { timeout: 120_000 },
  async (engine) => {
    open = await openStep('left-join-never-bought')
    if (engine === 'PostgreSQL') await userEvent.click(page.getByRole('radio', { name: engine }))
    await expect.element(editor).toBeVisible()
    const right =
      'SELECT name, email FROM customers WHERE id NOT IN (SELECT customer_id FROM sales) ORDER BY name'
    const tries: [string, RegExp][] = [
      ['DROP TABLE sales', /^Not yet Nothing you ran gives rows/],
      [right, /^Correct 2 rows/],
      [`BEGIN; DELETE FROM sales; SELEC`, /^Not yet At statement 3 the engine answers .*line 1, column 27/],
      [`${right};`, /^Correct 2 rows/],
      ['SELECT name AS who, email FROM customers', /^Not yet Column 1 is called who/],
      ['SELECT email, name FROM customers', /^Not yet The columns are right, but not in the order/],
      [`BEGIN; ${right}`, /^Correct 2 rows/],
      ['-- nothing yet', /^Not yet There is no statement in the editor/],
    ]
    for (const [sql, said] of tries) {
      await editor.fill(sql)
      await userEvent.click(button('Check'))
      await expect.element(verdict, { timeout: 30_000 }).toHaveTextContent(said)
    }
  },
)

const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'

test('a run has to wait for the check, a check for the run, and Reset for nothing', async () => {
  open = await openStep('left-join-never-bought')
  await write(endless)
  await userEvent.click(button('Check'))
  await expect.element(button('Stop')).toBeVisible()
  await userEvent.click(editor)
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.element(page.getByText('Nothing was run.')).toBeVisible()
  await press('Reset')
  await expect.element(button('Check')).toHaveAttribute('aria-disabled', 'false')
  await expect.element(verdict).toHaveTextContent(/^$/)
  await write(endless)
  await userEvent.click(button('Run'))
  await expect.element(button('Stop')).toBeVisible()
  await userEvent.click(button('Check'))
  await expect.element(page.getByText('A query is running. Stop it, or wait')).toBeVisible()
  await press('Stop')
  await write('SELECT count(*) AS n FROM sales')
  await press('Run')
  await expect.element(page.getByRole('grid', { name: 'Result 1 rows' })).toHaveTextContent('50')
})

test('what is written during a check moves the mark of its error with the text', async () => {
  open = await openStep('left-join-never-bought')
  await write('SELECT nope FROM customers')
  await userEvent.keyboard('{Control>}{Home}{/Control}')
  ;(button('Check').element() as HTMLElement).click()
  document.execCommand('insertText', false, 'SELECT 1; ')
  await expect.element(verdict).toHaveTextContent(/^Not yet The engine answers with an error/)
  expect(coloured(editor.element(), 'squig')).toEqual(['nope'])
})

test('the next step has whole data at once when an endless check is left', async () => {
  open = await openStep('left-join-never-bought')
  await write(endless)
  await userEvent.click(button('Check'))
  await expect.element(button('Stop')).toBeVisible()
  location.hash = '#/learn/sql/left-join/left-join-keep-left'
  await expect.element(page.getByRole('heading', { level: 1, name: 'Keep the left side' })).toBeVisible()
  await expect
    .element(page.getByRole('region', { name: 'Rows' }), { timeout: 5_000 })
    .toHaveTextContent('Henry Taylor')
  await write('SELECT count(*) AS n FROM sales')
  await press('Run')
  await expect.element(page.getByRole('grid', { name: 'Result 1 rows' })).toHaveTextContent('50')
})

test('a verdict is in sight after Check, also on a phone', async () => {
  await page.viewport(360, 640)
  open = await openStep('left-join-gone-quiet')
  await expect.element(editor).toBeVisible()
  await userEvent.click(button('Check'))
  await expect.element(page.getByRole('row', { name: /missing Henry Taylor/ })).toBeVisible()
  const inSight = () => {
    const { top, bottom } = verdict.element().getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  }
  await expect.poll(inSight).toBe(true)
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360)
})

test('long code in a sentence and the days of a timeline fit a phone', async () => {
  await page.viewport(360, 640)
  open = await openStep('time-project-thirty-days', 'time')
  await expect.element(editor).toBeVisible()
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360)
  await open.close()
  open = await openStep('time-where-a-day-ends', 'time')
  await expect.poll(() => document.querySelectorAll('.days span').length).toBe(3)
  const boxes = [...document.querySelectorAll('.days span')].map((day) => day.getBoundingClientRect())
  const [first, edge, last] = boxes as [DOMRect, DOMRect, DOMRect]
  expect(edge.top >= first.bottom || (edge.left > first.right && edge.right < last.left)).toBe(true)
})

test('the solution is shown beside what was written, and goes into the editor', async () => {
  open = await openStep('left-join-keep-left')
  await expect.element(editor).toBeVisible()
  await press('Show solution')
  const lines = page.getByRole('region', { name: 'Solution, line by line' })
  await expect.element(lines).toHaveTextContent(/yours: JOIN sales s/)
  await expect.element(lines).toHaveTextContent(/solution: LEFT JOIN sales s/)
  await press('Put it into the editor')
  await expect.element(editor).toHaveTextContent('LEFT JOIN sales s')
})

test('the other engine has its own text, start and verdict', { timeout: 90_000 }, async () => {
  open = await openStep('left-join-gone-quiet')
  await expect.element(editor).toHaveTextContent("date('now', '-30 days')")
  await tabTo(page.getByRole('radio', { name: 'SQLite' }))
  await userEvent.keyboard('{ArrowRight}')
  await expect.element(editor).toHaveTextContent('CURRENT_DATE - 30')
  await expect.element(page.getByText('A date and a number of days make a date.')).toBeVisible()
  await press('Check')
  await expect
    .element(verdict, { timeout: 60_000 })
    .toHaveTextContent(/^Not yet 2 rows are missing and 6 should not be there/)
})

test('the last step of the course leads to the contents', async () => {
  open = await openStep('writing-project-monday', 'writing-data')
  const next = page
    .getByRole('navigation', { name: 'Steps', exact: true })
    .getByRole('link', { name: 'Next' })
  await expect.element(next).toHaveAttribute('href', '#/learn')
  await expect.element(next).toHaveAccessibleDescription('Contents')
})

test('a step that is not there says so', async () => {
  open = await openStep('no-such-step')
  await expect.element(page.getByRole('heading', { name: 'There is no such step' })).toBeVisible()
  await expect.element(page.getByRole('link', { name: 'Contents' })).toBeVisible()
})

test.each([
  ['a step with figures', 'left-join-only-pairs', 1440],
  ['a quiz', 'left-join-equal-to-nothing', 1440],
  ['a step on a phone', 'left-join-gone-quiet', 390],
])('axe finds nothing in %s', async (_, step, width) => {
  await page.viewport(width, 900)
  open = await openStep(step)
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
  if (step !== 'left-join-equal-to-nothing') {
    await expect.element(editor).toBeVisible()
    await userEvent.click(button('Hint').query() ? button('Hint') : button('Check'))
  }
  await userEvent.click(button('Check'))
  await expect.element(verdict, { timeout: 20_000 }).toHaveTextContent(/Correct|Not yet/)
  await expect.element(button('Check')).toHaveAttribute('aria-disabled', 'false')
  await Promise.allSettled(document.getAnimations().map((animation) => animation.finished))
  const { violations } = await axe.run(open.container, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // the landmarks are the shell's
    rules: { region: { enabled: false }, 'landmark-one-main': { enabled: false } },
  })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
})
