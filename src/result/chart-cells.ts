import type { ResultSet, Value } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { count } from './amount'
import { cellText } from './cell'
import type { ChartColumn } from './chart-column'
import { floorTo, parseDate } from './chart-date'
import { numberOf } from './chart-number'
import type { AxisKind, ChartSpec } from './chart-spec'

/** A result and what is known about its columns. */
export interface ChartSource {
  readonly rows: ResultSet
  readonly rowCount: number
  readonly columns: readonly ChartColumn[]
  readonly dialect: Dialect
}

/** The cells of a result as a chart needs them: places on the axis, and what the engine wrote. */
export class ChartCells {
  readonly #source: ChartSource
  readonly #spec: ChartSpec
  readonly #axis: AxisKind
  /** the offset of the first time that has one: all times are shown on that clock */
  #offset: number | null = null

  constructor(source: ChartSource, spec: ChartSpec, axis: AxisKind) {
    this.#source = source
    this.#spec = spec
    this.#axis = axis
  }

  /** Where a row stands on a measured axis; NaN for NULL and what is no number or date. */
  place(row: number): number {
    const column = this.#spec.x
    if (column === null) return row + 1
    const value = this.#source.rows.value(row, column)
    if (this.#axis !== 'time') return numberOf(value)
    const date = typeof value === 'string' ? parseDate(value) : null
    if (!date) return NaN
    this.#offset ??= date.offset
    const time = date.clock - date.offset + this.#offset
    return this.#spec.per ? floorTo(time, this.#spec.per) : time
  }

  placeText(row: number): string {
    return this.#spec.x === null ? `row ${count(row + 1)}` : this.text(row, this.#spec.x)
  }

  name(column: number): string {
    return this.#source.columns[column]?.name ?? ''
  }

  text(row: number, column: number): string {
    return this.written(this.#source.rows.value(row, column), column)
  }

  /** As the engine wrote it; NULL and the empty text are told apart, and a novel is cut short. */
  written(value: Value, index: number): string {
    if (value === null) return 'NULL'
    if (typeof value === 'bigint') return String(value)
    const column = this.#source.rows.columns[index]
    const text = column ? cellText(value, column, this.#source.dialect) : String(value)
    return text === '' ? "''" : text.length > 80 ? `${text.slice(0, 79)}…` : text
  }
}
