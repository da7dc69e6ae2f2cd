/** Rules about mistakes that are no engine's SQL: nearly every beginner makes them. */
import { aliasInList } from './alias-in-list'
import { arbitrary } from './arbitrary'
import { bareDate } from './bare-date'
import { missingComma, reservedName } from './column-list'
import { conditionRules } from './condition-slips'
import type { Dialect } from './dialect'
import { wholeDivision } from './division'
import type { Advice, Complaint, Rule } from './advice'
import { stoppedAt } from './foreign-rule'
import { ungrouped } from './grouping'
import { listComma } from './list-comma'
import { missingWordRules } from './missing-word'
import { nestedAggregate } from './nested-aggregate'
import { orValue } from './or-value'
import { outerJoinWithoutOn } from './outer-join'
import { overAlias, windowMistake } from './over'
import { ambiguous, unknownQualifier } from './qualifier'
import type { Reading } from './reading'
import { slipRules } from './slips'
import { typeRules } from './type-mismatch'
import { unbracketedWith } from './with-brackets'

const both: readonly Rule[] = [
  ...slipRules,
  ...missingWordRules,
  ...conditionRules,
  { find: strayComma },
  { find: missingSemicolon },
  { find: aggregateInWhere },
  { find: nestedAggregate },
  { find: aliasInList },
  { find: unbracketedWith },
  { guess: true, find: windowMistake },
  { guess: true, find: unknownQualifier },
  { guess: true, find: ambiguous },
  { guess: true, find: reservedName },
  { silent: true, guess: true, find: missingComma },
  { silent: true, guess: true, find: bareDate },
  { silent: true, guess: true, find: listComma },
  { silent: true, guess: true, find: orValue },
  { silent: true, guess: true, find: wholeDivision },
  { silent: true, find: equalsNull },
  { silent: true, find: andInSet },
]

export const beginnerRules: Record<Dialect, readonly Rule[]> = {
  sqlite: [
    ...both,
    { silent: true, guess: true, find: arbitrary },
    { silent: true, guess: true, find: outerJoinWithoutOn },
    { find: aliasedAggregate },
    { silent: true, find: plusBetweenTexts },
  ],
  postgres: [
    ...both,
    ...typeRules,
    { find: aliasInWhere },
    { guess: true, find: ungrouped },
    { find: plusBetweenTexts },
  ],
}

function strayComma(sql: Reading, complaint: Complaint | null): Advice | null {
  const near = stoppedAt(complaint)
  const at = sql.pieces.findIndex(
    ({ text, kind }, i) =>
      text === near &&
      (kind === 'mark' || kind === 'word') &&
      sql.word(i - 1) === ',' &&
      (sql.word(i) === ')' ||
        // in a list of columns it is the name of one
        (sql.word(0) !== 'CREATE' && /^(FROM|WHERE|GROUP|ORDER|HAVING|LIMIT|RETURNING)$/.test(sql.word(i)))),
  )
  const comma = sql.pieces[at - 1]
  if (comma === undefined || near === undefined) return null
  const { from, to } = comma
  return {
    title: `Nothing stands between the comma and \`${near}\`.`,
    why: 'A comma parts two things of a list. There is none behind the last.',
    from,
    to,
    fix: { from, to, text: '' },
  }
}

const begins = /^(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|WITH)$/
/** Words behind which a statement goes on. */
const goesOn =
  /^(UNION|ALL|INTERSECT|EXCEPT|AS|SELECT|DISTINCT|FROM|JOIN|WHERE|AND|OR|NOT|IN|ON|USING|BY|SET|INTO|VALUES|HAVING|LIKE|THEN|ELSE|WHEN|DO|EXPLAIN|ANALYZE|FOR|BEFORE|AFTER|OF|TO|TABLE|VIEW)$/

