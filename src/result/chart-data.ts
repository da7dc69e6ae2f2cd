import { count, counted } from './amount'
import { ChartCells, type ChartSource } from './chart-cells'
import { floorTo, writeDate, type TimeUnit } from './chart-date'
import { fillMissing, missingUnits } from './chart-fill'
import { aggregate, tallies, topGroups, type Group } from './chart-groups'
import { numberOf } from './chart-number'
import type { ChartData, ChartSeries } from './chart-series'
import { at, risingOrder, type Sliced } from './chart-slices'
import {
  axisOf,
  chartKinds,
  seriesLimit,
  type Aggregation,
  type AxisKind,
  type ChartSpec,
} from './chart-spec'

const rowsPerStep = 1024

/** Reads what the spec asks for out of the result. Work is in proportion to the rows, and can be interrupted. */
export function* chartData(source: ChartSource, spec: ChartSpec): Sliced<ChartData> {
  const work = new Work(source, spec)
  yield* work.readSplit()
  const grouped = spec.aggregation !== 'none' || work.axis === 'category' || spec.per !== null
  const data = grouped ? yield* work.groups() : yield* work.points()
  return judged(data, spec)
}

class Work {
  readonly axis: AxisKind
  readonly #cells: ChartCells
  readonly #source: ChartSource
  readonly #spec: ChartSpec
  readonly #notes: string[] = []
  /** values of the split column, in order of appearance; others go to the last series */
  #splits: string[] = []
  #splitOthers = false
  #gaps = 0
  #leftOut = 0

  constructor(source: ChartSource, spec: ChartSpec) {
    this.#source = source
    this.#spec = spec
    this.axis = axisOf(spec, source.columns)
    this.#cells = new ChartCells(source, spec, this.axis)
  }

