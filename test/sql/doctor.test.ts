import { describe, expect, it } from 'vitest'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { salesSchema } from '../../src/dataset/sales-schema'
import type { Advice, Complaint } from '../../src/sql/advice'
import { advise } from '../../src/sql/doctor'
import { mayBeSilentlyWrong } from '../../src/sql/silent'
import { split } from '../../src/sql/split'
import { postgres, sqlite } from './engines'

const setup = `CREATE TABLE t (id integer PRIMARY KEY, a integer, b text, d timestamp, p numeric(10,2));
INSERT INTO t VALUES (1, 5, 'x', '2024-03-31 10:20:30', 1234.5), (2, NULL, 'abc', '2023-12-01 00:00:00', 7);`

/** Both engines with the same small table. */
const open: Record<
  Dialect,
  () => Promise<(sql: string) => Promise<{ rows?: unknown[][]; message?: string }>>
> = {
  sqlite: () => {
    const { run } = sqlite(setup)
    return Promise.resolve((sql) => Promise.resolve(run(sql)))
  },
  postgres: async () => (await postgres(setup)).run,
}

const apply = (text: string, { fix }: Advice) =>
  fix === undefined ? text : text.slice(0, fix.from) + fix.text + text.slice(fix.to)

/** Takes one fix after the other until the engine accepts the statement; gives the last rows and the titles. */
async function cure(text: string, dialect: Dialect) {
  const run = await open[dialect]()
  const titles: string[] = []
  for (let step = 0; step < 8; step++) {
    let rows: unknown[][] | undefined
    let complaint: Complaint | null = null
    for (const { text: one } of split(text, dialect)) {
      const answer = await run(one)
      rows = answer.rows
      if (answer.message === undefined) continue
      complaint = { message: answer.message }
      break
    }
    const [first] = split(text, dialect)
    const advice = advise(first?.text ?? '', dialect, complaint)
    titles.push(...advice.map((each) => each.title))
    const fixable = advice.find((each) => each.fix !== undefined)
    if (fixable === undefined) return { text, rows, complaint, titles }
    text = apply(text, fixable)
    await run('DROP TABLE IF EXISTS n')
  }
  throw new Error(`still not well: ${text}`)
}

type Fixed = readonly [dialect: Dialect, sql: string, title: RegExp, rows?: unknown[][]]

