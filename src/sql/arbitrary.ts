/** SQLite: a column beside an aggregate that is not grouped by, of which the result shows the value of some row. */
import { Determined, type Key } from './determined'
import type { Advice, Complaint } from './advice'
import { groupedBy } from './grouping'
import { ends, type Piece, type Reading } from './reading'
import { type KnownTable, nameOf, sameName, sources } from './sources'

const aggregate = /^(COUNT|SUM|AVG|TOTAL|GROUP_CONCAT|STRING_AGG|JSON_GROUP_ARRAY|JSON_GROUP_OBJECT)$/
const after = /^(GROUP|HAVING|WINDOW|ORDER|LIMIT|UNION|INTERSECT|EXCEPT)$/

/** `SELECT name, count(*) FROM customers`; only where it is sure, by the keys of all tables that the query reads. */
export function arbitrary(
  sql: Reading,
  complaint: Complaint | null,
  tables: readonly KnownTable[],
): Advice | null {
  if (complaint !== null) return null
  for (const [i, { word }] of sql.pieces.entries()) {
    const found = word === 'SELECT' ? inQuery(sql, i, tables) : null
    if (found !== null) return found
  }
  return null
}

function inQuery(sql: Reading, select: number, tables: readonly KnownTable[]): Advice | null {
  const depth = sql.pieces[select]?.depth ?? 0
  const next = (pattern: RegExp, from: number) => {
    const at = sql.pieces.findIndex(
      (piece, i) => i > from && (piece.depth < depth || (piece.depth === depth && pattern.test(piece.word))),
    )
    return at < 0 ? sql.pieces.length : at
  }
  const from = next(/^(FROM|UNION|INTERSECT|EXCEPT)$/, select)
  if (sql.word(from) !== 'FROM' || sql.word(select + 1) === 'DISTINCT') return null
  const end = next(/^(UNION|INTERSECT|EXCEPT)$/, from)
  const body = next(after, from)
  const items = sql.lists(select + 1, from)
  const calls = items.flatMap((item) =>
    item.filter((piece, i) => piece.depth === depth && isAggregate(sql, piece, item[i + 1])),
  )
  // the row that min() or max() was found in is no arbitrary one
  const extreme = sql.pieces
    .slice(select, end)
    .some(({ word }, i) => /^(MIN|MAX)$/.test(word) && sql.word(select + i + 1) === '(')
  if (calls.length === 0 || extreme) return null

  const read = sources(sql).filter((source) => source.depth === depth && source.at > from && source.at < end)
  const known = read.flatMap((source) => {
    const table = tables.find(({ name }) => sameName(name, source.table))
    return table === undefined ? [] : [{ source, table }]
  })
  if (known.length !== read.length || read.length === 0) return null
  const clauses = sql.pieces.slice(from, body === end ? end : Math.max(body, from))
  const bare = new Determined(known, [], sql, [])
  const group = next(/^GROUP$/, from)
  const terms =
    sql.word(group) === 'GROUP'
      ? sql.lists(group + 2, next(/^(HAVING|WINDOW|ORDER|LIMIT|UNION|INTERSECT|EXCEPT)$/, group))
      : []
  const keys: Key[] = []
  for (const term of terms) {
    const [first] = term
    const item =
      first?.kind === 'number' ? items[Number(first.text) - 1] : items.find((each) => isAlias(each, term))
    const key = bare.resolve(term) ?? (item && bare.resolve(item))
    if (key === null || key === undefined || (term.length !== 1 && term.length !== 3)) continue
    keys.push(key)
  }
  const one = new Determined(known, keys, sql, clauses)
  for (const item of items) {
    const name = item[1]?.text === '.' ? item.slice(0, 3) : item.slice(0, 1)
    const rest = item.slice(name.length)
    if (rest.length > 0 && rest[0]?.word !== 'AS' && rest.length > 1) continue
    const key = one.resolve(name)
    // an expression of what is grouped by
    if (key === null || one.has(key)) continue
    if (terms.some((term) => isAlias(item, term))) continue
    return said(sql, name, group < end && sql.word(group) === 'GROUP')
  }
  return null
}

function isAggregate(sql: Reading, piece: Piece, open: Piece | undefined): boolean {
  if (!aggregate.test(piece.word) || open?.word !== '(') return false
  let at = sql.closing(sql.pieces.indexOf(open)) + 1
  if (sql.word(at) === 'FILTER') at = sql.closing(at + 1) + 1
  return sql.word(at) !== 'OVER'
}

const isAlias = (item: readonly Piece[], term: readonly Piece[]) =>
  term.length === 1 &&
  item.length > 1 &&
  sameName(nameOf(item.at(-1)), nameOf(term[0])) &&
  item.at(-2)?.text !== '.'

function said(sql: Reading, name: readonly Piece[], hasGroup: boolean): Advice {
  const place = ends(name)
  const written = sql.slice(place)
  const fix = groupedBy(sql, written)
  return {
    title: `\`${written}\` is the value of just any row${hasGroup ? ' of its group' : ''}.`,
    why: `It stands beside an aggregate, and is not in \`GROUP BY\`. PostgreSQL refuses this. Group by it as well, or say which value: \`max(${written})\`, \`min(${written})\`.`,
    ...place,
    ...(fix && { fix }),
  }
}
