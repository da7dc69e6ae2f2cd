import type { Dialect } from '../sql/dialect'
import type { ChartColumn } from './chart-column'
import { timeUnits, unitLength, type TimeUnit } from './chart-date'
import { spec, type ChartSpec } from './chart-spec'

/** A first chart; or why there is none, in words, with what would help. */
export type Guess =
  | { readonly kind: 'chart'; readonly spec: ChartSpec }
  | { readonly kind: 'none'; readonly reason: string; readonly help: string; readonly example?: string }

const none = (reason: string, help: string, sql?: string): Guess =>
  sql === undefined ? { kind: 'none', reason, help } : { kind: 'none', reason, help, example: sql }
const chart = (essentials: Parameters<typeof spec>[0]): Guess => ({ kind: 'chart', spec: spec(essentials) })

/** Names of numbers that are places in time or order rather than amounts. */
const ordinal =
  /^(year|quarter|month|week|day|hour|dow|weekday|age_group|bucket|rank|position|nr|no|num|step|level)$|_(year|month|week|day|hour)$|^(year|month|week|day|hour)_/i
/** Numbers that mean nothing when added up. */
const rate =
  /(^|_)(age|avg|average|mean|median|price|rate|ratio|share|percent|pct|score|rating|temperature)(_|$)/i
const amount = /(^|_)(amount|revenue|total|sum|sales|turnover|value|spent|cost|profit)(_|$)/i

const example: Record<Dialect, string> = {
  sqlite:
    "SELECT strftime('%Y-%m', sale_date) AS month, sum(sale_amount) AS revenue\nFROM sales\nGROUP BY month",
  postgres:
    "SELECT date_trunc('month', sale_date)::date AS month, sum(sale_amount) AS revenue\nFROM sales\nGROUP BY month",
}

/** The chart that most people would draw of these columns. */
export function guessChart(columns: readonly ChartColumn[], rowCount: number, dialect: Dialect): Guess {
  if (columns.length === 0) return none('This result has no columns.', 'Select something to draw.')
  if (rowCount === 0)
    return none(
      'This result has no rows, so there is nothing to draw.',
      'Widen the WHERE condition or the join.',
    )
  if (rowCount === 1)
    return none(
      'One row has nothing to be compared with.',
      'Ask for one row per group, for example:',
      example[dialect],
    )

  const usable = columns.filter((column) => column.filled > 0)
  const measures = chooseMeasures(usable)
  const times = usable.filter((column) => column.role === 'time')
  const categories = usable.filter((column) => column.role === 'category' && column.longest <= 200)

  if (measures.length === 0) return countRows([...categories, ...times], dialect)

  const time = times[0]
  if (time) return overTime(time, measures, categories, rowCount)

  const place = placeOf(usable, measures)
  const category = categories.find((column) => column.distinct > 1) ?? categories[0]
  if (category && !(place && category.distinct < category.filled)) return overCategory(category, measures)
  if (place) return overNumber(place, measures, category)

  const [first, second] = measures
  const count = counting(measures, rowCount)
  if (count)
    return overNumber(
      count,
      measures.filter((column) => column !== count),
    )
  const group = groupOf(measures)
  if (group && !alike(measures))
    return overNumber(
      group,
      measures.filter((column) => column !== group),
    )
  if (first && second && !alike(measures)) {
    const [x, y] = amount.test(first.name) ? [second, first] : [first, second]
    return chart({ kind: 'scatter', x: x.index, series: [y.index], aggregation: 'none' })
  }
  return chart({ kind: 'bar', x: null, series: chosen(measures), aggregation: 'none', ...manyRows(rowCount) })
}

/** Bars for few rows; a line shows the shape of many. */
const manyRows = (rowCount: number): Partial<ChartSpec> => (rowCount > 40 ? { kind: 'line' } : {})

/** Numbers that are quantities, best first: real numbers before numerals in text, keys only if nothing else is there. */
function chooseMeasures(columns: readonly ChartColumn[]): ChartColumn[] {
  const all = columns.filter((column) => column.role === 'number')
  const amounts = all.filter((column) => !ordinal.test(column.name))
  const numbers = amounts.length > 0 ? amounts : all
  const hard = numbers.filter((column) => !column.soft && !column.id)
  const measures = hard.length > 0 ? hard : numbers.filter((column) => !column.id)
  const best = measures.filter((column) => amount.test(column.name))
  return [...best, ...measures.filter((column) => !best.includes(column))]
}

