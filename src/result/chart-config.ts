import type { ChartConfiguration, ChartDataset, Point, ScaleOptionsByType, TooltipItem } from 'chart.js'
import { colourOf, seriesColour } from './chart-key'
import { axisNumber } from './chart-number'
import { short, type Picture, type PictureSeries } from './chart-picture'
import { extent } from './chart-reduce'
import { at } from './chart-slices'
import { chartKinds } from './chart-spec'
import { faded, styleOf, type ChartLook } from './chart-style'
import { timeTicks } from './chart-ticks'

export type DrawnKind = 'bar' | 'line' | 'scatter' | 'pie' | 'doughnut'
type Configuration = ChartConfiguration<DrawnKind, (Point | number)[]>
type Dataset = ChartDataset<DrawnKind, (Point | number)[]>
type Linear = ScaleOptionsByType<'linear'>
/** A part of Chart.js's options; its own types ask for all of them at every level. */
type Part<T> = { [K in keyof T]?: T[K] extends (...args: never[]) => unknown ? T[K] : Part<T[K]> }

/** Chart.js's configuration for a picture. Nothing moves, nothing is parsed again, all text is drawn as text. */
export function chartConfig(picture: Picture, look: ChartLook, ratio: number): Configuration {
  const type = picture.kind === 'area' ? 'line' : picture.kind
  const round = chartKinds[picture.kind].round
  return {
    type,
    data: {
      labels: [...picture.categories],
      datasets: picture.series.map((series, i) =>
        round ? slices(picture, series, look) : dataset(picture, series, i, look),
      ),
    },
    options: {
      animation: false,
      responsive: false,
      maintainAspectRatio: false,
      devicePixelRatio: ratio,
      parsing: false,
      normalized: true,
      indexAxis: picture.lying ? 'y' : 'x',
      layout: { padding: padding(picture) },
      interaction: interaction(picture),
      ...(round ? {} : { scales: scales(picture, look) as never }),
      plugins: { legend: { display: false }, tooltip: tooltip(picture, look) as never },
    },
  }
}

/** Room for the values that stand beside their marks. */
function padding(picture: Picture) {
  if (picture.lying) {
    const longest = picture.series.flatMap(({ source, kept }) =>
      Array.from(kept, (i) => short(source.yText(i), at(source.y, i)).length),
    )
    return { right: 14 + 7.5 * Math.max(4, ...longest), top: 4 }
  }
  return chartKinds[picture.kind].round ? 8 : { top: 20, right: 12 }
}

function interaction(picture: Picture) {
  if (chartKinds[picture.kind].round) return { mode: 'nearest', intersect: true } as const
  if (picture.kind === 'scatter') return { mode: 'nearest', axis: 'xy', intersect: false } as const
  if (picture.axis === 'category')
    return { mode: 'index', axis: picture.lying ? 'y' : 'x', intersect: false } as const
  return { mode: 'nearest', axis: 'x', intersect: false } as const
}

function points(picture: Picture, series: PictureSeries): Point[] {
  const { source, kept } = series
  return Array.from(kept, (i) =>
    picture.lying ? { x: at(source.y, i), y: at(source.x, i) } : { x: at(source.x, i), y: at(source.y, i) },
  )
}

function slices(picture: Picture, series: PictureSeries, look: ChartLook): Dataset {
  const colours = series.source.y.length
  return {
    data: Array.from(series.source.y, (y) => (Number.isNaN(y) ? 0 : y)),
    backgroundColor: Array.from({ length: colours }, (_, i) => colourOf(picture, look, i)),
    borderColor: look.surface,
    borderWidth: 2,
    hoverOffset: 0,
  }
}

function dataset(picture: Picture, series: PictureSeries, index: number, look: ChartLook): Dataset {
  const colour = seriesColour(look, index)
  const data = points(picture, series)
  if (picture.kind === 'bar') {
    return {
      data,
      backgroundColor: picture.others
        ? data.map((_, i) => (i === data.length - 1 ? look.ruleStrong : colour))
        : colour,
      borderRadius: data.length > 200 ? 0 : 2,
      maxBarThickness: 40,
      categoryPercentage: 0.8,
      barPercentage: 0.9,
    }
  }
  const { dash, marker } = styleOf(index)
  const cloud = picture.kind === 'scatter'
  const few = data.length * picture.series.length <= 80
  return {
    data,
    borderColor: colour,
    backgroundColor: picture.kind === 'area' ? faded(colour, 0.18) : cloud ? faded(colour, 0.6) : colour,
    borderWidth: cloud ? 1 : 2,
    ...(cloud
      ? {}
      : {
          borderDash: [...dash],
          borderJoinStyle: few ? ('round' as const) : ('bevel' as const),
          tension: 0,
        }),
    fill: picture.kind === 'area' ? 'origin' : false,
    pointStyle: marker,
    pointRadius: cloud ? 3 : lonely(data, few),
    pointHoverRadius: 5,
    pointBackgroundColor: cloud ? faded(colour, 0.6) : colour,
    pointBorderColor: colour,
    spanGaps: false,
    clip: 8, // a marker at the edge is drawn whole
  }
}

/** Markers where they can be told apart, and on a point between two gaps, which has no line to show it. */
function lonely(data: readonly Point[], few: boolean): number | number[] {
  if (few) return 3
  const gap = (i: number) => data[i] === undefined || Number.isNaN(data[i].y)
  const radii = data.map((_, i) => (gap(i - 1) && gap(i + 1) ? 2 : 0))
  return radii.some((radius) => radius > 0) ? radii : 0 // one radius for all is resolved once
}

