import type { Dialect } from './dialect'
import type { Advice, Complaint, Rule } from './advice'
import { isUnknown, stoppedAt } from './foreign-rule'
import type { Reading } from './reading'

const both: readonly Rule[] = [{ find: rowNumber }, { find: dual }, { find: minus }, { find: plusJoin }]

/** Rules about what Oracle has and the two engines have not. */
export const oracleRules: Record<Dialect, readonly Rule[]> = {
  sqlite: [...both, { find: now }],
  postgres: [...both, { find: now }, { find: daysLess }],
}

/** `WHERE ROWNUM <= 5`, the condition alone or one of several with AND between. */
function rowNumber(sql: Reading, complaint: Complaint | null): Advice | null {
  const at = sql.find('ROWNUM')
  if (at < 0 || !isUnknown('ROWNUM', complaint)) return null
  const title = '`ROWNUM` is Oracle. Here `LIMIT` stands at the end of the query.'
  const why = 'The numbers of rows are `row_number() OVER (ORDER BY …)` in the standard.'
  const sign = sql.word(at + 1)
  const count = Number(sql.pieces[at + 2]?.text) - (sign === '<' ? 1 : 0)
  const opens = sql.word(at - 1)
  const closes = sql.word(at + 3)
  const known =
    /^(<|<=|=)$/.test(sign) &&
    sql.pieces[at + 2]?.kind === 'number' &&
    Number.isInteger(count) &&
    (sign !== '=' || count === 1) &&
    /^(WHERE|AND)$/.test(opens) &&
    /^(|AND|ORDER|GROUP)$/.test(closes) &&
    sql.word(0) === 'SELECT' &&
    sql.pieces[at]?.depth === 0 &&
    !sql.pieces.some(({ word }) => /^(LIMIT|OFFSET|UNION|OR)$/.test(word))
  const span = sql.span(at, 3)
  if (!known) return { title, why, ...sql.span(at) }
  // WHERE goes with the only condition; else an AND does
  const first = closes === 'AND' && opens === 'WHERE' ? at : at - 1
  const last = closes === 'AND' && opens === 'WHERE' ? at + 3 : at + 2
  const { from } = sql.span(first)
  const rest = sql.text.slice(sql.span(last).to).trim()
  const text = `${rest === '' ? '' : `${rest}\n`}LIMIT ${count}`
  return { title, why, ...span, fix: { from, to: sql.text.length, text } }
}

/** `SELECT 1 FROM dual` */
function dual(sql: Reading, complaint: Complaint | null): Advice | null {
  const at = sql.find('FROM DUAL')
  if (at < 1 || !isUnknown('DUAL', complaint)) return null
  return {
    title: '`FROM dual` is Oracle. Here a SELECT needs no table.',
    why: '`SELECT 1 + 1` is a whole query in SQLite and PostgreSQL.',
    ...sql.span(at, 2),
    fix: { from: sql.span(at - 1).to, to: sql.span(at + 1).to, text: '' },
  }
}

/** `SYSDATE` without parentheses. */
function now(sql: Reading, complaint: Complaint | null): Advice | null {
  const at = sql.pieces.findIndex(({ word }) => /^(SYSDATE|SYSTIMESTAMP)$/.test(word))
  const word = sql.word(at)
  if (at < 0 || !isUnknown(word, complaint) || sql.word(at + 1) === '(') return null
  const span = sql.span(at)
  // a day less a number is a day
  const isMoved = /^[-+]$/.test(sql.word(at + 1)) && sql.pieces[at + 2]?.kind === 'number'
  const text = isMoved ? 'CURRENT_DATE' : 'CURRENT_TIMESTAMP'
  return {
    title: `\`${word}\` is Oracle. The SQL standard says \`${text}\`.`,
    why: '`CURRENT_DATE` is the day, `CURRENT_TIMESTAMP` the day and the time.',
    ...span,
    fix: { ...span, text },
  }
}

/** `SELECT … MINUS SELECT …` */
function minus(sql: Reading, complaint: Complaint | null): Advice | null {
  const at = sql.find('MINUS SELECT')
  if (at < 1 || stoppedAt(complaint)?.toUpperCase() !== 'SELECT') return null
  const span = sql.span(at)
  return {
    title: '`MINUS` is Oracle. The SQL standard says `EXCEPT`.',
    why: 'It gives the rows of the first query that the second does not have, each once.',
    ...span,
    fix: { ...span, text: 'EXCEPT' },
  }
}

/** `WHERE a.id = b.a_id (+)` */
function plusJoin(sql: Reading, complaint: Complaint | null): Advice | null {
  const at = sql.find('( + )')
  if (at < 1 || !/^[()]$/.test(stoppedAt(complaint) ?? '')) return null
  return {
    title: '`(+)` is Oracle. The SQL standard writes `LEFT JOIN … ON`.',
    why: '`FROM a LEFT JOIN b ON a.id = b.a_id` keeps the rows of a that have no partner in b.',
    ...sql.span(at, 3),
  }
}

/** `now() - 30` in PostgreSQL. */
function daysLess(sql: Reading, complaint: Complaint | null): Advice | null {
  if (!/^operator does not exist: timestamp .*[-+] integer/.test(complaint?.message ?? '')) return null
  const at = sql.pieces.findIndex(
    ({ word }, i) =>
      /^[-+]$/.test(word) && sql.pieces[i + 1]?.kind === 'number' && /^(\)|\w+)$/.test(sql.word(i - 1)),
  )
  const days = sql.pieces[at + 1]
  if (days === undefined || !/^\d+$/.test(days.text)) return null
  const { from, to } = days
  return {
    title: 'A time takes an interval. Only a date takes a number of days.',
    why: "`CURRENT_DATE - 30` is a date; `now() - INTERVAL '30 days'` keeps the time of the day.",
    from,
    to,
    fix: { from, to, text: `INTERVAL '${days.text} day${days.text === '1' ? '' : 's'}'` },
  }
}