const fixed: readonly Fixed[] = [
  ['sqlite', "SELECT isnull(a, 'none') FROM t WHERE id = 2", /`ISNULL` is SQL Server/, [['none']]],
  ...dialects.flatMap((dialect): Fixed[] => [
    [dialect, 'SELECT a, b, FROM t WHERE id = 1', /between the comma and `FROM`/, [[5, 'x']]],
    [dialect, 'CREATE TABLE n (id int, x text,)', /between the comma and `\)`/],
    [dialect, 'UPDATE t SET a = 1, WHERE id = 9', /between the comma and `WHERE`/],
    [dialect, 'SELECT 1\nSELECT 2', /semicolon is missing before `SELECT`/, [[2]]],
    [
      dialect,
      'SELECT * FROM t WHERE id = 1\n\n-- next\nselect 2',
      /semicolon is missing before `select`/,
      [[2]],
    ],
    [
      dialect,
      'INSERT INTO t (id) VALUES (7)\nDELETE FROM t WHERE id = 7',
      /semicolon is missing before `DELETE`/,
    ],
    [dialect, "SELECT b FROM t WHERE b = 'O'Brien'", /written twice/, []],
  ]),
  [
    'postgres',
    'SELECT a * 2 AS twice, id FROM t WHERE twice > 9 AND true',
    /`twice` is a name that SELECT/,
    [[10, 1]],
  ],
  [
    'postgres',
    'SELECT a, sum(a) AS "All" FROM t GROUP BY a HAVING "All" > 3',
    /HAVING does not know/,
    [[5, 5]],
  ],
  ['postgres', "SELECT b + ' and ' + b FROM t WHERE id = 1", /`\|\|` joins texts/, [['x and x']]],
  [
    'postgres',
    'SELECT b, count(*)::int FROM t ORDER BY b DESC',
    /`b` is neither in `GROUP BY`/,
    [
      ['x', 1],
      ['abc', 1],
    ],
  ],
  [
    'postgres',
    'SELECT s.b, s.a, max(id) FROM t s WHERE id = 1 GROUP BY s.a LIMIT 3',
    /`s.b` is neither/,
    [['x', 5, 1]],
  ],
  ['postgres', 'SELECT upper(b), count(*)::int FROM t WHERE id = 1 GROUP BY a', /`b` is neither/, [['X', 1]]],
  ['postgres', 'SELECT a FROM t GROUP BY id % 2, a HAVING b > $$abc$$', /`b` is neither/, [[5]]],
  ['sqlite', 'CREATE TABLE n (id SERIAL PRIMARY KEY, x text)', /`SERIAL` is PostgreSQL/],
  [
    'sqlite',
    'CREATE TABLE n (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, x text)',
    /`AUTO_INCREMENT` is MySQL/,
  ],
  ['sqlite', 'CREATE TABLE n (id INTEGER PRIMARY KEY AUTO_INCREMENT, x text)', /`AUTO_INCREMENT` is MySQL/],
  ['sqlite', 'CREATE TABLE n (id INT PRIMARY KEY AUTOINCREMENT, x text)', /exact type `INTEGER`/],
  [
    'sqlite',
    'CREATE TABLE n (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x text)',
    /IDENTITY` is PostgreSQL/,
  ],
  ['postgres', 'CREATE TABLE n (id INTEGER PRIMARY KEY AUTOINCREMENT, x text)', /`AUTOINCREMENT` is SQLite/],
  [
    'postgres',
    'CREATE TABLE n (id INT(11) UNSIGNED NOT NULL AUTO_INCREMENT, x text, PRIMARY KEY (id))',
    /`AUTO_INCREMENT` is MySQL/,
  ],
  ...dialects.flatMap((dialect): Fixed[] => [
    [
      dialect,
      'CREATE TABLE n (x int, u TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)',
      /`ON UPDATE CURRENT_TIMESTAMP` is MySQL/,
    ],
    [dialect, 'CREATE TABLE n (x int, INDEX by_x (x), y int)', /`INDEX` inside `CREATE TABLE` is MySQL/],
    [dialect, 'CREATE TABLE n (x int, y int, UNIQUE KEY xy (x, y), KEY (y))', /`INDEX` inside/],
    [dialect, "CREATE TABLE n (s ENUM('a', 'b') DEFAULT 'a', x int)", /`ENUM\(…\)` as a type is MySQL/],
    [dialect, 'CREATE TABLE n (x int) ENGINE=InnoDB DEFAULT CHARSET=utf8', /`ENGINE=…` is MySQL/],
    [
      dialect,
      "SELECT id FROM t WHERE d >= DATE_SUB('2024-03-31', INTERVAL 30 DAY)".replace(
        "'2024-03-31'",
        dialect === 'postgres' ? "DATE '2024-03-31'" : "'2024-03-31'",
      ),
      /`DATE_SUB` is MySQL/,
      [[1]],
    ],
    [
      dialect,
      'SELECT count(*) FROM t WHERE d >= DATE_SUB(CURRENT_DATE, INTERVAL 1 YEAR)',
      /`DATE_SUB` is MySQL/,
      [[0]],
    ],
    [
      dialect,
      'SELECT count(*) FROM t WHERE d < DATE_ADD(NOW(), INTERVAL 2 WEEK)',
      /`DATE_ADD` is MySQL/,
      [[2]],
    ],
    [dialect, 'SELECT count(*) FROM t WHERE d < NOW() - INTERVAL 30 DAY', /INTERVAL/, [[2]]],
    [dialect, "SELECT GROUP_CONCAT(b SEPARATOR '; ') FROM t", /`SEPARATOR` is MySQL/, [['x; abc']]],
    [dialect, 'SHOW TABLES', /`SHOW TABLES` is MySQL/, [['t']]],
    [dialect, 'SELECT TOP 1 id FROM t ORDER BY id', /`TOP` is SQL Server/, [[1]]],
    [dialect, 'SELECT “id” FROM t WHERE b = ‘x’', /typographic/, [[1]]],
    [dialect, 'SELECT\u00a0id FROM\u200b t WHERE id = 1', /invisible/, [[1]]],
    [dialect, 'SELECT DATEDIFF(d, d) FROM t WHERE id = 1', /`DATEDIFF` is MySQL/, [[0]]],
    [dialect, "SELECT DATE_FORMAT(d, '%Y-%m') FROM t WHERE id = 1", /`DATE_FORMAT` is MySQL/, [['2024-03']]],
    [dialect, 'SELECT NVL(a, 0) FROM t WHERE id = 2', /`NVL` is Oracle/, [[0]]],
    [dialect, 'SELECT LEN(b) FROM t WHERE id = 2', /`LEN` is SQL Server/, [[3]]],
  ]),
  [
    'sqlite',
    'DESCRIBE t',
    /`DESCRIBE` is MySQL/,
    [
      ['id', 'INTEGER'],
      ['a', 'INTEGER'],
      ['b', 'TEXT'],
      ['d', 'timestamp'],
      ['p', 'numeric(10,2)'],
    ],
  ],
  ['postgres', 'DESCRIBE t', /`DESCRIBE` is MySQL/],
  ['postgres', 'PRAGMA table_info(t)', /`PRAGMA` is SQLite/],
  ['sqlite', 'EXPLAIN ANALYZE SELECT * FROM t', /`EXPLAIN ANALYZE` is PostgreSQL/],
  ['postgres', 'EXPLAIN QUERY PLAN SELECT * FROM t', /`EXPLAIN QUERY PLAN` is SQLite/],
  ['sqlite', 'CREATE DATABASE sales_app', /a database is a file/],
  ['sqlite', 'CREATE SCHEMA IF NOT EXISTS shop', /`CREATE SCHEMA` is PostgreSQL/],
  ['sqlite', 'TRUNCATE TABLE t', /`TRUNCATE`/],
  ['sqlite', 'START TRANSACTION', /says `BEGIN`/],
  ['sqlite', "INSERT IGNORE INTO t (id, b) VALUES (1, 'y')", /`INSERT IGNORE` is MySQL/],
  ['postgres', "INSERT IGNORE INTO t (id, b) VALUES (1, 'y')", /`INSERT IGNORE` is MySQL/],
  [
    'postgres',
    "INSERT OR IGNORE INTO t (id, b) VALUES (1, 'y'), (3, 'z') RETURNING id",
    /`INSERT OR IGNORE` is SQLite/,
    [[3]],
  ],
  ['sqlite', "SELECT id FROM t WHERE b ILIKE 'X'", /`ILIKE` is PostgreSQL/, [[1]]],
  [
    'sqlite',
    'SELECT a::text, (a + 1)::int, max(a, 2)::int, t.a::int FROM t WHERE id = 1',
    /`::` is PostgreSQL/,
    [['5', 6, 5, 5]],
  ],
  ['sqlite', "SELECT typeof('7'::numeric(10,2))", /`::` is PostgreSQL/, [['integer']]],
  ['sqlite', 'CREATE TABLE n (x TIMESTAMP DEFAULT now())', /`DEFAULT now\(\)` is PostgreSQL/],
  ['sqlite', 'SELECT NOW() > 0', /`NOW` is PostgreSQL and MySQL/, [[1]]],
  ['sqlite', 'SELECT version() = sqlite_version()', /`VERSION`/, [[1]]],
  [
    'sqlite',
    "SELECT TO_CHAR(d, 'YYYY-MM-DD HH24:MI') FROM t WHERE id = 1",
    /`TO_CHAR` is PostgreSQL/,
    [['2024-03-31 10:20']],
  ],
  [
    'sqlite',
    "SELECT DATE_TRUNC('month', d) FROM t WHERE id = 1",
    /`DATE_TRUNC` is PostgreSQL/,
    [['2024-03-01']],
  ],
  ['sqlite', 'SELECT YEAR(d), MONTH(d) FROM t WHERE id = 1', /is MySQL/, [[2024, 3]]],
  ['sqlite', 'SELECT EXTRACT(YEAR FROM d) FROM t WHERE id = 1', /`EXTRACT` is PostgreSQL/, [[2024]]],
  ['sqlite', 'SELECT GREATEST(1, 3), LEAST(1, 3)', /is PostgreSQL and MySQL/, [[3, 1]]],
  ['sqlite', "SELECT LEFT('abcd', 2), RIGHT('abcd', 2)", /`substr`/, [['ab', 'cd']]],
  ['sqlite', 'SELECT ARRAY_AGG(b) FROM t', /`ARRAY_AGG` is PostgreSQL/, [['["x","abc"]']]],
  ['sqlite', 'SELECT FORMAT(p, 2) FROM t WHERE id = 1', /`FORMAT` is MySQL/, [['1,234.50']]],
  ['postgres', 'SELECT FORMAT(p, 2) FROM t WHERE id = 1', /`FORMAT` is MySQL/, [['1,234.50']]],
  ['sqlite', "SELECT CURRENT_DATE - 30 > '2020'", /subtracts from the year/, [[1]]],
  [
    'sqlite',
    "SELECT CURRENT_DATE - INTERVAL '30 days' > '2020'",
    /`INTERVAL` is PostgreSQL and MySQL/,
    [[1]],
  ],
  ['sqlite', 'SELECT count(*) FROM t WHERE b LIKE "A%"', /Double quotes/, [[1]]],
  ['postgres', 'SELECT id FROM t WHERE b = "abc"', /Double quotes/, [[2]]],
  ['postgres', 'SELECT `id`, `t`.`b` AS `Wert x` FROM `t` WHERE `id` = 1', /Backticks are MySQL/, [[1, 'x']]],
  ['postgres', 'SELECT id FROM t ORDER BY id LIMIT 1, 1', /`LIMIT a, b`/, [[2]]],
  ['postgres', 'SELECT IFNULL(a, 0) FROM t WHERE id = 2', /`IFNULL` is MySQL and SQLite/, [[0]]],
  ['postgres', "SELECT IF(a > 1, 'much', 'little') FROM t WHERE id = 1", /`IF` is MySQL/, [['much']]],
  ['postgres', "SELECT STRFTIME('%Y-%m', d) FROM t WHERE id = 1", /`STRFTIME` is SQLite/, [['2024-03']]],
  ['postgres', "SELECT DATETIME('now') > d FROM t WHERE id = 1", /`DATETIME` is SQLite/, [[true]]],
  [
    'postgres',
    "SELECT DATE('now', '-30 days') < CURRENT_DATE, DATE(d, 'start of month')::text FROM t WHERE id = 1",
    /`DATE` is SQLite/,
    [[true, '2024-03-01']],
  ],
  ['postgres', 'SELECT GROUP_CONCAT(a) FROM t', /`GROUP_CONCAT`/, [['5']]],
  ['postgres', 'SELECT TOTAL(a) FROM t', /`TOTAL` is SQLite/],
  ['postgres', 'SELECT YEAR(d) FROM t WHERE id = 1', /`YEAR` is MySQL/, [['2024']]],
  ['postgres', "SELECT id FROM t WHERE b == 'x'", /`==` is SQLite/, [[1]]],
  ['postgres', "SELECT id FROM t WHERE b REGEXP '^x'", /`REGEXP`/, [[1]]],
  ['postgres', 'CREATE TABLE n (x DATETIME, y TINYINT(1), z DOUBLE)', /`DATETIME` is not a type/],
  ['postgres', 'CREATE TABLE n (x int PRIMARY KEY) WITHOUT ROWID', /`WITHOUT ROWID` is SQLite/],
  ['postgres', "SELECT INSTR('abc', 'b')", /`INSTR`/, [[2]]],
  // slips
  ...dialects.flatMap((dialect): Fixed[] => [
    [dialect, 'SELEC id FROM t WHERE id = 1', /`SELEC` is no word .* `SELECT`/, [[1]]],
    [dialect, 'select id form t where id = 1', /`form` is no word/, [[1]]],
    [dialect, 'SELECT id FROM t WHRE id = 1', /looks like `WHERE`/, [[1]]],
    [dialect, 'SELECT id FROM t ODER BY id DESC LIMIT 1', /looks like `ORDER`/, [[2]]],
    [dialect, 'DELETE t WHERE id = 1', /`FROM` is missing: `DELETE FROM t`/],
    [dialect, 'insert t (id) values (9)', /`INTO` is missing/],
    [dialect, 'SELECT id FROM t ORDER BY id LIMIT 1 WHERE id > 1', /`WHERE` stands before/, [[2]]],
    [
      dialect,
      'SELECT * FROM (SELECT id FROM t LIMIT 1 ORDER BY id DESC) AS q',
      /`ORDER BY` stands before `LIMIT`/,
      [[2]],
    ],
    [dialect, 'SELECT id FROM t WHERE b = abc', /`abc` without quotes/, [[2]]],
    [dialect, 'SELECT id FROM t WHERE b IN (abc, Bob)', /without quotes/, [[2]]],
  ]),
  // SQL Server
  ...dialects.flatMap((dialect): Fixed[] => [
    [dialect, 'SELECT id FROM t WHERE DATEADD(day, 1, d) > d AND id = 1', /`DATEADD` is SQL Server/, [[1]]],
    [dialect, 'SELECT DATEADD(week, -2, GETDATE()) < DATEADD(q, 1, GETDATE()) AND 1 = 1', /`DATEADD`/],
    [dialect, "SELECT DATEDIFF(day, '2023-12-31', d) FROM t WHERE id = 1", /`DATEDIFF` is SQL/, [[91]]],
    [dialect, 'SELECT TOP (1) id FROM t ORDER BY id DESC', /`TOP` is SQL Server/, [[2]]],
    [dialect, 'SELECT id FROM t WITH (NOLOCK) WHERE id = 1', /`WITH \(NOLOCK\)` is SQL Server/, [[1]]],
    [dialect, "SELECT CONVERT(int, '5')", /`CONVERT` is SQL Server/, [[5]]],
    [dialect, "SELECT TRY_CAST('5' AS int)", /`TRY_CAST` is SQL Server/, [[5]]],
    [
      dialect,
      'CREATE TABLE n (id INT IDENTITY(1,1) NOT NULL PRIMARY KEY, x int CHECK (x IN (1, 2)))',
      /`IDENTITY` is SQL Server/,
    ],
  ]),
  [
    'sqlite',
    "SELECT DATEDIFF(month, '2023-12-31', d), DATEDIFF(yy, '2023-12-31', d) FROM t WHERE id = 1",
    /`DATEDIFF`/,
    [[3, 1]],
  ],
  [
    'postgres',
    "SELECT DATEDIFF(month, '2023-12-31', d)::int, DATEDIFF(yy, '2023-12-31', d)::int FROM t WHERE id = 1",
    /`DATEDIFF`/,
    [[3, 1]],
  ],
  ['sqlite', 'SELECT DATEPART(hh, d) FROM t WHERE id = 1', /`DATEPART` is SQL Server/, [[10]]],
  ['postgres', 'SELECT DATEPART(hh, d) FROM t WHERE id = 1', /`DATEPART` is SQL Server/, [['10']]],
  [
    'postgres',
    'SELECT [id], [t].[b] AS [the text] FROM [t] WHERE [id] = 1',
    /Square brackets are SQL Server/,
    [[1, 'x']],
  ],
  ['postgres', "SELECT CHARINDEX('b', b) FROM t WHERE id = 2", /`CHARINDEX` is SQL Server/, [[2]]],
  ['postgres', "SELECT REPLICATE('a', 3), length(NEWID()::text)", /`REPLICATE`/, [['aaa', 36]]],
  ['postgres', 'ALTER TABLE t ALTER COLUMN b varchar(9)', /`ALTER COLUMN …` is SQL Server/],
  ['postgres', 'CREATE TABLE n (a UNIQUEIDENTIFIER, b DATETIME2, c NVARCHAR(9))', /`UNIQUEIDENTIFIER`/],
  ['sqlite', 'SELECT id FROM t ORDER BY id FETCH FIRST ROW ONLY', /SQLite says `LIMIT`/, [[1]]],
  ['sqlite', 'SELECT id FROM t ORDER BY id OFFSET 1 ROWS FETCH NEXT 5 ROWS ONLY', /`LIMIT`/, [[2]]],
  ['sqlite', 'SELECT id INTO n FROM t', /SQLite says `CREATE TABLE … AS`/],
  // Oracle
  ...dialects.flatMap((dialect): Fixed[] => [
    [dialect, 'SELECT id FROM t WHERE ROWNUM <= 1', /`ROWNUM` is Oracle/],
    [dialect, 'SELECT id FROM t WHERE ROWNUM < 2 AND id > 1 ORDER BY id', /`ROWNUM` is Oracle/, [[2]]],
    [dialect, 'SELECT id FROM t WHERE id > 0 AND rownum < 2 ORDER BY id', /`ROWNUM` is Oracle/, [[1]]],
    [dialect, 'SELECT 1 + 1 FROM dual', /`FROM dual` is Oracle/, [[2]]],
    [dialect, 'SELECT id FROM t WHERE d < SYSDATE - 1 AND id = 1', /`SYSDATE` is Oracle/, [[1]]],
    [dialect, 'SELECT id FROM t MINUS SELECT 1', /`MINUS` is Oracle/, [[2]]],
    [dialect, "SELECT NVL2(a, 'y', 'n') FROM t ORDER BY id", /`NVL2` is Oracle/, [['y'], ['n']]],
    [dialect, "SELECT DECODE(id, 1, 'one', 2, 'two', 'more') FROM t ORDER BY id", /`DECODE` is Oracle/],
  ]),
  ['postgres', 'SELECT count(*)::int FROM t WHERE d < now() - 1', /A time takes an interval/, [[2]]],
  ['postgres', 'CREATE TABLE n (a NUMBER(10), b VARCHAR2(9), c CLOB)', /`NUMBER` is not a type/],
  [
    'sqlite',
    'SELECT ADD_MONTHS(d, -1), LAST_DAY(d) FROM t WHERE id = 2',
    /`ADD_MONTHS`/,
    [['2023-11-01', '2023-12-31']],
  ],
  [
    'postgres',
    'SELECT ADD_MONTHS(d, -1)::date::text, LAST_DAY(d)::text FROM t WHERE id = 2',
    /`ADD_MONTHS`/,
    [['2023-11-01', '2023-12-31']],
  ],
  ['postgres', 'SELECT MEDIAN(id) FROM t', /`MEDIAN`/, [[1.5]]],
  // MySQL
  ...dialects.flatMap((dialect): Fixed[] => [
    [dialect, 'DELETE * FROM t WHERE id = 1', /A `DELETE` names no columns/],
    [dialect, "INSERT INTO t (id, b) VALUE (3, 'VALUE (') RETURNING b", /`VALUE` is MySQL/, [['VALUE (']]],
    [dialect, "INSERT INTO t SET id = 3, b = upper('a, b')", /`INSERT … SET` is MySQL/],
    [dialect, 'RENAME TABLE t TO n', /`RENAME TABLE` is MySQL/],
    [
      dialect,
      'UPDATE t x JOIN t AS y ON x.id = y.id + 1 SET x.a = y.a, b = y.b WHERE y.id = 1',
      /`UPDATE … JOIN`/,
    ],
    [dialect, 'UPDATE t x SET x.a = 1, x.b = x.b WHERE x.id = 1', /SET/],
    [dialect, 'DELETE FROM t ORDER BY id LIMIT 1', /`DELETE … LIMIT` is MySQL/],
    [dialect, 'UPDATE t SET a = 1 WHERE id > 0 LIMIT 1', /`UPDATE … LIMIT` is MySQL/],
    [dialect, 'ALTER TABLE t CHANGE b c varchar(9)', /SQLite cannot give|`CHANGE …` is MySQL/],
    [dialect, "SELECT LCASE('A'), UCASE('b'), MID('abc', 2, 1)", /`LCASE` is MySQL/, [['a', 'B', 'b']]],
    [dialect, "SELECT LOCATE('b', b) FROM t WHERE id = 2", /`LOCATE` is MySQL/, [[2]]],
    [dialect, 'SELECT count(*) FROM t WHERE d < SYSDATE() OR CURTIME() IS NULL', /`SYSDATE` is MySQL/, [[2]]],
    [dialect, "SELECT CONVERT('5', SIGNED)", /`CONVERT` is MySQL/, [[5]]],
    [dialect, 'SELECT id FROM t WHERE ISNULL(a)', /`ISNULL`/, [[2]]],
    [
      dialect,
      'SELECT UNIX_TIMESTAMP() > 1700000000 AND UNIX_TIMESTAMP(d) = 1711880430 FROM t WHERE id = 1',
      /`UNIX_/,
    ],
    [dialect, 'SHOW INDEX FROM t', /`SHOW INDEX` is MySQL/],
  ]),
  ['postgres', 'DESC t', /`DESC` is MySQL/],
  ['sqlite', 'SHOW COLUMNS FROM t', /`SHOW COLUMNS` is MySQL/],
  ['sqlite', 'SHOW CREATE TABLE t', /`SHOW CREATE TABLE` is MySQL/],
  ['postgres', 'ALTER TABLE t MODIFY COLUMN b varchar(9) NOT NULL', /`MODIFY …` is MySQL/],
  ['postgres', 'ALTER TABLE t MODIFY b varchar(9)', /`MODIFY …` is MySQL/],
  ['postgres', "SELECT id FROM t WHERE b RLIKE '^x'", /`RLIKE` is MySQL/, [[1]]],
  ['postgres', "SELECT SUBSTRING_INDEX('a@b', '@', -1)", /`SUBSTRING_INDEX`/, [['b']]],
  ['postgres', "SELECT STR_TO_DATE('31.3.2024', '%d.%m.%Y')::text", /`STR_TO_DATE`/, [['2024-03-31']]],
  ['postgres', 'SELECT DAYNAME(d), MONTHNAME(d) FROM t WHERE id = 1', /`DAYNAME`/, [['Sunday', 'March']]],
  ['postgres', 'SELECT DAYOFWEEK(d)::int, HOUR(d)::int FROM t WHERE id = 1', /`DAYOFWEEK`/, [[1, 10]]],
  ['sqlite', 'SELECT DAYOFWEEK(d), HOUR(d) FROM t WHERE id = 1', /`DAYOFWEEK`/, [[1, 10]]],
  ['sqlite', "SELECT REPEAT('ab', 3), TRUNCATE(5.59, 1)", /`REPEAT`/, [['ababab', 5.5]]],
  ['postgres', 'SELECT TRUNCATE(5.59, 1)', /`TRUNCATE` is MySQL/, [['5.5']]],
  [
    'postgres',
    'SELECT a, COUNT(*) amount FROM t GROUP BY a HAVING amount > 1',
    /`amount` is a name that SELECT/,
    [],
  ],
  // the lecture's own tables
  ...dialects.map((dialect): Fixed => [
    dialect,
    `CREATE TABLE n (
    id SERIAL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    status ENUM('pending', 'shipped'),
    INDEX idx_name (name),
    INDEX idx_name_status (name, status)
)`,
    /INDEX/,
  ]),
]

