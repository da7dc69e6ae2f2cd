import type { ChartData, ChartSeries } from './chart-series'
import { nextOf, unitLength, writeDate, type TimeUnit } from './chart-date'
import { at } from './chart-slices'

/** Filling stops being useful, and starts being slow, beyond this many units. */
const most = 4000

/** Units of time between the first and the last point that no series has a point at; undefined when there are none. */
export function missingUnits(
  series: readonly ChartSeries[],
  unit: TimeUnit,
): { absent: number; all: number } | undefined {
  const present = placesOf(series)
  const all = unitsBetween(present, unit)
  const absent = all ? all.filter((time) => !present.has(time)).length : 0
  return all && absent > 0 ? { absent, all: all.length } : undefined
}

/** The same data with a 0 in each unit that has no point. */
export function fillMissing(data: ChartData, unit: TimeUnit): ChartData {
  const all = unitsBetween(placesOf(data.series), unit)
  if (!all) return data
  const series = data.series.map((old): ChartSeries => {
    const pointAt = new Map<number, number>()
    old.x.forEach((time, point) => pointAt.set(time, point))
    const points = all.map((time) => pointAt.get(time))
    return {
      name: old.name,
      x: Float64Array.from(all),
      y: Float64Array.from(points, (point) => (point === undefined ? 0 : at(old.y, point))),
      xText: (i) => {
        const point = points[i]
        return point === undefined ? writeDate(all[i] ?? 0, unit) : old.xText(point)
      },
      yText: (i) => {
        const point = points[i]
        return point === undefined ? '0 (no row)' : old.yText(point)
      },
    }
  })
  return { ...data, series }
}

/** The places of all series; not all of them when they are too many to fill. */
function placesOf(series: readonly ChartSeries[]): Set<number> {
  const places = new Set<number>()
  for (const { x } of series) {
    for (const place of x) {
      places.add(place)
      if (places.size > most) return places
    }
  }
  return places
}

/** Every unit from the first to the last place; null when that is one place, too many, or places lie between units. */
function unitsBetween(present: ReadonlySet<number>, unit: TimeUnit): number[] | null {
  if (present.size < 2 || present.size > most) return null
  const sorted = [...present].sort((a, b) => a - b)
  const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0]
  if ((last - first) / unitLength[unit] > most) return null
  const all: number[] = []
  for (let time = first; time <= last; time = nextOf(time, unit)) all.push(time)
  const units = new Set(all)
  return sorted.every((time) => units.has(time)) ? all : null
}