function scales(picture: Picture, look: ChartLook): { x: Part<Linear>; y: Part<Linear> } {
  const font = { family: look.sans, size: 0.75 * look.rem }
  const values = extent(...picture.series.map(({ source }) => source.y)) ?? { low: 0, high: 1 }
  // a line may start above zero when its whole life is far from it; a bar or an area never
  const zero = picture.kind === 'bar' || picture.kind === 'area' || values.low < values.high * 0.6
  const value: Part<Linear> = {
    type: 'linear',
    beginAtZero: picture.kind !== 'scatter' && zero,
    // bars that lie have their values beside them and no axis to round up for
    ...(picture.lying && values.high > 0 ? { max: values.high } : {}),
    border: { display: false },
    grid: {
      drawTicks: false,
      color: ((context: { tick?: { value: number } }) =>
        context.tick?.value === 0 ? look.ruleStrong : look.rule) as never,
      display: !picture.lying,
    },
    ticks: {
      font: font as never,
      color: look.ink3,
      padding: 8,
      maxTicksLimit: picture.lying ? 5 : 7,
      display: !picture.lying,
      callback: (tick, _, all) => axisNumber(Number(tick), stepOf(all)),
    },
  }
  const measured = along(picture)
  const place: Part<Linear> = {
    border: { color: look.ruleStrong },
    grid: { display: false },
    ...measured,
    ticks: {
      font: font as never,
      color: picture.lying ? look.ink2 : look.ink3,
      padding: 6,
      maxRotation: 0,
      ...measured.ticks,
    },
  }
  const named = picture.axis === 'category' ? { ...place, ...categoryAxis(picture, place) } : place
  return picture.lying ? { x: value, y: named } : { x: named, y: value }
}

const stepOf = (ticks: readonly { value: number }[]): number =>
  Math.abs((ticks[1]?.value ?? 1) - (ticks[0]?.value ?? 0)) || 1

function categoryAxis(picture: Picture, place: Part<Linear>): Part<Linear> {
  const most = picture.lying ? 28 : 24
  return {
    type: 'category' as never,
    ticks: {
      ...place.ticks,
      autoSkip: !picture.lying,
      callback: (index) => {
        const name = picture.categories[Number(index)] ?? ''
        return name.length > most ? `${name.slice(0, most - 1)}…` : name
      },
    },
  }
}

/** The measured axis along the bottom: no rounding outwards in time, round ticks inside. */
function along(picture: Picture): Part<Linear> {
  if (picture.axis === 'category') return {}
  const span = extent(...picture.series.map(({ source }) => source.x)) ?? { low: 0, high: 1 }
  const room = picture.kind === 'bar' || span.low === span.high ? barRoom(picture, span.high - span.low) : 0
  const [low, high] = [span.low - room, span.high + room]
  const most = Math.max(2, Math.floor(picture.width / 90))
  if (picture.axis === 'time') {
    const ticks = timeTicks(low, high, most)
    const labels = new Map(ticks.map((tick) => [tick.value, tick.label]))
    return {
      type: 'linear',
      offset: false, // the room at both ends is measured above
      min: low,
      max: high,
      afterBuildTicks: (scale) => {
        scale.ticks = ticks.map(({ value }) => ({ value }))
      },
      ticks: { autoSkip: false, maxRotation: 0, callback: (value) => labels.get(Number(value)) ?? '' },
    }
  }
  const bounds = picture.kind === 'scatter' ? {} : { min: low, max: high }
  return {
    type: 'linear',
    offset: false,
    ...bounds,
    ticks: {
      maxTicksLimit: most,
      includeBounds: false,
      maxRotation: 0,
      // years and ids have four digits and no comma
      callback: (value, _, all) => axisNumber(Number(value), stepOf(all)).replace(/^(-?\d),(\d{3})$/, '$1$2'),
    },
  }
}

/** Half a bar at both ends; half a day when there is only one. */
function barRoom(picture: Picture, span: number): number {
  let closest = Infinity
  for (const { source } of picture.series) {
    for (let i = 1; i < source.x.length; i++) {
      const gap = at(source.x, i) - at(source.x, i - 1)
      if (gap > 0 && gap < closest) closest = gap
    }
  }
  if (closest < Infinity) return Math.max(closest / 2, span / 200)
  return picture.axis === 'time' ? 43_200_000 : 0.5
}

function tooltip(picture: Picture, look: ChartLook) {
  const pointOf = (item: TooltipItem<DrawnKind>) => {
    const series = picture.series[item.datasetIndex]
    const point = series ? at(series.kept, item.dataIndex) : 0
    return { series, point }
  }
  return {
    animation: false,
    backgroundColor: look.ink,
    titleColor: look.onInk,
    bodyColor: look.onInk,
    titleFont: { family: look.sans, size: 0.75 * look.rem, weight: 600 },
    bodyFont: { family: look.mono, size: 0.75 * look.rem },
    padding: 8,
    cornerRadius: 6,
    caretSize: 0,
    displayColors: picture.series.length > 1,
    usePointStyle: true,
    boxPadding: 4,
    callbacks: {
      title: (items: TooltipItem<DrawnKind>[]) => {
        const [first] = items
        if (!first) return ''
        const { series, point } = pointOf(first)
        return series?.source.xText(point) ?? ''
      },
      label: (item: TooltipItem<DrawnKind>) => {
        const { series, point } = pointOf(item)
        return series ? `${series.name}: ${series.source.yText(point)}` : ''
      },
    },
  }
}
