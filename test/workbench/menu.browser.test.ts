import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { createRawSnippet } from 'svelte'
import '../../src/look/tokens.css'
import '../../src/look/base.css'
import '../../src/look/parts.css'
import Menu from '../../src/workbench/Menu.svelte'

test('a menu whose button stands at the left of the window is all in sight', async () => {
  await page.viewport(768, 700)
  const screen = await render(Menu, {
    label: 'Export',
    items: [{ name: 'CSV', note: 'Result 1, 10 rows', run: () => undefined }],
    children: createRawSnippet(() => ({ render: () => '<span>Export</span>' })),
  })
  await screen.getByRole('button', { name: 'Export' }).click()
  const { left, right } = screen.getByRole('menu').element().getBoundingClientRect()
  expect(left).toBeGreaterThanOrEqual(0)
  expect(right).toBeLessThanOrEqual(768)
})

test('first letters move in a menu, and who comes back from a group stands on it', async () => {
  const chosen: string[] = []
  const item = (name: string) => ({ name, run: () => void chosen.push(name) })
  const screen = await render(Menu, {
    label: 'Export',
    items: [item('CSV'), item('JSON'), { name: 'Copy', items: [item('Copy as CSV')] }, item('Parquet')],
    children: createRawSnippet(() => ({ render: () => '<span>Export</span>' })),
  })
  await screen.getByRole('button', { name: 'Export' }).click()
  const focused = () => document.activeElement?.textContent.trim()
  await userEvent.keyboard('c')
  expect(focused()).toBe('Copy')
  await userEvent.keyboard('{ArrowRight}')
  await expect.element(screen.getByRole('menuitem', { name: 'Copy as CSV' })).toBeVisible()
  expect(focused()).toBe('Back')
  await userEvent.keyboard('{ArrowLeft}')
  await expect.element(screen.getByRole('menuitem', { name: 'JSON' })).toBeVisible()
  expect(focused()).toBe('Copy')
  await userEvent.keyboard('c')
  expect(focused()).toBe('CSV')
  await userEvent.keyboard('pzP{Control>}c{/Control}{Enter}')
  expect(chosen).toEqual(['Parquet'])
})
