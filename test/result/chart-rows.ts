import type { Column, ResultSet, Value, ValueKind } from '../../src/engine/value'
import { chartColumns } from '../../src/result/chart-column'
import { chartData } from '../../src/result/chart-data'
import type { ChartData } from '../../src/result/chart-series'
import { atOnce } from '../../src/result/chart-slices'
import { spec } from '../../src/result/chart-spec'
import type { Dialect } from '../../src/sql/dialect'

/** Rows from a head such as `day:date revenue:number` and lines of values. */
export function result(head: string, rows: readonly (readonly Value[])[]): ResultSet {
  const columns = head.split(' ').map((text): Column => {
    const [name = '', kind = 'text'] = text.split(':')
    return { name, type: kind, kind: kind as ValueKind }
  })
  return {
    columns,
    rowCount: rows.length,
    value: (row, column) => rows[row]?.[column] ?? null,
    wholeBytes: () => undefined,
  }
}

/** Rows whose values are computed, for large results. */
export function computed(
  head: string,
  rowCount: number,
  value: (row: number, column: number) => Value,
): ResultSet {
  return { ...result(head, []), rowCount, value }
}

type Essentials = Parameters<typeof spec>[0]
/** What is drawn of a result. */
export function drawn(rows: ResultSet, essentials: Essentials, dialect: Dialect = 'postgres'): ChartData {
  const source = { rows, rowCount: rows.rowCount, columns: chartColumns(rows, rows.rowCount), dialect }
  return atOnce(chartData(source, spec(essentials)))
}

/** A series as text: "place=value place=value", gaps as "place=·". */
export function shown(data: ChartData, series = 0): string {
  const one = data.series[series]
  if (!one) return 'no such series'
  return Array.from(one.y, (y, i) => `${one.xText(i)}=${Number.isNaN(y) ? '·' : one.yText(i)}`).join(' ')
}
