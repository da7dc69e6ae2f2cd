import type { ChartColumn } from './chart-column'
import type { TimeUnit } from './chart-date'

export type ChartKind = 'bar' | 'line' | 'area' | 'scatter' | 'pie' | 'doughnut'
export type Aggregation = 'none' | 'sum' | 'average' | 'count' | 'lowest' | 'highest'

/** What is drawn from a result; columns are given by their index. */
export interface ChartSpec {
  readonly kind: ChartKind
  /** null: the number of the row */
  readonly x: number | null
  /** empty with the aggregation `count`: rows are counted */
  readonly series: readonly number[]
  /** a column whose values become one series each; only with one series */
  readonly split: number | null
  readonly aggregation: Aggregation
  /** the length of time that points on a time axis are gathered into; null: as they are */
  readonly per: TimeUnit | null
  /** how many categories are shown before the rest becomes "others"; null: as many as fit */
  readonly top: number | null
  /** time units without a row count as 0 */
  readonly fill: boolean
}

/** What a kind of chart is called and can do. A new kind is a new entry here. */
interface KindTraits {
  readonly name: string
  /** the picture in a sentence */
  readonly noun: string
  /** parts of a whole: one series, nothing below zero, no axes */
  readonly round: boolean
  /** numbers lie along a measured axis instead of one place each */
  readonly measured: boolean
  /** most categories that can be told apart */
  readonly places: number
}
export const chartKinds: Record<ChartKind, KindTraits> = {
  bar: { name: 'Bars', noun: 'Bar chart', round: false, measured: false, places: 40 },
  line: { name: 'Line', noun: 'Line chart', round: false, measured: true, places: 200 },
  area: { name: 'Area', noun: 'Area chart', round: false, measured: true, places: 200 },
  scatter: { name: 'Scatter', noun: 'Scatter plot', round: false, measured: true, places: 200 },
  pie: { name: 'Pie', noun: 'Pie chart', round: true, measured: false, places: 8 },
  doughnut: { name: 'Doughnut', noun: 'Doughnut chart', round: true, measured: false, places: 8 },
}

/** Aggregations as a select shows them, and before "of sale_amount" in a title. */
export const aggregations: Record<Aggregation, { readonly name: string; readonly of: string }> = {
  none: { name: 'no', of: '' },
  sum: { name: 'sum', of: 'sum of ' },
  average: { name: 'average', of: 'average of ' },
  count: { name: 'count', of: 'count of ' },
  lowest: { name: 'lowest', of: 'lowest ' },
  highest: { name: 'highest', of: 'highest ' },
}

/** As many series as there are colours to tell them apart. */
export const seriesLimit = 8

const rest: Pick<ChartSpec, 'split' | 'per' | 'top' | 'fill'> = {
  split: null,
  per: null,
  top: null,
  fill: false,
}
/** A whole spec from its essentials. */
export const spec = (
  essentials: Pick<ChartSpec, 'kind' | 'x' | 'series' | 'aggregation'> & Partial<ChartSpec>,
): ChartSpec => ({ ...rest, ...essentials })

/** The kind of horizontal axis that a spec leads to. */
export type AxisKind = 'category' | 'time' | 'number'
export function axisOf(chosen: ChartSpec, columns: readonly ChartColumn[]): AxisKind {
  const traits = chartKinds[chosen.kind]
  if (traits.round) return 'category'
  if (chosen.x === null) return 'number'
  const column = columns[chosen.x]
  if (column?.role === 'time') return 'time'
  // a handful of bars stand better side by side; many keep their distances
  const few = column !== undefined && (column.id || column.distinct <= 12)
  return column?.role === 'number' && (traits.measured || !few) ? 'number' : 'category'
}

/** "sum of sale_amount by category"; the words above the picture and in its file's name. */
export function chartTitle(chosen: ChartSpec, columns: readonly ChartColumn[]): string {
  const named = (index: number) => columns[index]?.name ?? ''
  const across = chosen.x === null ? 'row' : named(chosen.x)
  const names = chosen.series.map(named)
  const list = names.length > 2 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join(' and ')
  const up = names.length === 0 ? 'number of rows' : `${aggregations[chosen.aggregation].of}${list}`
  const per = chosen.per ? `, per ${chosen.per}` : ''
  const split = chosen.split === null ? '' : ` and ${named(chosen.split)}`
  const link = chosen.kind === 'scatter' && chosen.aggregation === 'none' ? ' against ' : ' by '
  return `${up}${link}${across}${split}${per}`
}
