import { interval, isNow, isToday, sqliteMoved } from './date-words'
import type { Dialect } from './dialect'
import type { Advice, Complaint, Rule } from './advice'
import type { Call, Reading } from './reading'

/** Rules about functions whose first argument is a word, which the engine takes for a column: DATEADD(day, …), CONVERT(int, …). */
export const unitRules: readonly Rule[] = [{ find: dateUnit }, { find: convert }]

const units: Readonly<Record<string, string>> = {
  ...{ YEAR: 'year', YY: 'year', YYYY: 'year' },
  ...{ QUARTER: 'quarter', QQ: 'quarter', Q: 'quarter' },
  ...{ MONTH: 'month', MM: 'month', M: 'month' },
  ...{ WEEK: 'week', WK: 'week', WW: 'week' },
  ...{ DAY: 'day', DD: 'day', D: 'day' },
  ...{ HOUR: 'hour', HH: 'hour', MINUTE: 'minute', MI: 'minute', N: 'minute' },
  ...{ SECOND: 'second', SS: 'second', S: 'second' },
}
const unitOf = ({ args: [first = ''] }: Call): string | undefined => {
  const unit = first.replace(/^SQL_TSI_/i, '').toUpperCase()
  return Object.hasOwn(units, unit) ? units[unit] : undefined
}

/** SQL Server's DATEDIFF(day, a, b), which has a namesake in MySQL without a unit. */
export const beginsWithUnit = (call: Call): boolean =>
  call.name === 'DATEDIFF' && call.args.length === 3 && unitOf(call) !== undefined

