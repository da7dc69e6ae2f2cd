import type { ColumnBatch } from './batch'
import { decode, utf16Ends } from './utf8'
import type { Value } from './value'

type Kind = 'empty' | 'integers' | 'bigints' | 'numbers' | 'texts' | 'values'

/**
 * Collects the cells of one column for one batch in the most compact form that holds them all. Cells are added in
 * row order; a column whose cells turn out to be of several kinds falls back to plain values.
 */
export class ColumnBuilder {
  #kind: Kind = 'empty'
  #count = 0
  #nulls: Uint8Array | null = null
  #floats = new Float64Array(0)
  #bigs = new BigInt64Array(0)
  #bytes = new Uint8Array(0)
  #ends = new Uint32Array(0)
  #byteCount = 0
  #values: Value[] = []
  readonly #rows: number

  /** @param rows how many cells to make room for first */
  constructor(rows: number) {
    this.#rows = Math.max(rows, 16)
  }

  /** Bytes of text collected so far. */
  get textBytes(): number {
    return this.#byteCount
  }

  null(): void {
    if (this.#kind === 'values') this.#values.push(null)
    else {
      const at = this.#count
      if (this.#nulls === null || at >= this.#nulls.length) {
        const grown = new Uint8Array(Math.max(this.#rows, at * 2 + 1))
        if (this.#nulls !== null) grown.set(this.#nulls)
        this.#nulls = grown
      }
      this.#nulls[at] = 1
      if (this.#kind !== 'empty') this.#room(at)
      if (this.#kind === 'texts') this.#ends[at] = this.#byteCount
    }
    this.#count++
  }

  /** An integer within ±2^53. */
  integer(value: number): void {
    if (this.#kind === 'integers' || this.#become('integers')) {
      this.#room(this.#count)
      this.#floats[this.#count++] = value
    } else this.bigint(BigInt(value))
  }

  bigint(value: bigint): void {
    if (this.#kind === 'integers') {
      // the column outgrew 2^53: what is there moves to 64 bits, exactly
      const old = this.#floats
      this.#bigs = new BigInt64Array(Math.max(old.length, this.#rows))
      for (let i = 0; i < this.#count; i++) this.#bigs[i] = BigInt(old[i] ?? 0)
      this.#kind = 'bigints'
    }
    if (this.#kind === 'bigints' || this.#become('bigints')) {
      this.#room(this.#count)
      this.#bigs[this.#count++] = value
    } else this.value(value)
  }

  number(value: number): void {
    if (this.#kind === 'numbers' || this.#become('numbers')) {
      this.#room(this.#count)
      this.#floats[this.#count++] = value
    } else this.value(value)
  }

  /** UTF-8 at `source[from … from + length)`, which may be the engine's memory: it is copied. */
  text(source: Uint8Array, from: number, length: number): void {
    if (this.#kind === 'texts' || this.#become('texts')) {
      this.#room(this.#count)
      const end = this.#byteCount + length
      if (end > this.#bytes.length) {
        const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2, this.#rows * 8))
        grown.set(this.#bytes.subarray(0, this.#byteCount))
        this.#bytes = grown
      }
      if (length < 48) {
        const bytes = this.#bytes
        for (let to = this.#byteCount, at = from; to < end; to++, at++) bytes[to] = source[at] ?? 0
      } else this.#bytes.set(source.subarray(from, from + length), this.#byteCount)
      this.#byteCount = end
      this.#ends[this.#count++] = end
    } else this.value(decode(source.slice(from, from + length)))
  }

  /** Any other value: booleans, bytes. */
  value(value: Value): void {
    if (this.#kind !== 'values') {
      const batch = this.#take()
      this.#values = []
      for (let i = 0; i < this.#count; i++) this.#values.push(cell(batch, i))
      this.#kind = 'values'
    }
    this.#values.push(value)
    this.#count++
  }

  /** What was collected; the builder is used up. */
  finish(): ColumnBatch {
    return this.#take()
  }

  #become(kind: Exclude<Kind, 'empty' | 'values'>): boolean {
    if (this.#kind !== 'empty') return false
    this.#kind = kind
    return true
  }

  #room(at: number): void {
    const size = Math.max(this.#rows, at * 2)
    if (this.#kind === 'bigints') {
      if (at < this.#bigs.length) return
      const grown = new BigInt64Array(size)
      grown.set(this.#bigs)
      this.#bigs = grown
    } else if (this.#kind === 'texts') {
      if (at < this.#ends.length) return
      const grown = new Uint32Array(size)
      grown.set(this.#ends)
      this.#ends = grown
    } else {
      if (at < this.#floats.length) return
      const grown = new Float64Array(size)
      grown.set(this.#floats)
      this.#floats = grown
    }
  }

  #take(): ColumnBatch {
    const count = this.#count
    const nulls = this.#nulls === null ? {} : { nulls: padded(this.#nulls, count) }
    switch (this.#kind) {
      case 'integers':
      case 'numbers':
        return { kind: this.#kind, values: this.#floats.slice(0, count), ...nulls }
      case 'bigints':
        return { kind: 'bigints', values: this.#bigs.slice(0, count), ...nulls }
      case 'texts':
        return { kind: 'texts', ...this.#texts(), ...nulls }
      case 'empty':
        return { kind: 'values', values: new Array<Value>(count).fill(null) }
      case 'values':
        return { kind: 'values', values: this.#values }
    }
  }

  #texts(): { text: string; ends: Uint32Array } {
    const bytes = this.#bytes.subarray(0, this.#byteCount)
    const ends = this.#ends.slice(0, this.#count)
    const text = decode(bytes)
    const exact = utf16Ends(bytes, ends, text)
    if (exact !== null) return { text, ends: exact }
    let pieces = ''
    let from = 0
    for (let i = 0; i < ends.length; i++) {
      const to = ends[i] ?? from
      pieces += decode(bytes.subarray(from, to))
      ends[i] = pieces.length
      from = to
    }
    return { text: pieces, ends }
  }
}

function padded(nulls: Uint8Array, count: number): Uint8Array {
  const result = new Uint8Array(count)
  result.set(nulls.subarray(0, count))
  return result
}

/** The value of row `at` of a column. Rows outside give null. */
export function cell(column: ColumnBatch, at: number): Value {
  if (column.kind === 'values') return column.values[at] ?? null
  if (column.nulls?.[at] === 1) return null
  switch (column.kind) {
    case 'integers':
      return BigInt(column.values[at] ?? 0)
    case 'bigints':
      return column.values[at] ?? null
    case 'numbers':
      return column.values[at] ?? null
    case 'texts':
      return column.text.slice(at === 0 ? 0 : (column.ends[at - 1] ?? 0), column.ends[at] ?? 0)
  }
}
