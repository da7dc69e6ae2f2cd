/** The order of a result sorted by one column, without touching the result: indices of its rows. */
import type { ResultSet, Value } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { turn } from '../storage/turn'
import { keyOf } from './sort-key'

export type Direction = 'ascending' | 'descending'

/** kinds of values in ascending order, as SQLite has them; NaN counts above all numbers, and NULL above all, as in PostgreSQL */
const rank = { lowestNull: 0, boolean: 1, number: 2, nan: 3, text: 4, bytes: 5, highestNull: 6 } as const

/**
 * Rows of `rows` as ORDER BY would have them by `column`: numbers by value (bigint and NUMERIC text to the last digit),
 * money, intervals, days and the values of an enum by what they stand for, other texts by their code points, NULL before everything in SQLite
 * and after everything in PostgreSQL. Equal rows stay in the order they came. Works in slices of about 8 ms, awaiting
 * `pause` between them, so that a million rows never stall the page; null when `signal` was aborted meanwhile.
 */
export async function sortOrder(
  rows: ResultSet,
  column: number,
  direction: Direction,
  dialect: Dialect,
  signal: AbortSignal,
  pause: () => Promise<void> = turn,
): Promise<Uint32Array | null> {
  const slices = new Slices(signal, pause)
  const keys = await readKeys(rows, column, dialect, slices)
  return keys && mergeSort(keys.ranks.length, comparing(keys, direction), slices)
}

interface Keys {
  readonly ranks: Uint8Array
  readonly numbers: Float64Array
  /** what decides where ranks and numbers are equal; holes where nothing else can */
  readonly exact: (Value | undefined)[]
  /** a text has characters beyond the BMP, which < and > put before some that come earlier */
  beyond: boolean
}

type Compare = (a: number, b: number) => number

async function readKeys(
  rows: ResultSet,
  column: number,
  dialect: Dialect,
  slices: Slices,
): Promise<Keys | null> {
  const count = rows.rowCount
  const keys: Keys = {
    ranks: new Uint8Array(count),
    numbers: new Float64Array(count),
    exact: Array.from<undefined>({ length: count }),
    beyond: false,
  }
  const of = rows.columns[column]
  const keyed = of && dialect === 'postgres' ? keyOf(of) : undefined // in SQLite a text is a text
  const nulls = dialect === 'postgres' ? rank.highestNull : rank.lowestNull
  for (let row = 0; row < count; row++) {
    if ((row & 1023) === 0 && !(await slices.next())) return null
    const value = rows.value(row, column)
    if (value === null) keys.ranks[row] = nulls
    else readKey(keys, row, keyed && typeof value === 'string' ? keyed(value) : value)
    if (of?.type === 'numeric' && keyed && typeof value === 'string') keys.exact[row] = value
  }
  return keys
}

function readKey(keys: Keys, row: number, value: Value): void {
  const { ranks, numbers, exact } = keys
  if (typeof value === 'number') {
    ranks[row] = Number.isNaN(value) ? rank.nan : rank.number
    numbers[row] = Number.isNaN(value) ? 0 : value
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) exact[row] = BigInt(value)
  } else if (typeof value === 'bigint') {
    ranks[row] = rank.number
    numbers[row] = Number(value)
    if (!Number.isSafeInteger(numbers[row])) exact[row] = value
  } else if (typeof value === 'boolean') {
    ranks[row] = rank.boolean
    numbers[row] = value ? 1 : 0
  } else {
    ranks[row] = typeof value === 'string' ? rank.text : rank.bytes
    exact[row] = value
    if (typeof value === 'string') keys.beyond ||= /[\ud800-\udbff]/.test(value)
  }
}

function comparing({ ranks, numbers, exact, beyond }: Keys, direction: Direction): Compare {
  const sign = direction === 'ascending' ? 1 : -1
  const compareTexts = beyond ? byCodePoints : byUnits
  return (a, b) => {
    const rankA = ranks[a] ?? 0
    const rankB = ranks[b] ?? 0
    if (rankA !== rankB) return sign * (rankA - rankB)
    const numberA = numbers[a] ?? 0
    const numberB = numbers[b] ?? 0
    if (numberA !== numberB) return numberA < numberB ? -sign : sign
    return sign * (rankA === rank.text ? compareTexts(exact[a], exact[b]) : compareExact(exact[a], exact[b]))
  }
}

function byUnits(a: Value | undefined, b: Value | undefined): number {
  return typeof a !== 'string' || typeof b !== 'string' || a === b ? 0 : a < b ? -1 : 1
}

function byCodePoints(a: Value | undefined, b: Value | undefined): number {
  if (typeof a !== 'string' || typeof b !== 'string') return 0
  let at = 0
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
  const above = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)
  return at >= a.length || at >= b.length ? a.length - b.length : above(left) - above(right)
}

/** Numbers that are equal as floating-point numbers, or bytes. */
function compareExact(a: Value | undefined, b: Value | undefined): number {
  if (typeof a === 'string' && typeof b === 'string')
    return isDecimal(a) && isDecimal(b) ? compareDecimals(a, b) : 0
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b)
  return 0
}

const isDecimal = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text)

function compareDecimals(a: string, b: string): number {
  const places = Math.max(fraction(a), fraction(b))
  const difference = scaled(a, places) - scaled(b, places)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

const fraction = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0)
const scaled = (text: string, places: number): bigint =>
  BigInt(text.replace('.', '') + '0'.repeat(places - fraction(text)))

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Short runs by the built-in sort, then merged pass by pass; stable. */
async function mergeSort(count: number, compare: Compare, slices: Slices): Promise<Uint32Array | null> {
  const run = 2048
  let order = Uint32Array.from({ length: count }, (_, i) => i)
  for (let from = 0; from < count; from += run) {
    if (!(await slices.next())) return null
    order.subarray(from, from + run).sort((a, b) => compare(a, b) || a - b)
  }
  let merged = new Uint32Array(count)
  for (let width = run; width < count; width *= 2) {
    for (let from = 0; from < count; from += 2 * width) {
      const middle = Math.min(from + width, count)
      const end = Math.min(from + 2 * width, count)
      let left = from
      let right = middle
      for (let to = from; to < end; to++) {
        if ((to & 1023) === 0 && !(await slices.next())) return null
        const a = order[left] ?? 0
        const b = order[right] ?? 0
        const takeLeft = left < middle && (right >= end || compare(a, b) <= 0)
        merged[to] = takeLeft ? a : b
        if (takeLeft) left++
        else right++
      }
    }
    ;[order, merged] = [merged, order]
  }
  return order
}

/** Gives the page its turn after about 8 ms of work. */
class Slices {
  #since = performance.now()
  constructor(
    private readonly signal: AbortSignal,
    private readonly pause: () => Promise<void>,
  ) {}

  /** false when the work was called off; resolves at once while the slice lasts */
  async next(): Promise<boolean> {
    if (performance.now() - this.#since > 8) {
      await this.pause()
      this.#since = performance.now()
    }
    return !this.signal.aborted
  }
}
