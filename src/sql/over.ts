/** Window functions without OVER, and in clauses that are done before windows are. */
import type { Advice, Complaint } from './advice'
import type { Reading } from './reading'

const misused =
  /^(?:misuse of window function (\w+)\(\)|window function (\w+) requires an OVER clause)$|^window functions are not allowed in (?:WHERE|HAVING|GROUP BY)$|^misuse of aliased window function (\w+)$/i

/** `SELECT row_number() FROM t`, `WHERE rank() OVER (…) < 3` */
export function windowMistake(sql: Reading, complaint: Complaint | null): Advice | null {
  const found = misused.exec(complaint?.message ?? '')
  if (found === null) return null
  const name = (found[1] ?? found[2])?.toUpperCase()
  const call = sql.calls((each) => each === name).find(({ to }) => follower(sql, to) !== 'OVER')
  return call === undefined ? inCondition(sql, found[3]) : withoutOver(sql, call)
}

function follower(sql: Reading, offset: number): string {
  const next = sql.pieces.findIndex(({ from }) => from >= offset)
  return sql.word(next) === 'FILTER' ? sql.word(sql.closing(next + 1) + 1) : sql.word(next)
}

function withoutOver(sql: Reading, call: { index: number; from: number; to: number }): Advice {
  const depth = sql.pieces[call.index]?.depth ?? 0
  const order = sql.pieces.findIndex(
    (piece, i) => i > call.index && piece.depth === depth && piece.word === 'ORDER',
  )
  const first = sql.pieces[sql.word(order + 1) === 'BY' ? order + 2 : -1]
  const end = sql.pieces.findIndex(
    (piece, i) => i > order && (piece.depth < depth || /^(LIMIT|OFFSET|FETCH|;)$/.test(piece.word)),
  )
  const by =
    order < 0 || first === undefined
      ? ownColumn(sql, call.index)
      : sql.text.slice(first.from, (end < 0 ? sql.pieces.at(-1) : sql.pieces[end - 1])?.to)
  const written = sql.slice(call)
  return {
    title: `\`${written}\` needs \`OVER (…)\` behind it.`,
    why: 'A window function looks at the rows around each row. `OVER (PARTITION BY … ORDER BY …)` says which ones, and in what order.',
    from: call.from,
    to: call.to,
    ...(by !== '' && {
      fix: { from: call.from, to: call.to, text: `${written} OVER (ORDER BY ${by})` },
    }),
  }
}

/** The first column that the same SELECT lists by itself; '' where there is none. */
function ownColumn(sql: Reading, index: number): string {
  const depth = sql.pieces[index]?.depth
  const select = sql.pieces.findLastIndex(
    (piece, i) => i < index && piece.depth === depth && piece.word === 'SELECT',
  )
  const first = sql.word(select + 2) === '.' ? sql.span(select + 1, 3) : sql.span(select + 1)
  return sql.pieces[select + 1]?.kind === 'word' &&
    sql.pieces.some(({ from, word }) => from >= first.to && word === ',') &&
    /^\s*(,|as\b)/i.test(sql.text.slice(first.to))
    ? sql.slice(first)
    : ''
}

const ends = /^(GROUP|HAVING|WINDOW|ORDER|LIMIT|OFFSET|FETCH|UNION|INTERSECT|EXCEPT)$/

/** WHERE with the name that SELECT gives a window function. */
export function overAlias(sql: Reading, alias: string | undefined): Advice | null {
  const found = inCondition(sql, alias)
  return found && { ...found, guess: true }
}

/** The condition asked from the query as a whole, by the name that SELECT gives the window function. */
function inCondition(sql: Reading, alias: string | undefined): Advice | null {
  const where = sql.find('WHERE')
  const over = sql.pieces.findIndex(({ word }, i) => i > where && word === 'OVER')
  const used = sql.pieces.findIndex(({ text }, i) => i > where && text.toLowerCase() === alias?.toLowerCase())
  const at = alias === undefined ? over : used
  if (where < 0 || at < 0) return null
  const fix = asked(sql, where, alias)
  return {
    title: '`WHERE` picks rows before window functions are computed.',
    why: 'Ask from the query instead: `SELECT * FROM (SELECT …, rank() OVER (…) AS r FROM …) AS q WHERE r < 3`.',
    ...sql.span(at),
    ...(fix && { fix }),
  }
}

function asked(sql: Reading, where: number, alias: string | undefined): Advice['fix'] | null {
  const top = sql.pieces.filter(({ depth }) => depth === 0)
  const selects = sql.pieces.filter(({ word }) => word === 'SELECT')
  const clause = sql.pieces.slice(where)
  const plain =
    sql.word(0) === 'SELECT' &&
    selects.length === 1 &&
    !top.some(({ word }) => /^(GROUP|HAVING|UNION|INTERSECT|EXCEPT|AND|OR)$/.test(word))
  if (!plain || alias === undefined || clause.some(({ word }) => word === '.')) return null
  const end = clause.find(({ word }, i) => i > 0 && ends.test(word))
  if (end !== undefined && end.word !== 'ORDER' && end.word !== 'LIMIT') return null
  const inner = sql.text.slice(0, clause[0]?.from).trimEnd()
  const rest = sql.text.slice(clause[0]?.from)
  return { from: 0, to: sql.text.length, text: `SELECT * FROM (${inner}) AS q ${rest}` }
}
