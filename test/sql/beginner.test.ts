import { describe, expect, it } from 'vitest'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { advise } from '../../src/sql/doctor'
import { mayBeSilentlyWrong } from '../../src/sql/silent'
import { offsetOfCodePoint } from '../../src/sql/place'
import { postgres, sqlite } from './engines'

const setup = `CREATE TABLE customers (id integer PRIMARY KEY, name text, email text UNIQUE, age integer);
CREATE TABLE sales (id integer PRIMARY KEY, customer_id integer, amount numeric(10,2), day timestamp);
INSERT INTO customers VALUES (1, 'Ann', 'a@x', 30), (2, 'Bob', 'b@x', 40), (3, 'Cid', 'c@x', 50);
INSERT INTO sales VALUES (1, 1, 10, '2024-01-31 10:00:00'), (2, 1, 20, '2023-05-01 10:00:00'), (3, 2, 5, '2022-01-01 00:00:00');`

const column = (name: string) => ({ name, primaryKey: name === 'id' ? 1 : 0 })
const tables = [
  {
    name: 'customers',
    columns: ['id', 'name', 'email', 'age'].map(column),
    indexes: [{ unique: true, columns: ['email'] }],
  },
  { name: 'sales', columns: ['id', 'customer_id', 'amount', 'day'].map(column) },
]

async function run(sql: string, dialect: Dialect) {
  return dialect === 'sqlite' ? sqlite(setup).run(sql) : (await postgres(setup)).run(sql)
}

