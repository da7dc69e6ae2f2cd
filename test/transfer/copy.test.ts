import { describe, expect, test } from 'vitest'
import { findDataset } from '../../src/dataset/datasets'
import type { Value } from '../../src/engine/value'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { copyDatabase } from '../../src/transfer/copy-database'
import { execute, values } from './engines'
import { open } from './for-a-test'

const other: Record<Dialect, Dialect> = { sqlite: 'postgres', postgres: 'sqlite' }
const today = new Date('2026-03-01T00:00:00Z')

describe.each(dialects)('the lecture data from %s', (dialect) => {
  test('arrives with its rows, keys, checks and counters', async () => {
    const seed = findDataset('sales')?.statements(dialect, today) ?? []
    const source = await open(dialect, ...seed)
    const target = await open(other[dialect])
    const report = await copyDatabase(source, target)
    expect(report.kind).toBe('done')
    const tables = (await source.schema()).tables.filter(({ kind }) => kind === 'table')
    expect(
      (await target.schema()).tables.filter(({ kind }) => kind === 'table').map(({ name }) => name),
    ).toEqual(tables.map(({ name }) => name))
    for (const { name, columns, foreignKeys, checks } of tables) {
      const query = `SELECT * FROM ${name} ORDER BY ${columns.map((_, i) => i + 1).join(', ')}`
      const bare = (value: Value) =>
        value === null || value instanceof Uint8Array || Number.isNaN(Number(value)) ? value : Number(value)
      const plain = (rows: Value[][]) => rows.map((row) => row.map(bare))
      expect(plain(await values(target, query))).toEqual(plain(await values(source, query)))
      const made = (await target.schema()).tables.find((table) => table.name === name)
      expect(made?.foreignKeys.map(({ columns: list, toTable }) => ({ list, toTable }))).toEqual(
        foreignKeys.map(({ columns: list, toTable }) => ({ list, toTable })),
      )
      const kept =
        dialect === 'sqlite'
          ? checks.filter((check) => !/^(typeof\(\w+\) IN \([^)]*\)|\w+ IS datetime\(\w+\))$/.test(check))
          : checks
      expect(made?.checks.length).toBe(kept.length)
      expect(made?.columns.map(({ primaryKey, notNull }) => [primaryKey, notNull || primaryKey > 0])).toEqual(
        columns.map(({ primaryKey, notNull }) => [primaryKey, notNull || primaryKey > 0]),
      )
    }
    // the next number follows the last one
    const [[highest] = []] = await values(target, 'SELECT max(id) FROM customers')
    await execute(target, "INSERT INTO customers (name, email) VALUES ('New', 'new@example.com')")
    expect(await values(target, "SELECT id FROM customers WHERE name = 'New'")).toEqual([
      [BigInt(highest as bigint) + 1n],
    ])
    expect(
      report.not.filter(
        ({ what, why }) =>
          /^(check|foreign key|view|index)/.test(what) && !/keeps values to one type/.test(why),
      ),
    ).toEqual([])
  })
})

test('from SQLite: types follow what is in the columns, and what is lost is said', async () => {
  const source = await open(
    'sqlite',
    "CREATE TABLE Parent(ID INTEGER PRIMARY KEY AUTOINCREMENT, \"two words\" TEXT DEFAULT 'a;b', ok BOOLEAN NOT NULL DEFAULT 1, big INT, price DECIMAL(10,2), f REAL, d DATE, at DATETIME DEFAULT (datetime('now')), raw BLOB, any, short VARCHAR(3))",
    "INSERT INTO Parent VALUES (5, 'it''s', 1, 9007199254740993, 45.5, 0.1, '2024-02-29', '2024-02-29 10:00:00', x'00ff5c', 1, 'abc')",
    "INSERT INTO Parent VALUES (7, 'tab\tand\\backslash\nline', 0, NULL, 3, 1e300, NULL, NULL, NULL, 'x', 'abcd')",
    'CREATE TABLE child(p REFERENCES Parent(ID) ON DELETE CASCADE, n INT CHECK (n > 0), UNIQUE(p, n))',
    'INSERT INTO child VALUES (5, 1), (7, 2)',
    'CREATE INDEX by_price ON Parent(price DESC) WHERE ok',
    'CREATE UNIQUE INDEX by_n ON child(n)',
    'CREATE VIEW v AS SELECT count(*) AS c FROM Parent',
    'CREATE VIEW odd AS SELECT group_concat(n, 1, 2) FROM child',
    'CREATE TRIGGER g AFTER INSERT ON child BEGIN SELECT 1; END',
  )
  const target = await open('postgres')
  const report = await copyDatabase(source, target)
  expect(report).toMatchObject({
    kind: 'done',
    tables: 2,
    rows: 4,
    message: '2 tables with 4 rows copied to PostgreSQL.',
  })
  expect(await values(target, 'SELECT * FROM parent ORDER BY id')).toEqual([
    [
      5n,
      "it's",
      true,
      9007199254740993n,
      '45.5',
      0.1,
      '2024-02-29',
      '2024-02-29 10:00:00',
      new Uint8Array([0, 255, 92]),
      '1',
      'abc',
    ],
    [7n, 'tab\tand\\backslash\nline', false, null, '3', 1e300, null, null, null, 'x', 'abcd'],
  ])
  expect(await values(target, 'SELECT c FROM v')).toEqual([[2n]])
  await execute(target, 'DELETE FROM parent WHERE id = 5', 'INSERT INTO parent DEFAULT VALUES')
  expect(await values(target, 'SELECT n FROM child')).toEqual([[2n]])
  expect(await values(target, 'SELECT id, "two words", ok FROM parent WHERE id > 7')).toEqual([
    [8n, 'a;b', true],
  ])
  expect(report.not.map(({ what }) => what).sort()).toEqual([
    'column any of Parent',
    'column short of Parent',
    'names',
    'trigger g on child',
    'view odd',
  ])
})