/** Whether the engine stumbled over the first argument, or does not know the function. */
function isAbout({ name, args: [first = ''] }: Call, complaint: Complaint | null): boolean {
  const message = complaint?.message ?? ''
  const found = /^(?:no such (?:column|function): (\w+)|column "(\w+)" does not exist|function (\w+)\()/.exec(
    message,
  )
  const word = (found?.[1] ?? found?.[2] ?? found?.[3] ?? '').toUpperCase()
  return word === name || word === first.toUpperCase()
}

type Of = (unit: string, args: readonly string[]) => string | null

const time = (text: string) =>
  isNow(text) ? 'now()' : isToday(text) ? 'CURRENT_DATE' : text.startsWith("'") ? `TIMESTAMP ${text}` : text
const day = (text: string) => `(${time(text)})::date`
const moment = (text: string) => (isNow(text) || isToday(text) ? "'now'" : text)

const add: Record<Dialect, Of> = {
  sqlite: (unit, [count, x = '']) => moved(count, unit, (amount, u) => sqliteMoved(x, amount, u)),
  postgres: (unit, [count, x = '']) =>
    moved(count, unit, (amount, u) => `${time(x)} ${amount < 0 ? '-' : '+'} ${interval(amount, u)}`),
}

const times: Readonly<Record<string, readonly [number, string]>> = {
  quarter: [3, 'month'],
  week: [7, 'day'],
}
function moved(
  count: string | undefined,
  unit: string,
  text: (amount: number, unit: string) => string,
): string | null {
  const amount = Number(count)
  if (!Number.isInteger(amount)) return null
  const [factor, base] = times[unit] ?? [1, unit]
  return text(amount * factor, base)
}

/** Counts the borders between two times, as SQL Server does: from 31 December to 1 January is a year. */
const difference: Record<Dialect, Of> = {
  sqlite(unit, [a = '', b = '']) {
    const year = `strftime('%Y', ${moment(b)}) - strftime('%Y', ${moment(a)})`
    if (unit === 'day')
      return `CAST(julianday(date(${moment(b)})) - julianday(date(${moment(a)})) AS INTEGER)`
    if (unit === 'year') return `(${year})`
    return unit === 'month'
      ? `((${year}) * 12 + strftime('%m', ${moment(b)}) - strftime('%m', ${moment(a)}))`
      : null
  },
  postgres(unit, [a = '', b = '']) {
    const less = (part: string) => `EXTRACT(${part} FROM ${time(b)}) - EXTRACT(${part} FROM ${time(a)})`
    if (unit === 'day') return `(${day(b)} - ${day(a)})`
    if (unit === 'year') return `(${less('YEAR')})`
    return unit === 'month' ? `((${less('YEAR')}) * 12 + ${less('MONTH')})` : null
  },
}

const codes: Readonly<Record<string, string>> = {
  year: '%Y',
  month: '%m',
  day: '%d',
  hour: '%H',
  minute: '%M',
  second: '%S',
}
const part: Record<Dialect, Of> = {
  sqlite: (unit, [x = '']) =>
    codes[unit] === undefined ? null : `CAST(strftime('${codes[unit]}', ${moment(x)}) AS INTEGER)`,
  postgres: (unit, [x = '']) => `EXTRACT(${unit.toUpperCase()} FROM ${time(x)})`,
}

interface Unit {
  readonly of: string
  readonly cure: Record<Dialect, string>
  readonly why: Record<Dialect, string>
  readonly text: Record<Dialect, Of> | null
}

const adding: Unit = {
  of: 'SQL Server',
  cure: {
    sqlite: "SQLite's `date` takes the change as text.",
    postgres: 'PostgreSQL adds an interval.',
  },
  why: {
    sqlite: "`date('now', '+30 days')`: a time, then any number of changes to it.",
    postgres: "The interval is written in quotes: `now() + INTERVAL '30 days'`.",
  },
  text: add,
}
const functions: Readonly<Record<string, Unit>> = {
  DATEADD: adding,
  TIMESTAMPADD: { ...adding, of: 'MySQL' },
  DATEDIFF: {
    of: 'SQL Server',
    cure: {
      sqlite: 'SQLite subtracts days with `julianday`.',
      postgres: 'PostgreSQL subtracts dates as they are.',
    },
    why: {
      sqlite:
        "`julianday('2024-03-01') - julianday('2024-02-01')` is 29. Years and months come from `strftime`.",
      postgres: "`DATE '2024-03-01' - DATE '2024-02-01'` is 29. Years and months come from `EXTRACT`.",
    },
    text: difference,
  },
  TIMESTAMPDIFF: {
    of: 'MySQL',
    cure: {
      sqlite: 'SQLite subtracts days with `julianday`.',
      postgres: 'PostgreSQL subtracts times as they are.',
    },
    why: {
      sqlite: '`julianday(b) - julianday(a)` is in days, with decimals for the hours.',
      postgres: '`b - a` is an interval, and `age(b, a)` says it in years, months and days.',
    },
    text: null,
  },
  DATEPART: {
    of: 'SQL Server',
    cure: {
      sqlite: 'SQLite cuts parts of a date out with `strftime`.',
      postgres: 'PostgreSQL says `EXTRACT(YEAR FROM …)`.',
    },
    why: {
      sqlite: 'strftime gives text, so that the fix makes a number of it.',
      postgres: 'EXTRACT is the SQL standard: the part, FROM, and the time.',
    },
    text: part,
  },
}

function dateUnit(sql: Reading, complaint: Complaint | null): Advice | null {
  const call = sql.calls((name) => Object.hasOwn(functions, name)).find((each) => isAbout(each, complaint))
  const known = functions[call?.name ?? '']
  const unit = call && unitOf(call)
  if (call === undefined || known === undefined || unit === undefined) return null
  const { from, to } = call
  const text = known.text?.[sql.dialect](unit, call.args.slice(1)) ?? null
  return {
    title: `\`${call.name}\` is ${known.of}. ${known.cure[sql.dialect]}`,
    why: known.why[sql.dialect],
    from,
    to,
    ...(text !== null && { fix: { from, to, text } }),
  }
}

const mysqlTypes: Readonly<Record<string, string>> = { SIGNED: 'INTEGER', UNSIGNED: 'INTEGER', CHAR: 'TEXT' }

/** SQL Server's CONVERT(int, x) and MySQL's CONVERT(x, SIGNED). */
function convert(sql: Reading, complaint: Complaint | null): Advice | null {
  const call = sql
    .calls((name) => name === 'CONVERT')
    .find(
      ({ args }) =>
        args.length === 2 &&
        /\b(int|convert|signed|unsigned|\w+char|date\w*|decimal|numeric|float|bigint|text|char)\b|near "/i.test(
          complaint?.message ?? '',
        ),
    )
  const [first = '', second = ''] = call?.args ?? []
  if (call === undefined) return null
  const isType = (text: string) =>
    /^(int|integer|bigint|smallint|n?varchar|n?char|text|date|datetime|decimal|numeric|float|real|signed|unsigned)\b(\s*\([\d\s,]+\))?$/i.test(
      text,
    )
  const [x, type] = isType(first) ? [second, first] : [first, second]
  if (!isType(type)) return null
  const { from, to } = call
  return {
    title: `\`CONVERT\` is ${type === first ? 'SQL Server' : 'MySQL'}. The SQL standard writes \`CAST(… AS …)\`.`,
    why: 'Every engine has CAST.',
    from,
    to,
    fix: {
      from,
      to,
      text: `CAST(${x} AS ${mysqlTypes[type.toUpperCase()] ?? type.replace(/^n(?=varchar|char)/i, '').replace(/^datetime$/i, 'timestamp')})`,
    },
  }
}