  *readSplit(): Sliced<void> {
    const column = this.#spec.split
    if (column === null) return
    const seen = new Map<string, number>()
    for (let row = 0; row < this.#source.rowCount; row++) {
      const text = this.#cells.text(row, column)
      seen.set(text, (seen.get(text) ?? 0) + 1)
      if (row % rowsPerStep === 0) yield
    }
    const all = [...seen.keys()]
    if (all.length <= seriesLimit) {
      this.#splits = all
      return
    }
    const frequent = [...seen].sort((a, b) => b[1] - a[1]).slice(0, seriesLimit - 1)
    const kept = new Set(frequent.map(([text]) => text))
    this.#splits = all.filter((text) => kept.has(text))
    this.#splitOthers = true
    this.#notes.push(
      `${this.#cells.name(column)} has ${count(all.length)} values: the ${seriesLimit - 1} most frequent have their own series.`,
    )
  }

  /** Every row is a point along a measured axis. */
  *points(): Sliced<ChartData> {
    const { rows, rowCount } = this.#source
    const places = new Float64Array(rowCount)
    const source = new Uint32Array(rowCount)
    let n = 0
    for (let row = 0; row < rowCount; row++) {
      const place = this.#cells.place(row)
      if (Number.isNaN(place)) this.#leftOut++
      else {
        places[n] = place
        source[n++] = row
      }
      if (row % rowsPerStep === 0) yield
    }
    const order = yield* risingOrder(places.subarray(0, n))
    const sortedRows = order.map((i) => at(source, i))
    const sortedPlaces = new Float64Array(n)
    for (let i = 0; i < n; i++) sortedPlaces[i] = at(places, at(order, i))

    const series: ChartSeries[] = []
    const split = this.#spec.split
    const owner = new Uint8Array(split === null ? 0 : n)
    for (let i = 0; i < owner.length; i++) {
      if (i % rowsPerStep === 0) yield
      owner[i] = this.#seriesOf(at(sortedRows, i))
    }
    for (const [k, name] of this.#names().entries()) {
      const column = this.#spec.series[split === null ? k : 0] ?? 0
      const [x, y, rowOf] = [new Float64Array(n), new Float64Array(n), new Uint32Array(n)]
      let m = 0
      for (let i = 0; i < n; i++) {
        if (i % rowsPerStep === 0) yield
        if (split !== null && owner[i] !== k) continue
        const row = at(sortedRows, i)
        const value = numberOf(rows.value(row, column))
        if (Number.isNaN(value)) this.#gaps++
        x[m] = at(sortedPlaces, i)
        y[m] = value
        rowOf[m++] = row
      }
      series.push({
        name,
        x: x.subarray(0, m),
        y: y.subarray(0, m),
        xText: (point) => this.#cells.placeText(at(rowOf, point)),
        yText: (point) => this.#cells.text(at(rowOf, point), column),
      })
    }
    return this.#finish(series, [], this.#unitOf(sortedPlaces))
  }

  /** Rows that share a place become one point. */
  *groups(): Sliced<ChartData> {
    const { rows, rowCount } = this.#source
    const { aggregation, series: columns, split, per } = this.#spec
    const names = this.#names()
    const byRow = aggregation === 'none' && split === null // equal names stay places of their own
    const groups = new Map<string | number, Group>()
    for (let row = 0; row < rowCount; row++) {
      if (row % rowsPerStep === 0) yield
      const place = this.axis === 'category' ? row : this.#cells.place(row)
      if (Number.isNaN(place)) {
        this.#leftOut++
        continue
      }
      const label = this.axis === 'category' ? this.#cells.placeText(row) : ''
      const key = byRow || this.axis !== 'category' ? place : label
      let group = groups.get(key)
      if (!group) groups.set(key, (group = { label, place, tallies: tallies(names.length) }))
      if (columns.length === 0) {
        group.tallies[split === null ? 0 : this.#seriesOf(row)]?.add(1n, 1, '1')
        continue
      }
      for (const [k, column] of columns.entries()) {
        const value = rows.value(row, column)
        const number = numberOf(value)
        if (Number.isNaN(number)) this.#gaps++
        else
          group.tallies[split === null ? k : this.#seriesOf(row)]?.add(
            value,
            number,
            this.#cells.written(value, column),
          )
      }
    }
    let ordered = [...groups.values()]
    if (this.axis !== 'category') ordered.sort((a, b) => a.place - b.place)
    else ordered = this.#top(ordered)
    const others = this.axis === 'category' && ordered.length < groups.size && this.#gathers
    const unit = this.#unitOf(Float64Array.from(ordered, (group) => group.place))
    const series = names.map((name, k): ChartSeries => {
      const drawn = ordered.map((group) => {
        const tally = group.tallies[k]
        return tally ? aggregate(tally, aggregation) : { value: NaN, text: 'NULL' }
      })
      return {
        name,
        x: Float64Array.from(ordered, (group, i) => (this.axis === 'category' ? i : group.place)),
        y: Float64Array.from(drawn, (point) => point.value),
        xText: (point) => groupText(ordered[point], this.axis, per ?? unit),
        yText: (point) => drawn[point]?.text ?? '',
      }
    })
    const categories = this.axis === 'category' ? ordered.map((group) => group.label) : []
    return this.#finish(series, categories, per ?? unit, others)
  }

  /** Parts make a whole and sums add up; the values of rows side by side do not: their sum would dwarf each of them. */
  get #gathers(): boolean {
    return this.#spec.aggregation !== 'none' || chartKinds[this.#spec.kind].round
  }

  #top(groups: Group[]): Group[] {
    const traits = chartKinds[this.#spec.kind]
    const room = this.#spec.top ?? traits.places
    const kept = topGroups(groups, room, this.#spec.aggregation, this.#gathers)
    if (kept.length < groups.length && !this.#gathers)
      this.#notes.push(
        `The ${count(kept.length)} largest of ${count(groups.length)} are shown; the rest is left out.`,
      )
    else if (kept.length < groups.length) {
      const does = restIs[this.#spec.aggregation] ?? 'adds up'
      this.#notes.push(
        `The ${count(kept.length - 1)} largest of ${count(groups.length)} are shown; “others” ${does} the rest.`,
      )
    }
    return kept
  }

  #finish(series: ChartSeries[], categories: string[], unit: TimeUnit | null, others = false): ChartData {
    const notes = this.#notes
    if (this.#leftOut > 0) {
      const what = this.axis === 'time' ? 'a date' : 'a number'
      const column = this.#spec.x === null ? '' : this.#cells.name(this.#spec.x)
      notes.push(
        `${counted(this.#leftOut, 'row')} without ${what} in ${column} ${is(this.#leftOut)} left out.`,
      )
    }
    if (this.#gaps > 0)
      notes.push(`${counted(this.#gaps, 'value')} ${is(this.#gaps)} NULL or no number: a gap, not zero.`)
    const data: ChartData = { axis: this.axis, categories, others, series, notes }
    if (unit === null || this.axis !== 'time') return data
    const missing = missingUnits(series, unit)
    if (!missing) return data
    return { ...(this.#spec.fill ? fillMissing(data, unit) : data), missing: { unit, ...missing } }
  }

  /** The unit that times fall on: gathered so, or all on the first of a month, or all at midnight. */
  #unitOf(places: Float64Array): TimeUnit | null {
    if (this.axis !== 'time') return null
    if (this.#spec.per) return this.#spec.per
    if (places.every((place) => floorTo(place, 'month') === place)) return 'month'
    return places.every((place) => floorTo(place, 'day') === place) ? 'day' : null
  }

  #names(): string[] {
    if (this.#spec.split !== null) return [...this.#splits, ...(this.#splitOthers ? ['others'] : [])]
    return this.#spec.series.length === 0
      ? ['rows']
      : this.#spec.series.map((column) => this.#cells.name(column))
  }

  #seriesOf(row: number): number {
    const index = this.#splits.indexOf(this.#cells.text(row, this.#spec.split ?? 0))
    return index < 0 ? this.#splits.length : index
  }
}

function groupText(group: Group | undefined, axis: AxisKind, unit: TimeUnit | null): string {
  if (!group) return ''
  if (axis === 'category') return group.label
  return axis === 'time' ? writeDate(group.place, unit ?? 'exact') : String(group.place)
}

/** What "others" is of the groups it gathers; their sum where nothing is said. */
const restIs: Partial<Record<Aggregation, string>> = {
  average: 'is the average of',
  lowest: 'is the lowest of',
  highest: 'is the highest of',
}

const is = (n: number): string => (n === 1 ? 'is' : 'are')

/** Adds what stands in the way of drawing. */
function judged(data: ChartData, spec: ChartSpec): ChartData {
  const values = data.series.flatMap((series) => series.y.find((y) => !Number.isNaN(y)) ?? [])
  if (values.length === 0)
    return { ...data, problem: 'There is no number to draw: every value is NULL or text.' }
  if (!chartKinds[spec.kind].round) return data
  const parts = data.series[0]?.y ?? new Float64Array()
  if (parts.some((y) => y < 0)) {
    const word = chartKinds[spec.kind].name.toLowerCase()
    return {
      ...data,
      problem: `A ${word} shows parts of a whole, and some values are below zero. Choose bars.`,
    }
  }
  if (!parts.some((y) => y > 0))
    return { ...data, problem: 'All parts are zero, so there is no whole to divide.' }
  return data
}
