/** Whole numbers divided by whole numbers, of which both engines drop the fraction. */
import type { Advice, Complaint } from './advice'
import type { Reading } from './reading'

/** `SELECT 1 / 2`, `count(*) / 7`, `count(a) / count(*)` */
export function wholeDivision(sql: Reading, complaint: Complaint | null): Advice | null {
  if (complaint !== null) return null
  for (const [i, { word }] of sql.pieces.entries()) {
    if (word !== '/') continue
    const found = divided(sql, i)
    if (found !== null) return found
  }
  return null
}

function divided(sql: Reading, at: number): Advice | null {
  const first = dividend(sql, at - 1)
  const last = divisor(sql, at + 1)
  if (first < 0 || last < 0) return null
  const numbers = sql.pieces[at - 1]?.kind === 'number' && sql.pieces[at + 1]?.kind === 'number'
  const [a, b] = [Number(sql.word(at - 1) || sql.pieces[at - 1]?.text), Number(sql.pieces[at + 1]?.text)]
  if (numbers && (b === 0 || a % b === 0)) return null
  // tens: n / 10 * 10
  if (sql.word(last + 1) === '*' && sql.pieces[last + 2]?.text === sql.pieces[last]?.text) return null
  // a product or a sum of something else may have decimals
  if (/^([*/%:]|::|\.)$/.test(sql.word(first - 1)) || /^(::|[.])$/.test(sql.word(last + 1))) return null
  const place = sql.span(first, last - first + 1)
  const written = sql.slice(place)
  const shown = written.length > 60 ? '/' : written
  return {
    title: `\`${shown}\` divides whole numbers: what is behind the point is dropped.`,
    why: '`7 / 2` is 3, in both engines. `7 * 1.0 / 2` is 3.5: one number with a point is enough.',
    ...place,
    fix: { ...sql.span(at), text: sql.text[sql.span(at).from - 1] === ' ' ? '* 1.0 /' : '*1.0/' },
  }
}

/** Index of the first piece of a whole number that ends at `end`: digits or count(…); -1 where it is not surely one. */
function dividend(sql: Reading, end: number): number {
  if (isWhole(sql, end)) return end
  if (sql.word(end) !== ')') return -1
  const { depth } = sql.pieces[end] ?? { depth: -1 }
  const open = sql.pieces.findLastIndex((piece, i) => i < end && piece.word === '(' && piece.depth === depth)
  return sql.word(open - 1) === 'COUNT' ? open - 1 : -1
}

/** Index of the last piece of a whole number that begins at `start`. */
function divisor(sql: Reading, start: number): number {
  if (isWhole(sql, start)) return start
  if (sql.word(start) === 'COUNT' && sql.word(start + 1) === '(') return sql.closing(start + 1)
  if (!sql.has('( SELECT COUNT (', start)) return -1
  const close = sql.closing(start)
  return sql.word(sql.closing(start + 3) + 1) === 'FROM' ? close : -1
}

const isWhole = (sql: Reading, index: number) =>
  sql.pieces[index]?.kind === 'number' && /^\d+$/.test(sql.pieces[index].text)
