import type { TimeUnit } from './chart-date'
import type { AxisKind } from './chart-spec'

/** One series, point by point; `y` is NaN where there is a gap. On a category axis `x` counts the categories from 0. */
export interface ChartSeries {
  readonly name: string
  readonly x: Float64Array
  readonly y: Float64Array
  /** what the engine wrote at a point */
  xText(point: number): string
  yText(point: number): string
}

/** A chart's data, as it is drawn and as it is told in words. */
export interface ChartData {
  readonly axis: AxisKind
  /** names of the places of a category axis */
  readonly categories: readonly string[]
  /** the last category gathers those that had no room */
  readonly others: boolean
  readonly series: readonly ChartSeries[]
  /** sentences about what is not in the picture */
  readonly notes: readonly string[]
  /** units of time without a row (also when filled), and how many there are in all; undefined where that makes no sense */
  readonly missing?: { readonly unit: TimeUnit; readonly absent: number; readonly all: number }
  /** why nothing can be drawn */
  readonly problem?: string
}
