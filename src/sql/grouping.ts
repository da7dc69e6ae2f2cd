/** What PostgreSQL says of a column that is neither grouped nor in an aggregate; SQLite takes the value of some row. */
import type { Advice, Complaint } from './advice'
import type { Reading } from './reading'

const refused = /^column "(?:(\w+)\.)?(\w+)" must appear in the GROUP BY clause/

/** Ends GROUP BY, or stands where it would. */
const follows = /^(HAVING|WINDOW|ORDER|LIMIT|OFFSET|FETCH|FOR|UNION|INTERSECT|EXCEPT|RETURNING|;)$/

/** `SELECT name, count(*) FROM customers` */
export function ungrouped(sql: Reading, complaint: Complaint | null): Advice | null {
  const [, table = '', column = ''] = refused.exec(complaint?.message ?? '') ?? []
  if (column === '') return null
  const is = (index: number, name: string) => {
    const text = sql.pieces[index]?.text ?? ''
    return text === `"${name}"` || text.toLowerCase() === name
  }
  const at = sql.pieces.findIndex(
    (_, i) => is(i, column) && (sql.word(i - 1) !== '.' || is(i - 2, table)) && sql.word(i + 1) !== '(',
  )
  if (at < 0) return null
  const written = sql.word(at - 1) === '.' ? sql.span(at - 2, 3) : sql.span(at)
  const name = sql.slice(written)
  const fix = groupedBy(sql, name)
  return {
    title: `\`${name}\` is neither in \`GROUP BY\` nor inside of an aggregate.`,
    why: `Each group becomes one row, and \`${name}\` may have several values in it. Group by it as well, or say which value you want: \`max(${name})\`, \`min(${name})\`.`,
    ...written,
    ...(fix && { fix }),
  }
}

/** The statement with one more column in GROUP BY; null where several queries could be meant. */
export function groupedBy(sql: Reading, name: string): Advice['fix'] | null {
  const all = (word: string) => sql.pieces.flatMap((piece, i) => (piece.word === word ? [i] : []))
  const groups = all('GROUP').filter((i) => sql.word(i + 1) === 'BY')
  const selects = all('SELECT')
  const [start = -1] = groups.length > 0 ? groups : selects
  if (start < 0 || selects.length > 1 || groups.length > 1) return null
  const depth = sql.pieces[start]?.depth ?? 0
  const end = sql.pieces.findIndex(
    (piece, i) =>
      i > start + 1 && (piece.depth < depth || (piece.depth === depth && follows.test(piece.word))),
  )
  const last = sql.pieces[(end < 0 ? sql.pieces.length : end) - 1]
  // sets of columns are no list to add to
  if (last === undefined || /^(ROLLUP|CUBE|GROUPING|ALL|DISTINCT)$/.test(sql.word(start + 2))) return null
  const text = groups.length > 0 ? `, ${name}` : ` GROUP BY ${name}`
  return { from: last.from, to: last.to, text: `${last.text}${text}` }
}
