import { userEvent } from 'vitest/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'
import Grid from '../../src/result/Grid.svelte'
import type { ResultSet } from '../../src/engine/value'
import { column, computed } from './rows'

const million = computed(
  1_000_000,
  [column('id', 'integer', 'int4'), column('name'), column('amount', 'number', 'numeric')],
  (row, index) =>
    index === 0 ? BigInt(row + 1) : index === 1 ? `name ${row + 1}` : `${(row * 7919) % 10_007}.50`,
)

beforeEach(() => {
  document.documentElement.style.setProperty('--row', '28px')
  document.documentElement.style.setProperty('--s-4', '16px')
})
afterEach(() => document.documentElement.removeAttribute('style'))

async function grid(rows: ResultSet) {
  const screen = await render(Grid, {
    label: 'Result 1 rows',
    rows,
    rowCount: rows.rowCount,
    dialect: 'postgres',
  })
  const element = screen.getByRole('grid', { name: 'Result 1 rows' }).element() as HTMLElement
  return { screen, element, cells: () => [...element.querySelectorAll('[role="gridcell"]')] }
}

const activeText = () => document.activeElement?.textContent

test('a million rows are counted, and few of them are in the page', async () => {
  const { element } = await grid(million)
  expect(element.getAttribute('aria-rowcount')).toBe('1000000')
  expect(element.querySelectorAll('*').length).toBeLessThan(500)
})

test('Ctrl+End reaches the last of a million rows, Ctrl+Home the first', async () => {
  const { element } = await grid(million)
  await userEvent.tab()
  await userEvent.keyboard('{Control>}{End}{/Control}')
  await vi.waitFor(() => expect(activeText()).toBe('2666.50'))
  expect(document.activeElement?.closest('[role="row"]')?.getAttribute('aria-rowindex')).toBe('1000000')
  expect(inSight(element, document.activeElement)).toBe(true)
  await userEvent.keyboard('{Control>}{Home}{/Control}')
  await vi.waitFor(() => expect(activeText()).toBe('1'))
  expect(inSight(element, document.activeElement)).toBe(true)
})

function inSight(grid: Element, cell: Element | null): boolean {
  const outer = grid.getBoundingClientRect()
  const box = cell?.getBoundingClientRect()
  return !!box && box.top >= outer.top + 27 && box.bottom <= outer.bottom + 1
}

test('scrolling to the end shows the last of a million rows', async () => {
  const { element, cells } = await grid(million)
  element.scrollTop = element.scrollHeight
  await vi.waitFor(() => expect(cells().map((cell) => cell.textContent)).toContain('1000000'))
  expect(inSight(element, cells().at(-1) ?? null)).toBe(true)
})

