import { at } from './chart-slices'

/**
 * The points of a line that are worth drawing: of each of `buckets` equal stretches of the axis the first, the lowest,
 * the highest and the last, so that the picture at that many pixels is the same (M4, Jugel et al. 2014). `x` must rise.
 * A gap (NaN) that is wider than a bucket, or borders on one, stays a gap. All points when they are few.
 */
export function reduceLine(x: Float64Array, y: Float64Array, buckets: number): Uint32Array {
  const n = x.length
  if (n <= buckets * 4) return Uint32Array.from({ length: n }, (_, i) => i)
  const low = at(x, 0)
  const width = (at(x, n - 1) - low) / buckets || 1
  const kept = new Uint32Array(Math.min(n, buckets * 6 + 6))
  let m = 0
  const keep = (i: number) => {
    if (i >= 0 && (m === 0 || i > at(kept, m - 1))) kept[m++] = i
  }
  for (let i = 0; i < n;) {
    const start = i
    const end = low + width * (Math.floor((at(x, i) - low) / width) + 1)
    let [first, last, min, max] = [-1, -1, -1, -1]
    for (; i < n && (i === start || at(x, i) < end); i++) {
      const value = at(y, i)
      if (Number.isNaN(value)) continue
      if (first < 0) first = min = max = i
      last = i
      if (value < at(y, min)) min = i
      if (value > at(y, max)) max = i
    }
    if (first < 0) keep(start)
    else {
      if (first > start) keep(start) // the bucket begins with a gap
      keep(first)
      keep(Math.min(min, max))
      keep(Math.max(min, max))
      keep(last)
      if (last < i - 1) keep(i - 1) // … or ends with one
    }
  }
  return kept.slice(0, m)
}

export interface Extent {
  readonly low: number
  readonly high: number
}

/** The lowest and highest of all numbers; null when there are none. */
export function extent(...lists: readonly Float64Array[]): Extent | null {
  let [low, high] = [Infinity, -Infinity]
  for (const list of lists) {
    for (const value of list) {
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return low <= high ? { low, high } : null
}

/** The points of a cloud with one point per cell of a grid of `across` × `up` cells: marks that would cover each other are one. */
export function reduceCloud(x: Float64Array, y: Float64Array, across: number, up: number): Uint32Array {
  const [wide, tall] = [extent(x), extent(y)]
  if (!wide || !tall) return new Uint32Array()
  const taken = new Uint8Array((across + 1) * (up + 1))
  const kept: number[] = []
  const perX = across / (wide.high - wide.low || 1)
  const perY = up / (tall.high - tall.low || 1)
  for (let i = 0; i < x.length; i++) {
    const value = at(y, i)
    if (Number.isNaN(value)) continue
    const cell =
      Math.floor((value - tall.low) * perY) * (across + 1) + Math.floor((at(x, i) - wide.low) * perX)
    if (taken[cell]) continue
    taken[cell] = 1
    kept.push(i)
  }
  return Uint32Array.from(kept)
}

/** The finest grid, from cells of 3 px up, that leaves at most `most` points of the cloud. */
export function thinCloud(
  x: Float64Array,
  y: Float64Array,
  width: number,
  height: number,
  most: number,
): { kept: Uint32Array; cell: number } {
  for (let cell = 3; ; cell = Math.ceil(cell * 1.4)) {
    const kept = reduceCloud(x, y, Math.ceil(width / cell), Math.ceil(height / cell))
    if (kept.length <= most || cell > 60) return { kept, cell }
  }
}
