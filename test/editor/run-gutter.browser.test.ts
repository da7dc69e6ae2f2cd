import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { gutter, openEditor } from './open-editor'

const script = '-- first\nselect 1,\n  2;\n\nselect 3; select 4;\nselect 5'
const run = '[Run this statement]'

function sign(root: Element, line: number): Element {
  const found = root.querySelectorAll('.run-line .run-number')
  const row = [...found].find((number) => number.textContent === String(line))?.closest('.run-line')
  const mark = row?.querySelector('.run-sign')
  if (!mark) throw new Error(`no run mark in line ${line}`)
  return mark
}

test('each statement has a bar and a run mark in its first line; the one at the cursor stands out', async () => {
  const { root } = await openEditor({ text: script })
  await userEvent.keyboard('{Control>}{Home}{/Control}{ArrowDown}{ArrowDown}')
  expect(gutter(root)).toEqual(['1', `2 now ${run}`, '3 now cur', '4', `5 in ${run}`, `6 in ${run}`])
  expect(root.querySelectorAll('.run-sign.next')).toHaveLength(1)
  await userEvent.keyboard('{Control>}{End}{/Control}')
  expect(gutter(root)).toEqual(['1', `2 in ${run}`, '3 in', '4', `5 in ${run}`, `6 now cur ${run}`])
})

test('a click on a run mark runs that statement and leaves the cursor and the focus alone', async () => {
  const { root, box, handle, onrunat } = await openEditor({ text: script })
  await userEvent.keyboard('{Control>}{End}{/Control}')
  const before = handle.selection
  await userEvent.click(sign(root, 2))
  expect(onrunat).toHaveBeenLastCalledWith({ text: 'select 1,\n  2', from: 9, to: 22 })
  await userEvent.click(sign(root, 5))
  expect(onrunat.mock.lastCall?.[0].text).toBe('select 3')
  expect(handle.selection).toEqual(before)
  await expect.element(box).toHaveFocus()
  handle.reveal(script.indexOf('4'))
  await userEvent.click(sign(root, 5))
  expect(onrunat.mock.lastCall?.[0].text).toBe('select 4')
})

test('how each statement ended is marked, and the marks move with the text', async () => {
  const { root, handle } = await openEditor({ text: 'select 1;\nselect 2;\nselect 3' })
  const [first, second, third] = handle.statements
  if (!first || !second || !third) throw new Error('three statements are expected')
  handle.mark([
    { ...first, mark: 'done' },
    { ...second, mark: 'running' },
    { ...second, mark: 'failed' },
  ])
  handle.mark([{ ...third, mark: 'running' }])
  const titles = () => gutter(root).map((line) => /^\d+|\[\w+/g[Symbol.match](line)?.join(' '))
  expect(titles()).toEqual(['1 [Done', '2 [Failed', '3 [Running'])
  await userEvent.keyboard('{Control>}{Home}{/Control}-- new{Enter}{Enter}')
  expect(titles()).toEqual(['1', '2', '3 [Done', '4 [Failed', '5 [Running'])
  handle.replace(second.from + 8, second.to + 10, '')
  expect(titles()).toEqual(['1', '2', '3 [Done', '4 [Running'])
  handle.clearMarks()
  expect(titles()).toEqual(['1', '2', '3 [Run', '4 [Run'])
})

test('a statement that is written anew has no mark; the one beside it keeps its own', async () => {
  const { root, handle } = await openEditor({ text: 'select 1\n;\nselect 2;' })
  const titles = () => gutter(root).map((line) => /\[\w+/[Symbol.match](line)?.[0])
  const markAll = () => handle.mark(handle.statements.map((each) => ({ ...each, mark: 'done' })))
  markAll()
  await userEvent.keyboard('{Control>}{Home}{/Control}{End} ')
  handle.setText(handle.text.replace('select 1', 'SELECT 1'))
  expect(titles()).toEqual(['[Done', undefined, '[Done'])
  await userEvent.keyboard('+ 1')
  expect(titles()).toEqual(['[Run', undefined, '[Done'])
  markAll()
  await userEvent.keyboard('{Backspace}')
  expect(titles()).toEqual(['[Run', undefined, '[Done'])
  markAll()
  await userEvent.keyboard('{Control>}z{/Control}')
  expect(titles()).toEqual(['[Run', undefined, '[Done'])
  await userEvent.keyboard('{Control>}{End}{/Control}select 3')
  expect(titles()).toEqual(['[Run', undefined, '[Done'])
})
