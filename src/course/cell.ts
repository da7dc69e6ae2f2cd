/** When two values of a result agree. The same engine made both; what differs is how the learner wrote the query. */
import type { Value } from '../engine/value'
import type { Rows } from './answer'

/**
 * How a column is compared. 'number': by amount, so that 1, 1.0 and '1.00' agree, floats with a tolerance, true as 1;
 * 'text': letter by letter; 'exact': as the grid shows it, digits included; 'day': text, where midnight is the bare date.
 */
export type Measure = 'number' | 'text' | 'exact' | 'day'

/** Relative; AVG of the same rows differs by a few units in the 16th digit when they are added in another order. */
const tolerance = 1e-9

/** The measure for column `index` of two results: by amount where either holds numbers. */
export function measureOf(a: Rows, b: Rows, index: number, exact: boolean, loose: boolean): Measure {
  if (exact) return 'exact'
  if (holdsNumbers(a, index) || holdsNumbers(b, index)) return 'number'
  return loose ? 'day' : 'text'
}

function holdsNumbers({ columns, rows }: Rows, index: number): boolean {
  const kind = columns[index]?.kind
  if (kind === 'integer' || kind === 'number' || kind === 'boolean') return true
  return rows.some((row) => ['number', 'bigint', 'boolean'].includes(typeof row[index]))
}

/** Whether two values agree. NULL agrees with NULL only. */
export function agree(a: Value, b: Value, measure: Measure): boolean {
  if (a === null || b === null) return a === b
  if (key(a, measure) === key(b, measure)) return true
  if (measure !== 'number') return false
  const [x, y] = [amount(a), amount(b)]
  if (typeof x !== 'number' || typeof y !== 'number') return false
  return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y))
}

/** A text that is equal for values that agree; two floats next to each other may get different ones (see `agree`). */
export function key(value: Value, measure: Measure): string {
  if (value === null) return 'null'
  if (value instanceof Uint8Array) return `bytes ${value.join(' ')}`
  if (measure === 'number') {
    const x = amount(value)
    if (typeof x === 'number') return `number ${x === 0 ? '0' : x.toPrecision(10)}`
    if (typeof x === 'bigint') return `number ${x}`
  }
  if (measure === 'day') return `text ${String(value).replace(/[ T]00:00:00(\.0+)?(\+00(:00)?)?$/, '')}`
  return `text ${String(value)}`
}

const decimal = /^-?(0|[1-9]\d*)(\.\d+)?$/
const whole = /^-?\d+$/
const safe = BigInt(Number.MAX_SAFE_INTEGER)

/** The number a value stands for: integers beyond 2^53 stay whole; null when it is none ('007' is a text). */
function amount(value: Value): number | bigint | null {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return narrowed(value)
  if (typeof value !== 'string' || !decimal.test(value)) return null
  return whole.test(value) ? narrowed(BigInt(value)) : Number(value)
}

function narrowed(value: bigint): number | bigint {
  return value <= safe && value >= -safe ? Number(value) : value
}
