import type { Advice, Complaint, Rule } from './advice'
import { aliasInList } from './alias-in-list'
import { stoppedAt } from './foreign-rule'
import { isSlip, nearest } from './nearest'
import { isReserved, quoteName, quoteText } from './quote'
import type { Reading } from './reading'
import { type KnownTable, nameOf, sameName } from './sources'

/** Rules about slips of the pen: a word misspelt or left out, a parenthesis open, clauses out of order, a text without quotes. */
export const slipRules: readonly Rule[] = [
  { guess: true, find: misspelt },
  { guess: true, find: openParenthesis },
  { find: leftOut },
  { guess: true, find: outOfOrder },
  { guess: true, find: bareText },
]

const keywords =
  'SELECT FROM WHERE GROUP ORDER HAVING LIMIT OFFSET INSERT INTO VALUES UPDATE DELETE CREATE TABLE ALTER DROP JOIN DISTINCT UNION BETWEEN RETURNING'.split(
    ' ',
  )

/** Indices of the pieces at which the engine may have stopped: it tells the word. */
function stops(sql: Reading, complaint: Complaint | null): readonly number[] {
  const near = stoppedAt(complaint)
  return sql.pieces.flatMap(({ text }, i) => (text === near ? [i] : []))
}

/** `SELEC`, `FORM`, `WHRE`: at the place where the engine stopped, or taken for an alias right before it. */
function misspelt(sql: Reading, complaint: Complaint | null): Advice | null {
  for (const index of stops(sql, complaint).flatMap((at) => [at, at - 1])) {
    const piece = sql.pieces[index]
    if (piece?.kind !== 'word' || isReserved(piece.word, sql.dialect) || /^[.,=]$/.test(sql.word(index - 1)))
      continue
    const meant = keywords.find((each) => isSlip(piece.word, each))
    if (meant === undefined || (sql.find(meant) >= 0 && !/^(SELECT|JOIN)$/.test(meant))) continue
    const { from, to } = piece
    const text = piece.text === piece.word ? meant : meant.toLowerCase()
    return {
      title: `\`${piece.text}\` is no word of SQL here. It looks like \`${meant}\`.`,
      why: 'The engine stops at the first word that it cannot place. The mistake is there, or right before.',
      from,
      to,
      fix: { from, to, text },
    }
  }
  return null
}

function openParenthesis(sql: Reading, complaint: Complaint | null): Advice | null {
  if (!/syntax error|incomplete input/.test(complaint?.message ?? '')) return null
  const at = sql.pieces.findLastIndex(({ word }, i) => word === '(' && sql.closing(i) < 0)
  const open = sql.pieces[at]
  if (open === undefined) return null
  const before = sql.pieces[at - 1]
  const first = before?.kind === 'word' && before.to === open.from ? before.from : open.from
  const shown = sql.text.slice(first, (sql.pieces[at + 1] ?? open).to)
  return {
    title: `Nothing closes the parenthesis of \`${shown.slice(0, 60)}\`.`,
    why: 'Every `(` needs a `)` behind what belongs to it.',
    from: open.from,
    to: open.to,
  }
}

