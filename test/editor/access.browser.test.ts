import axe from 'axe-core'
import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { openEditor, withAssist } from './open-editor'

afterEach(() => delete document.documentElement.dataset.theme)

async function violations(...without: string[]): Promise<string[]> {
  const found = await axe.run('.sql-editor', {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // the page's own matter is where the editor stands
    rules: Object.fromEntries(['region', ...without].map((rule) => [rule, { enabled: false }])),
  })
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}

const text =
  "-- note\nSELECT count(*), 'x', 1 AS n, NULL FROM sales s WHERE s.id >= 30 GROUP BY varchar;\nselect 2;\nselect 3"

test.each(['light', 'dark'])(
  'axe finds nothing in the editor, its list and its search, in %s',
  async (theme) => {
    document.documentElement.dataset.theme = theme
    const { root, handle } = await openEditor({ text })
    document.querySelector('.sql-editor')?.setAttribute('data-engine', 'postgres')
    const [first, second] = handle.statements
    if (!first || !second) throw new Error('statements are expected')
    handle.mark([
      { ...first, mark: 'failed' },
      { ...second, mark: 'done' },
    ])
    handle.fault({ from: text.indexOf('30'), to: text.indexOf('30') + 2, message: 'syntax error' })
    await withAssist(root)
    expect(await violations()).toEqual([])
    await userEvent.keyboard('{Control>}{End}{/Control} s')
    await expect.element(page.getByRole('listbox')).toBeVisible()
    await userEvent.keyboard('{ArrowDown}')
    // the list is scrolled by the arrow keys, which axe knows of comboboxes only
    expect(await violations('scrollable-region-focusable')).toEqual([])
    await userEvent.keyboard('{Escape}{Control>}f{/Control}sel')
    await expect.element(page.getByRole('textbox', { name: 'Find' })).toHaveFocus()
    expect(await violations()).toEqual([])
  },
)
