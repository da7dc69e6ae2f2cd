/** PostgreSQL compares and computes only within a kind of types, and calls functions only for types they are made for. */
import type { Advice, Complaint, Rule } from './advice'
import { type Piece, type Reading, ends } from './reading'

export const typeRules: readonly Rule[] = [
  { guess: true, find: likeOnNumber },
  { guess: true, find: textAndNumber },
  { guess: true, find: dateAndText },
  { guess: true, find: textFunction },
  { guess: true, find: roundedDouble },
  { guess: true, find: germanDate },
  { guess: true, find: placeholderText },
]

const text = '(?:character varying|character|text)'
const number = '(?:integer|bigint|smallint|numeric|double precision|real)'
const time = '(?:date|timestamp without time zone|timestamp with time zone)'

const says = (pattern: string) => new RegExp(`^operator does not exist: ${pattern}`)

/** The operand that ends before `index`: a path, or a call. */
function left(sql: Reading, index: number): readonly Piece[] {
  const end = index - 1
  let start = end
  if (sql.word(end) === ')') {
    const depth = sql.pieces[end]?.depth
    start = sql.pieces.findLastIndex((piece, i) => i < end && piece.word === '(' && piece.depth === depth)
    if (sql.pieces[start - 1]?.kind === 'word') start--
  }
  while (start > 1 && /^(\.|::)$/.test(sql.word(start - 1))) start -= 2
  return sql.pieces.slice(start, index)
}

/** The operand that begins behind `index`. */
function right(sql: Reading, index: number): readonly Piece[] {
  let end = index + 1
  if (sql.word(end) === '(') end = sql.closing(end)
  while (/^(\.|::)$/.test(sql.word(end + 1))) end += 2
  if (sql.word(end + 1) === '(') end = sql.closing(end + 1)
  return sql.pieces.slice(index + 1, end + 1)
}

/** Index of the operator that the engine means: at the place it tells, else the only one. */
function operatorAt(sql: Reading, complaint: Complaint | null, is: (word: string) => boolean): number {
  const all = sql.pieces.flatMap(({ word }, i) => (is(word) ? [i] : []))
  const position = complaint?.position
  const told = all.find(
    (i) =>
      sql.pieces[i]?.from === position || (sql.word(i - 1) === 'NOT' && sql.pieces[i - 1]?.from === position),
  )
  return told ?? (position === undefined && all.length === 1 ? (all[0] ?? -1) : -1)
}

/** `age LIKE '3%'` */
function likeOnNumber(sql: Reading, complaint: Complaint | null): Advice | null {
  const found = says(`(?:${number}|(${time})) !?~~\\*? `).exec(complaint?.message ?? '')
  const at = operatorAt(sql, complaint, (word) => /^I?LIKE$/.test(word))
  const operand = left(sql, sql.word(at - 1) === 'NOT' ? at - 1 : at)
  if (found === null || at < 1 || operand.length === 0) return null
  const place = ends(operand)
  const written = sql.slice(place)
  return {
    title: `\`${sql.word(at)}\` compares texts, and \`${written}\` is a ${found[1] === undefined ? 'number' : 'time'}.`,
    why:
      found[1] === undefined
        ? '`::text` makes a text of it. To compare numbers, use `=`, `<`, `>` or `BETWEEN`.'
        : "For a day, month or year, ask from one time up to another: `>= '2024-01-01' AND … < '2025-01-01'`. `::text` makes a text of it.",
    ...place,
    fix: { ...place, text: `${written}::text` },
  }
}

/** `name = 5` */
function textAndNumber(sql: Reading, complaint: Complaint | null): Advice | null {
  const sign = '(=|<>|<|>|<=|>=)'
  const message = complaint?.message ?? ''
  const found = says(`(?:${text} ${sign} ${number}|${number} ${sign} ${text})$`).exec(message)
  const operator = found?.[1] ?? found?.[2]
  if (found === null || operator === undefined) return null
  const at = operatorAt(sql, complaint, (word) => word === operator || (operator === '<>' && word === '!='))
  const [before, after] = at < 0 ? [[], []] : [left(sql, at), right(sql, at)]
  const digits = [before, after].find(([piece, more]) => piece?.kind === 'number' && more === undefined)
  const other = digits === before ? after : before
  // between two columns nobody knows which is meant
  if (digits === undefined || other.length === 0) return null
  const place = ends(digits)
  return {
    title: `\`${sql.slice(ends(other))}\` is text, and \`${sql.slice(place)}\` is a number.`,
    why: 'PostgreSQL compares a text with a text: put quotes around it. If the column should hold numbers, give it another type.',
    ...place,
    fix: { ...place, text: `'${sql.slice(place)}'` },
  }
}