describe('a check of SQLite that asks for types', () => {
  const typed = "It keeps values to one type, which PostgreSQL's columns do by themselves: "
  test.each([
    ["typeof(n) = 'integer' and n between 1 and 10", ['n = 11', 'n = NULL'], ['n = 1']],
    ["n between 1 and 10 AND (typeof(n) IN ('integer', 'null'))", ['n = 11'], ['n = NULL', 'n = 1']],
    ["n IS NULL OR (typeof([N]) == 'integer' AND n < 5)", ['n = 5'], ['n = NULL', 'n = 4']],
    ["typeof(t)='text' and length(t)<=3", ["t = 'long'", 't = NULL'], ["t = 'abc'"]],
    ["typeof(\"T\") NOT IN ('blob', 'null') AND (t <> 'a' or n > 1) and n < 9", ["t = 'a'"], ["t = 'b'"]],
    ["typeof(r) IN ('real','integer') AND r > 0", ['r = -1', 'r = NULL'], ['r = 0.5']],
    ["CASE WHEN n > 0 AND t = 'x' THEN 0 = 1 ELSE typeof(n) IS 'integer' END", ["t = 'x'"], ["t = 'y'"]],
    ["date(d) = d AND d > '2024-01-01'", ["d = '2023-01-01'"], ["d = '2024-01-02'", 'd = NULL']],
    ['flag IN (0, 1) AND n > 0', ['n = 0'], ['flag = NULL', 'flag = false']],
    ["typeof(b) = 'blob'", ['b = NULL'], ["b = '\\x00'"]],
  ])('keeps what it asks beside them: %s', async (check, wrong, right) => {
    const { target, report } = await copied(check)
    expect(report.not).toEqual([])
    for (const each of wrong)
      await expect(execute(target, `UPDATE g SET ${each}`), each).rejects.toThrow('check')
    for (const each of right) await execute(target, `UPDATE g SET ${each}`)
  })

  test('has nothing left to do where it asks for nothing else', async () => {
    const checks = [
      "typeof(n) = 'integer' OR n IS NULL",
      "(typeof(t) in ('text', 'null'))",
      "typeof(must) = 'integer'",
      'd IS date(d)',
      "d IS strftime('%Y-%m-%d', d)",
      'at IS datetime(at)',
      'flag in (1, 0)',
    ]
    const { target, report } = await copied(checks.join('), CHECK ('))
    expect(report.not).toEqual(checks.map((check) => ({ what: 'check of g', why: `${typed}${check}` })))
    expect((await target.schema()).tables[0]?.checks).toEqual([])
  })

  test.each([
    ["typeof(t) = 'text' AND t GLOB 'a*' AND n < 9", "t GLOB 'a*'", 2],
    ["typeof(free) = 'integer' AND n < 9", "typeof(free) = 'integer'", 1],
    ["typeof(n) || 'x' = 'integerx'", "typeof(n) || 'x' = 'integerx'", 0],
    ['d IS date(at) OR n > 0', 'd IS date(at) OR n > 0', 0],
  ])('is said to be lost where PostgreSQL cannot say it: %s', async (check, lost, kept) => {
    const { target, report } = await copied(check)
    const [first] = report.not.filter(({ what }) => what === 'check of g')
    expect(first?.why).toContain(`Left out: ${lost}. PostgreSQL says: `)
    expect((await target.schema()).tables[0]?.checks.length).toBe(kept)
  })

  async function copied(check: string) {
    const source = await open(
      'sqlite',
      `CREATE TABLE g(n int, t text, r real, d date, at timestamp, flag boolean, b blob, must int NOT NULL, free, CHECK (${check}))`,
      `PRAGMA ignore_check_constraints = 1`,
      "INSERT INTO g VALUES (1, 'abc', 2, '2024-02-29', '2024-02-29 10:00:00', 1, x'00', 1, NULL)",
    )
    const target = await open('postgres')
    return { target, report: await copyDatabase(source, target) }
  }
})

test('from SQLite: texts that are no valid UTF-8 are named, and those that hold U+FFFD themselves are not', async () => {
  const source = await open(
    'sqlite',
    'CREATE TABLE notes(a TEXT, b TEXT)',
    "INSERT INTO notes VALUES (CAST(x'61ff' AS TEXT), char(65533)), (CAST(x'c3' AS TEXT), 'plain'), (char(65533), NULL)",
  )
  const target = await open('postgres')
  const report = await copyDatabase(source, target)
  expect(await values(target, 'SELECT a, b FROM notes')).toEqual([
    ['a\ufffd', '\ufffd'],
    ['\ufffd', 'plain'],
    ['\ufffd', null],
  ])
  expect(report.not).toEqual([
    { what: '2 texts of a of notes', why: 'What is no valid UTF-8 stands as \ufffd in the copy.' },
  ])
})

