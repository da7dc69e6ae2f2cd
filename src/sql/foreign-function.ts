import { beginsWithUnit, unitRules } from './foreign-unit'
import { duration, interval, isNow, isToday, sqliteMoved } from './date-words'
import type { Dialect } from './dialect'
import type { Advice, Complaint, Rule } from './advice'
import { type Foreign, money } from './missing-function'
import { missingInPostgres } from './missing-in-postgres'
import { missingInSqlite, timeValue } from './missing-in-sqlite'
import type { Call, Reading } from './reading'

const missingFunctions: Record<Dialect, Readonly<Record<string, Foreign>>> = {
  sqlite: missingInSqlite,
  postgres: missingInPostgres,
}

/** The function that the engine does not know, in capitals. */
function unknown(complaint: Complaint | null): string {
  const found =
    /^(?:no such (?:function: |table: (?=generate_series$))(\w+)|near "(isnull)": syntax error|function (?:\w+\.)?(\w+)\(.*\) does not exist)/is.exec(
      complaint?.message ?? '',
    )
  return (found?.[1] ?? found?.[2] ?? found?.[3] ?? '').toUpperCase()
}

function about(call: Call, { of, cure, why, text }: Foreign): Advice {
  const made = text?.(call.args) ?? null
  return {
    title: `\`${call.name}\` is ${of}. ${cure}`,
    why: why ?? 'Each engine has its own functions beside those of the SQL standard.',
    from: call.from,
    to: call.to,
    ...(made !== null && { fix: { from: call.from, to: call.to, text: made } }),
  }
}

function unknownFunction(sql: Reading, complaint: Complaint | null): Advice | null {
  const name = unknown(complaint)
  const foreign = Object.hasOwn(missingFunctions[sql.dialect], name)
    ? missingFunctions[sql.dialect][name]
    : undefined
  if (foreign === undefined) return null
  const [call] = sql.calls((word) => word === name)
  if (call !== undefined) return beginsWithUnit(call) ? null : about(call, foreign)
  const index = sql.find(name)
  return index < 0
    ? null
    : about({ name, index, args: [], ...sql.span(index) }, { ...foreign, text: undefined })
}

/** MySQL's DATE_SUB(x, INTERVAL 30 DAY) and DATE_ADD. */
function dateSub(sql: Reading): Advice | null {
  const [call] = sql.calls((name) => /^(DATE_SUB|DATE_ADD|SUBDATE|ADDDATE)$/.test(name))
  const [base, length] = call?.args ?? []
  if (call === undefined || base === undefined || !/^interval/i.test(length ?? '')) return null
  const move = duration(length)
  const adds = call.name.includes('ADD')
  const amount = (move?.amount ?? 0) * (adds ? 1 : -1)
  const verb = adds ? 'adds' : 'subtracts'
  const title: Record<Dialect, string> = {
    postgres: `\`${call.name}\` is MySQL. PostgreSQL ${verb} an interval.`,
    sqlite: `\`${call.name}\` is MySQL. SQLite's \`date\` takes what it ${verb} as text.`,
  }
  const why: Record<Dialect, string> = {
    postgres: "The interval is written in quotes: `INTERVAL '30 days'`.",
    sqlite: "`date('now', '-30 days')`: a time, then any number of changes to it.",
  }
  const time = isToday(base) ? 'CURRENT_DATE' : isNow(base) ? 'CURRENT_TIMESTAMP' : base
  const text: Record<Dialect, (unit: string) => string> = {
    postgres: (unit) => `${time} ${amount < 0 ? '-' : '+'} ${interval(amount, unit)}`,
    sqlite: (unit) => sqliteMoved(base, amount, unit),
  }
  return {
    title: title[sql.dialect],
    why: why[sql.dialect],
    from: call.from,
    to: call.to,
    ...(move && { fix: { from: call.from, to: call.to, text: text[sql.dialect](move.unit) } }),
  }
}

/** `CURRENT_DATE - INTERVAL '30 days'` in SQLite, `now() - INTERVAL 30 DAY` in both. */
function bareInterval(sql: Reading): Advice | null {
  const at = sql.find('INTERVAL')
  const sign = sql.word(at - 1)
  const quoted = sql.pieces[at + 1]?.kind === 'string'
  if (at < 2 || (sign !== '-' && sign !== '+') || (sql.dialect === 'postgres' && quoted)) return null
  const span = sql.span(
    at,
    quoted && !/^(DAY|MONTH|YEAR|HOUR|MINUTE|SECOND)S?$/.test(sql.word(at + 2)) ? 2 : 3,
  )
  const move = duration(sql.slice(span))
  const first =
    sql.word(at - 2) === ')'
      ? sql.pieces.findLastIndex(
          (piece, i) => i < at - 2 && piece.word === '(' && piece.depth === sql.pieces[at - 2]?.depth,
        ) - 1
      : at - 2
  const base = sql.slice({ from: sql.span(first).from, to: sql.span(at - 2).to })
  const amount = (move?.amount ?? 0) * (sign === '-' ? -1 : 1)
  const moved = { from: sql.span(first).from, to: span.to }
  if (sql.dialect === 'postgres') {
    return {
      title: '`INTERVAL 30 DAY` without quotes is MySQL. PostgreSQL writes the interval in quotes.',
      why: "`INTERVAL '30 days'`: one literal with any number of parts.",
      ...span,
      ...(move && { fix: { ...span, text: interval(move.amount, move.unit) } }),
    }
  }
  return {
    title: "`INTERVAL` is PostgreSQL and MySQL. SQLite's `date` takes the change as text.",
    why: "`date('now', '-30 days')`: a time, then any number of changes to it.",
    ...span,
    ...(move &&
      (isNow(base) || isToday(base)) && { fix: { ...moved, text: sqliteMoved(base, amount, move.unit) } }),
  }
}