describe('a fix', () => {
  const cases = fixed.map((each) => [each[0], each[1], each] as const)
  it.each(cases)('%s: %s', async (_, __, [dialect, sql, title, rows]) => {
    const healed = await cure(sql, dialect)
    expect(
      healed.titles.some((each) => title.test(each)),
      healed.titles.join('\n'),
    ).toBe(true)
    expect(healed.text).not.toBe(sql)
    expect(healed.complaint, healed.text).toBeNull()
    if (rows !== undefined) expect(healed.rows, healed.text).toEqual(rows)
  })

  it('of an inline index makes the index, and of ON UPDATE the trigger', async () => {
    const sql =
      'CREATE TABLE n (id SERIAL PRIMARY KEY, x int, u TIMESTAMP DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP, UNIQUE KEY by_x (x))'
    for (const dialect of dialects) {
      const { text } = await cure(sql, dialect)
      const run = await open[dialect]()
      for (const one of [
        ...split(text, dialect),
        ...split('INSERT INTO n (x) VALUES (1), (2); UPDATE n SET x = 3 WHERE x = 2', dialect),
      ]) {
        expect((await run(one.text)).message, one.text).toBeUndefined()
      }
      expect((await run('SELECT id, x, u IS NULL FROM n ORDER BY id')).rows).toEqual(
        dialect === 'sqlite'
          ? [
              [1, 1, 1],
              [2, 3, 0],
            ]
          : [
              [1, 1, true],
              [2, 3, false],
            ],
      )
      expect((await run('INSERT INTO n (x) VALUES (1)')).message).toMatch(/unique/i)
    }
  })
})