test('from SQLite: whole numbers keep all their digits beside fractions', async () => {
  const source = await open(
    'sqlite',
    'CREATE TABLE mixed(v INTEGER, "a b" FLOATING POINT, short INTEGER)',
    'INSERT INTO mixed VALUES (9007199254740993, 9223372036854775807, 1), (1.5, -1e300, 0.1), (9e999, -9223372036854775808, NULL)',
  )
  const target = await open('postgres')
  const report = await copyDatabase(source, target)
  expect(await values(target, 'SELECT v::text, "a b"::text, short FROM mixed')).toEqual([
    ['9007199254740993', '9223372036854775807', 1],
    ['1.5', `-1${'0'.repeat(300)}`, 0.1],
    ['Infinity', '-9223372036854775808', null],
  ])
  const declared = (type: string, what: string, name: string) =>
    `It is declared ${type} and holds ${what}: it is ${name}.`
  expect(report.not).toEqual([
    {
      what: 'column v of mixed',
      why: declared('INTEGER', 'numbers too long for double precision', 'numeric'),
    },
    {
      what: 'column a b of mixed',
      why: declared('FLOATING POINT', 'numbers too long for double precision', 'numeric'),
    },
    { what: 'column short of mixed', why: declared('INTEGER', 'numbers', 'double precision') },
  ])
})

test('from PostgreSQL: exact values, rules in the words of SQLite, and what is lost is said', async () => {
  const source = await open(
    'postgres',
    "CREATE TYPE mood AS ENUM ('ok', 'bad')",
    'CREATE SCHEMA shop',
    "CREATE TABLE shop.item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code varchar(10) UNIQUE NOT NULL, price numeric(10,2) DEFAULT 1.50 CHECK (price >= 0), long numeric, state text DEFAULT 'new'::text CHECK (state IN ('new', 'old')), m mood, tags text[], at timestamptz DEFAULT now(), raw bytea, f float8, flag boolean DEFAULT true, doc jsonb)",
    `INSERT INTO shop.item (code, price, long, m, tags, at, raw, f, flag, doc) VALUES ('a', 45.00, 123456789012345678901234567890.5, 'ok', '{x,"y z"}', '2024-01-01 00:00:00+00', '\\x00ff', 0.1, false, '{"a": 1}'), ('b', NULL, NULL, NULL, NULL, NULL, NULL, 'NaN', NULL, NULL)`,
    'CREATE TABLE part (item_id bigint REFERENCES shop.item ON DELETE SET NULL, n int NOT NULL)',
    'INSERT INTO part VALUES (1, 10), (NULL, 20)',
    'CREATE INDEX part_n ON part (n DESC)',
    'CREATE VIEW parts AS SELECT count(*) AS n FROM public.part WHERE n > 5::bigint',
    'CREATE TABLE shop.log (id int, area text) PARTITION BY LIST (area)',
    "CREATE TABLE shop.log_north PARTITION OF shop.log FOR VALUES IN ('north')",
    "INSERT INTO shop.log VALUES (1, 'north'), (2, 'north')",
    "SET search_path = ''",
    'CREATE VIEW public.cheap AS SELECT code, price FROM shop.item WHERE price < 100::numeric',
    'CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    "COMMENT ON TABLE public.part IS 'parts'",
  )
  const target = await open('sqlite')
  const report = await copyDatabase(source, target)
  expect(report).toMatchObject({ kind: 'done', tables: 3, rows: 6 })
  expect(await values(target, 'SELECT * FROM shop_log')).toEqual([
    [1n, 'north'],
    [2n, 'north'],
  ])
  expect(
    await values(
      target,
      'SELECT id, code, price, long, state, m, tags, raw, f, flag, doc FROM shop_item ORDER BY id',
    ),
  ).toEqual([
    [
      1n,
      'a',
      45n,
      '123456789012345678901234567890.5',
      'new',
      'ok',
      '{x,"y z"}',
      new Uint8Array([0, 255]),
      '0.1',
      0n,
      '{"a": 1}',
    ],
    [2n, 'b', null, null, 'new', null, null, null, 'NaN', null, null],
  ])
  await expect(execute(target, "INSERT INTO shop_item (code, state) VALUES ('c', 'lost')")).rejects.toThrow(
    'CHECK',
  )
  await expect(execute(target, "INSERT INTO shop_item (code, price) VALUES ('c', -1)")).rejects.toThrow(
    'CHECK',
  )
  await execute(target, "INSERT INTO shop_item (code) VALUES ('c')")
  expect(await values(target, "SELECT id, price, flag FROM shop_item WHERE code = 'c'")).toEqual([
    [3n, 1.5, 1n],
  ])
  expect(await values(target, 'SELECT n FROM parts')).toEqual([[2n]])
  const whats = report.not.map(({ what }) => what)
  expect(report.not).toContainEqual({
    what: 'schemas',
    why: 'SQLite has none: shop.item became shop_item.',
  })
  expect(report.not).toContainEqual({
    what: 'partition shop.log_north',
    why: 'SQLite has none: its rows are in shop_log.',
  })
  expect(whats).toEqual(
    expect.arrayContaining([
      'schemas',
      'partition shop.log_north',
      'function f',
      'type mood',
      'comments',
      'column long of shop.item',
      'column f of shop.item',
      'column tags of shop.item',
    ]),
  )
  expect((await target.schema()).tables.find(({ name }) => name === 'part')?.foreignKeys).toMatchObject([
    { toTable: 'shop_item', onDelete: 'SET NULL' },
  ])
})

