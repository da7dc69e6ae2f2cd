import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { coloured, gutter, openEditor } from './open-editor'

const message = 'syntax error at or near "30"'

test('a fault is underlined, its line is marked, and the editor is described by the message', async () => {
  const text = "select '🙂🙂',\n '🙂' 30 from t"
  const { root, box, handle } = await openEditor({ text })
  const from = text.indexOf('30')
  handle.fault({ from, to: from + 2, message })
  expect(coloured(root, 'squig')).toEqual(['30'])
  expect(gutter(root)[1]).toContain('bad')
  await expect.element(box).toHaveAccessibleDescription(`Error in line 2: ${message}`)
  await expect.element(box).toHaveAttribute('aria-invalid', 'true')
})

test('a fault moves with the text and goes when its own text is edited', async () => {
  const { root, box, handle } = await openEditor({ text: 'select 30' })
  handle.fault({ from: 7, to: 9, message })
  await userEvent.keyboard('{Control>}{Home}{/Control}-- x{Enter}')
  expect(coloured(root, 'squig')).toEqual(['30'])
  expect(gutter(root)[1]).toContain('bad')
  await expect.element(box).toHaveAccessibleDescription(`Error in line 2: ${message}`)
  await userEvent.keyboard('{Control>}{End}{/Control}{ArrowLeft}1')
  expect(handle.text).toBe('-- x\nselect 310')
  expect(coloured(root, 'squig')).toEqual([])
  await expect.element(box).not.toHaveAttribute('aria-invalid')
  handle.fault({ from: 12, to: 15, message })
  handle.clearFault()
  expect(coloured(root, 'squig')).toEqual([])
})

test('a fault at the end of the text or a line underlines the last whole character', async () => {
  const { root, handle } = await openEditor({ text: 'select a 🙂\nfrom' })
  handle.fault({ from: 99, to: 100, message })
  expect(coloured(root, 'squig')).toEqual(['m'])
  handle.fault({ from: 11, to: 11, message })
  expect(coloured(root, 'squig')).toEqual(['🙂'])
  handle.setText('')
  handle.fault({ from: 0, to: 1, message })
  expect(coloured(root, 'squig')).toEqual([])
})

test('the message shows while the pointer is on the place, as text', async () => {
  const { root, handle } = await openEditor({ text: 'select 30' })
  const markup = '<img src=x onerror=alert(1)>'
  handle.fault({ from: 7, to: 9, message: markup })
  await userEvent.hover(page.getByText('30', { exact: true }))
  await expect.poll(() => coloured(root, 'fault-tip')).toEqual([markup])
  expect(root.querySelector('img')).toBeNull()
})
