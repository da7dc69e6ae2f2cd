import { turn } from '../storage/turn'

/** Long work in steps: it may be interrupted at every `yield`, and gives its result at the end. */
export type Sliced<T> = Generator<undefined, T, undefined>

/** Main-thread time, in ms, that is taken before the page may answer a key or paint. */
const slice = 8

/** Runs the work in slices; null when it was aborted. */
export async function inSlices<T>(work: Sliced<T>, signal: AbortSignal): Promise<T | null> {
  for (;;) {
    const until = performance.now() + slice
    while (performance.now() < until) {
      const step = work.next()
      if (step.done) return signal.aborted ? null : step.value
    }
    await turn()
    if (signal.aborted) return null
  }
}

/** Runs the work to its end at once; for tests and small data. */
export function atOnce<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** The order that makes the places rise, equal ones staying as they are: a merge sort that can be interrupted. */
export function* risingOrder(places: Float64Array): Sliced<Uint32Array> {
  const n = places.length
  let order = new Uint32Array(n)
  let rising = true
  for (let i = 0; i < n; i++) {
    order[i] = i
    if (i > 0 && at(places, i) < at(places, i - 1)) rising = false
  }
  if (rising) return order
  let spare = new Uint32Array(n)
  let moved = 0
  for (let width = 1; width < n; width *= 2) {
    for (let from = 0; from < n; from += 2 * width) {
      merge(places, order, spare, from, Math.min(from + width, n), Math.min(from + 2 * width, n))
      moved += 2 * width
      if (moved > 16_384) {
        moved = 0
        yield
      }
    }
    ;[order, spare] = [spare, order]
  }
  return order
}

function merge(
  places: Float64Array,
  from: Uint32Array,
  to: Uint32Array,
  start: number,
  middle: number,
  end: number,
): void {
  let left = start
  let right = middle
  for (let i = start; i < end; i++) {
    const takeLeft =
      left < middle && (right >= end || at(places, at(from, left)) <= at(places, at(from, right)))
    to[i] = takeLeft ? at(from, left++) : at(from, right++)
  }
}

/** An element that is known to be there. */
export const at = (list: Float64Array | Uint32Array, index: number): number => list[index] ?? NaN
