import fc from '../property/fast-check'
import { expect, test } from 'vitest'
import { columnWindow, leftEdges, rowWindow, scrollTopFor, tallest } from '../../src/result/grid-window'
import { placeAfter } from '../../src/result/grid-selection.svelte'

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 1_000_000 }),
  rowHeight: fc.constantFrom(28, 36, 42.5),
  view: fc.integer({ min: 50, max: 2000 }),
  scrollTop: fc.double({ min: -100, max: 40_000_000, noNaN: true }),
})

test('wherever the scroller stands, even out of range, the rows in the page fill the view', () => {
  fc.assert(
    fc.property(sizes, ({ rows, rowHeight, view, scrollTop }) => {
      const { from, to, origin, height } = rowWindow(rows, rowHeight, scrollTop, view)
      const top = Math.min(Math.max(0, scrollTop), Math.max(0, height - view))
      expect(from).toBeLessThan(to)
      expect(origin + from * rowHeight).toBeLessThanOrEqual(top + 1)
      expect(origin + to * rowHeight).toBeGreaterThanOrEqual(Math.min(top + view, height) - 1)
      expect(to - from).toBeLessThanOrEqual(view / rowHeight + 11)
    }),
  )
})

test('no element is taller than Firefox can scroll, and both ends are reached', () => {
  const end = rowWindow(1_000_000, 28, Infinity, 400)
  expect(end.height).toBe(tallest)
  expect(end.to).toBe(1_000_000)
  expect(end.origin + 1_000_000 * 28).toBe(tallest)
  expect(rowWindow(1_000_000, 28, 0, 400).origin).toBe(0)
})

test('a row that is asked for is seen whole', () => {
  fc.assert(
    fc.property(
      sizes,
      fc.double({ min: 0, max: 0.999999, noNaN: true }),
      ({ rows, rowHeight, view, scrollTop }, at) => {
        const row = Math.floor(rows * at)
        const { height } = rowWindow(rows, rowHeight, scrollTop, view)
        const start = Math.min(Math.max(0, scrollTop), Math.max(0, height - view))
        const top = scrollTopFor(row, rows, rowHeight, start, view)
        const { origin } = rowWindow(rows, rowHeight, top, view)
        expect(origin + row * rowHeight).toBeGreaterThanOrEqual(top - 1)
        expect(origin + (row + 1) * rowHeight).toBeLessThanOrEqual(top + Math.max(view, rowHeight) + 1)
      },
    ),
  )
})

test('columns in sight are in the page, others are not', () => {
  const lefts = leftEdges(Array.from({ length: 2000 }, () => 100))
  expect(columnWindow(lefts, 0, 1000)).toEqual({ from: 0, to: 12 })
  expect(columnWindow(lefts, 100_050, 101_000)).toEqual({ from: 999, to: 1012 })
  expect(columnWindow(lefts, 199_000, 200_000).to).toBe(2000)
  expect(columnWindow(leftEdges([]), 0, 500)).toEqual({ from: 0, to: 0 })
})

test('keys lead where they say and never outside', () => {
  const extent = { rows: 100, columns: 5, page: 10 }
  const from = { row: 50, column: 2 }
  const by = (key: string, far = false) => placeAfter(key, far, from, extent)
  expect(by('ArrowDown')).toEqual({ row: 51, column: 2 })
  expect(by('ArrowLeft', true)).toEqual({ row: 50, column: 0 })
  expect(by('PageUp')).toEqual({ row: 40, column: 2 })
  expect(by('End')).toEqual({ row: 50, column: 4 })
  expect(by('End', true)).toEqual({ row: 99, column: 4 })
  expect(by('Home', true)).toEqual({ row: 0, column: 0 })
  expect(placeAfter('ArrowUp', false, { row: 0, column: 0 }, extent)).toEqual({ row: -1, column: 0 })
  expect(by('constructor')).toBeNull()
})