test('from PostgreSQL: names that SQLite takes for the same are told apart everywhere', async () => {
  const source = await open(
    'postgres',
    `CREATE TABLE "Pair" ("Up" text NOT NULL, up text CHECK (up <> 'no' AND "Up" <> up::text), PRIMARY KEY (up), UNIQUE ("Up", up))`,
    `CREATE TABLE pair (up text REFERENCES "Pair" (up))`,
    'CREATE INDEX by_up ON "Pair" (lower(up), "Up")',
    'CREATE VIEW ups AS SELECT "Up", up FROM "Pair"',
    'CREATE VIEW five AS SELECT 5 AS n',
    `INSERT INTO "Pair" VALUES ('no', 'yes')`,
    `INSERT INTO pair VALUES ('yes')`,
  )
  const target = await open('sqlite')
  const report = await copyDatabase(source, target)
  const taken = 'Its name is taken in SQLite, where capitals do not count: it is'
  expect(report.not).toEqual([
    { what: 'column up of Pair', why: `${taken} up_2.` },
    { what: 'table pair', why: `${taken} pair_2.` },
    { what: 'view ups', why: 'It uses a name that is another in the copy: write it again.' },
  ])
  expect(
    await values(target, 'SELECT "Pair"."Up", up_2 FROM "Pair" JOIN pair_2 ON pair_2.up = up_2'),
  ).toEqual([['no', 'yes']])
  const [pair, small] = (await target.schema()).tables.filter(({ kind }) => kind === 'table')
  expect(pair?.indexes.map(({ columns }) => columns)).toEqual(
    expect.arrayContaining([['(expression)', 'Up'], ['Up', 'up_2'], ['up_2']]),
  )
  expect(
    await values(target, "SELECT sql LIKE '%lower(up_2)%' FROM sqlite_schema WHERE name = 'by_up'"),
  ).toEqual([[1n]])
  expect(small?.foreignKeys).toMatchObject([{ toTable: 'Pair', toColumns: ['up_2'] }])
  await expect(execute(target, `INSERT INTO "Pair" VALUES ('x', 'no')`)).rejects.toThrow('CHECK')
  await execute(target, `INSERT INTO "Pair" VALUES ('no', 'x')`)
})

test('from PostgreSQL: rules that SQLite does not have are reported', async () => {
  const source = await open(
    'postgres',
    'CREATE TABLE p (a varchar(3) NOT NULL, b int, c numeric(5,2), d char(2), e varchar(9), PRIMARY KEY (a) DEFERRABLE, CONSTRAINT once UNIQUE NULLS NOT DISTINCT (a, b), CONSTRAINT same UNIQUE NULLS NOT DISTINCT (a), CONSTRAINT two UNIQUE (a, d))',
    "CREATE UNIQUE INDEX low ON p (lower(e)) NULLS NOT DISTINCT WHERE e <> ' NULLS NOT DISTINCT'",
    'CREATE TABLE q (a varchar, d char, FOREIGN KEY (a, d) REFERENCES p (a, d) MATCH FULL)',
    'CREATE TABLE heir () INHERITS (q)',
    'CREATE TABLE nothing ()',
    'INSERT INTO nothing DEFAULT VALUES',
  )
  const target = await open('sqlite')
  const report = await copyDatabase(source, target)
  expect(report).toMatchObject({ kind: 'done', message: '3 tables with 0 rows copied to SQLite.' })
  const twice = 'SQLite has no NULLS NOT DISTINCT: rows with NULL can be there twice.'
  expect(report.not).toEqual([
    { what: 'table nothing', why: 'It has no columns: SQLite has no such tables.' },
    { what: 'unique p_pkey of p', why: 'It is DEFERRABLE; SQLite looks at it after every row.' },
    { what: 'unique once of p', why: twice },
    { what: 'unique low of p', why: twice },
    {
      what: 'foreign key of q to p',
      why: 'SQLite has no MATCH FULL: one NULL in it is enough for it not to be checked.',
    },
    {
      what: 'lengths and digits',
      why: 'PostgreSQL holds d of heir to character(1), a of p to varchar(3), c of p to numeric(5,2), and 3 more; SQLite does not check them.',
    },
    { what: 'table heir', why: 'It inherits from q: its rows were copied into both tables.' },
  ])
})

test.each(dialects)(
  'a foreign key of %s that waits for the end of the transaction waits in the copy',
  async (dialect) => {
    const wait = 'DEFERRABLE INITIALLY DEFERRED'
    const source = await open(
      dialect,
      'CREATE TABLE p (id int PRIMARY KEY)',
      `CREATE TABLE c (p int REFERENCES p (id) ${wait}, q int, FOREIGN KEY (q) REFERENCES p (id) ${wait})`,
      'CREATE TABLE d (p int REFERENCES p (id) NOT DEFERRABLE)',
      `CREATE TABLE e (p int REFERENCES p (id), q int REFERENCES p (id) ${wait})`,
    )
    const target = await open(other[dialect])
    const report = await copyDatabase(source, target)
    expect(report.not).toEqual(
      dialect === 'postgres'
        ? []
        : [
            {
              what: 'foreign keys of e',
              why: `Some are ${wait}; in the copy none is: say it again where you need it.`,
            },
          ],
    )
    await execute(target, 'BEGIN', 'INSERT INTO c VALUES (1, 2)', 'INSERT INTO p VALUES (1), (2)', 'COMMIT')
    await expect(execute(target, 'INSERT INTO d VALUES (3)')).rejects.toThrow(/foreign key/i)
    await expect(execute(target, 'INSERT INTO e VALUES (3, NULL)')).rejects.toThrow(/foreign key/i)
  },
)