/** `DELETE customers`, `INSERT customers (…)` */
function leftOut(sql: Reading, complaint: Complaint | null): Advice | null {
  const word = { DELETE: 'FROM', INSERT: 'INTO' }[sql.word(0)]
  const next = sql.pieces[1]
  if (word === undefined || next === undefined || stoppedAt(complaint) !== next.text) return null
  const isTable = next.kind === 'name' || (next.kind === 'word' && !isReserved(next.word, sql.dialect))
  if (!isTable || !/^(|WHERE|VALUES|\(|SELECT)$/.test(sql.word(2)) || isSlip(next.word, word)) return null
  const verb = sql.slice(sql.span(0))
  return {
    title: `\`${word}\` is missing: \`${sql.word(0)} ${word} ${next.text}\`.`,
    why: 'Some databases let it be left out. The SQL standard does not.',
    from: next.from,
    to: next.to,
    fix: { ...sql.span(0), text: `${verb} ${verb === sql.word(0) ? word : word.toLowerCase()}` },
  }
}

const order = ['WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT']
const shown = ['WHERE', 'GROUP BY', 'HAVING', 'ORDER BY', 'LIMIT']

function outOfOrder(sql: Reading, complaint: Complaint | null): Advice | null {
  const [at = -1, other] = stops(sql, complaint)
  if (other !== undefined) return null
  const { depth } = sql.pieces[at] ?? { depth: -1 }
  const rank = order.indexOf(sql.word(at))
  if (rank < 0) return null
  const before = sql.pieces.findLastIndex(({ word }, i) => i < at && word === 'SELECT')
  const late = sql.pieces.find(
    (piece, i) => i > before && i < at && piece.depth === depth && order.indexOf(piece.word) > rank,
  )
  if (late === undefined) return null
  const end = sql.pieces.slice(at + 1).find((piece) => piece.depth < depth || order.includes(piece.word))
  const [first, last] = [shown[rank] ?? '', shown[order.indexOf(late.word)] ?? '']
  const to = end?.from ?? sql.text.length
  const between = sql.text.slice(late.from, sql.span(at).from).trimEnd()
  const clause = sql.text.slice(sql.span(at).from, to).trimEnd()
  return {
    title: `\`${first}\` stands before \`${last}\`.`,
    why: 'The order of the clauses is fixed: FROM, WHERE, GROUP BY, HAVING, ORDER BY, LIMIT.',
    ...sql.span(at),
    fix: { from: late.from, to: late.from + (to - late.from), text: `${clause} ${between}${end ? ' ' : ''}` },
  }
}

/** The table or column that the engine does not know, without what stands before its dot. */
const missing =
  /^(?:no such (table|column): (?:\w+\.)?(\w+)|(?:(relation)|column) "(?:\w+\.)?(\w+)" does not exist|column (?:\w+\.)(\w+) does not exist)/

/** `WHERE name = Alice` */
function bareText(sql: Reading, complaint: Complaint | null): Advice | null {
  const found = missing.exec(complaint?.message ?? '')
  const name = (found?.[2] ?? found?.[4])?.toUpperCase()
  if (found === null || name === undefined || found[1] === 'table' || found[3] !== undefined) return null
  const at = sql.pieces.findIndex(
    ({ word, kind }, i) =>
      kind === 'word' &&
      word === name &&
      !/^[.(]$/.test(sql.word(i + 1)) &&
      (/^(=|<>|!=|LIKE|ILIKE)$/.test(sql.word(i - 1)) || isListed(sql, i)),
  )
  const piece = sql.pieces[at]
  const clause = sql.pieces
    .slice(0, Math.max(at, 0))
    .findLast(({ word }) => /^(ON|WHERE|SET|VALUES)$/.test(word))
  if (piece === undefined || clause === undefined || clause.word === 'ON') return null
  const { from } = piece
  // ann@example.com is one text
  const to = from + (/^[^\s(),;'"]+/.exec(sql.text.slice(from))?.[0].length ?? 0)
  const written = sql.text.slice(from, to)
  return {
    title: `\`${written}\` without quotes is the name of a column. A text takes single quotes.`,
    why: "Numbers stand as they are; texts and dates stand between `'` and `'`.",
    from,
    to,
    fix: { from, to, text: quoteText(written, sql.dialect) },
  }
}

/** Whether a piece is a member of IN (…) or VALUES (…) by itself. */
function isListed(sql: Reading, index: number): boolean {
  if (!/^[(,]$/.test(sql.word(index - 1)) || !/^[),]$/.test(sql.word(index + 1))) return false
  const open = sql.pieces.findLastIndex(
    ({ word, depth }, i) => i < index && word === '(' && depth === (sql.pieces[index]?.depth ?? 0) - 1,
  )
  return /^(IN|VALUES|,)$/.test(sql.word(open - 1))
}

/** A table or column whose name was misspelt by a letter, told by those that there are; null where none is near. */
export function misspeltName(
  sql: Reading,
  complaint: Complaint,
  tables: readonly KnownTable[],
): Advice | null {
  const found = missing.exec(complaint.message)
  const name = found?.[2] ?? found?.[4] ?? found?.[5]
  if (found === null || name === undefined) return null
  const isTable = found[1] === 'table' || found[3] !== undefined
  const piece = sql.pieces.find((each) => sameName(nameOf(each), name))
  const used = tables.filter((table) => sql.pieces.some((each) => sameName(nameOf(each), table.name)))
  const names = isTable
    ? tables.map((table) => table.name)
    : used.flatMap((table) => table.columns.map((column) => column.name))
  const capitals = names.find((each) => piece?.kind === 'name' && each !== name && sameName(each, name))
  const meant = capitals ?? nearest(name, names)
  if (piece === undefined || meant === undefined) return null
  if (!isTable && aliasInList(sql, complaint) !== null) return null
  const { from, to } = piece
  const what = isTable ? 'table' : 'column'
  return {
    title: `There is no ${what} \`${piece.text}\`. The nearest one is \`${meant}\`.`,
    why:
      capitals === undefined
        ? 'The schema tree shows the tables with their columns.'
        : 'In double quotes, capitals and small letters are not the same. Without quotes PostgreSQL takes small ones.',
    from,
    to,
    fix: { from, to, text: quoteName(meant, sql.dialect) },
  }
}
