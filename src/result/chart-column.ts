import type { Column, ResultSet } from '../engine/value'
import { parseDate } from './chart-date'
import { numberOf } from './chart-number'

/** What a column can be on a chart. */
export type Role = 'number' | 'time' | 'category' | 'none'

/** What a sample of a column's values says about it. */
export interface ChartColumn {
  readonly index: number
  /** its name; "column 3" when the engine gave none */
  readonly name: string
  readonly type: string
  readonly role: Role
  /** numerals in a column of text, such as postcodes: a number only if nothing better is there */
  readonly soft: boolean
  /** a key rather than a quantity */
  readonly id: boolean
  /** whole numbers only */
  readonly whole: boolean
  /** dates without a time of day */
  readonly daily: boolean
  /** different values in the sample, and how many rows of it were not NULL */
  readonly distinct: number
  readonly filled: number
  /** lowest and highest number or time in the sample; NaN for categories */
  readonly low: number
  readonly high: number
  /** whether the sample never goes down from row to row */
  readonly rising: boolean
  /** characters of the longest text in the sample */
  readonly longest: number
}

/** Columns that are looked at; a chart of the 201st column is not offered. */
export const columnLimit = 200
const sampleSize = 400

/** A description of each column, from the engine's kind and a sample of the first `rowCount` rows. */
export function chartColumns(rows: ResultSet, rowCount: number): ChartColumn[] {
  const sample = sampleRows(rowCount)
  return rows.columns.slice(0, columnLimit).map((column, index) => describe(rows, column, index, sample))
}

/** The first half of the sample in a row (to see order and repetition), the rest spread over everything. */
function sampleRows(rowCount: number): number[] {
  if (rowCount <= sampleSize) return Array.from({ length: rowCount }, (_, i) => i)
  const half = sampleSize / 2
  const step = (rowCount - half) / half
  return Array.from({ length: sampleSize }, (_, i) =>
    i < half ? i : Math.min(rowCount - 1, Math.floor(half + (i - half) * step)),
  )
}

function describe(rows: ResultSet, column: Column, index: number, sample: readonly number[]): ChartColumn {
  const values = sample.map((row) => rows.value(row, index)).filter((value) => value !== null)
  const texts = values.map((value) => (value instanceof Uint8Array ? '' : String(value)))
  const { role, soft } = roleOf(column, texts)
  const places =
    role === 'number'
      ? values.map(numberOf)
      : role === 'time'
        ? texts.map((text) => parseDate(text)?.clock ?? NaN)
        : []
  const known = places.filter((place) => !Number.isNaN(place))
  return {
    index,
    name: column.name || `column ${index + 1}`,
    type: column.type,
    role,
    soft,
    id: role === 'number' && /(^|_)(id|rowid|pk|uuid)$|[a-z]Id$/.test(column.name),
    whole: role === 'number' && known.every(Number.isInteger),
    daily: role === 'time' && known.every((time) => time % 86_400_000 === 0),
    distinct: new Set(texts).size,
    filled: values.length,
    low: known.length > 0 ? Math.min(...known) : NaN,
    high: known.length > 0 ? Math.max(...known) : NaN,
    rising: known.every((place, i) => i === 0 || place >= (known[i - 1] ?? place)),
    longest: Math.max(0, ...texts.map((text) => text.length)),
  }
}

/** Postcodes and phone numbers begin with 0 or +: numerals, but no numbers. */
const numeral = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

function roleOf(column: Column, texts: readonly string[]): { role: Role; soft: boolean } {
  const hard = (role: Role) => ({ role, soft: false })
  switch (column.kind) {
    case 'integer':
    case 'number':
      return hard('number')
    case 'boolean':
      return hard('category')
    case 'bytes':
    case 'json':
      return hard('none')
    case 'date':
    case 'timestamp':
      return hard(texts.some((text) => parseDate(text)) ? 'time' : 'category')
    case 'text':
    case 'unknown':
      if (column.type === 'money') return hard('number')
      if (texts.length === 0) return hard(column.kind === 'text' ? 'category' : 'none')
      if (texts.every((text) => parseDate(text))) return hard('time')
      if (texts.every((text) => numeral.test(text))) return { role: 'number', soft: true }
      return hard('category')
  }
}
