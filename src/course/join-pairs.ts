/** Which rows of two tables find each other. */
import type { Rows } from './answer'
import { agree, measureOf } from './cell'

export interface Pair {
  readonly left: number
  readonly right: number
}

/** All pairs whose named columns agree; none where a column is missing. NULL finds nothing. */
export function joinPairs(left: Rows, right: Rows, leftOn: string, rightOn: string): Pair[] {
  const a = left.columns.findIndex(({ name }) => name === leftOn)
  const b = right.columns.findIndex(({ name }) => name === rightOn)
  if (a === -1 || b === -1) return []
  const measure = measureOf(left, left, a, false, false)
  return left.rows.flatMap((row, i) =>
    right.rows.flatMap((other, j) => {
      const [x, y] = [row[a] ?? null, other[b] ?? null]
      return x !== null && y !== null && agree(x, y, measure) ? [{ left: i, right: j }] : []
    }),
  )
}

/** "Frank Wilson: 4 pairs. Henry Taylor: no pair, left out." */
export function pairsSaid(left: Rows, pairs: readonly Pair[], join: 'inner' | 'left'): string {
  return left.rows
    .map((row, place) => {
      const count = pairs.filter((pair) => pair.left === place).length
      const found = count === 0 ? 'no pair' : count === 1 ? '1 pair' : `${count} pairs`
      const fate = count > 0 ? '' : join === 'left' ? ', kept with NULL' : ', left out'
      return `${String(row[1] ?? row[0] ?? '')}: ${found}${fate}.`
    })
    .join(' ')
}
