import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { styleNonce } from '../../src/editor/nonce'
import { coloured, openEditor, withAssist } from './open-editor'

const script = 'select 1;\nselect 2;\nselect 3'

test('typing keeps one CodeMirror and tells the page the new text', async () => {
  const { box, handle, handles, onchange } = await openEditor()
  const before = box.element()
  await userEvent.keyboard('select 1')
  expect(box.element()).toBe(before)
  expect(handles).toHaveLength(1)
  expect(handle.text).toBe('select 1')
  await expect.poll(() => onchange.mock.lastCall).toEqual(['select 1'])
})

test('a new dialect, schema, label or a read-only state keep the editor and its text', async () => {
  const { box, handle, handles, change } = await openEditor({ text: 'select 1' })
  const before = box.element()
  await userEvent.keyboard('{Control>}{End}{/Control} + 1')
  await change({ dialect: 'postgres', schema: null, readonly: true })
  await userEvent.keyboard('x')
  expect(handle.text).toBe('select 1 + 1')
  await expect.element(box).toHaveAttribute('aria-readonly', 'true')
  await change({ label: 'Your answer', readonly: false })
  const renamed = page.getByRole('textbox', { name: 'Your answer' })
  await expect.element(renamed).toHaveAttribute('aria-multiline', 'true')
  expect(renamed.element()).toBe(before)
  expect(handles).toHaveLength(1)
})

test('text that was typed just before the editor goes away is not lost', async () => {
  const { onchange, unmount } = await openEditor()
  await userEvent.keyboard('ab')
  await unmount()
  expect(onchange).toHaveBeenLastCalledWith('ab')
  expect(document.querySelector('.cm-editor')).toBeNull()
})

test('Ctrl+Enter and F5 run, Ctrl+Shift+Enter runs the statement, Ctrl+Shift+F formats, and none of them types', async () => {
  const { handle, onrun, onrunstatement, onformat } = await openEditor({ text: script })
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  expect(onrun).toHaveBeenCalledTimes(1)
  await userEvent.keyboard('{F5}')
  expect(onrun).toHaveBeenCalledTimes(2)
  await userEvent.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}')
  expect(onrunstatement).toHaveBeenCalledTimes(1)
  await userEvent.keyboard('{Control>}{Shift>}F{/Shift}{/Control}')
  expect(onformat).toHaveBeenCalledTimes(1)
  expect(handle.text).toBe(script)
})

test('the statement at the cursor follows the cursor', async () => {
  const { handle } = await openEditor({ text: script })
  await userEvent.keyboard('{Control>}{Home}{/Control}')
  expect(handle.statementAtCursor()?.text).toBe('select 1')
  await userEvent.keyboard('{ArrowDown}')
  expect(handle.statementAtCursor()).toEqual({ text: 'select 2', from: 10, to: 18 })
  await userEvent.keyboard('{Control>}{End}{/Control};')
  expect(handle.statementAtCursor()?.text).toBe('select 3')
})

test('a key pressed a moment ago counts when the statement is asked for', async () => {
  const long = Array.from({ length: 5000 }, (_, i) => `select ${i} from sales;`).join('\n')
  const { handle } = await openEditor({ text: long })
  await userEvent.keyboard('{Control>}{Home}{/Control}/*')
  expect(handle.statements).toHaveLength(1)
  await userEvent.keyboard('{Backspace}{Backspace}')
  expect(handle.text.slice(0, 12)).toBe('select 0 fro')
  expect(handle.statements).toHaveLength(5000)
  expect(handle.statementAtCursor()?.text).toBe('select 0 from sales')
})

test('Tab indents; Esc, then Tab leaves the editor however long the pause; a key between stays in it', async () => {
  const { box, handle } = await openEditor({ text: 'select' })
  const after = document.createElement('button')
  after.textContent = 'After'
  document.body.append(after)
  try {
    await userEvent.keyboard('{Home}{Tab}')
    expect(handle.text).toBe('  select')
    await userEvent.keyboard('{End}1{Tab}2')
    expect(handle.text).toBe('  select1 2')
    await userEvent.keyboard('{Escape}3{Tab}')
    await expect.element(box).toHaveFocus()
    await userEvent.keyboard('{Escape}{Tab}')
    await expect.element(page.getByRole('button', { name: 'After' })).toHaveFocus()
  } finally {
    after.remove()
  }
})

