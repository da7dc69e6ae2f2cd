import { tidy, Tally } from './chart-sum'
import type { Aggregation } from './chart-spec'

/** What a group of values becomes: a place on the axis, and its text with every digit known. NaN is a gap. */
export function aggregate(tally: Tally, aggregation: Aggregation): { value: number; text: string } {
  if (aggregation === 'count') return { value: tally.count, text: String(tally.count) }
  if (tally.count === 0) return { value: NaN, text: 'NULL' }
  switch (aggregation) {
    case 'none':
    case 'sum': // one value alone stays as the engine wrote it
      return { value: tally.sum, text: tally.count === 1 ? tally.lowText : tally.sumText }
    case 'average':
      return { value: tally.average, text: tidy(tally.average) }
    case 'lowest':
      return { value: tally.low, text: tally.lowText }
    case 'highest':
      return { value: tally.high, text: tally.highText }
  }
}

/** One place along the bottom with a tally per series. */
export interface Group {
  readonly label: string
  readonly place: number
  readonly tallies: readonly Tally[]
}

export const tallies = (count: number): Tally[] => Array.from({ length: count }, () => new Tally())

/**
 * Keeps the groups that are largest (by the size of their first series) in the order they had. The others are merged
 * into one at the end, or left out where they are not to be `gathered`: one fewer than there is `room` for either way. All are kept when there is room for them.
 */
export function topGroups(
  groups: readonly Group[],
  room: number,
  aggregation: Aggregation,
  gathered = true,
): Group[] {
  if (groups.length <= room) return [...groups]
  const size = (group: Group) => {
    const tally = group.tallies[0]
    const value = tally ? aggregate(tally, aggregation).value : NaN
    return Number.isNaN(value) ? -1 : Math.abs(value)
  }
  const sizes = groups.map((group, i) => [size(group), i] as const).sort((a, b) => b[0] - a[0] || a[1] - b[1])
  const kept = new Set(sizes.slice(0, Math.max(1, room - 1)).map(([, i]) => i))
  const largest = groups.filter((_, i) => kept.has(i))
  if (!gathered) return largest
  const others = tallies(groups[0]?.tallies.length ?? 0)
  groups.forEach((group, i) => {
    if (!kept.has(i)) group.tallies.forEach((tally, series) => others[series]?.merge(tally))
  })
  const rest: Group = { label: `others (${groups.length - kept.size})`, place: NaN, tallies: others }
  return [...largest, rest]
}
