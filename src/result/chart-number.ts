import type { Value } from '../engine/value'

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** As PostgreSQL writes `money` where lc_monetary is en_US or C. */
const money = /^-?\$\d{1,3}(?:,\d{3})*(?:\.\d+)?$/

/** The place of a value on an axis; NaN for NULL, infinities and whatever is not a number. Text counts when it is a numeral. */
export function numberOf(value: Value): number {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : NaN
    case 'bigint':
      return Number(value)
    case 'boolean':
      return value ? 1 : 0
    case 'string':
      if (decimal.test(value)) return Number(value)
      return money.test(value) ? Number(value.replace(/[$,]/g, '')) : NaN
    default:
      return NaN
  }
}

/** A number for an axis whose ticks are `step` apart: no more decimals than the step has, thousands with a comma, millions as M. */
export function axisNumber(value: number, step: number): string {
  if (value === 0) return '0'
  const size = Math.max(Math.abs(value), Math.abs(step))
  if (size >= 1e15 || Math.abs(step) < 1e-6) return value.toPrecision(3).replace(/\.?0+(?=e|$)/, '')
  const scale = scales.find((s) => Math.abs(value) >= s.from && Math.abs(step) >= s.from / 100)
  const [shown, unit, apart] = scale ? [value / scale.from, scale.unit, step / scale.from] : [value, '', step]
  const decimals = Math.min(6, Math.max(0, -Math.floor(Math.log10(Math.abs(apart) || 1) + 1e-9)))
  const exact = [0, 1, 2, 3, 4, 5, 6].find(
    (d) => d >= decimals && Math.abs(shown - Number(shown.toFixed(d))) < Math.abs(apart) * 1e-6,
  )
  const places = exact ?? 6
  return (
    shown.toLocaleString('en-US', {
      minimumFractionDigits: scale ? 0 : places,
      maximumFractionDigits: places,
    }) + unit
  )
}

const scales = [
  { from: 1e12, unit: 'T' },
  { from: 1e9, unit: 'B' },
  { from: 1e6, unit: 'M' },
]
