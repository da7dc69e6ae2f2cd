import { afterEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { painted } from '../../src/storage/turn'
import { Bench } from '../../src/workbench/bench.svelte'
import Results from '../../src/workbench/Results.svelte'
import { Session } from '../../src/workbench/session.svelte'
import { coloured, gutter, openEditor } from '../editor/open-editor'

const opened: Session[] = []
afterEach(() => {
  for (const session of opened.splice(0)) session.close()
})

function session(dialect: Dialect): Session {
  const made = new Session(dialect, { seed: ['CREATE TABLE customers (id integer)'] })
  opened.push(made)
  return made
}

async function openBench(dialect: Dialect, text: string) {
  const bench = new Bench(session(dialect))
  const editor = await openEditor({ text, dialect })
  bench.handle = editor.handle
  const results = await render(Results, { bench })
  const signs = (): string[] => gutter(editor.root).map((line) => /\[(\w+)/.exec(line)?.[1] ?? '')
  const link = results.getByRole('button', { name: /^Line / })
  return { bench, results, link, signs, ...editor }
}

const script = 'select 1;\nselect nope from customers;'

test.each(dialects)(
  'what is edited during a run moves marks, fault and place to where their text is: %s',
  async (dialect) => {
    const { bench, handle, root, signs, link } = await openBench(dialect, script)
    const ran = bench.run()
    handle.replace(0, 0, '-- hello\n')
    await ran
    expect(signs()).toEqual(['', 'Done', 'Failed'])
    expect(coloured(root, 'squig')).toEqual(['nope'])
    await expect.element(link).toHaveTextContent('Line 3, column 8')
    await link.click()
    expect(handle.selection.from).toBe(handle.text.indexOf('nope'))
  },
)

test('a script of many quick statements changes the editor a few times, not twice for each', async () => {
  const { bench, handle, signs } = await openBench('sqlite', 'select 1;\n'.repeat(150))
  const mark = vi.spyOn(handle, 'mark')
  await bench.run()
  await painted()
  expect(signs().filter((sign) => sign === 'Done').length).toBeGreaterThan(5) // those in sight
  expect(new Set(mark.mock.calls.flatMap(([marks]) => marks.map(({ from }) => from))).size).toBe(150)
  expect(mark.mock.calls.length).toBeLessThan(30)
})

test('a statement that takes a while is marked as running, and the one before it as done', async () => {
  const endless = 'with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c'
  const { bench, signs } = await openBench('sqlite', `select 1;\n${endless}`)
  const ran = bench.run()
  await expect.poll(signs).toEqual(['Done', 'Running'])
  await bench.session.stop()
  await ran
  await expect.poll(signs).toEqual(['Done', 'Failed'])
})

test('what is edited after a run moves the place: its words and where it leads', async () => {
  const { bench, handle, link } = await openBench('sqlite', script)
  await bench.run()
  await expect.element(link).toHaveTextContent('Line 2, column 8')
  handle.replace(0, 0, '-- one\n-- two\n')
  await expect.element(link).toHaveTextContent('Line 4, column 8')
  handle.replace(handle.text.indexOf(' nope'), handle.text.indexOf(' nope'), ' id,')
  await expect.element(link).toHaveTextContent('Line 4, column 12')
  await link.click()
  expect(handle.selection.from).toBe(handle.text.indexOf('nope'))
  // half of the word is still the word's place
  handle.replace(handle.text.indexOf('nope'), handle.text.indexOf('pe from'), '')
  await link.click()
  expect(handle.selection.from).toBe(handle.text.indexOf('pe from'))
})

test('a place whose text was taken away leads nowhere, until the text is there again', async () => {
  const { bench, handle, root, results, signs, link } = await openBench('sqlite', script)
  const ran = bench.run()
  handle.replace(0, handle.text.length, 'select 2;')
  await ran
  expect(signs()).toEqual(['Run'])
  expect(coloured(root, 'squig')).toEqual([])
  const alert = results.getByRole('alert')
  await expect.element(alert).toHaveTextContent('Line 2, column 8 of the text that was run')
  expect(link.query()).toBeNull()
  handle.setText(script)
  await expect.element(link).toHaveTextContent('Line 2, column 8')
  handle.replace(0, 0, '\n')
  await expect.element(link).toHaveTextContent('Line 3, column 8')
})

test('an editor with another text is not marked; one that opens with the text that was run is', async () => {
  const { bench, link, root } = await openBench('sqlite', script)
  const other = await openEditor({ text: 'select 7', label: 'Another tab' })
  const ran = bench.run()
  bench.handle = other.handle
  await ran
  await painted()
  expect(gutter(other.root)).toEqual(['1 now cur [Run this statement]'])
  expect(coloured(root, 'squig')).toEqual([])
  expect(link.query()).toBeNull()
  const again = await openEditor({ text: script, label: 'The tab again' })
  bench.handle = again.handle
  await link.click()
  expect(again.handle.selection.from).toBe(script.indexOf('nope'))
  again.handle.replace(0, 0, '\n')
  await expect.element(link).toHaveTextContent('Line 3, column 8')
})

test('the place of an error stays that of its own run when another database ran in between', async () => {
  const { bench, handle, link } = await openBench('sqlite', script)
  const first = bench.session
  await bench.run()
  bench.use(session('sqlite'))
  handle.replace(0, 0, 'select 3;\n')
  await bench.run()
  bench.use(first)
  await expect.element(link).toHaveTextContent('Line 3, column 8')
})

test('a run that is refused leaves the places of the earlier one alone', async () => {
  const { bench, handle, link } = await openBench('sqlite', script)
  await bench.run()
  bench.before = () => Promise.resolve(false)
  handle.replace(0, 0, '\n')
  await bench.run()
  handle.replace(0, 0, '\n')
  await expect.element(link).toHaveTextContent('Line 4, column 8')
})

test('advice is followed where its text is now, and once', async () => {
  const text = 'SELECT DATE_SUB(CURRENT_DATE, INTERVAL 3 DAY), IF(1, 2, 3) FROM customers'
  const { bench, handle, results } = await openBench('sqlite', text)
  await bench.run()
  const fix = results.getByRole('button', { name: 'Fix this' })
  await expect.element(fix).toBeVisible()
  handle.replace(0, 0, '-- hello\n')
  await fix.click()
  expect(handle.text).toBe(`-- hello\n${text.replace(/DATE_SUB.*?\)/, "date('now', '-3 days')")}`)
  await fix.click()
  expect(bench.said).toBe('The text has changed since it was run. Run it again to fix it.')
})

test('SQLite is asked which words in double quotes it took as strings, when the run is over', async () => {
  const text = 'SELECT "id" AS "my own" FROM customers WHERE "id" = "Ada" ORDER BY "my own"'
  const { bench, handle, results } = await openBench('sqlite', text)
  await bench.run()
  const fix = results.getByRole('button', { name: 'Fix this' })
  await fix.click()
  expect(handle.text).toBe(text.replace('"Ada"', "'Ada'"))
  await bench.run()
  await expect.element(fix).not.toBeInTheDocument()
})
