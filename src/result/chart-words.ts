import { count, counted } from './amount'
import type { ChartData } from './chart-series'
import { at } from './chart-slices'
import { chartKinds, type ChartKind } from './chart-spec'

/** The picture in a sentence: "Bar chart of revenue by day. 11 points; the highest is 491.60 at 2026-11-03." */
export function chartSummary(title: string, kind: ChartKind, data: ChartData): string {
  const { noun } = chartKinds[kind]
  let best: { series: number; point: number; y: number } | null = null
  let worst: { series: number; point: number; y: number } | null = null
  let points = 0
  data.series.forEach((series, s) => {
    for (let i = 0; i < series.y.length; i++) {
      const y = at(series.y, i)
      if (Number.isNaN(y)) continue
      points++
      if (!best || y > best.y) best = { series: s, point: i, y }
      if (!worst || y < worst.y) worst = { series: s, point: i, y }
    }
  })
  const many = data.series.length > 1
  const place = (found: { series: number; point: number } | null): string => {
    const series = data.series[found?.series ?? 0]
    if (!found || !series) return ''
    return `${series.yText(found.point)} at ${series.xText(found.point)}${many ? ` (${series.name})` : ''}`
  }
  const lines = many ? ` in ${count(data.series.length)} series` : ''
  const extremes = points > 1 ? `; the highest is ${place(best)}, the lowest ${place(worst)}` : ''
  return `${noun} of ${title}. ${counted(points, 'point')}${lines}${extremes}.`
}

/** Rows that the table beside a chart shows. */
export const tableLimit = 100

export interface ChartTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** says how much of the data the table holds */
  readonly caption: string
}

/** The drawn data as a table: a line per place, a column per series; the first lines when there are many. */
export function chartTable(title: string, across: string, data: ChartData): ChartTable {
  const places = new Map<number, { text: string; values: string[] }>()
  let all = 0
  const perSeries = Math.max(1, Math.floor(tableLimit / Math.max(1, Math.ceil(data.series.length / 3))))
  data.series.forEach((series, s) => {
    const seen = new Map<number, number>() // equal places in one series are lines of their own
    all = Math.max(all, series.x.length)
    for (let i = 0; i < Math.min(series.x.length, perSeries); i++) {
      const x = at(series.x, i)
      const nth = seen.get(x) ?? 0
      seen.set(x, nth + 1)
      const key = nth === 0 ? x : x + nth * 1e-7 * (Math.abs(x) || 1)
      let line = places.get(key)
      if (!line) places.set(key, (line = { text: series.xText(i), values: data.series.map(() => '') }))
      line.values[s] = series.yText(i)
    }
  })
  const lines = [...places.entries()].sort((a, b) => a[0] - b[0]).slice(0, perSeries)
  const part = all > lines.length ? ` The first ${count(lines.length)} of ${count(all)} points.` : ''
  return {
    head: [across, ...data.series.map((series) => series.name)],
    rows: lines.map(([, { text, values }]) => [text, ...values]),
    caption: `${title}.${part}`,
  }
}

/** A name for the picture's file: letters, digits and dashes of the title, never a path. */
export function pictureName(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
  return `${words.slice(0, 80).replace(/-+$/, '') || 'chart'}.png`
}
