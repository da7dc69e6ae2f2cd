import type { ResultSet } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { chartColumns } from './chart-column'
import type { ChartSource } from './chart-cells'
import { chartData } from './chart-data'
import type { ChartData } from './chart-series'
import { unitFor, guessChart } from './chart-guess'
import { inSlices } from './chart-slices'
import { chartKinds, chartTitle, type Aggregation, type ChartKind, type ChartSpec } from './chart-spec'

/** What a chart view is given. */
export interface ChartInput {
  readonly rows: ResultSet
  readonly rowCount: number
  readonly complete: boolean
  readonly dialect: Dialect
}

/** A visitor's choices over the first guess, and the data they lead to. */
export class ChartView {
  readonly #input: () => ChartInput
  #choices = $state.raw<{ of: string; chosen: Partial<ChartSpec> }>({ of: '', chosen: {} })
  /** the newest data that was read; null until then */
  data = $state.raw<ChartData | null>(null)
  /** the spec that `data` was read for */
  drawn = $state.raw<ChartSpec | null>(null)

  constructor(input: () => ChartInput) {
    this.#input = input
  }

  /** Rows that are drawn: while more arrive, only as many as make it worth drawing again. */
  readonly rowCount = $derived.by(() => {
    const { rowCount, complete } = this.#input()
    return complete || rowCount < 2 ? rowCount : 2 ** Math.floor(Math.log2(rowCount))
  })
  readonly columns = $derived.by(() => chartColumns(this.#input().rows, this.rowCount))
  /** choices are about columns: another result with other columns begins with its own guess */
  readonly #names = $derived.by(() => JSON.stringify(this.columns.map((column) => column.name)))
  readonly #chosen = $derived.by(() => (this.#choices.of === this.#names ? this.#choices.chosen : {}))
  readonly guess = $derived.by(() => guessChart(this.columns, this.rowCount, this.#input().dialect))
  readonly spec: ChartSpec | null = $derived.by(() => {
    const guess = this.guess
    return guess.kind === 'none' ? null : consistent({ ...guess.spec, ...this.#chosen })
  })
  readonly title = $derived.by(() => (this.spec ? chartTitle(this.spec, this.columns) : ''))

  readonly numbers = $derived.by(() =>
    this.columns.filter((column) => column.role === 'number' && column.filled > 0),
  )
  readonly places = $derived.by(() => this.columns.filter((column) => column.role !== 'none'))
  readonly categories = $derived.by(() => this.columns.filter((column) => column.role === 'category'))

  choose(choices: Partial<ChartSpec>): void {
    this.#choices = { of: this.#names, chosen: { ...this.#chosen, ...choices } }
  }

  chooseKind(kind: ChartKind): void {
    const spec = this.spec
    if (!spec) return
    const x = spec.x === null ? undefined : this.columns[spec.x]
    // bars of many moments would be hairlines: gather them into a unit of time
    const crowded = kind === 'bar' && x?.role === 'time' && spec.per === null && x.distinct > 60
    const gather = crowded ? { per: unitFor(x.high - x.low, 60), aggregation: adding(spec.aggregation) } : {}
    const round = chartKinds[kind].round ? { split: null } : {}
    this.choose({ kind, ...round, ...gather })
  }

  /** The n-th series becomes another column; null takes it away. */
  chooseSeries(place: number, column: number | null): void {
    const series = [...(this.spec?.series ?? [])]
    if (column === null) series.splice(place, 1)
    else series[place] = column
    const aggregation = this.spec?.aggregation ?? 'none'
    // counting rows needs no column, every other way to put rows together does
    const fitting: Aggregation = series.length === 0 ? 'count' : aggregation
    this.choose({ series: series.filter((index, i) => series.indexOf(index) === i), aggregation: fitting })
  }

  /** Reads the data for the newest choices; what an older call would give is dropped. */
  async read(signal: AbortSignal): Promise<void> {
    const { rows, dialect } = this.#input()
    const spec = this.spec
    if (!spec) return
    const source: ChartSource = { rows, rowCount: this.rowCount, columns: this.columns, dialect }
    const data = await inSlices(chartData(source, spec), signal)
    if (!data) return
    this.data = data
    this.drawn = spec
  }
}

const adding = (aggregation: Aggregation): Aggregation => (aggregation === 'none' ? 'sum' : aggregation)

/** Choices that exclude each other, settled: a split has one series, a pie one series, a unit of time an aggregation. */
function consistent(spec: ChartSpec): ChartSpec {
  const one = spec.split !== null || chartKinds[spec.kind].round
  const aggregation = spec.per !== null ? adding(spec.aggregation) : spec.aggregation
  const counting = spec.series.length === 0 ? 'count' : aggregation
  return { ...spec, aggregation: counting, series: one ? spec.series.slice(0, 1) : spec.series }
}