function missingSemicolon(sql: Reading, complaint: Complaint | null): Advice | null {
  if (unbracketedWith(sql, complaint) !== null) return null
  const near = stoppedAt(complaint)
  const at = sql.pieces.findIndex((piece, i) => {
    const before = sql.pieces[i - 1]
    if (before === undefined || piece.depth > 0 || piece.kind !== 'word' || !begins.test(piece.word))
      return false
    const ended =
      before.kind !== 'mark' ? !goesOn.test(before.word) : before.word === ')' || before.word === '*'
    const line = sql.text.slice(before.to, piece.from).includes('\n')
    // PostgreSQL takes the word for the name of a column, and stops at the next
    return ended && line && (piece.text === near || sql.pieces[i + 1]?.text === near)
  })
  const before = sql.pieces[at - 1]
  const next = sql.pieces[at]
  if (before === undefined || next === undefined) return null
  return {
    title: `A semicolon is missing before \`${next.text}\`.`,
    why: 'Every statement ends with `;`. Without it the engine reads on, and takes both for one.',
    from: next.from,
    to: next.to,
    fix: { from: before.from, to: before.to, text: `${before.text};` },
  }
}

function aggregateInWhere(sql: Reading, complaint: Complaint | null): Advice | null {
  if (!/aggregate functions are not allowed in WHERE|misuse of aggregate/.test(complaint?.message ?? ''))
    return null
  if (nestedAggregate(sql, complaint) !== null) return null
  const where = sql.find('WHERE')
  const call = sql
    .calls((name) => /^(SUM|COUNT|AVG|MIN|MAX|TOTAL|STRING_AGG|ARRAY_AGG|GROUP_CONCAT)$/.test(name))
    .find(({ index }) => where >= 0 && index > where)
  if (call === undefined) return null
  return {
    title: `A condition on \`${sql.slice(call)}\` belongs into \`HAVING\`, behind \`GROUP BY\`.`,
    why: '`WHERE` picks single rows, before there are groups to count or add up. `HAVING` picks groups.',
    from: call.from,
    to: call.to,
  }
}

/** SQLite: `SELECT sum(a) AS total … WHERE total > 3` */
function aliasedAggregate(sql: Reading, complaint: Complaint | null): Advice | null {
  if (!/^misuse of aggregate: /.test(complaint?.message ?? '')) return null
  const where = sql.find('WHERE')
  const at = sql.pieces.findIndex(
    ({ kind, word }, i) =>
      i > where &&
      kind === 'word' &&
      sql.pieces.some(
        (piece, as) =>
          as < where && piece.word === word && sql.word(as - 1) === 'AS' && sql.word(as - 2) === ')',
      ),
  )
  const called = sql
    .calls((name) => /^(SUM|COUNT|AVG|MIN|MAX|TOTAL|GROUP_CONCAT)$/.test(name))
    .some(({ index }) => index > where)
  if (where < 0 || at < 0 || called) return null
  const place = sql.span(at)
  return {
    title: `A condition on \`${sql.slice(place)}\` belongs into \`HAVING\`, behind \`GROUP BY\`.`,
    why: '`WHERE` picks single rows, before there are groups to count or add up. `HAVING` picks groups.',
    ...place,
  }
}

function equalsNull(sql: Reading): Advice | null {
  const at = sql.pieces.findIndex(
    ({ word }, i) =>
      /^(=|==|<>|!=)$/.test(word) &&
      sql.word(i + 1) === 'NULL' &&
      // SET a = NULL gives it a value
      sql.pieces.slice(0, i).findLast((piece) => clause.test(piece.word))?.word !== 'SET',
  )
  const sign = sql.word(at)
  if (at < 0 || !/^(SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|VALUES)$/.test(sql.word(0))) return null
  const span = sql.span(at, 2)
  const is = sign.startsWith('=') ? 'IS NULL' : 'IS NOT NULL'
  return {
    title: `\`${sign} NULL\` is never true. Ask with \`${is}\`.`,
    why: 'NULL is a value that is not known. Compared with it, nothing is equal and nothing is different: the answer is NULL, and no row passes.',
    ...span,
    fix: { ...span, text: is },
  }
}
const clause = /^(SET|WHERE|ON|HAVING|WHEN|SELECT|RETURNING)$/