/** A number to go along the bottom: a year or month, or the key where rows come in its order. */
function placeOf(columns: readonly ChartColumn[], measures: readonly ChartColumn[]): ChartColumn | undefined {
  const numbers = columns.filter((column) => column.role === 'number' && !measures.includes(column))
  return (
    numbers.find((column) => ordinal.test(column.name)) ??
    numbers.find((column) => column.rising && column.whole)
  )
}

/** A few whole numbers, each once and in order, before the others: what rows were grouped by, such as 0 and 1 or ages. */
function groupOf(measures: readonly ChartColumn[]): ChartColumn | undefined {
  if (measures.length < 2) return undefined
  const [first] = [...measures].sort((a, b) => a.index - b.index)
  const each = first?.whole && first.rising && first.distinct === first.filled && first.distinct <= 12
  return each && !amount.test(first.name) ? first : undefined
}

/** Whole numbers one after the other, before the others: what generate_series and recursive queries count by. */
function counting(measures: readonly ChartColumn[], rowCount: number): ChartColumn | undefined {
  const [first] = [...measures].sort((a, b) => a.index - b.index)
  if (!first || measures.length < 2 || amount.test(first.name)) return undefined
  const rising = first.whole && first.rising && first.distinct === first.filled && first.filled > 12
  return rising && first.high - first.low < rowCount ? first : undefined
}

/** Measures that share a scale and a type can share an axis: min, avg and max of one thing. */
function alike(measures: readonly ChartColumn[]): boolean {
  const [first] = measures
  if (!first || measures.length < 2 || measures.length > 4) return false
  return measures.every(
    (column) =>
      column.type === first.type &&
      column.high > 0 &&
      Math.max(column.high / first.high, first.high / column.high) <= 4,
  )
}

const chosen = (measures: readonly ChartColumn[]): number[] =>
  (alike(measures) ? measures : measures.slice(0, 1)).map((column) => column.index)

const adding = (column: ChartColumn): 'average' | 'sum' => (rate.test(column.name) ? 'average' : 'sum')

function overTime(
  time: ChartColumn,
  measures: readonly ChartColumn[],
  categories: readonly ChartColumn[],
  rowCount: number,
): Guess {
  const [first] = measures
  const repeats = time.distinct < time.filled
  const split = repeats ? categories.find((column) => column.distinct > 1 && column.distinct <= 8) : undefined
  const kind = rowCount <= 31 && !split && time.daily ? 'bar' : 'line'
  const series = split && first ? [first.index] : chosen(measures)
  const aggregation = repeats && first ? adding(first) : 'none'
  return chart({ kind, x: time.index, series, aggregation, split: split?.index ?? null })
}

function overCategory(category: ChartColumn, measures: readonly ChartColumn[]): Guess {
  const [first] = measures
  const repeats = category.distinct < category.filled
  const x = category.index
  if (!repeats || !first) return chart({ kind: 'bar', x, series: chosen(measures), aggregation: 'none' })
  return chart({ kind: 'bar', x, series: [first.index], aggregation: adding(first) })
}

function overNumber(place: ChartColumn, measures: readonly ChartColumn[], category?: ChartColumn): Guess {
  const [first] = measures
  const repeats = place.distinct < place.filled
  const split = repeats && category && category.distinct > 1 && category.distinct <= 8 ? category.index : null
  const kind =
    place.distinct <= 12 && split === null
      ? 'bar'
      : place.rising || split !== null || repeats
        ? 'line'
        : 'scatter'
  return chart({
    kind,
    x: place.index,
    series: split !== null && first ? [first.index] : chosen(measures),
    aggregation: repeats && first ? adding(first) : 'none',
    split,
  })
}

/** No numbers: counting rows per category is still a chart, where categories repeat. */
function countRows(columns: readonly ChartColumn[], dialect: Dialect): Guess {
  const repeated = columns.find((column) => column.distinct > 1 && column.distinct < column.filled)
  if (!repeated)
    return none(
      'No column holds numbers, and no value occurs twice, so there is nothing to measure or to count.',
      'Add a number, for example:',
      example[dialect],
    )
  return chart({
    kind: repeated.role === 'time' ? 'line' : 'bar',
    x: repeated.index,
    series: [],
    aggregation: 'count',
  })
}

/** The shortest unit that gathers a span of time, in ms, into at most `most` points. */
export const unitFor = (span: number, most: number): TimeUnit =>
  timeUnits.find((unit) => span / unitLength[unit] <= most) ?? 'year'
