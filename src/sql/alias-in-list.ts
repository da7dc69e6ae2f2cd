/** `SELECT price * 2 AS twice, twice + 1`: a name that the list gives is not known in the list. */
import type { Advice, Complaint } from './advice'
import { isReserved } from './quote'
import { ends, type Piece, type Reading } from './reading'
import { nameOf, sameName } from './sources'

const unknown = /^no such column: (.+)$|^column "(.+)" does not exist$/s
const aggregate = /^(COUNT|SUM|AVG|MIN|MAX|TOTAL|STRING_AGG|ARRAY_AGG|GROUP_CONCAT)$/
/** Words that give another value each time. */
const restless = /^(RANDOM|RANDOMBLOB|NEXTVAL|GEN_RANDOM_UUID|CLOCK_TIMESTAMP)$/

export function aliasInList(sql: Reading, complaint: Complaint | null): Advice | null {
  const found = unknown.exec(complaint?.message ?? '')
  const name = found?.[1] ?? found?.[2]
  if (name === undefined) return null
  for (const [select, { word, depth }] of sql.pieces.entries()) {
    if (word !== 'SELECT') continue
    const end = sql.pieces.findIndex(
      (piece, i) => i > select && (piece.depth < depth || (piece.depth === depth && piece.word === 'FROM')),
    )
    const start = /^(DISTINCT|ALL)$/.test(sql.word(select + 1)) ? select + 2 : select + 1
    const items = sql.lists(start, end < 0 ? sql.pieces.length : end)
    const giver = items.find((item) => sameName(givenName(sql, item), name))
    // a column misspelt in its own expression is no name of the list
    if (giver === undefined || usesOf(sql, giver, name).length > 0) continue
    const uses = items.filter((item) => item !== giver).flatMap((item) => usesOf(sql, item, name))
    const [first] = uses
    if (first === undefined) continue
    const fix = repeated(sql, giver, uses)
    return {
      title: `\`${first.text}\` is a name that this list gives: the list itself does not know it yet.`,
      why: 'All columns of a `SELECT` are worked out side by side, and named afterwards. Repeat the expression, or ask from the query: `SELECT … FROM (…) AS q`.',
      from: first.from,
      to: first.to,
      ...(fix && { fix }),
    }
  }
  return null
}

/** The new name of an item, with or without AS; '' where it has none. */
function givenName(sql: Reading, item: readonly Piece[]): string {
  const last = item.at(-1)
  const before = item.at(-2)
  if (before === undefined || last === undefined) return ''
  const closes = before.kind !== 'mark' || before.word === ')' || before.word === ']'
  const isWord = before.kind === 'word' && before.word !== 'END' && isReserved(before.word, sql.dialect)
  return before.word === 'AS' || (closes && !isWord) ? nameOf(last) : ''
}

/** Where an item names a column so, outside of queries of its own; its own new name is no use. */
function usesOf(sql: Reading, item: readonly Piece[], name: string): Piece[] {
  if (item.some(({ word }) => word === 'SELECT')) return []
  const own = givenName(sql, item) === '' ? item.length : item.length - 1
  return item.filter(
    (piece, i) =>
      i < own &&
      sameName(nameOf(piece), name) &&
      item[i - 1]?.word !== '.' &&
      !/^[.(]$/.test(item[i + 1]?.word ?? ''),
  )
}

/** The expression in place of its name; null where it could be another value, or stand where it must not. */
function repeated(sql: Reading, giver: readonly Piece[], uses: readonly Piece[]): Advice['fix'] | null {
  const [first, last] = [uses[0], uses.at(-1)]
  const expression = giver.slice(0, giver.at(-2)?.word === 'AS' ? -2 : -1)
  const wide = expression.some(({ word }) => aggregate.test(word) || word === 'OVER')
  const calls = sql.calls((each) => aggregate.test(each))
  const isInside = uses.some(({ from }) => calls.some((call) => call.from < from && from < call.to))
  if (first === undefined || last === undefined || (wide && isInside)) return null
  if (expression.some(({ word }) => restless.test(word) || word === 'SELECT')) return null
  const written = sql.slice(ends(expression))
  const isPlain = expression.every(({ kind, word }) => kind === 'word' || kind === 'name' || word === '.')
  let text = ''
  let at = first.from
  for (const use of uses) {
    text += sql.text.slice(at, use.from) + (isPlain ? written : `(${written})`)
    at = use.to
  }
  return { from: first.from, to: last.to, text }
}
