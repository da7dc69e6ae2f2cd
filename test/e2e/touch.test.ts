/** The playground under a finger: what scrolls selects nothing, a tap does, and a phone shows a useful part of the schema. */
import { expect, test } from 'vitest'
import { page, withVisitor, write } from './site'

withVisitor('#/play', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })

const cells = () => page.getByRole('grid', { name: 'Result 1 rows' }).getByRole('gridcell')
const selected = () => cells().and(page.locator('[aria-selected="true"]')).count()

/** A finger that goes from one place to another, as the browser itself hears it. */
async function swipe(x: number, y: number, by: { x: number; y: number }): Promise<void> {
  const touch = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', part: number) =>
    touch.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: x + by.x * part, y: y + by.y * part }],
    })
  await send('touchStart', 0)
  for (let i = 1; i <= 10; i++) await send('touchMove', i / 10)
  await send('touchEnd', 1)
}

test('a finger that scrolls the grid, either way, selects nothing; a tap selects one cell', async () => {
  await write(page, 'SELECT s.*, c.* FROM sales s JOIN customers c ON c.id = s.customer_id')
  await page.getByRole('button', { name: 'Run', exact: true }).tap()
  const grid = page.getByRole('grid', { name: 'Result 1 rows' })
  const place = () => grid.evaluate(({ scrollTop, scrollLeft }) => ({ scrollTop, scrollLeft }))
  await cells().first().waitFor()
  await grid.evaluate((element) => element.scrollIntoView({ block: 'end' }))
  const box = (await grid.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const middle = box.y + box.height / 2

  await swipe(180, middle + 100, { x: 0, y: -200 })
  await expect.poll(async () => (await place()).scrollTop).toBeGreaterThan(100)
  await swipe(300, middle, { x: -200, y: 0 })
  await expect.poll(async () => (await place()).scrollLeft).toBeGreaterThan(100)
  expect(await selected()).toBe(0)

  await page.touchscreen.tap(200, middle)
  await expect.poll(selected).toBe(1)
})

test('the schema that a phone opens shows more than one table’s first columns', async () => {
  await page.getByRole('button', { name: 'Databases and schema' }).tap()
  const tree = page.getByRole('tree', { name: 'Schema' })
  await tree.getByRole('treeitem').first().waitFor()
  const height = (await tree.boundingBox())?.height ?? 0
  const row = (await tree.getByRole('treeitem').first().boundingBox())?.height ?? 1
  expect(height / row).toBeGreaterThan(5)
})
