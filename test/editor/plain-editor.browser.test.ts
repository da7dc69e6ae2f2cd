import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { fetchEditor } from '../../src/editor/code'
import type { EditorOptions } from '../../src/editor/editor-box'
import { PlainEditor } from '../../src/editor/plain-editor.svelte'
import '../../src/editor/editor.css'
import '../../src/look/tokens.css'
import '../../src/look/base.css'

const box = () => page.getByRole('textbox', { name: 'SQL editor' })
let parent: HTMLElement | undefined
afterEach(() => parent?.remove())

function open(text = '') {
  const told = {
    changed: vi.fn<(text: string) => void>(),
    run: vi.fn<() => void>(),
    runStatement: vi.fn<() => void>(),
    runAt: vi.fn<() => void>(),
    format: vi.fn<() => void>(),
    cursor: vi.fn<(place: unknown) => void>(),
  }
  parent = document.createElement('div')
  parent.className = 'sql-editor'
  document.body.append(parent)
  const options: EditorOptions = {
    text,
    dialect: 'sqlite',
    schema: null,
    label: 'SQL editor',
    readonly: false,
  }
  const plain = new PlainEditor(parent, options, told)
  return { ...told, plain, options, parent, told }
}

test('one can write before the editor has arrived, and the page hears of it', async () => {
  const { plain, changed, cursor } = open('SELECT 1;\n')
  await userEvent.click(box())
  await userEvent.keyboard('{Control>}{End}{/Control}SELECT 2')
  expect(plain.text).toBe('SELECT 1;\nSELECT 2')
  expect(changed).toHaveBeenLastCalledWith('SELECT 1;\nSELECT 2')
  expect(cursor).toHaveBeenLastCalledWith({ offset: 18, line: 2, column: 9 })
  expect(plain.statements.map(({ text }) => text)).toEqual(['SELECT 1', 'SELECT 2'])
  expect(plain.statementAtCursor()?.text).toBe('SELECT 2')
})

test('the keys that run and format work', async () => {
  const { run, runStatement, format } = open('SELECT 1')
  await userEvent.click(box())
  await userEvent.keyboard('{Control>}{Enter}{/Control}{F5}')
  expect(run).toHaveBeenCalledTimes(2)
  await userEvent.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}')
  expect(runStatement).toHaveBeenCalledOnce()
  await userEvent.keyboard('{Control>}{Shift>}f{/Shift}{/Control}')
  expect(format).toHaveBeenCalledOnce()
})

test('the editor that takes over has the text, the selection, the focus, the marks and the fault', async () => {
  const { plain, told, options, parent } = open('-- begun\n')
  await userEvent.click(box())
  await userEvent.keyboard('{Control>}a{/Control}')
  plain.insert('SELECT 1;\nSELECT wrong')
  plain.mark([{ from: 0, to: 8, mark: 'done' }])
  plain.fault({ from: 17, to: 22, message: 'no such column: wrong' })
  plain.select({ from: 17, to: 22 })
  const full = new (await fetchEditor())(parent, options, told)
  plain.handOver(full)
  plain.destroy()
  expect(full.text).toBe('SELECT 1;\nSELECT wrong')
  expect(full.selection).toEqual({ from: 17, to: 22 })
  await expect.element(box()).toHaveFocus()
  await expect.element(page.getByTitle('Done. Run this statement again')).toBeInTheDocument()
  expect(parent.querySelector('.squig')?.textContent).toBe('wrong')
  await userEvent.keyboard('{Control>}z{/Control}')
  expect(full.text).toBe('-- begun\n')
  full.destroy()
})

test('an edit takes marks and fault along, as they would stand at the wrong words', async () => {
  const { plain, told, options, parent } = open('SELECT wrong')
  plain.mark([{ from: 0, to: 12, mark: 'failed' }])
  plain.fault({ from: 7, to: 12, message: 'no such column: wrong' })
  const now = plain.follow()
  expect(now({ from: 0, to: 6 })).toEqual({ from: 0, to: 6 })
  plain.replace(0, 0, '-- ')
  expect(now({ from: 0, to: 6 })).toBeNull()
  const full = new (await fetchEditor())(parent, options, told)
  plain.handOver(full)
  plain.destroy()
  expect(parent.querySelector('.squig, .failed')).toBeNull()
  full.destroy()
})

test('a place far down is brought into sight, with its line number beside it', async () => {
  const { plain, parent } = open(Array.from({ length: 500 }, (_, i) => `SELECT ${i + 1};`).join('\n'))
  parent.style.height = '10rem'
  const offset = plain.text.indexOf('SELECT 400;')
  plain.reveal(offset)
  await expect.poll(() => parent.querySelector('.plain-numbers')?.textContent).toContain('400')
  expect(plain.selection).toEqual({ from: offset, to: offset })
  expect(parent.querySelector('textarea')?.scrollTop).toBeGreaterThan(5000)
})

test('what an input method is composing is waited for', async () => {
  const { plain, parent } = open()
  const field = parent.querySelector('textarea')
  field?.dispatchEvent(new CompositionEvent('compositionstart'))
  let settled = false
  const wait = plain.settled().then(() => (settled = true))
  await Promise.resolve()
  expect(settled).toBe(false)
  field?.dispatchEvent(new CompositionEvent('compositionend'))
  await wait
  expect(settled).toBe(true)
})
