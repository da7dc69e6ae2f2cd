import axe from 'axe-core'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createRawSnippet } from 'svelte'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import type { Done, Failed } from '../../src/engine/engine'
import { Outcome } from '../../src/result/outcome.svelte'
import OutcomeView from '../../src/result/OutcomeView.svelte'
import '../../src/look/tokens.css'
import '../../src/look/base.css'
import { column, computed, rowsOf } from './rows'

const done: Done = {
  ok: true,
  command: 'SELECT',
  rowCount: 0,
  more: false,
  changes: null,
  notices: [],
  ms: 1.2,
  transaction: 'none',
  wrote: false,
}
const failed: Failed = {
  ...done,
  ok: false,
  error: { message: 'syntax error at or near "30"', code: '42601', origin: 'engine' },
}
const xss = '<img src=x onerror="window.xss=1">'

function running(text = 'SELECT 1', number = 1): Outcome {
  const outcome = new Outcome(number, { text, from: 0, to: text.length })
  outcome.started()
  return outcome
}
const show = (outcome: Outcome, more = {}) => render(OutcomeView, { outcome, dialect: 'postgres', ...more })

beforeEach(() => delete document.documentElement.dataset.theme)

test('rows appear in a named group, with a grid and a status line, while they arrive', async () => {
  const outcome = running()
  const screen = await show(outcome)
  const group = screen.getByRole('group', { name: 'Result 1' })
  await expect.element(group.getByRole('status')).toHaveTextContent('running')
  const rows = rowsOf([column('n', 'integer')], [[1n], [2n], [3n]])
  outcome.head({ ...rows, rowCount: 2 })
  await expect
    .element(group.getByRole('grid', { name: 'Result 1 rows' }))
    .toHaveAttribute('aria-rowcount', '2')
  outcome.grew(rows)
  outcome.ended({ ...done, rowCount: 3 })
  await expect
    .element(group.getByRole('grid', { name: 'Result 1 rows' }))
    .toHaveAttribute('aria-rowcount', '3')
  await expect.element(group.getByRole('status')).toHaveTextContent('3 rows · 1.2 ms')
})

test('no rows keep the columns, and the page says what that means', async () => {
  const outcome = running()
  outcome.head(rowsOf(['name', 'email'], []))
  outcome.ended(done)
  const screen = await show(outcome)
  expect(
    screen
      .getByRole('columnheader')
      .elements()
      .map((head) => head.textContent?.trim()),
  ).toEqual(['Row', 'name text', 'email text'])
  await expect
    .element(screen.getByText('No row fulfils the condition. The columns are still an answer.'))
    .toBeVisible()
})

test('a row without columns is counted', async () => {
  const outcome = running('SELECT')
  outcome.head(rowsOf([], [[]]))
  outcome.ended({ ...done, rowCount: 1 })
  const screen = await show(outcome)
  await expect.element(screen.getByText('1 row, 0 columns')).toBeVisible()
})

test('an error is the engine’s own message, its place leads to the editor, advice stands below', async () => {
  const outcome = running('SELECT 30', 2)
  outcome.ended({ ...failed, error: { ...failed.error, detail: 'a detail', hint: 'a hint' } })
  const onreveal = vi.fn()
  const advice = createRawSnippet(() => ({ render: () => '<p>PostgreSQL subtracts an interval.</p>' }))
  const screen = await show(outcome, { place: { line: 10, column: 54 }, advice, onreveal })
  const alert = screen.getByRole('alert')
  await expect
    .element(alert)
    .toHaveTextContent(
      'syntax error at or near "30" Line 10, column 54 · code 42601 Detail a detail Hint a hint',
    )
  await alert.getByRole('button', { name: 'Line 10, column 54' }).click()
  expect(onreveal).toHaveBeenCalledOnce()
  await expect.element(screen.getByText('PostgreSQL subtracts an interval.')).toBeVisible()
  await expect.element(screen.getByRole('status')).toHaveTextContent('failed · nothing was changed')
})

test('a place whose text is gone is said to be of the text that was run, and leads nowhere', async () => {
  const outcome = running()
  outcome.ended(failed)
  const screen = await show(outcome, { place: { line: 10, column: 54 } })
  const alert = screen.getByRole('alert')
  await expect.element(alert).toHaveTextContent('Line 10, column 54 of the text that was run · code 42601')
  expect(alert.getByRole('button').query()).toBeNull()
})

test('where in functions and data an error happened stands under detail and hint; a long one scrolls', async () => {
  const outcome = running()
  const context = 'PL/pgSQL function f(integer) line 3 at RETURN\nSQL statement "SELECT f(1)"'
  outcome.ended({ ...failed, error: { ...failed.error, hint: 'a hint', context } })
  const screen = await show(outcome)
  const alert = screen.getByRole('alert')
  await expect.element(alert).toHaveTextContent(`Hint a hint Context ${context.replace('\n', ' ')}`)
  const lines = screen.getByText('PL/pgSQL function')
  const [line] = lines.element().getClientRects()
  expect(lines.element().getBoundingClientRect().height).toBeGreaterThan((line?.height ?? 0) * 2)
  const long = running('SELECT', 2)
  long.ended({ ...failed, error: { ...failed.error, context: `${'function f\n'.repeat(40)}in: SELECT` } })
  await screen.rerender({ outcome: long })
  await expect.poll(() => alert.element().getBoundingClientRect().height).toBeLessThan(300)
})

