/** Slips in conditions and CASE, told by where the engine stopped. */
import type { Advice, Complaint, Rule } from './advice'
import type { Piece, Reading } from './reading'
import { atStop, insert } from './stop-rule'

export const conditionRules: readonly Rule[] = [
  atStop(betweenComma),
  atStop(inWithout),
  atStop(halfCondition),
  atStop(caseWithoutEnd),
  atStop(caseWithoutWhen),
  { guess: true, find: turnedOperator },
]

/** `BETWEEN 1, 5` */
function betweenComma(sql: Reading, index: number): Advice | null {
  const depth = sql.pieces[index]?.depth
  const before = sql.pieces
    .slice(0, index)
    .findLast((piece) => piece.depth === depth && /^(BETWEEN|AND|OR|,|WHERE)$/.test(piece.word))
  if (sql.word(index) !== ',' || before?.word !== 'BETWEEN') return null
  const place = sql.span(index)
  return {
    title: '`BETWEEN` takes `AND` between its two values.',
    why: '`BETWEEN 1 AND 5` takes in both 1 and 5.',
    ...place,
    fix: { ...place, text: ' AND' },
  }
}

/** `IN 1, 2` */
function inWithout(sql: Reading, index: number): Advice | null {
  const isValue = (i: number) => /^(number|string)$/.test(sql.pieces[i]?.kind ?? '')
  if (sql.word(index - 1) !== 'IN' || !isValue(index)) return null
  let last = index
  while (sql.word(last + 1) === ',' && isValue(last + 2)) last += 2
  const place = sql.span(index, last - index + 1)
  return {
    title: 'The values of `IN` stand in parentheses.',
    why: '`IN (1, 2, 3)` is true for one of them.',
    ...place,
    fix: { ...place, text: `(${sql.slice(place)})` },
  }
}

/** `age > 30 AND < 40` */
function halfCondition(sql: Reading, index: number): Advice | null {
  const compares = /^(=|==|<>|!=|<|>|<=|>=|LIKE|IS|IN|BETWEEN)$/
  const [word, joins] = [sql.word(index), sql.word(index - 1)]
  if (!compares.test(word) || !/^(AND|OR)$/.test(joins)) return null
  const depth = sql.pieces[index]?.depth
  const before = sql.pieces.findLastIndex(
    (piece, i) => i < index - 1 && piece.depth === depth && compares.test(piece.word),
  )
  const path = sql.word(before - 2) === '.' ? sql.span(before - 3, 3) : sql.span(before - 1)
  const kind = sql.pieces[before - 1]?.kind
  if (before < 1 || (kind !== 'word' && kind !== 'name')) return null
  const name = sql.slice(path)
  return insert(
    sql,
    index - 1,
    ` ${name}`,
    `Behind \`${joins}\` stands a whole condition: \`${joins} ${name} ${word} …\`.`,
    'Every side of `AND` and `OR` says what is compared with what.',
  )
}

/** `CASE WHEN … ELSE 'x' FROM` */
function caseWithoutEnd(sql: Reading, index: number): Advice | null {
  if (index < sql.pieces.length && !/^(FROM|,|AS|\))$/.test(sql.word(index))) return null
  const before = sql.pieces.slice(0, index)
  const count = (pieces: readonly Piece[], named: string) =>
    pieces.filter(({ word }) => word === named).length
  if (count(before, 'CASE') <= count(before, 'END') || count(sql.pieces, 'CASE') <= count(sql.pieces, 'END'))
    return null
  return insert(
    sql,
    index - 1,
    ' END',
    '`END` is missing: it closes a `CASE`.',
    '`CASE WHEN … THEN … ELSE … END` is one value, which may get a name with `AS`.',
  )
}

/** `CASE age > 30 THEN` */
function caseWithoutWhen(sql: Reading, index: number): Advice | null {
  const before = sql.pieces.findLastIndex(({ word }, i) => i < index && /^(CASE|WHEN)$/.test(word))
  if (sql.word(index) !== 'THEN' || sql.word(before) !== 'CASE') return null
  return insert(
    sql,
    before,
    ' WHEN',
    '`WHEN` is missing before the condition.',
    '`CASE WHEN … THEN … ELSE … END`: each condition begins with `WHEN`.',
  )
}

const turned: Readonly<Record<string, string>> = { '=>': '>=', '=<': '<=', '=!': '<>', '><': '<>' }

/** `age => 30` */
function turnedOperator(sql: Reading, complaint: Complaint | null): Advice | null {
  const message = complaint?.message ?? ''
  if (!/near "(>|<|=>|=<|!|><)"|token: "!"|operator does not exist: .* (=!|=<|=>|><) /.test(message))
    return null
  const found = /(?:[^<>=!]|^)(=>|=<|=!|><)(?=[^<>=!]|$)/.exec(blanked(sql))
  const operator = found?.[1] ?? ''
  const text = turned[operator]
  if (found === null || text === undefined) return null
  const from = found.index + found[0].length - operator.length
  const place = { from, to: from + operator.length }
  return {
    title: `\`${operator}\` is written \`${text}\`.`,
    why: 'The comparisons are `=`, `<>`, `<`, `>`, `<=` and `>=`.',
    ...place,
    fix: { ...place, text },
  }
}

/** The text with blanks in the place of what is in quotes and comments. */
function blanked(sql: Reading): string {
  const marks = new Array<string>(sql.text.length).fill(' ')
  for (const { kind, from, to, text } of sql.pieces)
    if (kind !== 'string' && kind !== 'name') for (let i = from; i < to; i++) marks[i] = text[i - from] ?? ' '
  return marks.join('')
}