/** What is said about a statement, and what becomes of it when the first fix is taken. */
async function told(sql: string, dialect: Dialect) {
  const { message, position = 0 } = await run(sql, dialect)
  const told = position > 0 ? { position: offsetOfCodePoint(sql, position) } : {}
  const silent = message === undefined
  const found =
    silent && !mayBeSilentlyWrong(sql, dialect)
      ? []
      : advise(sql, dialect, silent ? null : { message, ...told }, tables)
  const { fix } = found[0] ?? {}
  const better = fix && sql.slice(0, fix.from) + fix.text + sql.slice(fix.to)
  const again = better === undefined ? undefined : await run(better, dialect)
  for (const { title, why, from, to } of found) {
    expect(title).toMatch(/^[^\n]{10,120}\.$/)
    expect(why).toMatch(/^[^\n]{10,220}$/)
    expect((title + why).replace(/`[^`]*`/g, '')).not.toContain('!')
    expect(0 <= from && from < to && to <= sql.length).toBe(true)
  }
  return { silent, titles: found.map(({ title }) => title), better, again }
}

const everywhere = <T extends readonly unknown[]>(cases: readonly T[]) =>
  dialects.flatMap((dialect) => cases.map((each) => [dialect, ...each] as const))
const fixes = everywhere<readonly [sql: string, title: RegExp, better: string]>
const says = everywhere<readonly [sql: string, title: RegExp]>

/** Words and marks left out. */
const words = [
  [
    'SELECT customer_id, count(*) FROM sales GROUP customer_id',
    /`BY` is missing/,
    'SELECT customer_id, count(*) FROM sales GROUP BY customer_id',
  ],
  [
    'SELECT id FROM sales s orderby day',
    /`ORDER BY` is written apart/,
    'SELECT id FROM sales s order by day',
  ],
  [
    'SELECT sum(age) OVER (PARTITION name) FROM customers',
    /`PARTITION BY`/,
    'SELECT sum(age) OVER (PARTITION BY name) FROM customers',
  ],
  [
    'SELECT id FROM customers WHERE age BETWEEN 30, 40',
    /`BETWEEN` takes `AND`/,
    'SELECT id FROM customers WHERE age BETWEEN 30 AND 40',
  ],
  [
    'SELECT id FROM customers WHERE age IN 30, 40',
    /stand in parentheses/,
    'SELECT id FROM customers WHERE age IN (30, 40)',
  ],
  [
    'SELECT id FROM customers c WHERE c.age > 30 AND < 50',
    /`AND c\.age < …`/,
    'SELECT id FROM customers c WHERE c.age > 30 AND c.age < 50',
  ],
  [
    'SELECT id FROM customers WHERE age => 30',
    /`=>` is written `>=`/,
    'SELECT id FROM customers WHERE age >= 30',
  ],
  [
    "SELECT id FROM customers WHERE name = '=!' OR age =! 30",
    /`=!` is written `<>`/,
    "SELECT id FROM customers WHERE name = '=!' OR age <> 30",
  ],
  [
    "SELECT CASE WHEN age > 30 THEN 'old' ELSE 'young' FROM customers",
    /`END` is missing/,
    "SELECT CASE WHEN age > 30 THEN 'old' ELSE 'young' END FROM customers",
  ],
  [
    "SELECT CASE age > 30 THEN 'old' END FROM customers",
    /`WHEN` is missing/,
    "SELECT CASE WHEN age > 30 THEN 'old' END FROM customers",
  ],
  ['UPDATE customers age = 3 WHERE id = 1', /`SET` is missing/, 'UPDATE customers SET age = 3 WHERE id = 1'],
  ['UPDATE FROM customers SET age = 3', /without `FROM`/, 'UPDATE customers SET age = 3'],
  ['SELECT * customers', /`FROM` is missing/, 'SELECT * FROM customers'],
  ['drop sales', /`DROP TABLE …`/, 'drop table sales'],
  [
    'CREATE TABLE n (c INTEGER, FOREIGN KEY c REFERENCES customers (id))',
    /stand in parentheses/,
    'CREATE TABLE n (c INTEGER, FOREIGN KEY (c) REFERENCES customers (id))',
  ],
  [
    'CREATE TABLE n (c INTEGER FOREIGN KEY REFERENCES customers (id))',
    /`REFERENCES` alone/,
    'CREATE TABLE n (c INTEGER REFERENCES customers (id))',
  ],
  [
    'SELECT name AS full name FROM customers',
    /A name with a blank/,
    'SELECT name AS "full name" FROM customers',
  ],
] as const

/** Aggregates of aggregates, names that a list gives, and WITH without parentheses. */
const steps = [
  [
    'SELECT avg(count(*)) AS mean FROM sales WHERE id > 0 GROUP BY customer_id',
    /`count\(\*\)` cannot stand inside of `avg`/,
    'SELECT avg(n) AS mean FROM (SELECT count(*) AS n FROM sales WHERE id > 0 GROUP BY customer_id) AS q',
  ],
  [
    'SELECT max(sum(amount))\nFROM sales n\nGROUP BY n.customer_id HAVING count(*) > 0',
    /takes two steps/,
    'SELECT max(part)\nFROM (SELECT sum(amount) AS part FROM sales n\nGROUP BY n.customer_id HAVING count(*) > 0) AS q',
  ],
  [
    'SELECT amount * 2 AS twice, twice + 1 AS more, -twice FROM sales',
    /`twice` is a name that this list gives/,
    'SELECT amount * 2 AS twice, (amount * 2) + 1 AS more, -(amount * 2) FROM sales',
  ],
  [
    'SELECT sum(amount) ages, ages / count(*) FROM sales, customers GROUP BY customer_id',
    /`ages` is a name that this list gives/,
    'SELECT sum(amount) ages, (sum(amount)) / count(*) FROM sales, customers GROUP BY customer_id',
  ],
  [
    'SELECT s.amount AS price, round(price) AS price2 FROM sales s',
    /`price` is a name/,
    'SELECT s.amount AS price, round(s.amount) AS price2 FROM sales s',
  ],
  [
    'WITH t AS SELECT id FROM sales WHERE amount > 3 SELECT count(*) FROM t',
    /that `WITH` names `t` stands in parentheses/,
    'WITH t AS (SELECT id FROM sales WHERE amount > 3) SELECT count(*) FROM t',
  ],
  [
    'WITH t (a) AS MATERIALIZED SELECT 1 UNION ALL SELECT 2, u AS (SELECT 3) SELECT * FROM t, u',
    /names `t`/,
    'WITH t (a) AS MATERIALIZED (SELECT 1 UNION ALL SELECT 2), u AS (SELECT 3) SELECT * FROM t, u',
  ],
  [
    'WITH t AS SELECT 1 AS n -- one\nSELECT * FROM t',
    /names `t`/,
    'WITH t AS (SELECT 1 AS n) -- one\nSELECT * FROM t',
  ],
  [
    'WITH u AS (SELECT 1), t AS SELECT 2 INSERT INTO sales (id) SELECT 9 FROM t',
    /names `t`/,
    'WITH u AS (SELECT 1), t AS (SELECT 2) INSERT INTO sales (id) SELECT 9 FROM t',
  ],
] as const

/** What PostgreSQL says of types that do not fit. */
const types = [
  [
    "SELECT id FROM customers WHERE name LIKE 'A%' AND age NOT LIKE '3%'",
    /`LIKE` compares texts, and `age` is a number/,
    "SELECT id FROM customers WHERE name LIKE 'A%' AND age::text NOT LIKE '3%'",
  ],
  [
    "SELECT s.id FROM sales s WHERE s.day LIKE '2024%'",
    /`s.day` is a time/,
    "SELECT s.id FROM sales s WHERE s.day::text LIKE '2024%'",
  ],
  [
    'SELECT id FROM customers WHERE id = 5 AND name = 7',
    /`name` is text, and `7` is a number/,
    "SELECT id FROM customers WHERE id = 5 AND name = '7'",
  ],
  [
    'SELECT id FROM customers WHERE 5 != lower(name)',
    /`lower\(name\)` is text/,
    "SELECT id FROM customers WHERE '5' != lower(name)",
  ],
  [
    'SELECT 1 - 1, CURRENT_DATE - day::text FROM sales',
    /`day::text` is text here/,
    'SELECT 1 - 1, CURRENT_DATE - day::date FROM sales',
  ],
  ['SELECT substring(day, 1, 4) FROM sales', /takes a text/, 'SELECT substring(day::text, 1, 4) FROM sales'],
  [
    'SELECT substring(s.day FROM 1 FOR 4) FROM sales s',
    /takes a text, and `s.day` is none/,
    'SELECT substring(s.day::text FROM 1 FOR 4) FROM sales s',
  ],
  [
    "SELECT string_agg(age, ',') FROM customers",
    /takes a text/,
    "SELECT string_agg(age::text, ',') FROM customers",
  ],
  [
    'SELECT round(amount / 3.0::float8, 2) FROM sales',
    /`round` takes decimals only of `numeric`/,
    'SELECT round((amount / 3.0::float8)::numeric, 2) FROM sales',
  ],
  [
    "SELECT id FROM sales WHERE day > '31.12.2023'",
    /`'2023-12-31'`/,
    "SELECT id FROM sales WHERE day > '2023-12-31'",
  ],
  [
    "SELECT COALESCE(age, 'none') FROM customers",
    /one type/,
    "SELECT COALESCE(age::text, 'none') FROM customers",
  ],
] as const

describe('a mistake that the engine refuses is told with a rewrite that runs', () => {
  it.each([
    ...fixes([
      [
        'SELECT name, row_number() AS n FROM customers',
        /`row_number\(\)` needs `OVER/,
        'SELECT name, row_number() OVER (ORDER BY name) AS n FROM customers',
      ],
      [
        'SELECT name, rank() FROM customers ORDER BY age DESC LIMIT 2',
        /`rank\(\)` needs `OVER/,
        'SELECT name, rank() OVER (ORDER BY age DESC) FROM customers ORDER BY age DESC LIMIT 2',
      ],
      [
        'SELECT name, rank() OVER (ORDER BY age) AS r FROM customers WHERE r < 2 ORDER BY r',
        /before window functions/,
        'SELECT * FROM (SELECT name, rank() OVER (ORDER BY age) AS r FROM customers) AS q WHERE r < 2 ORDER BY r',
      ],
      [
        'SELECT cc.name FROM customers c JOIN sales s ON s.customer_id = c.id',
        /`cc` is no table of this query. It knows `c` and `s`/,
        'SELECT c.name FROM customers c JOIN sales s ON s.customer_id = c.id',
      ],
      [
        'SELECT customer.name FROM customers',
        /`customer` is no table/,
        'SELECT customers.name FROM customers',
      ],
      [
        'SELECT customers.name FROM customers c, sales',
        /`customers` goes by the name `c`/,
        'SELECT c.name FROM customers c, sales',
      ],
      [
        'SELECT id, name FROM customers c JOIN sales ON c.id = customer_id',
        /Both `c` and `sales` have a column `id`/,
        'SELECT c.id, name FROM customers c JOIN sales ON c.id = customer_id',
      ],
      [
        'CREATE TABLE n (id INTEGER PRIMARY KEY, a VARCHAR(9) NOT NULL b TEXT)',
        /comma is missing before `b`/,
        'CREATE TABLE n (id INTEGER PRIMARY KEY, a VARCHAR(9) NOT NULL, b TEXT)',
      ],
      [
        'CREATE TABLE n (id INTEGER PRIMARY KEY, group TEXT)',
        /`group` is a word of SQL/,
        'CREATE TABLE n (id INTEGER PRIMARY KEY, "group" TEXT)',
      ],
      ...steps,
      ['CREATE TABLE order (id INTEGER)', /`order` is a word of SQL/, 'CREATE TABLE "order" (id INTEGER)'],
    ]),
    [
      'postgres',
      'SELECT id FROM sales WHERE day > 2024-01-01',
      /`2024-01-01` is a subtraction: 2022/,
      "SELECT id FROM sales WHERE day > '2024-01-01'",
    ],
    [
      'postgres',
      "SELECT id FROM customers c WHERE c.name = 'Ann' OR 'Bob'",
      /Behind `OR` stands a whole condition/,
      "SELECT id FROM customers c WHERE c.name = 'Ann' OR c.name = 'Bob'",
    ],
    [
      'postgres',
      'CREATE TABLE n (a INTEGER b TEXT)',
      /comma is missing/,
      'CREATE TABLE n (a INTEGER, b TEXT)',
    ],
    [
      'postgres',
      'SELECT "Name" FROM customers',
      /no column `"Name"`. The nearest one is `name`/,
      'SELECT name FROM customers',
    ],
    [
      'postgres',
      'SELECT id FROM customers WHERE email = ann@x.y AND age > 3',
      /`ann@x.y` without quotes/,
      "SELECT id FROM customers WHERE email = 'ann@x.y' AND age > 3",
    ],
    ['postgres', 'SELECT * FROM "Sales"', /no table `"Sales"`/, 'SELECT * FROM sales'],
    ...fixes(words),
    [
      'postgres',
      'SELECT c.id FROM customers c JOIN sales s WHERE c.id = s.customer_id AND s.amount > 3',
      /`JOIN` needs `ON`/,
      'SELECT c.id FROM customers c JOIN sales s ON c.id = s.customer_id WHERE s.amount > 3',
    ],
    ...types.map(([sql, title, better]) => ['postgres', sql, title, better] as const),
  ] as const)('%s: %s', async (dialect, sql, title, better) => {
    const found = await told(sql, dialect)
    expect(found.silent, 'the engine refuses it').toBe(false)
    expect(found.titles).toEqual([expect.stringMatching(title)])
    expect(found.better).toBe(better)
    expect(found.again?.message).toBeUndefined()
  })
})

describe('a mistake that the engine refuses is told', () => {
  it.each([
    ...says([
      ['SELECT sales.day FROM customers', /`sales` is a table that this query does not read/],
      ['SELECT sum(count(*)) FROM sales', /takes two steps/],
      ['SELECT id FROM sales GROUP BY id HAVING max(sum(amount)) > 3', /inside of `max`/],
      ['SELECT random() AS r, r + 1 FROM sales', /`r` is a name that this list gives/],
      ['SELECT count(*) AS c, sum(c) FROM sales', /`c` is a name that this list gives/],
      ['WITH t AS SELECT id FROM sales', /names `t` stands in parentheses/],
      ['SELECT x.id FROM customers c, sales s', /`x` is no table of this query/],
      ['SELECT id FROM customers WHERE rank() OVER (ORDER BY age) < 2', /before window functions/],
    ]),
    [
      'postgres',
      'SELECT 1 FROM customers c, sales s JOIN sales t ON c.id = t.id',
      /binds tighter than a comma/,
    ],
    ['postgres', 'SELECT c.id FROM customers c JOIN sales s', /`JOIN` needs `ON`/],
    ['sqlite', 'SELECT sum(age) AS total FROM customers WHERE total > 3', /`total` belongs into `HAVING`/],
  ] as const)('%s: %s', async (dialect, sql, title) => {
    const found = await told(sql, dialect)
    expect(found.silent, 'the engine refuses it').toBe(false)
    expect(found.titles).toEqual([expect.stringMatching(title)])
  })
})

describe('an answer that is not what was meant is told beside it', () => {
  it.each([
    [
      'sqlite',
      'SELECT name, count(*) FROM customers',
      /`name` is the value of just any row/,
      'SELECT name, count(*) FROM customers GROUP BY name',
    ],
    [
      'sqlite',
      'SELECT c.name, s.day, sum(s.amount) FROM customers c JOIN sales s ON s.customer_id = c.id GROUP BY c.id',
      /`s.day` is the value of just any row of its group/,
      'SELECT c.name, s.day, sum(s.amount) FROM customers c JOIN sales s ON s.customer_id = c.id GROUP BY c.id, s.day',
    ],
    ['sqlite', 'CREATE TABLE n (a INTEGER b TEXT)', /comma is missing/, 'CREATE TABLE n (a INTEGER, b TEXT)'],
    [
      'sqlite',
      'SELECT c.name FROM customers c LEFT JOIN sales s WHERE s.customer_id = c.id AND c.id > 1',
      /`LEFT JOIN` has no `ON`: every row meets every row/,
      'SELECT c.name FROM customers c LEFT JOIN sales s ON s.customer_id = c.id WHERE c.id > 1',
    ],
    [
      'sqlite',
      'SELECT c.name FROM customers c left outer join main.sales',
      /`left outer join` has no `ON`/,
      undefined,
    ],
    [
      'sqlite',
      'SELECT c.name FROM customers c FULL JOIN sales AS s JOIN sales t ON t.id = s.id',
      /`FULL JOIN` has no `ON`/,
      undefined,
    ],
    [
      'sqlite',
      'SELECT id FROM sales WHERE day > 2024-1-05',
      /`2024-1-05` is a subtraction: 2018/,
      "SELECT id FROM sales WHERE day > '2024-01-05'",
    ],
    [
      'sqlite',
      'SELECT id FROM customers WHERE age = 30 OR 40',
      /Behind `OR` stands a whole condition/,
      'SELECT id FROM customers WHERE age = 30 OR age = 40',
    ],
    ...fixes([
      [
        'SELECT id, c.name email FROM customers c',
        /`email` is a new name for `name` here/,
        'SELECT id, c.name, email FROM customers c',
      ],
      ['SELECT 1 / 2', /`1 \/ 2` divides whole numbers/, 'SELECT 1 * 1.0 / 2'],
      ['SELECT count(*)/7 FROM sales', /divides whole numbers/, 'SELECT count(*)*1.0/7 FROM sales'],
      [
        'SELECT count(age) / (SELECT count(*) FROM sales) FROM customers',
        /divides whole numbers/,
        'SELECT count(age) * 1.0 / (SELECT count(*) FROM sales) FROM customers',
      ],
    ]),
  ] as const)('%s: %s', async (dialect, sql, title, better) => {
    const found = await told(sql, dialect)
    expect(found.silent, 'the engine accepts it').toBe(true)
    expect(found.titles).toEqual([expect.stringMatching(title)])
    expect(found.better).toBe(better)
    expect(found.again?.message).toBeUndefined()
  })
})

describe('nothing is said where it is as it should be', () => {
  it.each([
    ['sqlite', 'SELECT c.name, count(*) FROM customers c JOIN sales s ON s.customer_id = c.id GROUP BY c.id'],
    [
      'sqlite',
      'SELECT c.name, count(*) FROM customers c JOIN sales s ON s.customer_id = c.id GROUP BY s.customer_id',
    ],
    ['sqlite', 'SELECT name, count(*) FROM customers GROUP BY email'],
    ['sqlite', 'SELECT c.id FROM customers c LEFT JOIN (SELECT max(id) AS id FROM sales) s ORDER BY 1'],
    ['sqlite', "SELECT c.id FROM customers c LEFT JOIN json_each('[1]') AS j"],
    [
      'sqlite',
      'SELECT c.id FROM customers c LEFT JOIN sales s NOT INDEXED ON s.id = c.id LEFT JOIN sales t ON 1',
    ],
    ['sqlite', 'SELECT name, count(*) FROM customers WHERE id = 3'],
    ['sqlite', 'SELECT customer_id AS c, sum(amount) FROM sales GROUP BY c'],
    ['sqlite', 'SELECT substr(day, 1, 7) AS month, sum(amount) FROM sales GROUP BY month'],
    ['sqlite', 'SELECT customer_id, sum(amount) FROM sales GROUP BY 1'],
    ['sqlite', 'SELECT customer_id, day, max(amount), count(*) FROM sales GROUP BY customer_id'],
    ['sqlite', 'SELECT name, sum(age) OVER (ORDER BY id) FROM customers'],
    ['sqlite', 'SELECT name, (SELECT count(*) FROM sales s WHERE s.customer_id = c.id) FROM customers c'],
    ['sqlite', 'WITH t AS (SELECT * FROM sales) SELECT day, sum(amount) FROM t GROUP BY customer_id'],
    ...dialects.flatMap((dialect) =>
      [
        'SELECT 6 / 2, 7 / 2.0, 100.0 * count(*) / 7, count(*) / 10 * 10 FROM sales',
        'SELECT c.id FROM customers c NATURAL LEFT JOIN sales LEFT OUTER JOIN sales t USING (id) LEFT JOIN sales u ON u.id = t.id',
        'SELECT max(n), sum(min(1) + 1) OVER () FROM (SELECT count(*) AS n FROM sales GROUP BY customer_id) AS q',
        'SELECT DISTINCT name who, email AS name, age age FROM customers age, sales',
        'SELECT id FROM customers WHERE age BETWEEN 1 AND 40 OR age = 3 AND 1 = 1',
        "SELECT '2024-01-01', 2024 - 01 - 01 -- 2024-01-01",
        'CREATE TABLE n (a DOUBLE PRECISION, b TIMESTAMP WITHOUT TIME ZONE, date TEXT, c CHARACTER VARYING (9))',
      ].map((sql) => [dialect, sql] as const),
    ),
  ] as const)('%s: %s', async (dialect, sql) => {
    expect(await told(sql, dialect)).toMatchObject({ silent: true, titles: [] })
  })
})
