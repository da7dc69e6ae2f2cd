/** Results compared: columns, rows, order. The first thing that is different is said. */
import type { Value } from '../engine/value'
import type { Rows } from './answer'
import type { Comparison } from './check'
import type { Measure } from './cell'
import { columnsRefused, permuted } from './judge-columns'
import { orderRefused } from './judge-order'
import { diffRows, keyOf, measures, type Row, type RowsDiff } from './rows-diff'
import { rowCount, type Diff, type DiffRow, type NotYet } from './verdict'

/** Null when the results agree. */
export function judgeRows(check: Comparison, actual: Rows, expected: Rows): NotYet | null {
  const refused = columnsRefused(check, actual, expected)
  if (refused !== null) return refused
  const by = measures(check, actual, expected)
  const diff = diffRows(actual.rows, expected.rows, by)
  if (diff.missing.length > 0 || diff.extra.length > 0) {
    const learners = check.columns.length > 0
    const swapped = learners ? permuted(check, actual, expected) : null
    if (swapped !== null) return swapped
    const other = repeated(diff, actual, expected, by) ?? firstDifference(diff, actual, expected, by)
    if (other !== null) return other
    const refused = missingAndExtra(diff, actual, expected, by)
    return learners ? { ...refused, text: `${refused.text} The columns and their order are right.` } : refused
  }
  return orderRefused(check, actual, expected, by)
}

function repeated(diff: RowsDiff, actual: Rows, expected: Rows, by: readonly Measure[]): NotYet | null {
  if (diff.missing.length > 0 || actual.more) return null
  const known = new Set(expected.rows.map((row) => keyOf(row, by)))
  if (!diff.extra.every((row) => known.has(keyOf(row, by)))) return null
  const count = diff.extra.length
  const text =
    count === 1
      ? 'All rows are there, but 1 row appears once too often.'
      : `All rows are there, but ${rowCount(count)} appear again as duplicates.`
  return {
    correct: false,
    reason: 'duplicates',
    text,
    more: [
      'A join gives a row for every pair, so a row on one side appears as often as it has partners.',
      'DISTINCT keeps one of rows that are equal; EXISTS and IN never repeat a row.',
    ],
    diff: diffTable(diff, actual, 'repeated'),
  }
}

function missingAndExtra(diff: RowsDiff, actual: Rows, expected: Rows, by: readonly Measure[]): NotYet {
  const [missing, extra] = [diff.missing.length, diff.extra.length]
  const areMissing = missing === 1 ? '1 row is missing' : `${rowCount(missing)} are missing`
  const tooMany = actual.more ? `more than ${extra.toLocaleString('en')}` : extra.toLocaleString('en')
  const areExtra = `${tooMany} ${extra === 1 && !actual.more ? 'row' : 'rows'} should not be there`
  const text =
    missing === 0
      ? `${areExtra.charAt(0).toUpperCase()}${areExtra.slice(1)}.`
      : extra === 0
        ? `${areMissing}.`
        : `${areMissing} and ${tooMany} should not be there.`
  return {
    correct: false,
    reason: missing > 0 ? 'missing rows' : 'extra rows',
    text,
    more: rowAdvice(diff, actual, expected, by),
    diff: diffTable(diff, expected, 'extra'),
  }
}

function rowAdvice(diff: RowsDiff, actual: Rows, expected: Rows, by: readonly Measure[]): string[] {
  const advice: string[] = []
  if (actual.rows.length === 0)
    advice.push('Your query gives no row at all: no row fulfils all its conditions together.')
  const present = new Set(actual.rows.map((row) => keyOf(row, by)))
  if (
    diff.missing.length > 0 &&
    diff.extra.length === 0 &&
    diff.missing.every((row) => present.has(keyOf(row, by)))
  )
    advice.push(
      'The missing rows equal rows that you have: DISTINCT and UNION remove rows that belong in this answer.',
    )
  for (const [index, column] of expected.columns.entries()) {
    const named = `\`${column.name}\``
    if (diff.missing.length > 0 && diff.missing.every((row) => row[index] === null))
      advice.push(`In every missing row ${named} is NULL. A comparison with NULL is never true.`)
    if (diff.extra.length > 0 && diff.extra.every((row) => row[index] === null))
      advice.push(`In every extra row ${named} is NULL.`)
  }
  return advice
}

/**
 * The same rows but for a value: said where the other columns tell which row is which, or where there is one row only.
 * Null otherwise.
 */
