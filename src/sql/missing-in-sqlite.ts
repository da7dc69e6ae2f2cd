import { dateFormat, duration, isNow, isToday, modifier } from './date-words'
import {
  asCase,
  instead,
  isNull,
  lite,
  mysql,
  oracle,
  pg,
  renamed,
  server,
  type Foreign,
} from './missing-function'

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

const named = "`CASE strftime('%m', …) WHEN '01' THEN 'January' WHEN '02' THEN … END` gives each a name."
const randomBytes = '`lower(hex(randomblob(16)))` is a name that no other row will have.'

/** By name in capitals: functions that SQLite does not have. */
export const missingInSqlite: Readonly<Record<string, Foreign>> = {
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
  NVL: renamed(oracle, 'ifnull', lite),
  ISNULL: isNull(renamed(server, 'ifnull', lite)),
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
  ...asCase,
  SYSDATE: instead(mysql, "SQLite says `datetime('now')`.", () => "datetime('now')"),
  SYSDATETIME: instead(server, "SQLite says `datetime('now')`.", () => "datetime('now')"),
  GETUTCDATE: instead(server, "SQLite says `datetime('now')`.", () => "datetime('now')"),
  CURTIME: instead(mysql, "SQLite says `time('now')`.", () => "time('now')"),
  HOUR: part('%H'),
  MINUTE: part('%M'),
  SECOND: part('%S'),
  DAYOFWEEK: instead(
    mysql,
    'SQLite says `strftime` with `%w`, and Sunday is 0.',
    ([x]) => `(strftime('%w', ${timeValue(x)}) + 1)`,
    'MySQL counts from 1, which is Sunday: the fix adds one.',
  ),
  DAYNAME: { of: mysql, cure: 'SQLite knows days by number: `%w` of `strftime`.', why: named },
  MONTHNAME: { of: mysql, cure: 'SQLite knows months by number: `%m` of `strftime`.', why: named },
  TO_DATE: instead('PostgreSQL and Oracle', 'SQLite keeps a date as the text `2024-12-31`.', ([x, format]) =>
    /^'YYYY-MM-DD'$/i.test(format ?? '') ? `date(${x})` : null,
  ),
  STR_TO_DATE: instead(mysql, 'SQLite keeps a date as the text `2024-12-31`.', ([x, format]) =>
    format === "'%Y-%m-%d'" ? `date(${x})` : null,
  ),
  ADD_MONTHS: instead(oracle, "SQLite's `date` takes the change as text.", ([x, count]) => {
    const move = duration(`${count} month`)
    return move && `date(${timeValue(x)}, ${modifier(move.amount, move.unit)})`
  }),
  LAST_DAY: instead(
    'MySQL and Oracle',
    "SQLite goes by steps: `'start of month', '+1 month', '-1 day'`.",
    ([x]) => `date(${timeValue(x)}, 'start of month', '+1 month', '-1 day')`,
  ),
  UNIX_TIMESTAMP: instead(mysql, 'SQLite calls it `unixepoch`.', ([x]) => `unixepoch(${timeValue(x)})`),
  LCASE: renamed(mysql, 'lower', lite),
  UCASE: renamed(mysql, 'upper', lite),
  MID: renamed(mysql, 'substr', lite),
  LOCATE: instead(mysql, 'SQLite says `instr`, the text first.', ([part, x, more]) =>
    x === undefined || more !== undefined ? null : `instr(${x}, ${part})`,
  ),
  TRUNCATE: instead(mysql, "SQLite's `trunc` cuts all decimals off.", ([x, digits]) =>
    /^\d$/.test(digits ?? '')
      ? digits === '0'
        ? `trunc(${x})`
        : `trunc((${x}) * 1e${digits}) / 1e${digits}`
      : null,
  ),
  REPEAT: instead(
    'PostgreSQL and MySQL',
    'SQLite repeats with `replace` and `zeroblob`.',
    ([x, count]) => (count === undefined ? null : `replace(hex(zeroblob(${count})), '00', ${x})`),
    '`hex(zeroblob(3))` is 00 three times, and `replace` puts the text in the place of each.',
  ),
  LPAD: {
    of: 'PostgreSQL and MySQL',
    cure: 'SQLite pads with `format`.',
    why: "`format('%05d', 42)` is 00042, `format('%5s', 'ab')` has three blanks in front.",
  },
  RPAD: {
    of: 'PostgreSQL and MySQL',
    cure: 'SQLite pads with `format`.',
    why: "`format('%-5s', 'ab')` has three blanks behind.",
  },
  NEWID: { of: server, cure: 'SQLite has no UUIDs. Sixteen random bytes do.', why: randomBytes },
  UUID: { of: mysql, cure: 'SQLite has no UUIDs. Sixteen random bytes do.', why: randomBytes },
  GEN_RANDOM_UUID: { of: pg, cure: 'SQLite has no UUIDs. Sixteen random bytes do.', why: randomBytes },
  JSON_VALUE: renamed('MySQL and SQL Server', 'json_extract', lite),
}