/** UPDATE … SET a = 'x' AND b = 'y': one condition, which SQLite stores as 0 or 1. */
function andInSet(sql: Reading): Advice | null {
  if (sql.word(0) !== 'UPDATE') return null
  const set = sql.find('SET')
  const at = sql.pieces.findIndex(
    ({ word, depth }, i) =>
      i > set &&
      depth === 0 &&
      word === 'AND' &&
      sql.pieces[i - 1]?.kind === 'string' &&
      sql.word(i - 2) === '=' &&
      sql.word(i + 2) === '=' &&
      !sql.pieces.slice(set, i).some((piece) => /^(WHERE|FROM|CASE)$/.test(piece.word)),
  )
  if (set < 0 || at < 0) return null
  const and = sql.span(at)
  return {
    title: 'A comma stands between the columns that `SET` changes, not `AND`.',
    why: '`AND` makes one condition of both, and the first column gets its answer: true or false.',
    ...and,
    fix: { from: sql.span(at - 1).to, to: and.to, text: ',' },
  }
}

/** `name + ' ' + last_name`, where it joins texts in SQL Server. */
function plusBetweenTexts(sql: Reading, complaint: Complaint | null): Advice | null {
  if (complaint !== null && !/operator does not exist: .* \+ /.test(complaint.message)) return null
  // a text that begins like a number may be added
  const isText = (i: number) =>
    sql.pieces[i]?.kind === 'string' && /^'[^\d.+-]/.test(sql.pieces[i].text) && sql.pieces[i].text !== "''"
  const signs = sql.pieces.flatMap(({ word }, i) =>
    word === '+' && (isText(i - 1) || isText(i + 1)) ? [i] : [],
  )
  const [first, last] = [signs[0], signs.at(-1)]
  if (first === undefined || last === undefined) return null
  const { from } = sql.span(first - 1)
  const { to } = sql.span(last + 1)
  let text = ''
  let end = from
  for (const sign of signs) {
    const plus = sql.span(sign)
    text += `${sql.text.slice(end, plus.from)}||`
    end = plus.to
  }
  return {
    title: '`+` adds numbers. `||` joins texts.',
    why: 'SQL Server joins texts with `+`. The SQL standard, PostgreSQL and SQLite write `||`.',
    ...sql.span(first),
    fix: { from, to, text: text + sql.text.slice(end, to) },
  }
}

/** PostgreSQL: WHERE with a name that SELECT gives. */
function aliasInWhere(sql: Reading, complaint: Complaint | null): Advice | null {
  const name = /^column "(.*)" does not exist$/s.exec(complaint?.message ?? '')?.[1]
  const is = (i: number) => name !== undefined && plain(sql.pieces[i]?.text ?? '') === name
  const named = sql.pieces.findIndex(({ word }, i) => word === 'AS' && is(i + 1))
  // without AS: behind a call
  const bare = sql.pieces.findIndex(
    ({ word }, i) => word === ')' && is(i + 1) && /^(,|FROM)$/.test(sql.word(i + 2)),
  )
  const as = named < 0 ? bare + 1 : named
  const depth = sql.pieces[as]?.depth
  const where = sql.pieces.findIndex(
    (piece, i) => i > as && piece.depth === depth && /^(WHERE|HAVING)$/.test(piece.word),
  )
  const used = sql.pieces.findIndex((_, i) => i > where && is(i) && !/^[.]$/.test(sql.word(i - 1)))
  if (as < 1 || where < 0 || used < 0) return null
  const first = sql.pieces.findLastIndex(
    (piece, i) => i < as && piece.depth === depth && /^(,|SELECT|DISTINCT|ALL)$/.test(piece.word),
  )
  const expression = sql.slice(sql.span(first + 1, as - first - 1))
  const word = sql.word(where)
  const place = sql.span(used)
  const grouped = /\b(sum|count|avg|min|max|over)\b/i.test(expression)
  if (word === 'WHERE' && /\bover\b/i.test(expression)) return overAlias(sql, name)
  return {
    title: `\`${name ?? ''}\` is a name that SELECT gives: ${word} does not know it.`,
    why: `${word} picks before SELECT names anything. Repeat the expression, or ask from the query: \`SELECT * FROM (…) AS q WHERE …\`.`,
    ...place,
    ...(!(grouped && word === 'WHERE') && { fix: { ...place, text: `(${expression})` } }),
  }
}

const plain = (written: string): string =>
  written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase()
