import type { Dialect } from '../sql/dialect'

/**
 * A floating-point value as its engine writes it when it becomes text: SQLite `45.0`, `1.0e+20`, `Inf`; PostgreSQL
 * `45`, `1e+20`, `Infinity`, `NaN`, `-0`. `type` is `Column.type`; only `float4` matters. Held against both real
 * engines by a test.
 */
export const numberText: Record<Dialect, (value: number, type: string) => string> = {
  // SQLite's "%!.17g": 15 digits where they read back as the same number, else 17; always with a point
  sqlite(value) {
    if (Number.isNaN(value)) return 'NULL' // SQLite stores no NaN
    if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf'
    if (value === 0) return '0.0'
    const decimal = toDecimal(value.toExponential(Number(value.toPrecision(15)) === value ? 14 : 16))
    return written({ ...decimal, digits: decimal.digits.replace(/0+$/, '') }, 17, true)
  },
  // shortest digits that read back as the same number; exponents from 10^15 (float4: 10^6) on and below 10^-4
  postgres(value, type) {
    if (!Number.isFinite(value)) return String(value)
    if (Object.is(value, -0)) return '-0'
    return written(toDecimal(shortest(value)), type === 'float4' ? 6 : 15, false)
  },
}

interface Decimal {
  readonly sign: string
  /** significant digits, the point stands after the first */
  readonly digits: string
  readonly exponent: number
}

function toDecimal(exponential: string): Decimal {
  const [mantissa = '', exponent = '0'] = exponential.split('e')
  const sign = mantissa.startsWith('-') ? '-' : ''
  return { sign, digits: mantissa.replace(/[-.]/g, ''), exponent: Number(exponent) }
}

function written({ sign, digits, exponent }: Decimal, from: number, point: boolean): string {
  if (exponent < -4 || exponent >= from) {
    const rest = digits.slice(1) || (point ? '0' : '')
    const power = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${digits.slice(0, 1)}${rest && `.${rest}`}e${exponent < 0 ? '-' : '+'}${power}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const rest = digits.slice(exponent + 1) || (point ? '0' : '')
  return `${sign}${whole}${rest && `.${rest}`}`
}

/**
 * JavaScript accepts a shortest form that lies exactly half-way to the next number (1e23); PostgreSQL's Ryu does not
 * and writes 9.999999999999999e+22. Half-way points this short exist only among large integers.
 */
function shortest(value: number): string {
  const text = value.toExponential()
  if (Math.abs(value) < 2 ** 54 || !halfWay(text, value)) return text
  for (let digits = 14; digits < 16; digits++) {
    const longer = value.toExponential(digits)
    if (Number(longer) === value && !halfWay(longer, value)) return longer
  }
  return value.toExponential(16)
}

function halfWay(text: string, value: number): boolean {
  const { sign, digits, exponent } = toDecimal(text)
  if (exponent < digits.length - 1) return false
  const decimal = BigInt(sign + digits) * 10n ** BigInt(exponent - digits.length + 1)
  const off = decimal - BigInt(value)
  const gap = BigInt(2 ** (Math.floor(Math.log2(Math.abs(value))) - 52))
  return off !== 0n && (off < 0n ? -off : off) * 2n >= gap
}