test('undo takes a replaced text back in one step, and formatting keeps the cursor at its word', async () => {
  const { handle } = await openEditor({ text: 'select a,b from t' })
  handle.reveal(15)
  handle.setText('SELECT\n  a,\n  b\nFROM\n  t')
  expect(handle.text.slice(handle.selection.from)).toBe('\n  t')
  await userEvent.keyboard('{Control>}z{/Control}')
  expect(handle.text).toBe('select a,b from t')
})

test('inserting puts a name in place of the selection and takes the focus', async () => {
  const { box, handle } = await openEditor({ text: 'select x' })
  await userEvent.keyboard('{Control>}{End}{/Control}{Shift>}{ArrowLeft}{/Shift}')
  box.element().dispatchEvent(new Event('focusout'))
  handle.insert('name')
  expect(handle.text).toBe('select name')
  await expect.element(box).toHaveFocus()
  handle.replace(0, 6, 'SELECT')
  expect(handle.text).toBe('SELECT name')
  expect(handle.selection).toEqual({ from: 11, to: 11 })
})

test('the page hears where the cursor is, in characters as people count', async () => {
  const { oncursor } = await openEditor({ text: "select '🙂'\n" })
  await userEvent.keyboard('{Control>}{End}{/Control}é')
  await expect.poll(() => oncursor.mock.lastCall).toEqual([{ offset: 13, line: 2, column: 2 }])
  await userEvent.keyboard('{ArrowUp}{End}')
  await expect.poll(() => oncursor.mock.lastCall).toEqual([{ offset: 11, line: 1, column: 11 }])
})

test('keywords, functions, strings and numbers differ, and a new dialect colours and splits anew', async () => {
  const text = "select count(*), `a;b`, 'x', 1 from t where d is null -- c"
  const { root, handle, change } = await openEditor({ text })
  expect(coloured(root, 'sql-keyword')).toEqual(['select', 'from', 'where', 'is'])
  expect(coloured(root, 'sql-function')).toEqual(['count'])
  expect(coloured(root, 'sql-string')).toEqual(["'x'"])
  expect(coloured(root, 'sql-number')).toEqual(['1', 'null'])
  expect(coloured(root, 'sql-comment')).toEqual(['-- c'])
  expect(handle.statements).toHaveLength(1)
  await change({ dialect: 'postgres' })
  expect(handle.statements).toHaveLength(2)
  handle.setText('select $a$ from\n where $a$ as x /* a /* b */ c */')
  await expect.poll(() => coloured(root, 'sql-string')).toEqual(['$a$ from', ' where $a$'])
  expect(coloured(root, 'sql-comment')).toEqual(['/* a /* b */ c */'])
  await change({ dialect: 'sqlite' })
  await expect.poll(() => coloured(root, 'sql-comment')).toEqual(['/* a /* b */'])
  expect(coloured(root, 'sql-keyword')).toContain('where')
})

test('brackets and quotes close, Ctrl+/ comments and Ctrl+F searches', async () => {
  const { root, handle, box } = await openEditor()
  await withAssist(root)
  await userEvent.keyboard("f('a')")
  expect(handle.text).toBe("f('a')")
  await userEvent.keyboard('{Control>}/{/Control}')
  expect(handle.text).toBe("-- f('a')")
  await userEvent.keyboard('{Control>}f{/Control}')
  await expect.element(page.getByRole('textbox', { name: 'Find' })).toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await expect.element(box).toHaveFocus()
})

test('in a string and in a comment nothing closes by itself', async () => {
  const { root, handle } = await openEditor({ text: '' })
  handle.focus()
  await withAssist(root)
  await userEvent.keyboard("select 'it''s (' -- don't (")
  expect(handle.text).toBe("select 'it''s (' -- don't (")
})

test('the brackets of the cursor are shown, but not those in strings', async () => {
  const { root, handle } = await openEditor({ text: "select (')', (2))" })
  handle.focus()
  await userEvent.keyboard('{Control>}{End}{/Control}')
  const shown = () => [...root.querySelectorAll('.cm-matchingBracket')].map((each) => each.textContent)
  await expect.poll(shown).toEqual(['(', ')'])
  await userEvent.keyboard('{Control>}{Shift>}\\{/Shift}{/Control}x')
  expect(handle.text).toBe("select x(')', (2))")
  handle.setText('select (1')
  handle.reveal(8)
  await expect.poll(() => root.querySelectorAll('.cm-nonmatchingBracket').length).toBe(1)
})

