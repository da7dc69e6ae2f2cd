import { short, type Picture } from './chart-picture'
import { at } from './chart-slices'
import { chartKinds } from './chart-spec'
import type { ChartLook } from './chart-style'

/** The names beside the colours: of series, or of a pie's parts. */
export interface KeyEntry {
  readonly name: string
  readonly colour: string
  /** its place in the order of styles; -1 for a plain square of colour */
  readonly style: number
}

export const seriesColour = (look: ChartLook, series: number): string =>
  look.series[series % look.series.length] ?? look.ink

/** The colour of a place in a picture where each place has its own; "others" has none. */
export const colourOf = (picture: Picture, look: ChartLook, place: number): string =>
  picture.others && place === picture.categories.length - 1 ? look.ruleStrong : seriesColour(look, place)

/** The key of a picture; empty where one series needs none. */
export function chartKey(picture: Picture, look: ChartLook): KeyEntry[] {
  const [first] = picture.series
  if (chartKinds[picture.kind].round && first) {
    const total = first.source.y.reduce((sum, y) => sum + (Number.isNaN(y) ? 0 : y), 0)
    return picture.categories.map((name, i) => {
      const y = at(first.source.y, i)
      const size = short(first.source.yText(i), y, 16)
      return { name: `${name}: ${size} (${share(y, total)})`, colour: colourOf(picture, look, i), style: -1 }
    })
  }
  if (picture.series.length < 2) return []
  return picture.series.map(({ name }, i) => ({
    name,
    colour: seriesColour(look, i),
    style: picture.kind === 'bar' ? -1 : i,
  }))
}

/** A part of a whole in per cent: "12.5 %", "<0.1 %". */
function share(part: number, whole: number): string {
  const percent = (100 * (Number.isNaN(part) ? 0 : part)) / whole
  return percent > 0 && percent < 0.1 ? '<0.1 %' : `${percent.toFixed(1).replace(/\.0$/, '')} %`
}