type Said = readonly [dialect: Dialect, sql: string, title: RegExp]

const said: readonly Said[] = [
  ['postgres', 'SELECT b, n FROM (SELECT b, id, count(*) AS n FROM t GROUP BY a) AS u', /`b` is neither/],
  ...dialects.flatMap((dialect): Said[] => [
    [dialect, 'SELECT a, sum(id) FROM t WHERE sum(id) > 1 GROUP BY a', /`sum\(id\)` belongs into `HAVING`/],
    [dialect, 'USE sales_app', /`USE` is MySQL/],
    [dialect, 'SHOW DATABASES', /`SHOW DATABASES` is MySQL/],
    [
      dialect,
      'INSERT INTO t (id) VALUES (1) ON DUPLICATE KEY UPDATE a = 1',
      /`ON DUPLICATE KEY UPDATE` is MySQL/,
    ],
    [dialect, 'SELECT b FROM t WHERE id = %s', /`%s` is a placeholder/],
    [dialect, "SELECT 'open", /This string is not closed/],
    [dialect, 'SELECT "open', /This quoted name is not closed/],
  ]),
  ...dialects.flatMap((dialect): Said[] => [
    [dialect, 'SELECT (1 + 2 FROM t', /Nothing closes the parenthesis of `\(1`/],
    [dialect, 'SELECT @@VERSION', /`@@VERSION` is a variable/],
    [dialect, 'DECLARE @x INT = 5', /`@x` is a variable/],
    [dialect, 'SET @x = 5', /`@x` is a variable/],
    [dialect, "EXEC sp_rename 't', 'n'", /`EXEC` is SQL Server/],
    [dialect, 'SELECT x.id FROM t x, t y WHERE x.id = y.a(+)', /`\(\+\)` is Oracle/],
    [dialect, 'DELETE x FROM t x JOIN t y ON x.id = y.a', /`DELETE t FROM …` is MySQL and SQL Server/],
    [dialect, 'SELECT id, ROWNUM FROM t', /`ROWNUM` is Oracle/],
    [dialect, 'SELECT TIMESTAMPDIFF(DAY, d, d) FROM t', /`TIMESTAMPDIFF` is MySQL/],
    [dialect, 'DROP INDEX i ON t', /leave `ON` and the table out/],
  ]),
  ['sqlite', 'ALTER TABLE t MODIFY b varchar(9)', /SQLite cannot give a column another type/],
  ['sqlite', 'ALTER TABLE t ALTER COLUMN b TYPE varchar(9)', /SQLite cannot give a column another type/],
  ['sqlite', "SELECT id FROM t WHERE b RLIKE '^x'", /`RLIKE` is MySQL/],
  ['sqlite', 'CREATE PROCEDURE p() AS SELECT 1', /`CREATE PROCEDURE` is for servers/],
  ['sqlite', 'MERGE INTO t USING t s ON true WHEN MATCHED THEN DELETE', /`MERGE` is PostgreSQL/],
  ['postgres', 'SHOW CREATE TABLE t', /`SHOW CREATE TABLE` is MySQL/],
  ['postgres', 'SELECT 1 /* open', /This comment is not closed/],
  ['postgres', 'SELECT $x$ open', /This string is not closed/],
  ['postgres', 'INSERT OR REPLACE INTO t (id) VALUES (1)', /ON CONFLICT/],
  ['postgres', 'REPLACE INTO t (id) VALUES (1)', /ON CONFLICT/],
  ['postgres', 'SELECT b FROM t WHERE id = ?', /`\?` is a placeholder/],
  ['postgres', 'SELECT b FROM t WHERE id = :id', /`:id` is a placeholder/],
  ['postgres', 'SELECT name FROM sqlite_master', /`sqlite_schema` is SQLite/],
  ['sqlite', 'SELECT * FROM information_schema.tables', /information_schema/],
  ['sqlite', 'SELECT * FROM generate_series(1, 3)', /`GENERATE_SERIES` is PostgreSQL/],
  ['sqlite', 'SELECT generate_series(1, 3)', /`GENERATE_SERIES` is PostgreSQL/],
  ['sqlite', "SELECT b FROM t WHERE b REGEXP 'x'", /`REGEXP` is MySQL/],
  ['sqlite', 'SELECT DISTINCT ON (a) a FROM t', /`DISTINCT ON` is PostgreSQL/],
  ['sqlite', 'CREATE INDEX i ON t USING GIN (b)', /`USING GIN` is PostgreSQL/],
  ['sqlite', 'CREATE TYPE m AS ENUM (1)', /`CREATE TYPE` is PostgreSQL/],
]

