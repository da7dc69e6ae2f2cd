/** The order of rows, by the keys the task names only: rows that tie in all of them may stand either way. */
import type { Rows } from './answer'
import { agree, type Measure } from './cell'
import type { Comparison, OrderKey } from './check'
import type { NotYet } from './verdict'

/** Null when the order is as asked; the rows themselves agree already. */
export function orderRefused(
  check: Comparison,
  actual: Rows,
  expected: Rows,
  by: readonly Measure[],
): NotYet | null {
  const keys = check.ordered.map((key) => columnOf(key, check, expected))
  if (keys.length === 0) return null
  const at = expected.rows.findIndex((row, place) =>
    keys.some(
      (column) => !agree(actual.rows[place]?.[column] ?? null, row[column] ?? null, by[column] ?? 'text'),
    ),
  )
  if (at === -1) return null
  const cells = (rows: Rows) => rows.rows[at] ?? []
  return {
    correct: false,
    reason: 'row order',
    text: `All rows are right, but their order is not: the task asks for an order ${orderSaid(check.ordered)}.`,
    more: [
      `The first row in another place is row ${at + 1}.`,
      'Without ORDER BY a result has no order to rely on.',
    ],
    diff: {
      columns: expected.columns.map((column) => column.name),
      rows: [
        { kind: 'expected', cells: cells(expected), marked: keys, at: at + 1 },
        { kind: 'yours', cells: cells(actual), marked: keys, at: at + 1 },
      ],
      unlisted: { missing: 0, extra: 0 },
      same: { count: at, names: [] },
    },
  }
}

function columnOf({ column }: OrderKey, check: Comparison, expected: Rows): number {
  const asked = check.columns.findIndex((one) => one.name === column)
  return asked === -1
    ? Math.max(
        0,
        expected.columns.findIndex((one) => one.name === column),
      )
    : asked
}

/** "by `total`, largest first, then by `name`" */
export function orderSaid(keys: readonly OrderKey[]): string {
  return keys
    .map(({ column, descending }) => `by \`${column}\`${descending ? ' descending' : ''}`)
    .join(', then ')
}
