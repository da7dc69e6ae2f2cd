/** `WITH t AS SELECT …`: the query of a WITH without its parentheses. */
import type { Advice, Complaint } from './advice'
import { stoppedAt } from './foreign-rule'
import type { Reading } from './reading'
import { nameOf } from './sources'

export function unbracketedWith(sql: Reading, complaint: Complaint | null): Advice | null {
  if (stoppedAt(complaint)?.toUpperCase() !== 'SELECT') return null
  const select = sql.pieces.findIndex((_, i) => namedBy(sql, i) !== '')
  const place = sql.pieces[select]
  if (place === undefined) return null
  const name = namedBy(sql, select)
  const end = queryEnd(sql, select)
  const query = end === null ? null : sql.span(select, end - select)
  return {
    title: `The query that \`WITH\` names \`${name}\` stands in parentheses: \`AS (SELECT …)\`.`,
    why: 'They say where it ends. What is done with it comes behind them: `WITH t AS (SELECT …) SELECT … FROM t`.',
    from: place.from,
    to: place.to,
    ...(query && { fix: { ...query, text: `(${sql.slice(query)})` } }),
  }
}

/** The name that a WITH gives to the SELECT at `index`, which has no parenthesis before it; '' elsewhere. */
function namedBy(sql: Reading, index: number): string {
  if (sql.word(index) !== 'SELECT') return ''
  let at = index - 1
  if (sql.word(at) === 'MATERIALIZED') at -= sql.word(at - 1) === 'NOT' ? 2 : 1
  if (sql.word(at) !== 'AS') return ''
  at--
  const depth = sql.pieces[index]?.depth
  if (sql.word(at) === ')')
    at = sql.pieces.findLastIndex((piece, i) => i < at && piece.word === '(' && piece.depth === depth) - 1
  const before = sql.word(at - 1)
  const isWith = sql.pieces.slice(0, at).some((piece) => piece.word === 'WITH' && piece.depth === depth)
  return /^(WITH|RECURSIVE|,)$/.test(before) && isWith ? nameOf(sql.pieces[at]) : ''
}

/** The index behind the query: where the next one of the WITH, or the statement itself begins; null where neither does. */
function queryEnd(sql: Reading, select: number): number | null {
  const depth = sql.pieces[select]?.depth ?? 0
  for (let i = select + 1; i < sql.pieces.length; i++) {
    const piece = sql.pieces[i]
    if (piece === undefined || piece.depth < depth) return null
    if (piece.depth > depth) continue
    const before = sql.word(i - 1)
    if (
      /^(SELECT|INSERT|UPDATE|DELETE)$/.test(piece.word) &&
      !/^(UNION|ALL|DISTINCT|INTERSECT|EXCEPT|FOR)$/.test(before)
    )
      return i
    if (piece.word !== ',') continue
    const as = sql.word(i + 2) === '(' ? sql.closing(i + 2) + 1 : i + 2
    if (sql.word(as) === 'AS' && /^(\(|SELECT|MATERIALIZED|NOT)$/.test(sql.word(as + 1))) return i
  }
  return null
}
