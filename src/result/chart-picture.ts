import { count } from './amount'
import type { ChartData, ChartSeries } from './chart-series'
import { extent, reduceLine, thinCloud } from './chart-reduce'
import { at } from './chart-slices'
import { chartKinds, type AxisKind, type ChartKind } from './chart-spec'

/** What is really drawn: few enough points for the pixels there are. */
export interface Picture {
  readonly kind: ChartKind
  readonly axis: AxisKind
  readonly categories: readonly string[]
  /** the last category gathers those that had no room: it is drawn in grey */
  readonly others: boolean
  readonly series: readonly PictureSeries[]
  /** bars lie, because the names of their places are long */
  readonly lying: boolean
  readonly width: number
  readonly height: number
  /** the highest and the lowest point, which get their value beside them */
  readonly extremes: readonly Extreme[]
  /** a sentence when points share a mark */
  readonly note: string | null
}

export interface PictureSeries {
  readonly name: string
  readonly source: ChartSeries
  /** the points of the source that are drawn */
  readonly kept: Uint32Array
}

export interface Extreme {
  readonly series: number
  /** index into `kept` */
  readonly point: number
  readonly high: boolean
  readonly text: string
}

/** Marks of a scatter plot that Chart.js draws without the page noticing. */
const cloudLimit = 4000
const barHeight = 28

/** Chooses the points for a picture of a width, in px; the height follows, `height` being what is usual. */
export function chartPicture(data: ChartData, kind: ChartKind, width: number, height: number): Picture {
  const lying = kind === 'bar' && data.axis === 'category' && !fits(data.categories, width)
  const bars = data.categories.length * Math.max(1, Math.min(data.series.length, 3))
  const tall = lying ? Math.max(120, bars * barHeight + 40) : height
  let note: string | null = null
  const series = data.series.map((source): PictureSeries => {
    const { x, y } = source
    if (data.axis === 'category') return { name: source.name, source, kept: all(x.length) }
    if (kind === 'scatter') {
      if (x.length <= cloudLimit) return { name: source.name, source, kept: all(x.length) }
      const { kept, cell } = thinCloud(x, y, width, tall, cloudLimit / data.series.length)
      note = `${count(kept.length)} of ${count(x.length)} points are drawn: those closer than ${cell} px share a mark.`
      return { name: source.name, source, kept }
    }
    const buckets = Math.max(50, Math.floor(width / Math.max(1, data.series.length / 2)))
    return { name: source.name, source, kept: reduceLine(x, y, buckets) }
  })
  const extremes = chartKinds[kind].round || kind === 'scatter' ? [] : findExtremes(series, kind)
  return {
    kind,
    axis: data.axis,
    categories: data.categories,
    others: data.others,
    series,
    lying,
    width,
    height: tall,
    extremes,
    note,
  }
}

const all = (n: number): Uint32Array => Uint32Array.from({ length: n }, (_, i) => i)

/** Whether the names fit below their bars, at about 7 px a character. */
function fits(names: readonly string[], width: number): boolean {
  const longest = Math.max(0, ...names.map((name) => Math.min(name.length, 24)))
  return names.length * (longest * 7 + 12) <= width - 60
}

function findExtremes(series: readonly PictureSeries[], kind: ChartKind): Extreme[] {
  let highest: Extreme | null = null
  let lowest: Extreme | null = null
  const bounds = extent(...series.map(({ source }) => source.y))
  if (!bounds) return []
  series.forEach(({ source, kept }, s) => {
    kept.forEach((point, k) => {
      const y = at(source.y, point)
      if (y === bounds.high)
        highest ??= { series: s, point: k, high: true, text: short(source.yText(point), y) }
      if (y === bounds.low)
        lowest ??= { series: s, point: k, high: false, text: short(source.yText(point), y) }
    })
  })
  // a bar shows its lowest value by its foot; below zero it needs the number
  const both = bounds.low !== bounds.high && (kind !== 'bar' || bounds.low < 0)
  return [highest, both ? lowest : null].filter((extreme) => extreme !== null)
}

/** A value beside its mark: as the engine wrote it, or rounded and marked so when that has more characters than `room` and is shorter. */
export function short(text: string, value: number, room = 12): string {
  if (text.length <= room) return text
  const rounded = `≈ ${value.toLocaleString('en-US', { maximumSignificantDigits: 6 })}`
  return rounded.length < text.length ? rounded : text
}