/** `CURRENT_DATE - sale_date::text`, `CURRENT_DATE > name` */
function dateAndText(sql: Reading, complaint: Complaint | null): Advice | null {
  const found = says(`${time} (-|=|<>|<|>|<=|>=) ${text}$`).exec(complaint?.message ?? '')
  if (found === null) return null
  const at = operatorAt(sql, complaint, (word) => word === found[1])
  const operand = at < 0 ? [] : right(sql, at)
  if (operand.length === 0) return null
  const place = ends(operand)
  const written = sql.slice(place)
  const bare = written.replace(/::(text|varchar)$/i, '')
  return {
    title: `\`${written}\` is text here. \`::date\` makes a date of it.`,
    why: 'PostgreSQL computes dates with dates. Two dates subtracted give the days between them.',
    ...place,
    fix: { ...place, text: `${bare}::date` },
  }
}

/** `upper(age)`, `substring(sale_date, 1, 4)` */
function textFunction(sql: Reading, complaint: Complaint | null): Advice | null {
  const functions =
    'upper|lower|length|char_length|substr|substring|left|right|trim|btrim|replace|string_agg|strpos|initcap|split_part|lpad|rpad|reverse'
  const message = complaint?.message ?? ''
  const found = new RegExp(
    `^function (?:pg_catalog\\.)?(${functions})\\((${number}|${time})(,.*)?\\) does not exist$`,
  ).exec(message)
  const call = found && sql.calls((name) => name === found[1]?.toUpperCase())[0]
  // substring(x FROM 1 FOR 4)
  const argument = call?.args[0]?.replace(/\s+FROM\s[^()]*$/i, '')
  if (!call || argument === undefined || /\s/.test(argument)) return null
  const from = sql.text.indexOf(argument, sql.span(call.index + 1).to)
  const place = { from, to: from + argument.length }
  return {
    title: `\`${call.name.toLowerCase()}\` takes a text, and \`${argument}\` is none.`,
    why: "`::text` makes a text of any value. Parts of a date: `EXTRACT(YEAR FROM …)`, or `to_char(…, 'YYYY-MM')`.",
    ...place,
    fix: { ...place, text: `${argument}::text` },
  }
}

/** `round(avg(x)::float8, 2)` */
function roundedDouble(sql: Reading, complaint: Complaint | null): Advice | null {
  if (!/^function round\((double precision|real), integer\) does not exist/.test(complaint?.message ?? ''))
    return null
  const calls = sql.calls((name) => name === 'ROUND').filter(({ args }) => args.length === 2)
  const [call, other] = calls
  const [value = ''] = call?.args ?? []
  if (call === undefined || other !== undefined) return null
  const from = sql.text.indexOf(value, sql.span(call.index + 1).to)
  const place = { from, to: from + value.length }
  const plain = /^[\w."]+(\(.*\))?(::\w+)?$/.test(value)
  return {
    title: '`round` takes decimals only of `numeric`, and this is floating point.',
    why: 'A floating-point number has no decimal places of its own. `::numeric` makes an exact number of it.',
    ...place,
    fix: { ...place, text: plain ? `${value}::numeric` : `(${value})::numeric` },
  }
}

/** `'31.12.2024'`, which PostgreSQL reads month first */
function germanDate(sql: Reading, complaint: Complaint | null): Advice | null {
  const found =
    /^(?:date\/time field value out of range|invalid input syntax for type (?:date|timestamp.*)): "(\d\d?)([./-])(\d\d?)\2(\d{4})"$/.exec(
      complaint?.message ?? '',
    )
  if (found === null) return null
  const [, first = '', dot = '', second = '', year = ''] = found
  const [day, month] = Number(first) > 12 ? [first, second] : [second, first]
  const piece = sql.pieces.find(({ text: each }) => each === `'${first}${dot}${second}${dot}${year}'`)
  if (piece === undefined || Number(month) > 12 || Number(day) > 31) return null
  const iso = `'${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}'`
  const { from, to } = piece
  return {
    title: `A date is written year, month, day: \`${iso}\`.`,
    why: 'PostgreSQL reads `1/2/2024` as the 2nd of January. Year first is the same everywhere, and sorts as text too.',
    from,
    to,
    fix: { from, to, text: iso },
  }
}

/** `COALESCE(age, 'unknown')` */
function placeholderText(sql: Reading, complaint: Complaint | null): Advice | null {
  const found = /^invalid input syntax for type (integer|bigint|numeric|date|timestamp.*): "(.*)"$/.exec(
    complaint?.message ?? '',
  )
  const value = `'${found?.[2] ?? ''}'`
  const call = sql
    .calls((name) => name === 'COALESCE')
    .find(({ args }) => args.length === 2 && args[1] === value)
  const [column = ''] = call?.args ?? []
  if (found === null || call === undefined || !/^[\w."]+$/.test(column)) return null
  const from = sql.text.indexOf(column, sql.span(call.index + 1).to)
  const place = { from, to: from + column.length }
  return {
    title: `\`COALESCE\` gives values of one type: \`${column}\` is no text.`,
    why: 'A column of a result has one type. `::text` makes a text of the value, so that a word may stand in for it.',
    ...place,
    fix: { ...place, text: `${column}::text` },
  }
}
