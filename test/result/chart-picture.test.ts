import { expect, test } from 'vitest'
import type { Value } from '../../src/engine/value'
import { chartAxes } from '../../src/result/chart-axes'
import { shortNames } from '../../src/result/chart-names'
import { chartPicture, short } from '../../src/result/chart-picture'
import type { ChartKind } from '../../src/result/chart-spec'
import type { ChartLook } from '../../src/result/chart-style'
import { drawn, result } from './chart-rows'

const look: ChartLook = {
  ...{ series: ['#000'], ink: '#000', ink2: '#000', ink3: '#000', onInk: '#fff' },
  ...{ rule: '#ccc', ruleStrong: '#888', surface: '#fff', sans: 'sans-serif', mono: 'monospace', rem: 16 },
}

/** From where the axis of values starts at least, for bars or lines of these. */
function start(kind: ChartKind, values: readonly number[]): number | undefined {
  const rows = result(
    'name:text profit:number',
    values.map((value, i): Value[] => [`m${i}`, value]),
  )
  const data = drawn(rows, { kind, x: 0, series: [1], aggregation: 'none' })
  const { y } = chartAxes(chartPicture(data, kind, 600, 220), look)
  return y.type === 'linear' ? y.suggestedMin : undefined
}

test('below the lowest value there is room for its number', () => {
  expect(start('bar', [-20, 35, 60])).toBeLessThan(-30)
  expect(start('line', [-1, 0.5, 1])).toBeLessThan(-1.2)
  expect(start('line', [901, 950, 1000])).toBeLessThan(890)
})

test('bars above zero stand on zero', () => {
  expect(start('bar', [20, 35, 60])).toBeUndefined()
})

test('long names lose their end, or their middle where only the end tells them apart', () => {
  expect(shortNames(['Garden tools and supplies', 'Books'], 12)).toEqual(['Garden tool…', 'Books'])
  const twins = ['Department of Finace, North', 'Department of Finace, South']
  expect(shortNames(twins, 20)).toEqual(['Department…ce, North', 'Department…ce, South'])
})

test('a long number is rounded only where that makes it shorter', () => {
  expect(short('0.9995736030415052', 0.9995736030415052)).toBe('≈ 0.999574')
  expect(short('6000000000000000', 6e15)).toBe('6000000000000000')
})

test.each([320, 360, 900])(
  'at %i px a long name beside its bar leaves more than half for the bars',
  (width) => {
    const names = Array.from({ length: 8 }, (_, i) => `Department of Public Works and Finance, ${i}`)
    const data = drawn(
      result(
        'name:text n:number',
        names.map((name, i): Value[] => [name, i]),
      ),
      { kind: 'bar', x: 0, series: [1], aggregation: 'none' },
    )
    const { y } = chartAxes(chartPicture(data, 'bar', width, 220), look)
    const label = y.ticks?.callback as (index: number) => string
    const longest = Math.max(...names.map((_, i) => label(i).length))
    expect(longest * 6.5).toBeLessThanOrEqual(width * 0.4)
    expect(new Set(names.map((_, i) => label(i))).size).toBe(8)
  },
)
