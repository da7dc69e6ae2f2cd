import type { Value } from '../engine/value'

const plain = /^([+-]?)(\d*)\.?(\d*)$/

/**
 * A running count, sum, lowest and highest of a group of values. Integers and decimals are added without rounding, as
 * the engines do; floating-point numbers with Neumaier's compensation. Groups can be merged.
 */
export class Tally {
  count = 0
  low = Infinity
  high = -Infinity
  lowText = ''
  highText = ''
  /** the exact part: `#units` × 10^-`#scale` */
  #units = 0n
  #scale = 0
  #float = 0
  #lost = 0
  #floats = false

  /** Adds one value that is `number` on the axis (never NaN); `text` is how the engine wrote it. */
  add(value: Value, number: number, text: string): void {
    this.count++
    if (number < this.low) [this.low, this.lowText] = [number, text]
    if (number > this.high) [this.high, this.highText] = [number, text]
    if (typeof value === 'bigint') this.#exact(value, 0)
    else if (typeof value === 'number') this.#inexact(value)
    else this.#decimal(text, number)
  }

  merge(other: Tally): void {
    this.count += other.count
    if (other.low < this.low) [this.low, this.lowText] = [other.low, other.lowText]
    if (other.high > this.high) [this.high, this.highText] = [other.high, other.highText]
    this.#exact(other.#units, other.#scale)
    if (other.#floats) {
      this.#inexact(other.#float)
      this.#inexact(other.#lost)
    }
  }

  get sum(): number {
    return Number(this.#exactText()) + this.#float + this.#lost
  }

  /** The sum with every digit that is known; floating-point sums to 15 digits, which hides their noise. */
  get sumText(): string {
    return this.#floats ? tidy(this.sum) : this.#exactText()
  }

  get average(): number {
    return this.sum / this.count
  }

  #decimal(text: string, number: number): void {
    const match = plain.exec(text.replace(/[$,]/g, '')) // of money
    if (!match) return this.#inexact(number)
    const [, sign, whole = '', fraction = ''] = match
    const units = BigInt(`${whole}${fraction}` || '0')
    this.#exact(sign === '-' ? -units : units, fraction.length)
  }

  #exact(units: bigint, scale: number): void {
    if (scale > this.#scale) {
      this.#units *= 10n ** BigInt(scale - this.#scale)
      this.#scale = scale
    }
    this.#units += scale < this.#scale ? units * 10n ** BigInt(this.#scale - scale) : units
  }

  #inexact(value: number): void {
    this.#floats = true
    const total = this.#float + value
    this.#lost +=
      Math.abs(this.#float) >= Math.abs(value) ? this.#float - total + value : value - total + this.#float
    this.#float = total
  }

  #exactText(): string {
    if (this.#scale === 0) return String(this.#units)
    const digits = String(this.#units < 0n ? -this.#units : this.#units).padStart(this.#scale + 1, '0')
    return `${this.#units < 0n ? '-' : ''}${digits.slice(0, -this.#scale)}.${digits.slice(-this.#scale)}`
  }
}

/** A computed floating-point number without its noise: 0.1 + 0.2 is 0.3. */
export const tidy = (value: number): string => String(Number(value.toPrecision(15)))