describe('advice without a fix', () => {
  it.each(said)('%s: %s', async (dialect, sql, title) => {
    const run = await open[dialect]()
    const { message } = await run(sql)
    expect(message, 'the engine refuses it').toBeDefined()
    const advice = advise(sql, dialect, { message: message ?? '' })
    expect(advice.map((each) => each.title)).toEqual([expect.stringMatching(title)])
  })

  it('points at the opening mark of what is not closed', () => {
    const open = advise("SELECT 1, /* ' */ 'it''s open", 'sqlite', { message: '' })[0]
    expect([open?.from, open?.to]).toEqual([18, 19])
    const dollar = advise('SELECT $a$ $$', 'postgres', { message: '' })[0]
    expect([dollar?.from, dollar?.to]).toEqual([7, 10])
  })
})

describe('a name that was misspelt', () => {
  const tables = [
    { name: 'customers', columns: [{ name: 'name' }, { name: 'Odd name' }] },
    { name: 'sales', columns: [{ name: 'names' }] },
  ]
  it.each([
    ['sqlite', 'SELECT * FROM custmers', 'no such table: custmers', 'SELECT * FROM customers'],
    ['postgres', 'SELECT * FROM Slaes', 'relation "slaes" does not exist', 'SELECT * FROM sales'],
    ['sqlite', 'SELECT c.nme FROM customers c', 'no such column: c.nme', 'SELECT c.name FROM customers c'],
    [
      'postgres',
      'SELECT c.nme FROM customers c',
      'column c.nme does not exist',
      'SELECT c.name FROM customers c',
    ],
    ['postgres', 'SELECT nme FROM customers', 'column "nme" does not exist', 'SELECT name FROM customers'],
    [
      'postgres',
      'SELECT nme FROM customers, sales',
      'column "nme" does not exist',
      'SELECT name FROM customers, sales',
    ],
    ['sqlite', 'SELECT * FROM nothing', 'no such table: nothing', null],
  ] as const)('%s: %s', (dialect, sql, message, better) => {
    const [advice] = advise(sql, dialect, { message }, tables)
    expect(advice ? apply(sql, advice) : null).toBe(better)
  })
})