test('markup in messages, notices and cells stays text', async () => {
  const outcome = running()
  outcome.head(rowsOf([xss], [[xss]]))
  outcome.ended({
    ...failed,
    error: { ...failed.error, message: xss, detail: xss, hint: xss, context: xss },
    notices: [{ severity: 'NOTICE', message: xss }],
  })
  const screen = await show(outcome)
  expect(screen.container.querySelector('img')).toBeNull()
  expect(screen.container.textContent?.split(xss).length).toBe(8)
  expect('xss' in window).toBe(false)
})

test('a stopped statement says what became of the database and of the rows that had arrived', async () => {
  const outcome = running('SELECT', 3)
  outcome.head(rowsOf(['n'], [['1'], ['2']]))
  outcome.stopped()
  const screen = await show(outcome)
  await expect.element(screen.getByText('You stopped this query')).toBeVisible()
  await expect
    .element(
      screen.getByText(
        /as it was after Result 2\. Nothing else was touched\. The 2 rows above had arrived; the rest had not\./,
      ),
    )
    .toBeVisible()
})

test.each([360, 2560])('the numbers of a plan stand near its steps, %i px wide', async (width) => {
  const { innerWidth, innerHeight } = window
  onTestFinished(() => page.viewport(innerWidth, innerHeight))
  await page.viewport(width, 800)
  const line = (text: string) => [`${text} (actual time=0.010..0.020 rows=10 loops=1)`]
  const outcome = running('EXPLAIN ANALYZE SELECT 1')
  outcome.head(
    rowsOf(
      ['QUERY PLAN'],
      [
        line('Sort  (cost=1.00..2.00 rows=10 width=4)'),
        ['  Sort Method: quicksort  Memory: 25kB  Disk: 0kB  Workers Launched: 2'],
        line('  ->  Seq Scan on a_table_of_a_long_name  (cost=0.00..1.00 rows=10 width=4)'),
      ],
    ),
  )
  outcome.ended({ ...done, rowCount: 3 })
  const screen = await show(outcome)
  await expect.element(screen.getByRole('rowheader', { name: 'Seq Scan' })).toBeVisible()
  const right = (name: string) =>
    screen.getByRole('columnheader', { name, exact: true }).element().getBoundingClientRect().right
  expect(right('ms')).toBeLessThanOrEqual(Math.min(width, 1000))
})

test('a plan is shown for EXPLAIN, the table is one key away', async () => {
  const outcome = running('EXPLAIN SELECT 1')
  outcome.head(
    rowsOf(
      ['QUERY PLAN'],
      [
        ['Sort  (cost=1.00..2.00 rows=10 width=4)'],
        ['  Sort Key: a'],
        ['  ->  Seq Scan on t  (cost=0.00..1.00 rows=10 width=4)'],
      ],
    ),
  )
  outcome.ended({ ...done, rowCount: 3 })
  const screen = await show(outcome)
  const tabs = screen.getByRole('tablist', { name: 'Result 1 view' })
  await expect.element(tabs.getByRole('tab', { name: 'Plan' })).toHaveAttribute('aria-selected', 'true')
  await expect.element(screen.getByRole('rowheader', { name: 'Seq Scan on t' })).toBeVisible()
  await tabs.getByRole('tab', { name: 'Plan' }).click()
  await userEvent.keyboard('{ArrowLeft}')
  await expect.element(tabs.getByRole('tab', { name: 'Table' })).toHaveFocus()
  await expect.element(screen.getByRole('grid', { name: 'Result 1 rows' })).toBeVisible()
})

test('a plan in YAML is shown line by line', async () => {
  const outcome = running('EXPLAIN (FORMAT YAML) SELECT 1')
  outcome.head(rowsOf(['QUERY PLAN'], [['- Plan: \n    Node Type: "Result"']]))
  outcome.ended({ ...done, rowCount: 1 })
  const screen = await show(outcome)
  const plan = screen.getByRole('region', { name: 'Result 1 plan, scrollable' })
  await expect.element(plan.getByText('Node Type: "Result"')).toBeVisible()
  expect((plan.element() as HTMLElement).innerText).toMatch(/^- Plan: *\n {4}Node Type: "Result"/)
})

test('a chart keeps its height where several results share a pane', async () => {
  const outcome = running()
  outcome.head(computed(20, [column('n', 'integer')], (row) => BigInt(row)))
  outcome.ended({ ...done, rowCount: 20 })
  const screen = await show(outcome, { opens: 'Chart' })
  screen.container.style.cssText = 'height: 240px; overflow: auto; display: flex; flex-direction: column'
  await expect.element(screen.getByRole('img')).toBeVisible()
  const group = screen.getByRole('group', { name: 'Result 1' }).element()
  expect(group.scrollHeight).toBe(group.clientHeight)
  expect(group.clientHeight).toBeGreaterThan(300)
})

