import fc from '../property/fast-check'
import { describe, expect, test } from 'vitest'
import { axisNumber } from '../../src/result/chart-number'
import { extent, reduceLine, thinCloud } from '../../src/result/chart-reduce'
import { timeTicks } from '../../src/result/chart-ticks'

const lineOf = (n: number, y: (i: number) => number) => ({
  x: Float64Array.from({ length: n }, (_, i) => i),
  y: Float64Array.from({ length: n }, (_, i) => y(i)),
})

describe('a line reduced to the pixels there are', () => {
  test('keeps few points as they are', () => {
    const { x, y } = lineOf(10, (i) => i)
    expect([...reduceLine(x, y, 100)]).toHaveLength(10)
  })
  test('keeps both ends and both extremes, rising and at most six points a pixel', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 50, maxLength: 400 }),
        (list) => {
          const { x, y } = lineOf(list.length, (i) => list[i] ?? 0)
          const kept = [...reduceLine(x, y, 10)]
          expect(kept[0]).toBe(0)
          expect(kept.at(-1)).toBe(list.length - 1)
          expect(kept.every((point, i) => i === 0 || point > (kept[i - 1] ?? 0))).toBe(true)
          expect(kept.length).toBeLessThanOrEqual(66)
          const values = Float64Array.from(kept, (point) => list[point] ?? 0)
          expect(extent(values)).toEqual(extent(Float64Array.from(list)))
        },
      ),
    )
  })
  test('keeps a spike in 100,000 points, and a gap as wide as a pixel', () => {
    const { x, y } = lineOf(100_000, (i) =>
      i === 54_321 ? 1e6 : i >= 20_000 && i < 20_500 ? NaN : Math.sin(i),
    )
    const kept = reduceLine(x, y, 700)
    expect(kept).toContain(54_321)
    expect(kept.length).toBeLessThan(4_300)
    expect([...kept].filter((i) => Number.isNaN(y[i]))).not.toEqual([])
  })
  test('a line of nothing but gaps stays one', () => {
    const { x, y } = lineOf(5000, () => NaN)
    expect(reduceLine(x, y, 10).length).toBeGreaterThan(0)
    expect(extent(y)).toBeNull()
  })
  test('many points at one place are one place', () => {
    const x = new Float64Array(5000).fill(7)
    const { y } = lineOf(5000, (i) => i % 100)
    expect(reduceLine(x, y, 10).length).toBeLessThanOrEqual(6)
  })
})

test('a cloud is thinned until its marks can be drawn at once, outliers included', () => {
  let seed = 1
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  const x = Float64Array.from({ length: 100_000 }, random)
  const y = Float64Array.from({ length: 100_000 }, (_, i) => (i === 777 ? 50 : random()))
  const { kept, cell } = thinCloud(x, y, 700, 360, 4000)
  expect(kept.length).toBeLessThanOrEqual(4000)
  expect(kept).toContain(777)
  expect(cell).toBeGreaterThanOrEqual(3)
})

describe('ticks of time', () => {
  const labels = (low: string, high: string, most = 7) =>
    timeTicks(Date.parse(`${low}Z`), Date.parse(`${high}Z`), most).map((tick) => tick.label)
  test.each([
    ['a month', '2026-10-23T00:00', '2026-11-22T00:00', ['26 Oct', '2 Nov', '9 Nov', '16 Nov']],
    [
      'a year and its end',
      '2025-11-01T00:00',
      '2026-04-01T00:00',
      ['Nov 2025', 'Dec', 'Jan 2026', 'Feb', 'Mar', 'Apr'],
    ],
    ['ten years', '2016-01-01T00:00', '2026-01-01T00:00', ['2016', '2018', '2020', '2022', '2024', '2026']],
    [
      'a morning',
      '2026-11-03T08:00',
      '2026-11-03T11:00',
      ['08:00', '08:30', '09:00', '09:30', '10:00', '10:30', '11:00'],
    ],
    [
      'three days',
      '2026-11-03T00:00',
      '2026-11-06T00:00',
      ['3 Nov', '12:00', '4 Nov', '12:00', '5 Nov', '12:00', '6 Nov'],
    ],
  ])('%s', (_, low, high, expected) => {
    expect(labels(low, high)).toEqual(expected)
  })
  test('of days and of months lie on them alone', () => {
    const ticks = (low: string, high: string, unit: 'day' | 'month') =>
      timeTicks(Date.parse(low), Date.parse(high), 7, unit).map((tick) => tick.label)
    expect(ticks('2026-11-03T12:00Z', '2026-11-05T12:00Z', 'day')).toEqual(['4 Nov', '5 Nov'])
    expect(ticks('2026-09-16', '2026-11-16', 'month')).toEqual(['Oct 2026', 'Nov'])
  })
  test('are never more than asked for, and always inside', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -6e13, max: 2e14 }),
        fc.integer({ min: 1000, max: 1e14 }),
        fc.integer({ min: 2, max: 12 }),
        (low, span, most) => {
          const ticks = timeTicks(low, low + span, most)
          expect(ticks.length).toBeLessThanOrEqual(most + 1)
          expect(ticks.every((tick) => tick.value >= low && tick.value <= low + span)).toBe(true)
        },
      ),
    )
  })
})

test.each([
  [0, 100, '0'],
  [400, 100, '400'],
  [12_000, 2000, '12,000'],
  [0.3, 0.1, '0.3'],
  [1.5, 0.5, '1.5'],
  [2, 0.5, '2.0'],
  [1_500_000, 500_000, '1.5M'],
  [2_000_000_000, 500_000_000, '2B'],
  [-250, 50, '-250'],
])('on an axis %s with steps of %s is %s', (value, step, text) => {
  expect(axisNumber(value, step)).toBe(text)
})