describe('a silent wrong', () => {
  it.each([
    ['sqlite', 'SELECT a FROM t WHERE a = NULL', /`= NULL` is never true/],
    [
      'postgres',
      'UPDATE t SET a = 1 WHERE b<>null AND a = 1',
      /`<> NULL` is never true. Ask with `IS NOT NULL`/,
    ],
    ['sqlite', "SELECT b + ', ' || a FROM t", /`\|\|` joins texts/],
    ['sqlite', "UPDATE t SET b = 'x' AND a = 1 WHERE id = 1", /A comma stands between the columns/],
    ['sqlite', 'CREATE TABLE n (id SERIAL PRIMARY KEY)', /SERIAL/],
    ['sqlite', 'SELECT FORMAT(1234.5, 2)', /FORMAT/],
    ['sqlite', 'SELECT current_date - 30', /year/],
    ['sqlite', 'INSERT INTO t (a) VALUES (?)', /NULL/],
    ['sqlite', 'INSERT INTO t (b) VALUES ("abc")', /Double quotes/],
    ['sqlite', 'SELECT 1 /* open; SELECT 2', /comment is not closed/],
    ['sqlite', "ATTACH 'other.db' AS other", /not saved/],
    ['sqlite', "VACUUM INTO 'copy.db'", /not saved/],
    ['postgres', 'CREATE DATABASE sales_app', /schema/],
  ] as const)('%s accepts %j, and the doctor does not', (dialect, sql, title) => {
    expect(advise(sql, dialect, null).map((each) => each.title)).toEqual([expect.stringMatching(title)])
    expect(mayBeSilentlyWrong(sql, dialect)).toBe(true)
  })
})