test('a chart is offered where rows can be compared, and fetched when it is chosen', async () => {
  const alone = running()
  alone.head(rowsOf([column('n', 'integer')], [[1n]]))
  alone.ended({ ...done, rowCount: 1 })
  const without = await show(alone)
  expect(without.container.querySelector('[role="tab"]')).toBeNull()
  await without.unmount()
  const numbers = running()
  numbers.head(
    rowsOf(
      ['a', column('n', 'integer')],
      [
        ['x', 1n],
        ['y', 2n],
      ],
    ),
  )
  numbers.ended({ ...done, rowCount: 2 })
  const chart = vi.fn(() => import('../../src/result/Chart.svelte'))
  const screen = await show(numbers, { chart })
  expect(chart).not.toHaveBeenCalled()
  await screen.getByRole('tab', { name: 'Chart' }).click()
  await vi.waitFor(() => expect(chart).toHaveBeenCalledOnce())
})

test('the chart of texts counts their rows, or says why there is nothing to draw', async () => {
  const repeated = running()
  repeated.head(rowsOf(['name'], [['Books'], ['Sports'], ['Books']]))
  repeated.ended({ ...done, rowCount: 3 })
  const counted = await show(repeated, { opens: 'Chart' })
  await expect.element(counted.getByRole('img', { name: /number of rows/ })).toBeVisible()
  await counted.unmount()
  const single = running()
  single.head(rowsOf(['name'], [['Books'], ['Sports']]))
  single.ended({ ...done, rowCount: 2 })
  const screen = await show(single, { opens: 'Chart' })
  await expect.element(screen.getByText(/No column holds numbers/)).toBeVisible()
})

for (const theme of ['light', 'dark']) {
  test(`every kind of outcome is without axe violations, ${theme}`, async () => {
    document.documentElement.dataset.theme = theme
    const rows = running()
    rows.head(
      computed(
        2000,
        [column('n', 'integer'), column('t'), column('b', 'bytes')],
        (row, index) => [BigInt(row), row % 2 ? null : ' a\\n', new Uint8Array(40)][index] ?? null,
      ),
    )
    rows.ended({ ...done, rowCount: 2000, notices: [{ severity: 'NOTICE', message: 'a notice' }] })
    const wrong = running('SELECT', 2)
    wrong.ended(failed)
    const stopped = running('SELECT', 3)
    stopped.stopped()
    const plan = running('EXPLAIN SELECT', 4)
    plan.head(
      rowsOf(
        ['QUERY PLAN'],
        [['Seq Scan on t  (cost=0.00..1.00 rows=10 width=4) (actual time=0.1..0.2 rows=10 loops=1)']],
      ),
    )
    plan.ended({ ...done, rowCount: 1 })
    const none = running('SELECT', 5)
    none.head(rowsOf(['a'], []))
    none.ended(done)
    for (const outcome of [rows, wrong, stopped, plan, none]) {
      const screen = await show(outcome, { place: { line: 1, column: 2 }, onreveal: () => undefined })
      if (outcome === plan) await expect.element(screen.getByRole('rowheader')).toBeVisible()
      const { violations } = await axe.run(screen.container, {
        rules: { 'heading-order': { enabled: false } },
      })
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join()}`)).toEqual([])
      await screen.unmount()
    }
  })
}

test('a table is as it was left when it is chosen after the chart: place, selection, width', async () => {
  const outcome = running()
  outcome.head(
    computed(5000, [column('n', 'integer'), column('t')], (row, of) => (of === 0 ? BigInt(row) : `t${row}`)),
  )
  outcome.ended({ ...done, rowCount: 5000 })
  const screen = await show(outcome)
  const grid = (): HTMLElement => screen.getByRole('grid').element() as HTMLElement
  await userEvent.click(screen.getByRole('gridcell', { name: 't0' }))
  await userEvent.keyboard('{ArrowUp}{Shift>}{ArrowRight}{/Shift}{ArrowDown}{Shift>}{ArrowDown}{/Shift}')
  const width = (): string | undefined =>
    grid().querySelector<HTMLElement>('[role="columnheader"][aria-colindex="2"]')?.style.width
  await expect.poll(() => grid().querySelectorAll('[aria-selected="true"]').length).toBe(2)
  const [wide, top] = [width(), 30_000]
  grid().scrollTop = top
  await expect.poll(() => outcome.grid.top).toBe(top)
  await screen.getByRole('tab', { name: 'Chart' }).click()
  await expect.poll(() => document.querySelector('[role="grid"]')).toBeNull()
  await screen.getByRole('tab', { name: 'Table' }).click()
  await expect.poll(() => grid().scrollTop).toBe(top)
  expect(width()).toBe(wide)
  expect(grid().querySelectorAll('[aria-selected="true"]').length).toBe(1) // of two rows, the one that Tab reaches is here
  await expect.element(screen.getByText(`t${Math.ceil(top / 28) + 2}`, { exact: true })).toBeInTheDocument()
})
