/** The frame of one row of a window. */
import type { Rows } from './answer'
import { key } from './cell'
import type { WindowFigure } from './prose'

/** For each row: in which partition it is (counted from 0), and whether the frame of row `at` holds it. */
export function windowFrame(
  rows: Rows,
  { partition, at, before, after }: Pick<WindowFigure, 'partition' | 'at' | 'before' | 'after'>,
): { readonly partition: number; readonly inside: boolean; readonly current: boolean }[] {
  const column = rows.columns.findIndex(({ name }) => name === partition)
  const keys = rows.rows.map((row) => (column === -1 ? '' : key(row[column] ?? null, 'text')))
  const names = [...new Set(keys)]
  const current = at - 1
  const own = keys.flatMap((name, place) => (name === keys[current] ? [place] : []))
  const place = own.indexOf(current)
  const from = before === 'all' ? 0 : Math.max(0, place - before)
  const to = after === 'all' ? own.length : place + after + 1
  const frame = own.slice(from, to)
  return keys.map((name, row) => ({
    partition: names.indexOf(name),
    inside: frame.includes(row),
    current: row === current,
  }))
}