test('a table that the copy refuses is named', async () => {
  const columns = Array.from({ length: 1700 }, (_, i) => `c${i}`).join(', ')
  const source = await open('sqlite', `CREATE TABLE wide(${columns})`)
  const target = await open('postgres')
  expect(await copyDatabase(source, target)).toMatchObject({
    kind: 'failed',
    message: 'wide: tables can have at most 1600 columns',
  })
})

test('nothing is copied into a database that has tables, and a stopped copy leaves nothing', async () => {
  const source = await open('sqlite', 'CREATE TABLE t(a)', 'INSERT INTO t VALUES (1)')
  const target = await open('postgres', 'CREATE TABLE mine (a int)')
  expect(await copyDatabase(source, target)).toMatchObject({
    kind: 'failed',
    message: 'The database to copy into has tables already.',
  })
  await execute(target, 'DROP TABLE mine')
  const stop = new AbortController()
  stop.abort()
  expect(await copyDatabase(source, target, { signal: stop.signal })).toMatchObject({ kind: 'stopped' })
  expect((await target.schema()).tables).toEqual([])
})

describe('what PostgreSQL writes in its own way', () => {
  test('LIKE, casts, lengths and parts of a date are SQLite’s in the copy, with the same values', async () => {
    const source = await open(
      'postgres',
      `CREATE TABLE t (id int PRIMARY KEY, name varchar(9) CHECK (char_length(name) > 1 AND name LIKE 'A%'),
        mail text CHECK (mail LIKE '%@%'), code text CHECK (code ILIKE 'x\\_%'), n int, d date,
        big numeric CHECK (big * 2 < 1e6), photo bytea DEFAULT '\\x00ff')`,
      `INSERT INTO t VALUES (1, 'Ann', 'a@b', 'X_1', 7, '2024-05-06', 12.5), (2, 'Abe', 'b@c', NULL, 10, '2023-01-31', 1)`,
      `CREATE VIEW a AS SELECT name, n::float / 2 AS half, n / 2 AS whole, n::numeric(5,1) / 4 AS fourth FROM t WHERE name LIKE 'A_n'`,
      `CREATE VIEW b AS SELECT extract(year FROM d) AS y, count(*) AS n, round(avg(n)::numeric, 1) AS mean FROM t GROUP BY 1`,
      `CREATE VIEW c AS SELECT (n * 0.26)::int AS i, sum(n) OVER ()::float / 2 AS w, CASE WHEN n > 7 THEN 1 ELSE 2 END::float / 4 AS f FROM t`,
      `CREATE VIEW d AS SELECT name FROM t WHERE name NOT LIKE 'a%' AND name !~~* 'b%'`,
      `CREATE VIEW e AS SELECT d + 1 AS tomorrow FROM t`,
    )
    const target = await open('sqlite')
    const report = await copyDatabase(source, target)
    expect(report.not.filter(({ what }) => what !== 'lengths and digits')).toEqual([
      { what: 'view e', why: 'Its query gives other values in SQLite.' },
    ])
    const plain = (rows: Value[][]) =>
      rows.map((row) => row.map((value) => (isNaN(Number(value)) ? value : Number(value))))
    for (const view of ['a', 'b', 'c', 'd']) {
      const query = `SELECT * FROM ${view} ORDER BY 1`
      expect([view, plain(await values(target, query))]).toEqual([view, plain(await values(source, query))])
    }
    for (const [column, value] of [
      ['name', "'A'"],
      ['name', "'ann'"],
      ['mail', "'x'"],
      ['code', "'xa'"],
      ['big', '600000'],
    ] as const)
      await expect(execute(target, `INSERT INTO t (id, ${column}) VALUES (3, ${value})`)).rejects.toThrow(
        /CHECK/,
      )
    await execute(target, "INSERT INTO t (id, code) VALUES (4, 'x_')")
    expect(await values(target, 'SELECT hex(photo), typeof(photo) FROM t WHERE id = 4')).toEqual([
      ['00FF', 'blob'],
    ])
  })

  test('enums and domains are checks of their columns, and steps of numbers are told', async () => {
    const source = await open(
      'postgres',
      "CREATE TYPE mood AS ENUM ('sad', 'it''s')",
      'CREATE DOMAIN positive AS int CHECK (VALUE > 0)',
      'CREATE DOMAIN small AS positive CHECK (VALUE < 100)',
      'CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY (INCREMENT BY 10) PRIMARY KEY, m mood, n small)',
      "INSERT INTO t (m, n) VALUES ('it''s', 9), ('sad', 10)",
    )
    const target = await open('sqlite')
    const report = await copyDatabase(source, target)
    expect(report.not.map(({ what }) => what)).toEqual([
      'column m of t',
      'type mood',
      'type positive',
      'type small',
      'numbers of t',
    ])
    expect(await values(target, 'SELECT id, m, n, typeof(n) FROM t ORDER BY n')).toEqual([
      [1n, "it's", 9n, 'integer'],
      [11n, 'sad', 10n, 'integer'],
    ])
    for (const [column, value] of [
      ['m', "'happy'"],
      ['n', '0'],
      ['n', '100'],
    ] as const)
      await expect(execute(target, `INSERT INTO t (${column}) VALUES (${value})`)).rejects.toThrow(/CHECK/)
  })

  test('tables of other schemas in views, and what an index has of PostgreSQL alone', async () => {
    const source = await open(
      'postgres',
      'CREATE SCHEMA hr',
      'CREATE TABLE hr.emp (id int PRIMARY KEY, name text)',
      'CREATE TABLE hr.dept (id int PRIMARY KEY)',
      "INSERT INTO hr.emp VALUES (1, 'Ida')",
      'INSERT INTO hr.dept VALUES (1)',
      'CREATE VIEW a AS SELECT emp.name FROM hr.emp',
      'CREATE VIEW b AS SELECT e.name, dept.id FROM hr.emp e JOIN hr.dept ON dept.id = e.id',
      'CREATE INDEX i1 ON hr.emp (name text_pattern_ops DESC NULLS LAST)',
      'CREATE INDEX i2 ON hr.emp (name COLLATE "C") INCLUDE (id)',
    )
    const target = await open('sqlite')
    const report = await copyDatabase(source, target)
    expect(report.not.map(({ what }) => what)).toEqual(['schemas', 'index i2'])
    expect(await values(target, 'SELECT a.name, b.name, b.id FROM a, b')).toEqual([['Ida', 'Ida', 1n]])
    expect(await values(target, "SELECT count(*) FROM sqlite_schema WHERE name IN ('i1', 'i2')")).toEqual([
      [2n],
    ])
  })
})

