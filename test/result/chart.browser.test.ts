import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import '../../src/look/tokens.css'
import '../../src/look/base.css'
import '../../src/look/parts.css'
import type { ResultSet } from '../../src/engine/value'
import Chart from '../../src/result/Chart.svelte'
import { computed, result } from './chart-rows'

const revenue = result('category:text revenue:number orders:integer', [
  ['Books', '1200.50', 12n],
  ['Food', '800.00', 40n],
  ['Garden tools and supplies', null, 0n],
  ['Toys', '99.95', 3n],
])

const show = (rows: ResultSet, more: { complete?: boolean; title?: string } = {}) =>
  render(Chart, { rows, rowCount: rows.rowCount, complete: true, dialect: 'postgres', ...more })

const picture = () => page.getByRole('img')
const setting = (name: string) => page.getByRole('combobox', { name, exact: true })

/** How many pixels of the canvas are painted. */
async function painted(): Promise<number> {
  let ink = 0
  await expect
    .poll(() => {
      const canvas = document.querySelector('canvas')
      const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
      ink = 0
      for (let i = 3; i < pixels.length; i += 4) if (pixels[i]) ink++
      return ink
    })
    .toBeGreaterThan(500)
  return ink
}

beforeEach(() => page.viewport(900, 800))
afterEach(() => {
  delete document.documentElement.dataset.theme
})