function firstDifference(
  diff: RowsDiff,
  actual: Rows,
  expected: Rows,
  by: readonly Measure[],
): NotYet | null {
  const { missing, extra } = diff
  if (missing.length !== extra.length || actual.more) return null
  const single = actual.rows.length === 1 && expected.rows.length === 1
  const pair = single ? pairOf(extra[0], missing[0]) : onlyOneColumn(diff, expected, by)
  if (pair === null) return null
  const [yours, wanted] = pair
  const marked = by.flatMap((measure, index) =>
    keyOf([yours[index] ?? null], [measure]) === keyOf([wanted[index] ?? null], [measure]) ? [] : [index],
  )
  const column = marked[0] ?? 0
  const numbers = by[column] === 'number'
  const name = expected.columns[column]?.name ?? ''
  const others = missing.length - 1
  const rest =
    others === 0
      ? ''
      : ` ${others === 1 ? '1 more row differs' : `${others.toLocaleString('en')} more rows differ`} in the same way.`
  return {
    correct: false,
    reason: 'value',
    text: `A value differs: \`${name}\` is ${shown(yours[column], numbers)} and should be ${shown(wanted[column], numbers)}.${rest}`,
    more: valueAdvice(yours[column], wanted[column], name),
    diff: {
      columns: expected.columns.map((one) => one.name),
      rows: [
        { kind: 'expected', cells: wanted, marked },
        { kind: 'yours', cells: yours, marked },
      ],
      unlisted: { missing: 0, extra: 0 },
      same: sample(diff.same),
    },
  }
}

function pairOf(yours: Row | undefined, wanted: Row | undefined): readonly [Row, Row] | null {
  return yours === undefined || wanted === undefined ? null : [yours, wanted]
}

/** The first pair when all leftovers agree but for one column, and the other columns are a key of them. */
function onlyOneColumn(
  { missing, extra }: RowsDiff,
  expected: Rows,
  by: readonly Measure[],
): readonly [Row, Row] | null {
  if (by.length < 2) return null
  for (const column of expected.columns.keys()) {
    const rest = (row: Row) =>
      keyOf(
        row.filter((_, index) => index !== column),
        by.filter((_, index) => index !== column),
      )
    const yours = new Map(extra.map((row) => [rest(row), row]))
    const whole = new Set(expected.rows.map(rest))
    if (
      yours.size === extra.length &&
      whole.size === expected.rows.length &&
      missing.every((row) => yours.has(rest(row)))
    )
      return pairOf(missing[0] && yours.get(rest(missing[0])), missing[0])
  }
  return null
}

function valueAdvice(yours: Value | undefined, wanted: Value | undefined, name: string): string[] {
  if (yours === null) return [`COALESCE gives a value where \`${name}\` would be NULL.`]
  if (wanted === null)
    return [`\`${name}\` has to stay NULL here: NULL means that there is no value, not zero.`]
  return []
}

/** A value inside a sentence. Exact numbers come as text from PostgreSQL, and have no quotes there either. */
function shown(value: Value | undefined, number: boolean): string {
  if (value === null || value === undefined) return 'NULL'
  if (number && typeof value === 'string' && /^-?\d/.test(value)) return value
  if (typeof value === 'string') return value.length > 40 ? `'${value.slice(0, 40)}…'` : `'${value}'`
  return value instanceof Uint8Array ? `${value.length} bytes` : String(value)
}

const listed = 8

/** The difference as a table. Extra rows may be shown as such or as repeated ones. */
function diffTable(diff: RowsDiff, of: Rows, extraAs: 'extra' | 'repeated'): Diff {
  const rows = [
    ...diff.missing.slice(0, listed).map((cells): DiffRow => ({ kind: 'missing', cells })),
    ...diff.extra.slice(0, listed).map((cells): DiffRow => ({ kind: extraAs, cells })),
  ]
  return {
    columns: of.columns.map((column) => column.name),
    rows,
    unlisted: {
      missing: Math.max(0, diff.missing.length - listed),
      extra: Math.max(0, diff.extra.length - listed),
    },
    same: sample(diff.same),
  }
}

function sample(same: readonly Row[]): Diff['same'] {
  const names = same
    .slice(0, 3)
    .map(([first]) => (first === null || first === undefined ? 'NULL' : String(first)))
  return { count: same.length, names }
}