test('what SQLite writes in its own way means the same in PostgreSQL', async () => {
  const source = await open(
    'sqlite',
    `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT CHECK (name LIKE 'a%'), made TEXT DEFAULT CURRENT_TIMESTAMP,
      photo BLOB DEFAULT x'00ff', n NUMERIC)`,
    "INSERT INTO t (id, name, n) VALUES (1, 'Ann', 1e400), (2, 'abe', 12.5)",
    "CREATE VIEW a (who, half) AS SELECT name, id / 2 FROM t WHERE name LIKE 'A%'",
    "CREATE VIEW b AS SELECT id || '' < 10 AS x, round(2.5) = 3 FROM t WHERE 1",
  )
  const target = await open('postgres')
  const report = await copyDatabase(source, target)
  expect(report.not).toEqual([{ what: 'view b', why: 'PostgreSQL does not understand its query.' }])
  expect(await values(target, 'SELECT who, half FROM a ORDER BY half')).toEqual([
    ['Ann', 0n],
    ['abe', 1n],
  ])
  await execute(target, "INSERT INTO t (name) VALUES ('AB')")
  await expect(execute(target, "INSERT INTO t (name) VALUES ('b')")).rejects.toThrow(/check/)
  expect(
    await values(
      target,
      "SELECT id, made ~ '^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$', encode(photo, 'hex') FROM t WHERE name = 'AB'",
    ),
  ).toEqual([[3n, true, '00ff']])
  expect(await values(target, 'SELECT n FROM t WHERE n IS NOT NULL ORDER BY n')).toEqual([
    ['12.5'],
    ['Infinity'],
  ])
})

