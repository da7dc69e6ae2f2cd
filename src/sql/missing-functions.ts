import { dateFormat, isNow, isToday, postgresTime } from './date-words'
import type { Dialect } from './dialect'

/** A function of another engine. */
export interface Foreign {
  /** whose function it is */
  readonly of: string
  /** what there is instead, the second half of the title */
  readonly cure: string
  readonly why?: string
  /** the call in this dialect; null where the arguments are not understood */
  readonly text?: (args: readonly string[]) => string | null
}

const mysql = 'MySQL'
const server = 'SQL Server'
const pg = 'PostgreSQL'
const lite = 'SQLite'

/** A function that only has another name, with the same arguments. */
const renamed = (of: string, name: string, engine: string, why?: string): Foreign => ({
  of,
  cure: `${engine} calls it \`${name}\`.`,
  why,
  text: (args) => `${name}(${args.join(', ')})`,
})
const instead = (of: string, cure: string, text: Foreign['text'], why?: string): Foreign => ({
  of,
  cure,
  text,
  why,
})

/** The value in SQLite's date functions: a time of its own, or what says now. */
export const timeValue = (text: string | undefined) =>
  text === undefined || isNow(text) || isToday(text) ? "'now'" : text
const part = (code: string): Foreign =>
  instead(
    mysql,
    'SQLite cuts parts of a date out with `strftime`.',
    ([x]) => `CAST(strftime('${code}', ${timeValue(x)}) AS INTEGER)`,
    'strftime gives text, so that the fix makes a number of it.',
  )

const truncated: Readonly<Record<string, string>> = {
  year: "date(X, 'start of year')",
  month: "date(X, 'start of month')",
  day: 'date(X)',
}

/** Functions that SQLite does not have. */
const inSqlite: Readonly<Record<string, Foreign>> = {
  NOW: instead(
    'PostgreSQL and MySQL',
    "SQLite says `datetime('now')`.",
    () => "datetime('now')",
    "It is text in UTC; `datetime('now', 'localtime')` is local time.",
  ),
  GETDATE: instead(server, "SQLite says `datetime('now')`.", () => "datetime('now')"),
  CURDATE: instead(mysql, "SQLite says `date('now')`.", () => "date('now')"),
  VERSION: instead('PostgreSQL and MySQL', 'SQLite says `sqlite_version()`.', () => 'sqlite_version()'),
  DATE_FORMAT: instead(
    mysql,
    'SQLite formats with `strftime`.',
    ([x, format]) => {
      const made = dateFormat(format, 'mysql', 'strftime')
      return made && `strftime(${made}, ${timeValue(x)})`
    },
    'strftime takes the format first, and minutes are %M.',
  ),
  TO_CHAR: instead(
    pg,
    'SQLite formats with `strftime` and `format`.',
    ([x, format]) => {
      const made = dateFormat(format, 'toChar', 'strftime')
      return made && `strftime(${made}, ${timeValue(x)})`
    },
    "Dates: `strftime('%Y-%m', …)`. Numbers: `format('%.2f', …)`.",
  ),
  DATE_TRUNC: instead(pg, "SQLite says `date(…, 'start of month')`.", ([unit, x]) => {
    const made = truncated[(unit ?? '').replaceAll("'", '').toLowerCase()]
    return made?.replace('X', timeValue(x)) ?? null
  }),
  YEAR: part('%Y'),
  MONTH: part('%m'),
  DAY: part('%d'),
  DATEDIFF: instead(mysql, 'SQLite subtracts days with `julianday`.', (args) =>
    args.length === 2
      ? `CAST(julianday(${timeValue(args[0])}) - julianday(${timeValue(args[1])}) AS INTEGER)`
      : null,
  ),
  NVL: renamed('Oracle', 'ifnull', lite),
  ISNULL: renamed(server, 'ifnull', lite),
  LEN: renamed(server, 'length', lite),
  CHAR_LENGTH: renamed('PostgreSQL and MySQL', 'length', lite),
  RAND: instead(mysql, 'SQLite has `random()`, an integer of 64 bits.', () => 'random()'),
  GREATEST: renamed(
    'PostgreSQL and MySQL',
    'max',
    lite,
    'With more than one argument, max() compares its arguments.',
  ),
  LEAST: renamed(
    'PostgreSQL and MySQL',
    'min',
    lite,
    'With more than one argument, min() compares its arguments.',
  ),
  LEFT: instead('PostgreSQL and MySQL', 'SQLite cuts with `substr`.', ([x, n]) =>
    n === undefined ? null : `substr(${x}, 1, ${n})`,
  ),
  RIGHT: instead('PostgreSQL and MySQL', 'SQLite cuts with `substr`.', ([x, n]) =>
    n === undefined ? null : `substr(${x}, -(${n}))`,
  ),
  STRPOS: renamed(pg, 'instr', lite),
  SPLIT_PART: { of: pg, cure: 'SQLite cuts with `substr` and `instr`.' },
  LAST_INSERT_ID: instead(mysql, 'SQLite says `last_insert_rowid()`.', () => 'last_insert_rowid()'),
  LASTVAL: instead(pg, 'SQLite says `last_insert_rowid()`.', () => 'last_insert_rowid()'),
  ARRAY_AGG: renamed(pg, 'json_group_array', lite, 'SQLite has no arrays; a JSON array holds the values.'),
  JSON_AGG: renamed(pg, 'json_group_array', lite),
  JSONB_BUILD_OBJECT: renamed(pg, 'json_object', lite),
  JSON_BUILD_OBJECT: renamed(pg, 'json_object', lite),
  GENERATE_SERIES: {
    of: pg,
    cure: 'SQLite counts with `WITH RECURSIVE`.',
    why: '`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n`',
  },
  REGEXP: {
    of: 'MySQL',
    cure: 'SQLite has `LIKE` and `GLOB`.',
    why: "The word is known, but this SQLite comes without the function behind it. `GLOB 'a*'` knows *, ? and [a-z].",
  },
  TO_TSVECTOR: { of: pg, cure: 'SQLite searches text with a virtual table `USING fts4`.' },
}

