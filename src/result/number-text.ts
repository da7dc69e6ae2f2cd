import type { Dialect } from '../sql/dialect'

/**
 * A floating-point value as its engine writes it when it becomes text: SQLite `45.0`, `1.0e+20`, `Inf`; PostgreSQL
 * `45`, `1e+20`, `Infinity`, `NaN`, `-0`. `type` is `Column.type`; only `float4` matters. Held against both real
 * engines by a test.
 */
export const numberText: Record<Dialect, (value: number, type: string) => string> = {
  // "%!.17g" of SQLite 3.52 and later: 17 digits, or fewer where those that follow are zeros or nines; always with a point
  sqlite(value) {
    if (Number.isNaN(value)) return 'NULL' // SQLite stores no NaN
    if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf'
    return value === 0 ? '0.0' : written(sqliteDigits(value), 17, true)
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

/**
 * SQLite multiplies the 64-bit mantissa by a power of ten of which it keeps 64 bits, takes 18 or 19 digits, and rounds
 * these to 17: sometimes one off in the last digit, and shown so. Read in sqlite3FpDecode of SQLite's util.c.
 */
function sqliteDigits(value: number): Decimal {
  const { mantissa, exponent } = binary(value)
  const power = 17 - (((exponent + 63) * 78913) >> 18)
  const doubled = (mantissa * powerOfTen(power)) >> BigInt(62 - exponent - log2OfTen(power))
  const all = String((doubled + 1n) >> 1n)
  const point = all.length - power
  const places = shorter(all, point, Math.abs(value)) ?? 17
  const up = all.charAt(places) >= '5' ? 1n : 0n
  const digits = String(BigInt(all.slice(0, places)) + up)
  return {
    sign: value < 0 ? '-' : '',
    digits: digits.replace(/0+$/, ''),
    exponent: point - 1 + digits.length - places,
  }
}

/** To how many digits SQLite rounds when digits 15 and 16 hint at a shorter number that reads back as the same. */
function shorter(all: string, point: number, value: number): number | null {
  const nines = all.slice(14, 16) === '99'
  if (!nines && point < all.length && all.slice(13, 16) !== '000') return null
  const kept = nines ? all.slice(0, 14).replace(/9+$/, '') : all.slice(0, 13).replace(/0+$/, '')
  const guess = nines ? BigInt(kept) + 1n : BigInt(kept)
  return Number(`${guess}e${point - kept.length}`) === value ? kept.length + 1 : null
}

/** A number as mantissa × 2^exponent, the mantissa with 64 bits. */
function binary(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(value))
  const bits = view.getBigUint64(0)
  const biased = Number(bits >> 52n)
  if (biased > 0)
    return { mantissa: ((bits & 0xfffffffffffffn) | (1n << 52n)) << 11n, exponent: biased - 1086 }
  const shift = 64 - bits.toString(2).length
  return { mantissa: bits << BigInt(shift), exponent: -1074 - shift }
}

const log2OfTen = (power: number): number => (power * 108853) >> 15
const powersOfTen = new Map<number, bigint>()

/** The first 64 bits of 10^power. */
function powerOfTen(power: number): bigint {
  const known = powersOfTen.get(power)
  if (known !== undefined) return known
  const shift = BigInt(63 - log2OfTen(power))
  const exact = 10n ** BigInt(Math.abs(power))
  const bits = power < 0 ? (1n << shift) / exact : shift >= 0n ? exact << shift : exact >> -shift
  powersOfTen.set(power, bits)
  return bits
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