describe('generated columns', () => {
  const computedIn: Record<Dialect, string> = {
    sqlite: "SELECT name FROM pragma_table_xinfo('item') WHERE hidden IN (2, 3)",
    postgres:
      "SELECT attname FROM pg_attribute WHERE attrelid = 'item'::regclass AND attgenerated <> '' ORDER BY attnum",
  }

  test('from SQLite are computed in PostgreSQL too, and hold what they held', async () => {
    const source = await open(
      'sqlite',
      'CREATE TABLE item("Price" DECIMAL(10,2), qty INT, total REAL GENERATED ALWAYS AS ("Price" * qty) VIRTUAL NOT NULL, name TEXT, label TEXT AS (upper(name) || \':\') STORED, [as] INT AS (qty+1), CHECK ("Price" > 0 AND total < 1000))',
      "INSERT INTO item(Price, qty, name) VALUES (2.5, 3, 'a,b'), (0.1, 3, NULL)",
      'CREATE INDEX by_total ON item(total)',
    )
    const target = await open('postgres')
    const report = await copyDatabase(source, target)
    expect(report.not.filter(({ what }) => what !== 'names')).toEqual([])
    expect(await values(target, computedIn.postgres)).toEqual([['total'], ['label'], ['as']])
    expect(await values(target, 'SELECT total, label, "as" FROM item ORDER BY price')).toEqual([
      [0.3, null, 4n],
      [7.5, 'A,B:', 4n],
    ])
    expect((await target.schema()).tables[0]?.columns.map(({ name }) => name)).toEqual([
      'price',
      'qty',
      'total',
      'name',
      'label',
      'as',
    ])
    await execute(target, "INSERT INTO item(price, qty, name) VALUES (1, 2, 'x')")
    expect(await values(target, "SELECT total, label FROM item WHERE name = 'x'")).toEqual([[2, 'X:']])
    await expect(execute(target, 'INSERT INTO item(price, qty) VALUES (-1, 2)')).rejects.toThrow('check')
  })

  test('from PostgreSQL are computed in SQLite too, also in a table with capitals', async () => {
    const source = await open(
      'postgres',
      `CREATE TABLE item(price numeric(10,2), qty int, total numeric(12,2) GENERATED ALWAYS AS (price * qty) STORED, "Big" boolean GENERATED ALWAYS AS (price > 1::numeric) STORED, name varchar(20), label text GENERATED ALWAYS AS (upper(name::text) || ':'::text) STORED)`,
      "INSERT INTO item(price, qty, name) VALUES (2.55, 3, 'a'), (0.1, 3, NULL)",
      'CREATE TABLE "Capital"(a int, b int GENERATED ALWAYS AS (a * 2) STORED PRIMARY KEY)',
      'INSERT INTO "Capital" VALUES (4)',
    )
    const target = await open('sqlite')
    const report = await copyDatabase(source, target)
    expect(report.kind).toBe('done')
    expect(await values(target, computedIn.sqlite)).toEqual([['total'], ['Big'], ['label']])
    expect(await values(target, 'SELECT total, "Big", label FROM item ORDER BY price')).toEqual([
      [0.3, 0n, null],
      [7.65, 1n, 'A:'],
    ])
    expect(await values(target, 'SELECT a, b FROM "Capital"')).toEqual([[4n, 8n]])
    expect(report.not.filter(({ what }) => what.startsWith('column'))).toEqual([
      {
        what: 'column b of Capital',
        why: 'It is computed no more, and its values were copied as they are: SQLite says: generated columns cannot be part of the PRIMARY KEY.',
      },
    ])
  })

  test('that the other engine cannot compute, or computes otherwise, keep their values, and the report says why', async () => {
    const source = await open(
      'sqlite',
      "CREATE TABLE item(a INT, d TEXT, half INT AS (a / 2), day TEXT AS (strftime('%d', d)), part AS (a / 2.0), cut REAL AS (a % 3 / 2), twice INT AS (half * 2), tail TEXT AS (substr(d, -2)))",
      "INSERT INTO item(a, d) VALUES (7, '2024-02-29'), (-3, NULL)",
    )
    const target = await open('postgres')
    const report = await copyDatabase(source, target)
    expect(await values(target, computedIn.postgres)).toEqual([['half'], ['part'], ['cut']])
    expect(await values(target, 'SELECT * FROM item ORDER BY a')).toEqual([
      [-3n, null, -1n, null, -1.5, 0, -2n, null],
      [7n, '2024-02-29', 3n, '29', 3.5, 0, 6n, '29'],
    ])
    expect(report.not.map(({ what, why }) => `${what}: ${why.replace(/^It is .* are: /, '')}`)).toEqual([
      'column day of item: PostgreSQL says: function strftime(unknown, text) does not exist.',
      'column twice of item: PostgreSQL says: cannot use generated column "half" in column generation expression A generated column cannot reference another generated column.',
      'column tail of item: its expression gives other values in PostgreSQL.',
    ])
  })

  test('from SQLite may round and choose', async () => {
    const source = await open(
      'sqlite',
      "CREATE TABLE item(p REAL, net REAL AS (round(p / 1.19, 2)), size TEXT AS (iif(round(p) > 5, 'big, or so', iif(p < 1, 'tiny', trim('x ')))), whole REAL AS (round(abs(p))))",
      'INSERT INTO item(p) VALUES (9.99), (0.4), (2), (NULL)',
      'CREATE VIEW v AS SELECT round(avg(p), 1) AS mean, iif(count(*) > 3, 1, 0) AS many FROM item',
    )
    const target = await open('postgres')
    const report = await copyDatabase(source, target)
    expect(report.not).toEqual([])
    expect(await values(target, 'SELECT net, size, whole FROM item ORDER BY p')).toEqual([
      [0.34, 'tiny', 0],
      [1.68, 'x', 2],
      [8.39, 'big, or so', 10],
      [null, 'x', null],
    ])
    expect(await values(target, 'SELECT mean, many FROM v')).toEqual([['4.1', 1n]])
    await execute(target, 'INSERT INTO item(p) VALUES (11.9)')
    expect(await values(target, 'SELECT net FROM item WHERE p > 11')).toEqual([[10]])
  })

  test('whose computing fails for a row keep their values', async () => {
    const source = await open(
      'sqlite',
      'CREATE TABLE item(a INT, b INT, c INT AS (a / b))',
      'INSERT INTO item(a, b) VALUES (1, 1), (1, 0)',
    )
    const target = await open('postgres')
    const report = await copyDatabase(source, target)
    expect(report).toMatchObject({ kind: 'done', rows: 2 })
    expect(await values(target, 'SELECT a, b, c FROM item ORDER BY b')).toEqual([
      [1n, 0n, null],
      [1n, 1n, 1n],
    ])
    expect(report.not).toEqual([
      {
        what: 'column c of item',
        why: 'It is computed no more, and its values were copied as they are: item: division by zero.',
      },
    ])
  })
})

