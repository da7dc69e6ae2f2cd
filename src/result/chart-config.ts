import type { ChartConfiguration, ChartDataset, Point, TooltipItem } from 'chart.js'
import { chartAxes } from './chart-axes'
import { colourOf, seriesColour } from './chart-key'
import { short, type Picture, type PictureSeries } from './chart-picture'
import { at } from './chart-slices'
import { chartKinds } from './chart-spec'
import { faded, styleOf, type ChartLook } from './chart-style'

export type DrawnKind = 'bar' | 'line' | 'scatter' | 'pie' | 'doughnut'
type Configuration = ChartConfiguration<DrawnKind, (Point | number)[]>
type Dataset = ChartDataset<DrawnKind, (Point | number)[]>

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
      ...(round ? {} : { scales: chartAxes(picture, look) }),
      plugins: { legend: { display: false }, tooltip: tooltip(picture, look) },
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

function tooltip(picture: Picture, look: ChartLook) {
  const pointOf = (item: TooltipItem<DrawnKind>) => {
    const series = picture.series[item.datasetIndex]
    const point = series ? at(series.kept, item.dataIndex) : 0
    return { series, point }
  }
  return {
    animation: false as const,
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