describe('a chart of a result', () => {
  test('is drawn at once, with a title and its extremes in words', async () => {
    await show(revenue)
    await expect
      .element(picture())
      .toHaveAccessibleName(
        'Bar chart of revenue by category. 3 points; the highest is 1200.50 at Books, the lowest 99.95 at Toys.',
      )
    await expect.element(page.getByText('revenue by category', { exact: true })).toBeVisible()
    await expect.element(page.getByText('1 value is NULL or no number: a gap, not zero.')).toBeVisible()
    await painted()
  })

  test('the key of a pie rounds what floating-point sums leave behind, and says so; exact amounts stay whole', async () => {
    await show(
      result('name:text total:number', [
        ['David', '412.65000000000003'],
        ['Eva', '12345678901.50'],
      ]),
    )
    await setting('Kind').selectOptions('Pie')
    await expect.element(page.getByText('David: ≈ 412.65 (')).toBeVisible()
    await expect.element(page.getByText('Eva: 12345678901.50 (')).toBeVisible()
  })

  test.each(['Bars', 'Line', 'Area', 'Scatter', 'Pie', 'Doughnut'])('draws %s', async (kind) => {
    await show(revenue)
    await setting('Kind').selectOptions(kind)
    await expect.element(picture()).toHaveAccessibleName(new RegExp(`^${kind.replace(/s$/, '')}`))
    await painted()
  })

  test('follows the choice of columns and of what becomes of rows that share a place', async () => {
    await show(
      result('category:text amount:number', [
        ['Books', '0.10'],
        ['Books', '0.20'],
        ['Food', '9'],
      ]),
    )
    await expect
      .element(picture())
      .toHaveAccessibleName(/^Bar chart of sum of amount by category.*lowest 0\.30 at Books/)
    await setting('Combine rows').selectOptions('highest')
    await expect
      .element(picture())
      .toHaveAccessibleName(/^Bar chart of highest amount by category.*lowest 0\.20 at Books/)
    await setting('Up').selectOptions('number of rows')
    await expect
      .element(picture())
      .toHaveAccessibleName(/number of rows by category. 2 points; the highest is 2 at Books/)
  })

  test('takes a second series, which gets a key and its own marker', async () => {
    await show(revenue)
    await setting('Kind').selectOptions('Line')
    await page.getByRole('combobox', { name: 'and', exact: true }).selectOptions('orders')
    await expect
      .element(picture())
      .toHaveAccessibleName(/revenue and orders by category. 7 points in 2 series/)
    await expect.element(page.getByRole('listitem').filter({ hasText: 'orders' })).toBeVisible()
  })

  test('fits the pane it is in, and follows when the pane or the window changes', async () => {
    const pane = document.body.appendChild(document.createElement('div'))
    pane.style.cssText = 'height: 420px; overflow: auto'
    const props = { rows: revenue, rowCount: revenue.rowCount, complete: true, dialect: 'postgres' as const }
    await render(Chart, { target: pane, props })
    const fits = () => pane.scrollHeight <= pane.clientHeight
    const shape = () => {
      const canvas = pane.querySelector('canvas')
      return canvas ? (canvas.clientWidth / canvas.clientHeight / canvas.width) * canvas.height : 0
    }
    for (const height of [420, 600, 380]) {
      pane.style.height = `${height}px`
      await expect.poll(fits).toBe(true)
      await expect.poll(shape).toBeCloseTo(1, 1)
    }
    await page.viewport(600, 800)
    await expect.poll(shape).toBeCloseTo(1, 1)
    pane.remove()
  })

  test('days without a row are a gap until they are filled', async () => {
    await show(
      result('day:date n:integer', [
        ['2026-11-01', 5n],
        ['2026-11-04', 7n],
      ]),
    )
    await expect.element(page.getByText(/2 of 4\s+days have no row/)).toBeVisible()
    await page.getByRole('checkbox', { name: 'Fill missing days' }).click()
    await expect.element(picture()).toHaveAccessibleName(/4 points.*the lowest 0 \(no row\) at 2026-11-02/)
    await expect.element(page.getByText(/days have no row/)).not.toBeInTheDocument()
  })

  test('keeps the choices for the same columns, and begins anew for others', async () => {
    const { rerender } = await show(revenue)
    await setting('Kind').selectOptions('Line')
    await rerender({ rows: { ...revenue } })
    await expect.element(setting('Kind')).toHaveValue('line')
    const other = result('city:text n:integer', [
      ['Oslo', 2n],
      ['Rome', 3n],
    ])
    await rerender({ rows: other, rowCount: 2 })
    await expect.element(picture()).toHaveAccessibleName(/^Bar chart of n by city/)
  })

  test('is a table for those who want one', async () => {
    await show(revenue)
    await page.getByRole('button', { name: 'Show as table' }).click()
    const cells = page.getByRole('table').getByRole('cell')
    await expect.element(page.getByRole('rowheader', { name: 'Garden tools and supplies' })).toBeVisible()
    await expect
      .poll(() => cells.elements().map((cell) => cell.textContent))
      .toEqual(['1200.50', '800.00', 'NULL', '99.95'])
    await page.getByRole('button', { name: 'Hide the table' }).click()
    await expect.element(page.getByRole('table')).not.toBeInTheDocument()
  })

  test('is downloaded as a sharp PNG named after its title', async () => {
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
    await show(revenue)
    await painted()
    await page.getByRole('button', { name: 'Download PNG' }).click()
    await expect.poll(() => click.mock.contexts.length).toBe(1)
    const link = click.mock.contexts[0] as HTMLAnchorElement | undefined
    click.mockRestore()
    expect(link?.download).toBe('revenue-by-category.png')
    const picture = await createImageBitmap(await (await fetch(link?.href ?? '')).blob())
    const canvas = document.querySelector('canvas')
    expect(picture.width).toBeGreaterThanOrEqual(2 * (canvas?.clientWidth ?? 0))
  })

  test('takes the colours of the theme it is in, also when that changes', async () => {
    const corner = () => {
      const canvas = document.querySelector('canvas')
      return canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.join().length
    }
    document.documentElement.dataset.theme = 'light'
    await show(revenue)
    await painted()
    const before = corner()
    document.documentElement.dataset.theme = 'dark'
    await expect.poll(corner).not.toBe(before)
  })

  test('says what is missing while rows arrive', async () => {
    const { rerender } = await show(
      computed('id:integer y:integer', 3000, (row) => BigInt(row)),
      { complete: false },
    )
    await expect.element(page.getByText('Drawn from the first 2,048 rows; more are arriving.')).toBeVisible()
    await rerender({ complete: true })
    await expect.element(picture()).toHaveAccessibleName(/3,000 points/)
  })

  test('names that look like markup are text', async () => {
    const name = '<img src=x onerror="window.__xss=1">'
    await show({
      ...result('a:text b:integer', [
        [name, 1n],
        ['b', 2n],
      ]),
      columns: [
        { name, type: 'text', kind: 'text' },
        { name: '<script>window.__xss=1</script>', type: 'int', kind: 'integer' },
      ],
    })
    await setting('Kind').selectOptions('Pie')
    await page.getByRole('button', { name: 'Show as table' }).click()
    await expect.element(page.getByRole('rowheader', { name })).toBeVisible()
    expect(document.querySelector('img, figure script')).toBeNull()
    expect('__xss' in window).toBe(false)
  })

  test('what cannot be drawn is said, with what would help', async () => {
    const { rerender } = await show(result('a:text b:number', []))
    await expect
      .element(page.getByText('This result has no rows, so there is nothing to draw.'))
      .toBeVisible()
    const names = result('name:text', [['a'], ['b']])
    await rerender({ rows: names, rowCount: 2 })
    await expect.element(page.getByText(/No column holds numbers/)).toBeVisible()
    await expect.element(page.getByText(/date_trunc/)).toBeVisible()
  })
})

describe('100,000 points', () => {
  const many = computed('t:integer y:number', 100_000, (row, column) =>
    column === 0 ? BigInt((row * 7919) % 100_000) : Math.sin(row / 900) * 50 + (row % 13),
  )
  test.each(['Line', 'Scatter', 'Bars'])('are drawn as %s, in a page that stays small', async (kind) => {
    await show(many)
    await setting('Kind').selectOptions(kind)
    await setting('Across').selectOptions('t')
    await setting('Up').selectOptions('y')
    await expect.element(picture()).toHaveAccessibleName(/y (by|against) t\. 100,000 points/)
    await painted()
    expect(document.querySelectorAll('*').length).toBeLessThan(400)
  })
})

describe.each(['light', 'dark'])('in the %s theme', (theme) => {
  test('axe finds nothing, with every setting and the table open', async () => {
    document.documentElement.dataset.theme = theme
    const { container } = await show(
      result('day:date category:text revenue:number', [
        ['2026-11-01', 'Books', '5'],
        ['2026-11-01', 'Food', '3.50'],
        ['2026-11-04', 'Books', '6'],
      ]),
    )
    await page.getByRole('button', { name: 'Show as table' }).click()
    await painted()
    const found = await axe.run(container)
    expect(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([])
  })
})
