import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
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