describe('the doctor is silent', () => {
  it.each([
    ['sqlite', 'CREATE TABLE n (id INTEGER PRIMARY KEY AUTOINCREMENT, serial TEXT)'],
    ['sqlite', "SELECT 'SERIAL, NOW(), USE' -- CREATE DATABASE"],
    ['sqlite', 'SELECT format(\'%d\', 2), "a" FROM t WHERE "a" = 1'],
    ['sqlite', "UPDATE t SET a = NULL, b = 'x' || (b = 'y' AND a = 2) WHERE b = 'x' AND a = 1"],
    ['sqlite', "SELECT '2' + 1, a + 1, 'a' || 'b' FROM t WHERE b = 'x' AND a = 1"],
    ['sqlite', 'CREATE TABLE n (identity INT, x INT CHECK (identity > 1) -- IDENTITY(1,1)\n)'],
    ['postgres', 'CREATE TABLE n (id INT GENERATED ALWAYS AS IDENTITY, identity int)'],
    ['postgres', "SELECT (ARRAY[1, id])[1], 'FROM dual', '[b]' FROM t MINUS"],
    ['postgres', 'UPDATE t SET a = NULL, b = CASE WHEN a IS NULL THEN NULL END WHERE id = 9'],
    ['postgres', "SELECT date '2024-01-01' + '1 day'::interval WHERE 'a' = 'b' AND 1 = 1"],
    ['postgres', 'CREATE TABLE n (id SERIAL PRIMARY KEY, "index" int)'],
    ['postgres', "SELECT now() - INTERVAL '30 days'"],
  ] as const)('%s: about %j', async (dialect, sql) => {
    const run = await open[dialect]()
    expect((await run(sql)).message).toBeUndefined()
    expect(advise(sql, dialect, null)).toEqual([])
  })

  it.each([
    ['sqlite', 'SELECT * FROM nope', 'no such table: nope'],
    ['sqlite', 'SELECT a UNION\nSELECT b FROM\nSELECT c', 'near "SELECT": syntax error'],
    ['postgres', 'WITH a AS (SELECT 1)\nSHOWN * FROM a\nWHERE 1', 'syntax error at or near "SHOWN"'],
    ['postgres', 'SELECT a AS x FROM t WHERE y', 'column "y" does not exist'],
    ['sqlite', 'SELECT IFNULL(x, 1) FROM t', 'no such column: x'],
    ['postgres', 'SELECT ifnull(x) FROM t', 'column "x" does not exist'],
    ['sqlite', 'DO $$ BEGIN END $$', 'near "DO": syntax error'],
    ['sqlite', 'SELECT form.x FROM t y form', 'near "form": syntax error'],
    ['sqlite', 'SELECT * FROM t JOIN s ON t.id = sid', 'no such column: sid'],
    ['postgres', 'SELECT x FROM t WHERE lower(x) = b', 'column "x" does not exist'],
    ['sqlite', "SELECT 'ROWNUM', 'FROM DUAL', dual FROM t -- SYSDATE", 'no such column: dual'],
    ['sqlite', 'SELECT DATEADD(x, 1, d) FROM t -- DATEADD(day, 1, d)', 'no such column: x'],
    ['sqlite', 'SELECT fetch, value FROM t WHERE value = 1 SORTED BY 1', 'near "SORTED": syntax error'],
    ['sqlite', 'DELETE FROM t WHERE id = 1 RETURN id LIMIT 1', 'near "RETURN": syntax error'],
    ['postgres', "SELECT b[1], '[x]' FROM t WHERE [", 'syntax error at or near "["'],
    [
      'postgres',
      "SELECT value(1) FROM t AS sysdate WHERE sysdate.x = 'dual'",
      'column sysdate.x does not exist',
    ],
    ['postgres', 'SELECT convert(b, 1) FROM t', 'function convert(text, integer) does not exist'],
    ['postgres', 'ALTER TABLE t ALTER COLUMN x TYPE int', 'column "x" of relation "t" does not exist'],
    ['postgres', 'ALTER TABLE t ALTER x DROP DEFAULT', 'column "x" of relation "t" does not exist'],
    ['postgres', 'SELECT constructor(1)', 'function constructor(integer) does not exist'],
  ] as const)("%s: about a mistake that is nobody else's SQL: %j", (dialect, sql, message) => {
    expect(advise(sql, dialect, { message })).toEqual([])
  })

  it('never says more than one line of title, and never in capitals or with an exclamation mark', async () => {
    for (const [dialect, sql] of [...fixed, ...said]) {
      const run = await open[dialect]()
      const { message } = await run(sql)
      for (const { title, why, from, to, fix } of advise(
        sql,
        dialect,
        message === undefined ? null : { message },
      )) {
        expect(title).toMatch(/^[^!\n]{10,120}\.$/)
        expect(why).toMatch(/^[^!\n]{10,220}$/)
        expect(0 <= from && from < to && to <= sql.length).toBe(true)
        if (fix) expect(0 <= fix.from && fix.from <= fix.to && fix.to <= sql.length).toBe(true)
      }
    }
  })
})