const extracted = (unit: string): Foreign =>
  instead(mysql, `PostgreSQL says \`EXTRACT(${unit} FROM …)\`.`, ([x]) => `EXTRACT(${unit} FROM ${x})`)

const orElse = (of: string): Foreign =>
  renamed(
    of,
    'COALESCE',
    pg,
    'COALESCE is the standard: the first value that is not NULL. Every engine has it.',
  )
const when = (of: string): Foreign =>
  instead(
    of,
    'The standard is `CASE WHEN … THEN … ELSE … END`.',
    ([test, yes, no]) =>
      yes === undefined ? null : `CASE WHEN ${test} THEN ${yes} ELSE ${no ?? 'NULL'} END`,
    'Every engine has CASE.',
  )

/** Functions that PostgreSQL does not have. */
const inPostgres: Readonly<Record<string, Foreign>> = {
  IFNULL: orElse('MySQL and SQLite'),
  NVL: orElse('Oracle'),
  ISNULL: orElse(server),
  IF: when(mysql),
  IIF: when('SQLite and SQL Server'),
  STRFTIME: instead(
    lite,
    'PostgreSQL formats with `to_char`.',
    ([format, ...time]) => {
      const made = dateFormat(format, 'strftime', 'toChar')
      const when = postgresTime(time)
      return made && when && `to_char(${when}, ${made})`
    },
    'to_char takes the format last: YYYY, MM, DD, HH24, MI, SS.',
  ),
  DATETIME: instead(lite, 'PostgreSQL has `now()` and adds intervals.', (args) => {
    const made = postgresTime(args)
    return made && (made.includes(' ') ? `(${made})` : made)
  }),
  DATE: instead(lite, 'PostgreSQL has `CURRENT_DATE` and adds intervals.', (args) => {
    const made = postgresTime(args.map((arg, i) => (i === 0 && /^'now'$/i.test(arg) ? 'CURRENT_DATE' : arg)))
    return made && `(${made})::date`
  }),
  JULIANDAY: {
    of: lite,
    cure: 'PostgreSQL subtracts dates as they are.',
    why: "`DATE '2024-03-01' - DATE '2024-02-01'` is 29.",
  },
  DATE_FORMAT: instead(
    mysql,
    'PostgreSQL formats with `to_char`.',
    ([x, format]) => {
      const made = dateFormat(format, 'mysql', 'toChar')
      const time = postgresTime([x ?? ''])
      return made && `to_char(${time}, ${made})`
    },
    'YYYY, MM, DD, HH24, MI, SS.',
  ),
  CURDATE: instead(mysql, 'PostgreSQL says `CURRENT_DATE`.', () => 'CURRENT_DATE'),
  GETDATE: instead(server, 'PostgreSQL says `now()`.', () => 'now()'),
  YEAR: extracted('YEAR'),
  MONTH: extracted('MONTH'),
  DAY: extracted('DAY'),
  DATEDIFF: instead(mysql, 'PostgreSQL subtracts dates as they are.', (args) =>
    args.length === 2 ? `((${args[0]})::date - (${args[1]})::date)` : null,
  ),
  GROUP_CONCAT: instead(
    'MySQL and SQLite',
    'PostgreSQL says `string_agg`.',
    ([x, separator]) => `string_agg((${x})::text, ${separator ?? "','"})`,
  ),
  TOTAL: instead(lite, 'PostgreSQL says `COALESCE(sum(…), 0)`.', ([x]) => `COALESCE(sum(${x}), 0)`),
  LEN: renamed(server, 'length', pg),
  INSTR: renamed('MySQL and SQLite', 'strpos', pg),
  RAND: instead(mysql, 'PostgreSQL says `random()`.', () => 'random()'),
  SQLITE_VERSION: instead(lite, 'PostgreSQL says `version()`.', () => 'version()'),
  LAST_INSERT_ID: instead(
    mysql,
    'PostgreSQL says `lastval()`, or `INSERT … RETURNING id`.',
    () => 'lastval()',
  ),
  LAST_INSERT_ROWID: instead(
    lite,
    'PostgreSQL says `lastval()`, or `INSERT … RETURNING id`.',
    () => 'lastval()',
  ),
  PRINTF: instead(lite, 'PostgreSQL says `format` with `%s`, and `to_char` for numbers.', undefined),
  JSON_EXTRACT: {
    of: 'MySQL and SQLite',
    cure: 'PostgreSQL takes JSON apart with `->` and `->>`.',
    why: "`data->>'name'` is text, `data->'tags'->0` is JSON.",
  },
  JSON_GROUP_ARRAY: renamed(lite, 'json_agg', pg),
  JSON_GROUP_OBJECT: renamed(lite, 'json_object_agg', pg),
  FORMAT: { ...money('PostgreSQL', (x, zeros) => `to_char(${x}, 'FM999,999,999,990${zeros}')`) },
}

/** MySQL's FORMAT(x, 2); `text` makes the call from x, the decimals (`.00`) and their number. */
export function money(engine: string, text: (x: string, zeros: string, digits: string) => string): Foreign {
  return instead(
    mysql,
    engine === 'SQLite'
      ? "In SQLite it is `format('%,.2f', …)`."
      : "In PostgreSQL it is `to_char(…, 'FM999,990.00')`.",
    ([x, digits]) =>
      x === undefined || !/^\d$/.test(digits ?? '')
        ? null
        : text(x, digits === '0' ? '' : `.${'0'.repeat(Number(digits))}`, digits ?? ''),
    `\`FORMAT(x, 2)\` writes a number with two decimals in MySQL. ${engine === 'SQLite' ? 'SQLite reads the first argument as a pattern, and drops the second without a word.' : 'In PostgreSQL the first argument is a pattern with %s.'}`,
  )
}

/** By name in capitals: the functions that each dialect does not have, and what there is instead. */
export const missingFunctions: Record<Dialect, Readonly<Record<string, Foreign>>> = {
  sqlite: inSqlite,
  postgres: inPostgres,
}