/** `CURRENT_DATE - 30` in SQLite: the text is read as a number, so that 2026-11-22 less 30 is 1996. */
function dateMinusNumber(sql: Reading): Advice | null {
  const at = sql.pieces.findIndex(
    (piece, i) =>
      /^(CURRENT_DATE|CURRENT_TIMESTAMP)$/.test(piece.word) &&
      /^[-+]$/.test(sql.word(i + 1)) &&
      sql.pieces[i + 2]?.kind === 'number',
  )
  if (at < 0) return null
  const span = sql.span(at, 3)
  const days = Number(sql.pieces[at + 2]?.text)
  return {
    title: 'A date less a number is a date in PostgreSQL. SQLite subtracts from the year.',
    why: 'A date is text in SQLite, and its number is what it begins with: the year.',
    ...span,
    ...(Number.isInteger(days) && {
      fix: { ...span, text: sqliteMoved(sql.word(at), sql.word(at + 1) === '-' ? -days : days, 'day') },
    }),
  }
}

/** `EXTRACT(YEAR FROM x)` in SQLite. */
function extract(sql: Reading): Advice | null {
  const [call] = sql.calls((name) => name === 'EXTRACT')
  const [, unit = '', x] = /^(\w+)\s+FROM\s+(.*)$/is.exec(call?.args[0] ?? '') ?? []
  const code = { YEAR: '%Y', MONTH: '%m', DAY: '%d', HOUR: '%H', MINUTE: '%M', DOW: '%w', DOY: '%j' }[
    unit.toUpperCase()
  ]
  if (call === undefined || x === undefined) return null
  return about(call, {
    of: 'PostgreSQL',
    cure: 'SQLite cuts parts of a date out with `strftime`.',
    why: 'strftime gives text, so that the fix makes a number of it.',
    text: () => (code === undefined ? null : `CAST(strftime('${code}', ${timeValue(x)}) AS INTEGER)`),
  })
}

/** MySQL's FORMAT(x, 2), which SQLite accepts and answers wrongly. */
function silentFormat(sql: Reading): Advice | null {
  const call = sql
    .calls((name) => name === 'FORMAT')
    .find(({ args }) => args.length === 2 && /^\d$/.test(args[1] ?? '') && !/^['"]/.test(args[0] ?? ''))
  return call
    ? about(
        call,
        money('SQLite', (x, _, digits) => `format('%,.${digits}f', ${x})`),
      )
    : null
}

/** `GROUP_CONCAT(x SEPARATOR ', ')`. */
function separator(sql: Reading): Advice | null {
  const at = sql.find('SEPARATOR')
  const call = sql
    .calls((name) => name === 'GROUP_CONCAT')
    .find(({ from, to }) => from < sql.span(at).from && to > sql.span(at).to)
  const [, x, mark] = /^(.*\S)\s+SEPARATOR\s+(.*)$/is.exec(call?.args.join(', ') ?? '') ?? []
  if (at < 0 || call === undefined || x === undefined || mark === undefined) return null
  const plain = !/\border\s+by\b|^distinct\b/i.test(x)
  const text = sql.dialect === 'sqlite' ? `group_concat(${x}, ${mark})` : `string_agg((${x})::text, ${mark})`
  return {
    title: `\`SEPARATOR\` is MySQL. ${sql.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'} takes the separator as a second argument.`,
    why: 'An ORDER BY inside the parentheses stands behind the separator.',
    ...sql.span(at),
    ...(plain && { fix: { from: call.from, to: call.to, text } }),
  }
}

export const functionRules: Record<Dialect, readonly Rule[]> = {
  sqlite: [
    { find: unknownFunction },
    { find: dateSub },
    { find: bareInterval },
    { silent: true, find: dateMinusNumber },
    { find: extract },
    { silent: true, find: silentFormat },
    { find: separator },
    ...unitRules,
  ],
  postgres: [
    { find: unknownFunction },
    { find: dateSub },
    { find: bareInterval },
    { find: separator },
    ...unitRules,
  ],
}
