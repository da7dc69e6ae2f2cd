/** What both engines take and mean something else by, so that few rows, or none, do not show it. */
import type { Dialect } from '../sql/dialect'
import { argumentsOf } from './copy-calls'
import type { CopyColumn, Leave } from './copy-model'
import { pieces, stored, type Piece } from './copy-pieces'

/**
 * Tells of an expression or a query that is in the copy where it may give other values there. `sql`: in the source's
 * words; `columns`: those that it could name.
 */
export function leaveDoubts(
  what: string,
  sql: string,
  to: Dialect,
  columns: readonly CopyColumn[],
  leave: Leave,
): void {
  const all = pieces(sql, to === 'postgres' ? 'sqlite' : 'postgres')
  const found = all.flatMap((_, i) => (to === 'postgres' ? ofSqlite(all, i) : ofPostgres(all, i, columns)))
  const why = [...new Set(found)].join(' ')
  if (why !== '') leave(what, `It is in the copy, and may give other values there. ${why}`)
}

const isWord = (piece: Piece | undefined, words: RegExp) => piece?.kind === 'word' && words.test(piece.text)

function ofSqlite(all: readonly Piece[], i: number): string[] {
  if (all[i + 1]?.text !== '(') return []
  const { commas, close } = argumentsOf(all, i + 1)
  const end = close === undefined ? all.length : all.indexOf(close)
  if (isWord(all[i], /^substr(ing)?$/i) && commas[0] !== undefined)
    return all[all.indexOf(commas[0]) + 1]?.text === '-'
      ? [
          'A negative place in substr() counts from the end in SQLite, and from before the beginning in PostgreSQL.',
        ]
      : []
  if (isWord(all[i], /^sum$/i) && all[end + 1]?.text === '/')
    return ['A sum of whole numbers is divided without a fraction in SQLite, and with one in PostgreSQL.']
  if (isWord(all[i], /^cast$/i) && isWord(all[end - 1], /^int(eger)?$/i))
    return ['CAST to a whole number cuts a fraction off in SQLite, and rounds it in PostgreSQL.']
  return []
}

function ofPostgres(all: readonly Piece[], i: number, columns: readonly CopyColumn[]): string[] {
  const mark = all[i]?.text ?? ''
  // of a.b the second word names the column
  const behind = all[all[i + 2]?.text === '.' ? i + 3 : i + 1]
  const is = (piece: Piece | undefined, kinds: RegExp) =>
    piece !== undefined &&
    (piece.kind === 'word' || piece.kind === 'name') &&
    columns.some(({ from, type }) => from === stored(piece) && kinds.test(type))
  if (mark === '+' || mark === '-') {
    const isCast = all[i - 2]?.text === '::' && isWord(all[i - 1], /^(date|timestamp)$/i)
    return isCast || is(all[i - 1], /^(date|timestamp)/i) || is(behind, /^(date|timestamp)/i)
      ? [
          "A date with a number added or taken away is a date in PostgreSQL; SQLite reads the year as a number. Use date(d, '+1 day') or julianday().",
        ]
      : []
  }
  if (mark === '/' && is(all[i - 1], /^(decimal|numeric)/i) && is(behind, /^(decimal|numeric)/i))
    return ['Decimals without a fraction are whole numbers in SQLite, and divided as such.']
  if (
    isWord(all[i], /^round$/i) &&
    all[i + 1]?.text === '(' &&
    all[i + 3]?.text === ')' &&
    is(all[i + 2], /^real/i)
  )
    return ['round() takes a half to the even number in PostgreSQL, and away from zero in SQLite.']
  return []
}