test('a selected word is marked wherever else it stands, once search has come', async () => {
  const { root, handle } = await openEditor({ text: 'sales and sales' })
  handle.focus()
  await userEvent.keyboard('{Control>}{Home}{/Control}{Shift>}{Control>}{ArrowRight}{/Control}{/Shift}')
  await expect.poll(() => root.querySelectorAll('.cm-selectionMatch').length).toBe(1)
})

test('typing over a selection replaces it, leaves no style behind and puts brackets around', async () => {
  const { root, handle } = await openEditor({ text: 'select 1;\nselect 2' })
  handle.focus()
  await withAssist(root)
  await userEvent.keyboard('{Control>}a{/Control}x')
  expect(handle.text).toBe('x')
  expect(root.querySelector('.cm-line [style], .cm-line[style]')).toBeNull()
  await userEvent.keyboard('{Control>}a{/Control}(')
  expect(handle.text).toBe('(x)')
  await userEvent.keyboard('{Control>}z{/Control}')
  expect(handle.text).toBe('x')
})

test('a whole text can be put in at once, as assistive tools do', async () => {
  const { box, handle } = await openEditor({ text: 'select 1' })
  await userEvent.fill(box, 'select 2;\nselect 3')
  expect(handle.statements.map((statement) => statement.text)).toEqual(['select 2', 'select 3'])
})

test('every style element it makes carries the nonce of the content policy', async () => {
  await openEditor()
  // CodeMirror's generated class names begin with this letter; the element stays for the life of the page
  const made = [...document.querySelectorAll('style')].filter((style) => style.textContent.includes('.ͼ'))
  expect(made.map((style) => style.nonce)).toEqual([styleNonce])
})

test('the caret blinks, begins anew with each key, and is no animation that is drawn sixty times a second', async () => {
  const { root } = await openEditor({ text: 'select 1' })
  await userEvent.keyboard('{End}')
  const layer = root.querySelector('.cm-cursorLayer') ?? root
  const shown = () => getComputedStyle(layer).visibility
  await expect.poll(shown).toBe('hidden')
  await userEvent.keyboard('x')
  expect(shown()).toBe('visible')
  expect(root.getAnimations({ subtree: true })).toEqual([])
  await expect.poll(shown).toBe('hidden')
})

test('text that is inserted over a selection the editor has not heard of yet is inserted by the editor, not by the browser', async () => {
  const { box, handle } = await openEditor({ text: script })
  getSelection()?.selectAllChildren(box.element())
  const told = { inputType: 'insertText', data: 'select 9', bubbles: true, cancelable: true }
  expect(box.element().dispatchEvent(new InputEvent('beforeinput', told))).toBe(false)
  expect(handle.text).toBe('select 9')
})

test('a selection that the page has made outlives what the editor does before it hears of it', async () => {
  const { box, handle } = await openEditor({ text: script })
  box.element().blur()
  const heard = new Promise((resolve) =>
    document.addEventListener('selectionchange', resolve, { once: true }),
  )
  getSelection()?.removeAllRanges()
  await heard
  handle.select({ from: 3, to: 3 })
  box.element().focus()
  getSelection()?.selectAllChildren(box.element())
  handle.clearMarks() // as the schema that arrives, or a mark, changes it
  const told = { inputType: 'insertText', data: 'select 9', bubbles: true, cancelable: true }
  box.element().dispatchEvent(new InputEvent('beforeinput', told))
  expect(handle.text).toBe('select 9')
})

test('a selection of the page from before does not come back with the focus', async () => {
  const { box, handle } = await openEditor({ text: script })
  box.element().focus()
  handle.select({ from: 0, to: script.length })
  await expect.poll(() => getSelection()?.isCollapsed).toBe(false)
  box.element().blur()
  handle.select({ from: 3, to: 3 })
  handle.focus()
  expect(handle.selection).toEqual({ from: 3, to: 3 })
})
