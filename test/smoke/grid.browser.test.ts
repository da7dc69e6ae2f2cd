import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'
import '../../src/look/tokens.css'
import '../../src/look/base.css'
import Grid from '../../src/result/Grid.svelte'
import { column, computed } from '../result/rows'

test('the last of a million rows is reached by scrolling, whatever the browser allows an element to be high', async () => {
  const rows = computed(1_000_000, [column('id', 'integer')], (row) => BigInt(row + 1))
  const screen = await render(Grid, { label: 'rows', rows, rowCount: rows.rowCount, dialect: 'sqlite' })
  const grid = screen.getByRole('grid').element()
  await vi.waitFor(() => expect(grid.scrollHeight).toBeGreaterThan(10_000_000))
  grid.scrollTop = grid.scrollHeight
  const last = () => grid.querySelector('[aria-rowindex="1000000"] [role="gridcell"]')
  await vi.waitFor(() => expect(last()?.textContent).toBe('1000000'))
  const box = last()?.getBoundingClientRect()
  const outer = grid.getBoundingClientRect()
  expect(box?.bottom).toBeLessThanOrEqual(outer.bottom + 1)
  expect(box?.height).toBeGreaterThan(20)
})
