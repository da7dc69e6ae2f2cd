import type { ScaleOptions } from 'chart.js'
import { floorTo, type TimeUnit } from './chart-date'
import { shortNames } from './chart-names'
import { axisNumber } from './chart-number'
import type { Picture } from './chart-picture'
import { extent } from './chart-reduce'
import { at } from './chart-slices'
import type { ChartLook } from './chart-style'
import { timeTicks } from './chart-ticks'

type Linear = ScaleOptions<'linear'>
type Category = ScaleOptions<'category'>
type Face = { family: string; size: number }
type Axis = Linear | Category

/** The two axes of a picture: places along the one, values with hairlines along the other. */
export function chartAxes(picture: Picture, look: ChartLook): { x: Axis; y: Axis } {
  const font = { family: look.sans, size: 0.75 * look.rem }
  const values = extent(...picture.series.map(({ source }) => source.y)) ?? { low: 0, high: 1 }
  // a line may start above zero when its whole life is far from it; a bar or an area never
  const zero = picture.kind === 'bar' || picture.kind === 'area' || values.low < values.high * 0.6
  const value: Linear = {
    type: 'linear',
    beginAtZero: picture.kind !== 'scatter' && zero,
    // bars that lie have their values beside them and no axis to round up for
    ...(picture.lying && values.high > 0 ? { max: values.high } : {}),
    ...(picture.extremes.some(({ high }) => !high) && (values.low < 0 || !zero)
      ? { suggestedMin: values.low - roomBelow(picture, values.low, values.high) }
      : {}),
    border: { display: false },
    grid: {
      drawTicks: false,
      color: (context) => (context.tick?.value === 0 ? look.ruleStrong : look.rule),
      display: !picture.lying,
    },
    ticks: {
      font,
      color: look.ink3,
      padding: 8,
      maxTicksLimit: picture.lying ? 5 : 7,
      display: !picture.lying,
      callback: (tick, _, all) => axisNumber(Number(tick), stepOf(all)),
    },
  }
  const named = picture.axis === 'category' ? categoryAxis(picture, look, font) : along(picture, look, font)
  return picture.lying ? { x: value, y: named } : { x: named, y: value }
}

/** The amount that 24 px below the lowest mark stand for: its value is written there, above the axis. */
const roomBelow = ({ height }: Picture, low: number, high: number): number =>
  ((Math.max(high, 0) - low) * 24) / Math.max(height - 70, 60)

const stepOf = (ticks: readonly { value: number }[]): number =>
  Math.abs((ticks[1]?.value ?? 1) - (ticks[0]?.value ?? 0)) || 1

function categoryAxis(picture: Picture, look: ChartLook, font: Face): Category {
  // two fifths of the width at about 6.5 px a character: Chart.js cuts off what takes more than half
  const most = picture.lying ? Math.max(10, Math.min(28, Math.floor((picture.width * 0.4) / 6.5))) : 24
  const names = shortNames(picture.categories, most)
  return {
    type: 'category',
    border: { color: look.ruleStrong },
    grid: { display: false },
    ticks: {
      font,
      color: picture.lying ? look.ink2 : look.ink3,
      padding: 6,
      maxRotation: 0,
      autoSkip: !picture.lying,
      callback: (index) => names[Number(index)] ?? '',
    },
  }
}

/** The measured axis along the bottom: no rounding outwards in time, round ticks inside. */
function along(picture: Picture, look: ChartLook, font: Face): Linear {
  const span = extent(...picture.series.map(({ source }) => source.x)) ?? { low: 0, high: 1 }
  const room = picture.kind === 'bar' || span.low === span.high ? barRoom(picture, span.high - span.low) : 0
  const [low, high] = [span.low - room, span.high + room]
  const most = Math.max(2, Math.floor(picture.width / 90))
  const quiet = { border: { color: look.ruleStrong }, grid: { display: false } }
  const face = { font, color: look.ink3, padding: 6, maxRotation: 0 }
  if (picture.axis === 'time') {
    const ticks = timeTicks(low, high, most, unitOf(picture))
    const labels = new Map(ticks.map((tick) => [tick.value, tick.label]))
    return {
      type: 'linear',
      ...quiet,
      offset: false, // the room at both ends is measured above
      min: low,
      max: high,
      afterBuildTicks: (scale) => {
        scale.ticks = ticks.map(({ value }) => ({ value }))
      },
      ticks: { ...face, autoSkip: false, callback: (value) => labels.get(Number(value)) ?? '' },
    }
  }
  const bounds = picture.kind === 'scatter' ? {} : { min: low, max: high }
  return {
    type: 'linear',
    ...quiet,
    offset: false,
    ...bounds,
    ticks: {
      ...face,
      maxTicksLimit: most,
      includeBounds: false,
      // years and ids have four digits and no comma
      callback: (value, _, all) => axisNumber(Number(value), stepOf(all)).replace(/^(-?\d),(\d{3})$/, '$1$2'),
    },
  }
}

/** What all times of a picture fall on. */
function unitOf({ series }: Picture): 'day' | 'month' | null {
  const on = (unit: TimeUnit) => series.every(({ source }) => source.x.every((x) => floorTo(x, unit) === x))
  return !on('day') ? null : on('month') ? 'month' : 'day'
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