test('from PostgreSQL: what only it has is named, and a domain keeps its default and NOT NULL', async () => {
  const source = await open(
    'postgres',
    "CREATE DOMAIN word AS text DEFAULT 'none' NOT NULL CHECK (VALUE <> '')",
    "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    'CREATE TYPE span AS RANGE (subtype = float8)',
    'CREATE TABLE t (id int PRIMARY KEY, w word, own word DEFAULT \'x\', l text COLLATE loose UNIQUE, c text COLLATE "C", j jsonb)',
    'INSERT INTO t (id, l) VALUES (1, NULL)',
    'CREATE INDEX by_j ON t USING gin (j jsonb_path_ops)',
    'CREATE INDEX half ON t (id DESC) WITH (fillfactor = 50) WHERE id > 0',
    'CREATE RULE quiet AS ON DELETE TO t DO INSTEAD NOTHING',
    'CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$',
    'CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION seen()',
    'CREATE FOREIGN DATA WRAPPER f',
    'CREATE SERVER s FOREIGN DATA WRAPPER f',
    'CREATE FOREIGN TABLE far (a int) SERVER s',
    'CREATE FUNCTION differ(text, text) RETURNS bool LANGUAGE sql AS $$ SELECT $1 <> $2 $$',
    'CREATE OPERATOR <!> (LEFTARG = text, RIGHTARG = text, FUNCTION = differ)',
    'CREATE TABLE whole (k int) PARTITION BY LIST (k)',
    'CREATE TABLE part PARTITION OF whole DEFAULT',
    'CREATE UNIQUE INDEX here ON part (k)',
    'CREATE ROLE reader',
    'GRANT SELECT ON t TO reader',
    'SELECT lo_create(0)',
  )
  const target = await open('sqlite')
  const { not, kind } = await copyDatabase(source, target)
  expect(kind).toBe('done')
  await execute(target, 'INSERT INTO t (id) VALUES (2)')
  expect(await values(target, 'SELECT w, own FROM t ORDER BY id')).toEqual([
    ['none', 'x'],
    ['none', 'x'],
  ])
  await expect(execute(target, 'UPDATE t SET w = NULL')).rejects.toThrow('NOT NULL')
  expect(
    await values(target, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql <> '' ORDER BY name"),
  ).toEqual([['CREATE INDEX by_j ON t (j)'], ['CREATE INDEX half ON t (id DESC) WHERE (id > 0)']])
  expect(not.map(({ what }) => what).filter((what) => !/^(column|type|partition) /.test(what))).toEqual([
    'index by_j',
    'function seen',
    'function differ',
    'rule quiet on t',
    'foreign table far',
    'event trigger watch',
    'collation of l of t',
    'index here',
    'operator <!>',
    'large objects',
    'privileges',
  ])
})

test('from PostgreSQL: constraints that are not valid or can be deferred, statistics and text search are named', async () => {
  const source = await open(
    'postgres',
    'CREATE TABLE p (id int PRIMARY KEY)',
    'CREATE TABLE t (a int, b int, c int REFERENCES p DEFERRABLE)',
    'ALTER TABLE t ADD CONSTRAINT small CHECK (a < 10) NOT VALID',
    'CREATE STATISTICS both_of ON a, b FROM t',
    'CREATE TEXT SEARCH CONFIGURATION mine (COPY = simple)',
    'CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple)',
  )
  const { not } = await copyDatabase(source, await open('sqlite'))
  expect(not).toEqual([
    {
      what: 'constraint small of t',
      why: 'It is NOT VALID: rows from before it need not keep it. In SQLite all rows have to.',
    },
    {
      what: 'foreign key t_c_fkey of t',
      why: 'It is DEFERRABLE: PRAGMA defer_foreign_keys = ON does that in SQLite, for all keys of a transaction.',
    },
    { what: 'statistics both_of', why: 'SQLite has none of several columns: ANALYZE looks at its indexes.' },
    { what: 'text search configuration mine', why: 'SQLite searches texts in another way.' },
    { what: 'text search dictionary words', why: 'SQLite searches texts in another way.' },
  ])
})

test('from SQLite: what a constraint does with a row that breaks it is named', async () => {
  const source = await open('sqlite', 'CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE ON CONFLICT REPLACE)')
  const { not } = await copyDatabase(source, await open('postgres'))
  expect(not).toContainEqual({
    what: 'ON CONFLICT in t',
    why: 'Constraints of PostgreSQL refuse a row: write ON CONFLICT in the INSERT.',
  })
})

test('from SQLite: indexes on expressions and in another order are there in PostgreSQL', async () => {
  const source = await open(
    'sqlite',
    'CREATE TABLE t (a INT, b TEXT, "c, d" REAL)',
    'CREATE INDEX e1 ON t (lower(b), a + 1)',
    'CREATE INDEX e2 ON t (a + 1 DESC, b COLLATE NOCASE)',
    `CREATE INDEX e3 ON t ((a * 2) ASC, b || 'x, (' COLLATE BINARY) WHERE a > 0`,
    'CREATE INDEX e4 ON t (a IS NULL /* , */, "c, d" DESC)',
    'CREATE UNIQUE INDEX e5 ON t (b COLLATE "binary", a)',
    'CREATE UNIQUE INDEX e6 ON t (b COLLATE nocase)',
  )
  const target = await open('postgres')
  const { not } = await copyDatabase(source, target)
  expect(await values(target, "SELECT indexdef FROM pg_indexes WHERE tablename = 't' ORDER BY 1")).toEqual([
    ['CREATE INDEX e1 ON public.t USING btree (lower(b), ((a + 1)))'],
    ['CREATE INDEX e2 ON public.t USING btree (((a + 1)) DESC, b)'],
    [`CREATE INDEX e3 ON public.t USING btree (((a * 2)), ((b || 'x, ('::text))) WHERE (a > 0)`],
    ['CREATE INDEX e4 ON public.t USING btree (((a IS NULL)), "c, d" DESC)'],
    ['CREATE UNIQUE INDEX e5 ON public.t USING btree (b, a)'],
  ])
  expect(not.map(({ what }) => what)).toEqual(['index e6'])
})
