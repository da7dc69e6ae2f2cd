import { dateFormat, postgresTime } from './date-words'
import {
  asCase,
  instead,
  isNull,
  lite,
  money,
  mysql,
  oracle,
  pg,
  renamed,
  server,
  type Foreign,
} from './missing-function'

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

/** By name in capitals: functions that PostgreSQL does not have. */
export const missingInPostgres: Readonly<Record<string, Foreign>> = {
  IFNULL: orElse('MySQL and SQLite'),
  NVL: orElse(oracle),
  ISNULL: isNull(orElse(server)),
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
  ...asCase,
  SYSDATE: instead(mysql, 'PostgreSQL says `now()`.', () => 'now()'),
  SYSDATETIME: instead(server, 'PostgreSQL says `now()`.', () => 'now()'),
  GETUTCDATE: instead(
    server,
    "PostgreSQL says `now() AT TIME ZONE 'UTC'`.",
    () => "(now() AT TIME ZONE 'UTC')",
  ),
  CURTIME: instead(mysql, 'PostgreSQL says `LOCALTIME`.', () => 'LOCALTIME'),
  HOUR: extracted('HOUR'),
  MINUTE: extracted('MINUTE'),
  SECOND: extracted('SECOND'),
  WEEK: extracted('WEEK'),
  QUARTER: extracted('QUARTER'),
  DAYOFYEAR: extracted('DOY'),
  DAYOFWEEK: instead(
    mysql,
    'PostgreSQL says `EXTRACT(DOW FROM …)`, and Sunday is 0.',
    ([x]) => `(EXTRACT(DOW FROM ${x}) + 1)`,
    'MySQL counts from 1, which is Sunday: the fix adds one.',
  ),
  DAYNAME: instead(mysql, "PostgreSQL says `to_char(…, 'FMDay')`.", ([x]) => `to_char(${x}, 'FMDay')`),
  MONTHNAME: instead(mysql, "PostgreSQL says `to_char(…, 'FMMonth')`.", ([x]) => `to_char(${x}, 'FMMonth')`),
  STR_TO_DATE: instead(mysql, 'PostgreSQL calls it `to_date`.', ([x, format]) => {
    const made = dateFormat(format, 'mysql', 'toChar')
    return made && `to_date(${x}, ${made})`
  }),
  ADD_MONTHS: instead(oracle, 'PostgreSQL adds an interval.', ([x, count]) =>
    count === undefined ? null : `(${postgresTime([x ?? ''])} + (${count}) * INTERVAL '1 month')`,
  ),
  LAST_DAY: instead(
    'MySQL and Oracle',
    'PostgreSQL goes by `date_trunc` and an interval.',
    ([x]) => `(date_trunc('month', ${postgresTime([x ?? ''])}) + INTERVAL '1 month - 1 day')::date`,
    'It is the first day of the month, a month on, and a day back.',
  ),
  UNIX_TIMESTAMP: instead(
    mysql,
    'PostgreSQL says `EXTRACT(EPOCH FROM …)`.',
    ([x]) => `EXTRACT(EPOCH FROM ${x === undefined ? 'now()' : postgresTime([x])})::bigint`,
  ),
  LCASE: renamed(mysql, 'lower', pg),
  UCASE: renamed(mysql, 'upper', pg),
  MID: renamed(mysql, 'substr', pg),
  CHARINDEX: instead(server, 'PostgreSQL says `strpos`, the text first.', ([part, x, more]) =>
    x === undefined || more !== undefined ? null : `strpos(${x}, ${part})`,
  ),
  LOCATE: instead(mysql, 'PostgreSQL says `strpos`, the text first.', ([part, x, more]) =>
    x === undefined || more !== undefined ? null : `strpos(${x}, ${part})`,
  ),
  SUBSTRING_INDEX: instead(mysql, 'PostgreSQL cuts with `split_part`.', ([x, mark, count]) =>
    count === '1' || count === '-1' ? `split_part(${x}, ${mark}, ${count})` : null,
  ),
  REPLICATE: renamed(server, 'repeat', pg),
  TRUNCATE: renamed(mysql, 'trunc', pg),
  NEWID: instead(server, 'PostgreSQL says `gen_random_uuid()`.', () => 'gen_random_uuid()'),
  UUID: instead(mysql, 'PostgreSQL says `gen_random_uuid()`.', () => 'gen_random_uuid()'),
  TYPEOF: renamed(lite, 'pg_typeof', pg),
  MEDIAN: instead(
    'Oracle',
    'PostgreSQL says `percentile_cont(0.5) WITHIN GROUP (ORDER BY …)`.',
    ([x]) => `percentile_cont(0.5) WITHIN GROUP (ORDER BY ${x})`,
  ),
}
