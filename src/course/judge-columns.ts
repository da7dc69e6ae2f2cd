/** Columns compared: how many, what they are called where the task says so, and in which order. */
import type { Rows } from './answer'
import type { ColumnAsked, Comparison } from './check'
import { diffRows, measures } from './rows-diff'
import type { NotYet } from './verdict'

/** Null when the columns are as asked. */
export function columnsRefused(check: Comparison, actual: Rows, expected: Rows): NotYet | null {
  const wanted = expected.columns.length
  const given = actual.columns.length
  if (given !== wanted) {
    const columns = (count: number) => (count === 1 ? '1 column' : `${count} columns`)
    const list = check.columns.length === 0 ? '' : `: ${listOf(check.columns.map(nameOf))}`
    return {
      correct: false,
      reason: 'column count',
      text: `Your result has ${columns(given)}, the task asks for ${wanted}${list}.`,
      more: [],
    }
  }
  const wrong = check.columns.flatMap((column, index) => {
    const name = actual.columns[index]?.name ?? ''
    return column.named && !sameName(name, column.name) ? [{ asked: column.name, name, at: index + 1 }] : []
  })
  const first = wrong[0]
  if (first === undefined) return null
  if (wrong.every(({ asked }) => actual.columns.some((column) => sameName(column.name, asked))))
    return order(check)
  return {
    correct: false,
    reason: 'column names',
    text: `Column ${first.at} is called ${quoted(first.name)}; the task asks for \`${first.asked}\`.`,
    more: [`AS gives a column its name: … AS ${first.asked}.`],
  }
}

/** The most columns whose every order is tried. */
const permutable = 6

/** Refused because the rows agree once the columns change places; null when they do not. */
export function permuted(check: Comparison, actual: Rows, expected: Rows): NotYet | null {
  const width = expected.columns.length
  if (width < 2 || width > permutable || actual.rows.length !== expected.rows.length) return null
  for (const places of permutations(width)) {
    if (places.every((place, index) => place === index)) continue
    const moved: Rows = {
      columns: places.flatMap((place) => actual.columns[place] ?? []),
      rows: actual.rows.map((row) => places.map((place) => row[place] ?? null)),
      more: actual.more,
    }
    const diff = diffRows(moved.rows, expected.rows, measures(check, moved, expected))
    if (diff.missing.length === 0 && diff.extra.length === 0) return order(check)
  }
  return null
}

function order(check: Comparison): NotYet {
  return {
    correct: false,
    reason: 'column order',
    text: `The columns are right, but not in the order of the task: ${listOf(check.columns.map(nameOf))}.`,
    more: ['The columns of a result stand in the order in which SELECT lists them.'],
  }
}

function* permutations(count: number, taken: readonly number[] = []): Generator<readonly number[]> {
  if (taken.length === count) yield taken
  for (let next = 0; next < count; next++)
    if (!taken.includes(next)) yield* permutations(count, [...taken, next])
}

function nameOf({ name, named }: ColumnAsked): string {
  return named ? `\`${name}\`` : name
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function quoted(name: string): string {
  return name === '' ? 'nothing' : `\`${name}\``
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