describe('the checks of the sales tables say what would fit', () => {
  const sales = [...salesSchema.sqlite.tables, "INSERT INTO categories (id, name) VALUES (1, 'a')"].join(
    ';\n',
  )
  const customer = "INSERT INTO customers (id, name, email, age) VALUES (1, 'a', 'b@c', 3)"

  it.each([
    ["INSERT INTO customers (name, email) VALUES (hex(zeroblob(60)), 'x@y')", /`name` .* 100 characters/],
    ['UPDATE customers SET age = 3.5', /`age` takes whole numbers/],
    ["UPDATE customers SET created_at = '2024-01-15'", /`created_at` takes a date with its time/],
    ['UPDATE sales SET sale_amount = sale_amount * 1.111', /`sale_amount` .* `round\(…, 2\)`/],
  ])('%j', (sql, title) => {
    const { run } = sqlite(
      `${sales}; ${customer}; INSERT INTO sales (customer_id, product_category_id, sale_amount, sale_date) VALUES (1, 1, 9.99, '2024-01-15 00:00:00')`,
    )
    const { message } = run(sql)
    if (message === undefined) throw new Error('accepted')
    const [advice] = advise(sql, 'sqlite', { message })
    expect(advice?.title).toMatch(title)
    expect(advice?.title.length).toBeLessThan(120)
    expect(sql.slice(advice?.from, advice?.to)).toBe(/`(\w+)`/.exec(advice?.title ?? '')?.[1])
  })
})
