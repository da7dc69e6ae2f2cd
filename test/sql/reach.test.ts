import { describe, expect, test } from 'vitest'
import { dialects, type Dialect } from '../../src/sql/dialect'
import type { Reach } from '../../src/sql/reach'
import { reachesOf } from '../../src/sql/reaches'
import type { ReachTable } from '../../src/sql/reach-table'
import { postgres, sqlite } from './engines'

const script = `
CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(20), email VARCHAR(20));
CREATE TABLE sales (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE);
CREATE TABLE lines (sale_id INTEGER REFERENCES sales(id) ON DELETE CASCADE, "Order" INTEGER);
CREATE TABLE visits (customer_id INTEGER REFERENCES customers(id) ON DELETE SET NULL);
CREATE TABLE staff (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES staff(id) ON DELETE CASCADE);
CREATE TABLE "Odd Name" (a INTEGER);
CREATE TABLE teams (id INTEGER PRIMARY KEY, name VARCHAR(20) UNIQUE);
CREATE TABLE notes (id INTEGER PRIMARY KEY, reply_to INTEGER REFERENCES notes(id) ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE players (team_id INTEGER REFERENCES teams(id) ON DELETE SET DEFAULT ON UPDATE CASCADE);
CREATE VIEW names AS SELECT name FROM customers;
INSERT INTO customers VALUES (1, 'Ada', 'a'), (2, 'Bo', NULL), (3, 'Cy', 'c');
INSERT INTO sales VALUES (10, 1), (11, 1), (12, 2);
INSERT INTO lines VALUES (10, 1), (10, 2), (12, 1);
INSERT INTO visits VALUES (1), (2), (3);
INSERT INTO staff VALUES (1, NULL), (2, 1), (3, 2), (4, NULL);
INSERT INTO notes VALUES (1, NULL), (2, 1), (3, 1), (4, 3);
INSERT INTO teams VALUES (1, 'x'), (2, 'y');
INSERT INTO players VALUES (1), (1), (2);
INSERT INTO "Odd Name" VALUES (1), (2);
`

const home: Record<Dialect, string> = { sqlite: 'main', postgres: 'public' }
function tablesOf(dialect: Dialect): ReachTable[] {
  const table = (
    name: string,
    columns: string[],
    keys: [string, string, string, string?][] = [],
  ): ReachTable => ({
    schema: home[dialect],
    name,
    kind: name === 'names' ? 'view' : 'table',
    columns: columns.map((column) => ({
      name: column,
      type: column === 'email' ? 'mood' : 'text',
      primaryKey: column === 'id' ? 1 : 0,
      default: null,
    })),
    indexes: name === 'teams' ? [{ unique: true, columns: ['name'] }] : [],
    foreignKeys: keys.map(([column, toTable, onDelete, onUpdate = 'NO ACTION']) => ({
      columns: [column],
      toTable,
      toColumns: ['id'],
      onDelete,
      onUpdate,
    })),
  })
  return [
    table('customers', ['id', 'name', 'email']),
    table('sales', ['id', 'customer_id'], [['customer_id', 'customers', 'CASCADE']]),
    table('lines', ['sale_id', 'Order'], [['sale_id', 'sales', 'CASCADE']]),
    table('visits', ['customer_id'], [['customer_id', 'customers', 'SET NULL']]),
    table('staff', ['id', 'boss'], [['boss', 'staff', 'CASCADE']]),
    table('Odd Name', ['a']),
    table('teams', ['id', 'name']),
    table('notes', ['id', 'reply_to'], [['reply_to', 'notes', 'SET NULL', 'CASCADE']]),
    table('players', ['team_id'], [['team_id', 'teams', 'SET DEFAULT', 'CASCADE']]),
    table('names', ['name']),
  ]
}

/**
 * Verb, then every table with the rows that the live engine counts: those written, those that go and those that change
 * with them, e.g. `delete customers 3 + sales 3, lines 3 ~ visits 3`.
 */
async function reach(sql: string, dialect: Dialect): Promise<string | null> {
  const found = []
  for (const each of reachesOf(sql, dialect, tablesOf(dialect))) found.push(await told(each, dialect))
  return found.filter((each) => each !== '').join('; ') || null
}

async function told(found: Reach, dialect: Dialect): Promise<string> {
  const engine = dialect === 'sqlite' ? sqlite(script) : await postgres(script)
  const rows = async ({ table, count }: { table: string; count: string | null }) => {
    if (count === null) return `${table} ?`
    const answer = await engine.run(count)
    if (answer.message !== undefined) throw new Error(`${answer.message} in: ${count}`)
    return `${table} ${String(answer.rows[0]?.[0])}`
  }
  const lists = []
  for (const [mark, list] of [
    ['', found.targets],
    ['+ ', found.cascades],
    ['~ ', found.changes],
  ] as const) {
    const texts = []
    for (const each of list) texts.push(await rows(each))
    // of what may go along, only what does is told
    if (found.along) texts.splice(0, texts.length, ...texts.filter((each) => !each.endsWith(' 0')))
    if (found.along && list === found.targets && texts.length === 0) return ''
    if (texts.length > 0) lists.push(mark + texts.join(', '))
  }
  return [
    ...(found.may ? ['may'] : []),
    found.verb,
    ...(found.all ? ['all'] : []),
    ...(found.open ? ['open'] : []),
    ...lists,
  ].join(' ')
}

const whole = 'delete all customers 3 + sales 3, lines 3 ~ visits 3'

describe.each(dialects)('%s', (dialect) => {
  test.each([
    ['DELETE FROM customers', whole],
    ['delete from CUSTOMERS', whole],
    [`DELETE FROM ${home[dialect]}.customers`, whole],
    ['/* WHERE */ DELETE FROM "customers" -- WHERE id = 1', whole],
    ['DELETE FROM customers AS c RETURNING id, (SELECT 1 WHERE true)', whole],
    ['DELETE FROM customers WHERE 1=1', whole],
    ['DELETE FROM customers WHERE (true) RETURNING id', whole],
    ["DELETE FROM lines WHERE 'a' = 'a' AND NOT 2 < 1", 'delete all lines 3'],
    ["UPDATE customers SET name = '' WHERE id = 1 OR (1 <> 2)", 'change all customers 3'],
    ['DELETE FROM customers WHERE id = id', whole],
    ['DELETE FROM customers AS c WHERE c.id = c.id AND "id" IS NOT NULL', whole],
    ["UPDATE customers SET name = '' WHERE (id NOTNULL)", 'change all customers 3'],
    ["UPDATE customers SET name = '' WHERE email IS NOT NULL", null],
    ["UPDATE customers SET name = '' WHERE email = email", null],
    ["UPDATE customers SET name = '' WHERE id = id - 1", null],
    ["UPDATE customers SET name = '' WHERE id IS NULL", null],
    ["UPDATE customers SET name = '' WHERE 1 = 1 AND id = 1", null],
    ["UPDATE customers SET name = '' WHERE id BETWEEN 1 AND 1", null],
    ["UPDATE customers SET name = '' WHERE 1 = 2 OR NOT true", null],
    ["UPDATE customers SET name = '' WHERE CASE WHEN id = 1 OR true OR false THEN 1 ELSE 0 END = 0", null],
    ["UPDATE customers SET name = '' WHERE (1 = 1) = (id = 1)", null],
    ["UPDATE customers SET name = '' WHERE -1 = 1", null],
    ["UPDATE customers SET name = '' WHERE 1_0 <> 1_0", null],
    ['DELETE FROM customers WHERE id = 1', 'delete customers 1 + sales 2, lines 2 ~ visits 1'],
    [
      "DELETE FROM customers WHERE name = 'x; DROP TABLE sales --'",
      'delete customers 0 + sales 0, lines 0 ~ visits 0',
    ],
    [
      'DELETE FROM customers AS c WHERE c.id > 1 RETURNING *',
      'delete customers 2 + sales 1, lines 1 ~ visits 2',
    ],
    [
      'DELETE FROM customers WHERE id IN (SELECT customer_id FROM sales GROUP BY 1 HAVING count(*) > 1)',
      'delete customers 1 + sales 2, lines 2 ~ visits 1',
    ],
    [
      'WITH old AS (SELECT 2 AS id) DELETE FROM customers WHERE id IN (SELECT id FROM old)',
      'delete customers 1 + sales 1, lines 1 ~ visits 1',
    ],
    ['DELETE FROM sales', 'delete all sales 3 + lines 3'],
    ['DELETE FROM lines', 'delete all lines 3'],
    ['DELETE FROM lines WHERE sale_id = 10', null],
    ['DELETE FROM visits WHERE customer_id = 1', null],
    ['DELETE FROM staff WHERE id = 1', 'delete staff 1 + staff 2'],
    ['DELETE FROM staff AS s WHERE s.id IN (1, 2)', 'delete staff 2 + staff 1'],
    ['DELETE FROM staff', 'delete all staff 4'],
    ['DELETE FROM notes', 'delete all notes 4'],
    ['DELETE FROM notes WHERE id IN (1, 2)', 'delete notes 2 ~ notes 1'],
    ['UPDATE notes SET id = 9 WHERE id = 1', 'change notes 1 ~ notes 2'],
    ['UPDATE notes SET id = id + 10', 'change all notes 4'],
    ['DELETE FROM teams WHERE id = 1', 'delete teams 1 ~ players 2'],
    ['UPDATE teams SET name = name, id = 100 WHERE id = 1', 'change teams 1 ~ players 2'],
    ['UPDATE teams AS t SET (name, "id") = (\'z\', 100) WHERE t.id = 2', 'change teams 1 ~ players 1'],
    [
      'UPDATE teams SET id = s.id FROM sales s WHERE s.id = 10 AND teams.id = 1',
      'change teams 1 ~ players 2',
    ],
    ["UPDATE teams SET name = 'id' WHERE id = 1", null],
    ['UPDATE teams SET id = id + 10', 'change all teams 2 ~ players 3'],
    ['UPDATE customers SET name = customers.name FROM sales', 'change all customers 3'],
    ['UPDATE lines SET "Order" = s.id FROM sales s RETURNING s.id', 'change all lines 3'],
    ['UPDATE customers SET name = 1 IS DISTINCT FROM 2', 'change all customers 3'],
    ['DELETE FROM "Odd Name"', 'delete all Odd Name 2'],
    ["UPDATE customers SET name = 'WHERE'", 'change all customers 3'],
    ['UPDATE customers SET name = (SELECT name FROM customers WHERE id = 1)', 'change all customers 3'],
    ["UPDATE customers SET name = 'x' WHERE id = 1", null],
    ['UPDATE customers SET name = v.name FROM (SELECT 1 AS id, 2 AS name) v WHERE v.id = customers.id', null],
    ['DROP TABLE IF EXISTS lines', 'drop all lines 3'],
    ['DROP VIEW names', 'drop view names ?'],
    ['ALTER TABLE customers DROP COLUMN email', 'drop column customers 2'],
    ['ALTER TABLE lines DROP "Order"', 'drop column lines 3'],
    ['ALTER TABLE customers DROP COLUMN nowhere', null],
    ['ALTER TABLE customers RENAME COLUMN email TO mail', null],
    ['DROP INDEX sales', null],
    ['DELETE FROM nowhere', null],
    ['DELETE FROM', null],
    ['DELETE', null],
    ["DELETE FROM customers WHERE name = 'open", null],
    ["SELECT 'DELETE FROM customers'", null],
    ['-- DELETE FROM customers\nSELECT 1', null],
    ['EXPLAIN DELETE FROM customers', null],
    ['CREATE TABLE t (a INT)', null],
    ['INSERT INTO lines SELECT sale_id, 9 FROM lines', null],
    ['WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) DELETE FROM customers', whole],
    [
      'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) DELETE FROM teams WHERE id IN (SELECT n FROM r)',
      'delete teams ? ~ players ?',
    ],
    ["INSERT INTO customers VALUES (9, 'delete drop truncate', '')", null],
  ])('%s', async (sql, expected) => {
    expect(await reach(sql, dialect)).toBe(expected)
  })
})

test.each([
  ['DROP TABLE customers', 'drop all customers 3 + sales 3, lines 3 ~ visits 3'],
  ['DELETE FROM `customers`', whole],
  ['DELETE FROM [customers] NOT INDEXED', whole],
  ["UPDATE OR IGNORE customers SET name = ''", 'change all customers 3'],
  ['TRUNCATE customers', null],
  ['DELETE FROM lines WHERE 1', 'delete all lines 3'],
  ['DELETE FROM lines WHERE 0', null],
  ['DELETE FROM customers WHERE id = ?', null],
  [
    "INSERT OR REPLACE INTO customers(name, id) VALUES ('x', 1), ('y', 9)",
    'replace customers 1 + sales 2, lines 2 ~ visits 1',
  ],
  [
    "replace into Customers VALUES (2, 'x', '') RETURNING *",
    'replace customers 1 + sales 1, lines 1 ~ visits 1',
  ],
  ['REPLACE INTO customers SELECT * FROM customers', 'replace customers 3 + sales 3, lines 3 ~ visits 3'],
  [
    'WITH old(i) AS (SELECT 3) REPLACE INTO main.customers(id) SELECT i FROM old',
    'replace customers 1 + sales 0, lines 0 ~ visits 1',
  ],
  ["REPLACE INTO teams(name) VALUES ('y')", 'replace teams 1 ~ players 1'],
  ["REPLACE INTO teams VALUES (1, 'y')", 'replace teams 2 ~ players 3'],
  ["REPLACE INTO teams(rowid, name) VALUES (1, 'z')", 'replace teams ? ~ players ?'],
  ["REPLACE INTO customers(name) VALUES ('new')", null],
  ['REPLACE INTO lines VALUES (10, 1)', null],
  ["INSERT OR IGNORE INTO customers VALUES (1, 'x', '')", null],
  ["UPDATE OR REPLACE teams SET name = 'y' WHERE id = 1", 'change teams 1 + teams 1 ~ players 1'],
  ["UPDATE OR REPLACE teams SET name = 'z' WHERE id = 1", 'change teams 1 + teams 0 ~ players 0'],
  [
    'UPDATE OR REPLACE customers SET id = 2 WHERE id = 1',
    'change customers 1 + customers 1, sales 1, lines 1 ~ visits 1',
  ],
  [
    'UPDATE OR REPLACE customers AS c SET "id" = id + 1, name = 1 WHERE c.id = 2 RETURNING id',
    'change customers 1 + customers 1, sales 0, lines 0 ~ visits 1',
  ],
  [
    'UPDATE OR REPLACE customers SET id = 1 WHERE id = 1',
    'change customers 1 + customers 0, sales 0, lines 0 ~ visits 0',
  ],
  [
    'UPDATE OR REPLACE customers SET id = 2 WHERE id < 2',
    'change customers 1 + customers ?, sales ?, lines ?',
  ],
  ['UPDATE OR REPLACE customers SET id = id + 1', 'change all customers 3 + customers ?, sales ?, lines ?'],
  ["UPDATE OR REPLACE customers SET name = 'x' WHERE id = 1", null],
])('SQLite: %s', async (sql, expected) => {
  expect(await reach(sql, 'sqlite')).toBe(expected)
})

test.each([
  ['TRUNCATE customers CASCADE', 'delete all customers 3 + sales 3, lines 3, visits 3'],
  ['TRUNCATE TABLE ONLY lines, visits RESTART IDENTITY', 'delete all lines 3, visits 3'],
  ['DROP TABLE lines, visits CASCADE', 'drop all lines 3, visits 3'],
  ['DROP TABLE customers', 'drop all customers 3'],
  [
    'DELETE FROM customers c USING sales s WHERE s.customer_id = c.id AND s.id = 12',
    'delete customers 1 + sales 1, lines 1 ~ visits 1',
  ],
  ['DELETE FROM customers * c', whole],
  ['EXPLAIN ANALYZE DELETE FROM customers', whole],
  ['EXPLAIN (ANALYZE, VERBOSE) DELETE FROM customers', whole],
  ['EXPLAIN (ANALYZE OFF) DELETE FROM customers', null],
  ['DELETE FROM customers WHERE CURRENT OF c', null],
  ['DELETE FROM "Customers"', null],
  ["DELETE FROM customers WHERE name = $q$ WHERE ' $q$", 'delete customers 0 + sales 0, lines 0 ~ visits 0'],
  [
    'WITH gone AS (DELETE FROM sales RETURNING *) DELETE FROM customers',
    `delete all sales 3 + lines 3; ${whole}`,
  ],
  ['WITH gone AS (DELETE FROM lines RETURNING *) SELECT count(*) FROM gone', 'delete all lines 3'],
  [
    'WITH old(i) AS (SELECT 1), gone AS (DELETE FROM sales WHERE customer_id IN (SELECT i FROM old) RETURNING customer_id) DELETE FROM customers WHERE id IN (SELECT customer_id FROM gone)',
    'delete sales 2 + lines 2; delete customers ? + sales ?, lines ? ~ visits ?',
  ],
  [
    "WITH a AS MATERIALIZED (SELECT 1), b AS (WITH c AS (SELECT 2 AS i) UPDATE customers SET name = '' FROM c RETURNING 1) INSERT INTO lines SELECT 1 FROM b",
    'change all customers 3',
  ],
  ['WITH gone AS (DELETE FROM lines WHERE sale_id = 10 RETURNING *) SELECT * FROM gone', null],
  [
    'MERGE INTO customers AS c USING sales s ON s.customer_id = c.id WHEN MATCHED AND c.id = 9 THEN DO NOTHING WHEN MATCHED THEN DELETE',
    'delete open customers 2 + sales 3, lines 3 ~ visits 2',
  ],
  [
    "MERGE INTO teams USING (VALUES (1, 'x')) v(i, n) ON teams.id = v.i WHEN MATCHED THEN UPDATE SET name = n WHEN NOT MATCHED THEN INSERT VALUES (i, n) WHEN NOT MATCHED BY SOURCE THEN DELETE",
    'delete open teams 1 ~ players 1',
  ],
  [
    'MERGE INTO lines l USING sales s ON l.sale_id = s.id WHEN MATCHED AND s.id = 10 THEN DELETE WHEN MATCHED THEN UPDATE SET "Order" = 0 WHEN NOT MATCHED BY SOURCE THEN DO NOTHING',
    null,
  ],
  [
    'MERGE INTO visits v USING customers c ON true WHEN MATCHED AND CASE WHEN c.id > 2 THEN true END THEN UPDATE SET customer_id = 3 WHEN NOT MATCHED BY SOURCE THEN UPDATE SET customer_id = 1',
    'change open visits 3',
  ],
  [
    'MERGE INTO teams t USING sales s ON s.id = t.id + 9 WHEN MATCHED THEN UPDATE SET (name, id) = (t.name, 7)',
    'change teams 2 ~ players 3',
  ],
  [
    'WITH m AS (MERGE INTO lines USING sales ON true WHEN MATCHED THEN DELETE RETURNING 1) SELECT * FROM m',
    'delete open lines 3',
  ],
  ['DROP SCHEMA public', null],
  [
    'DROP SCHEMA IF EXISTS elsewhere, public CASCADE',
    'drop all customers 3, sales 3, lines 3, visits 3, staff 4, Odd Name 2, teams 2, notes 4, players 3',
  ],
  ['DROP TYPE mood CASCADE', 'drop column customers 2'],
  ['DROP DOMAIN IF EXISTS public.Mood, other CASCADE', 'drop column customers 2'],
  ['DROP TYPE mood', null],
  [
    'ALTER TABLE customers DROP email CASCADE, ADD x INT, DROP COLUMN name',
    'drop column customers 2; drop column customers 3',
  ],
  ['ALTER TABLE customers DROP CONSTRAINT customers_pkey', null],
  ['DROP TABLE customers CASCADE', 'drop all customers 3; drop view names 1'],
  ['DROP TABLE sales CASCADE', 'drop all sales 3'],
  ['DROP VIEW names CASCADE', 'drop view names ?'],
  ['DO $$ BEGIN DELETE FROM customers; END $$', whole],
  [
    'DO LANGUAGE plpgsql $x$ DECLARE n int; BEGIN TRUNCATE lines; DROP TABLE visits; END; $x$',
    'delete all lines 3; drop all visits 3',
  ],
  [
    'DO $$ BEGIN IF (SELECT true) THEN DELETE FROM lines; END IF; DELETE FROM visits; END $$',
    'may delete all lines 3; delete all visits 3',
  ],
  [
    'DO $$ BEGIN FOR i IN 1..2 LOOP UPDATE lines SET sale_id = 10; END LOOP; END $$',
    'may change all lines 3',
  ],
  [
    'DO $$ BEGIN DELETE FROM customers WHERE id = 1; END $$',
    'may delete customers 1 + sales 2, lines 2 ~ visits 1',
  ],
  ['DO $$ BEGIN -- DELETE FROM customers;\n RAISE NOTICE $q$; DELETE FROM lines;$q$; END $$', null],
  ["DO $$ BEGIN EXECUTE 'DELETE FROM lines WHERE ''a'' = ''a'''; END $$", 'delete all lines 3'],
  ['DO $$ BEGIN IF true THEN EXECUTE $q$DROP TABLE visits$q$; END IF; END $$', 'may drop all visits 3'],
  ["DO $$ BEGIN EXECUTE 'DELETE FROM ' || 'lines'; EXECUTE format('DROP TABLE %I', 'lines'); END $$", null],
  ["DO $$ BEGIN EXECUTE 'DELETE FROM lines WHERE sale_id = $1' USING 10; END $$", null],
  ['CALL delete_all()', null],
  ['DROP OWNED BY CURRENT_USER', null],
  ['DO LANGUAGE plperl $$ BEGIN DELETE FROM customers; END $$', null],
  ["DO 'BEGIN DELETE FROM customers; END'", null],
  ['ALTER TABLE customers ALTER COLUMN name DROP NOT NULL', null],
])('PostgreSQL: %s', async (sql, expected) => {
  expect(await reach(sql, 'postgres')).toBe(expected)
})

test('PostgreSQL drops as much as is counted along with a function', async () => {
  const { run, pg } = await postgres(`${script}
    CREATE FUNCTION twice(a INT) RETURNS INT IMMUTABLE LANGUAGE sql AS 'SELECT a * 2';
    CREATE FUNCTION twice(a TEXT, b TEXT) RETURNS TEXT IMMUTABLE LANGUAGE sql AS 'SELECT a || b';
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER one BEFORE INSERT ON sales FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE TRIGGER two BEFORE UPDATE ON sales FOR EACH ROW EXECUTE FUNCTION touch();
    ALTER TABLE sales ADD double INT GENERATED ALWAYS AS (twice(id)) STORED;
    DROP VIEW names;
    CREATE VIEW names AS SELECT twice(id) AS name FROM customers;`)
  const tables = tablesOf('postgres').map((table): ReachTable => {
    const double = { name: 'double', type: 'integer', primaryKey: 0, default: null, generated: true }
    return table.name === 'sales' ? { ...table, columns: [...table.columns, double] } : table
  })
  const counted = async (sql: string) => {
    const found: string[] = []
    for (const { verb, column, targets } of reachesOf(sql, 'postgres', tables))
      for (const { table, count } of targets) {
        const { rows } = await run(count ?? '').then((answer) => ({ rows: [], ...answer }))
        if (Number(rows[0]?.[0]) > 0) found.push([verb, table, column ?? '', rows[0]?.[0]].join(' '))
      }
    return found
  }
  expect(await counted('DROP FUNCTION touch() CASCADE')).toEqual(['drop trigger sales  2'])
  expect(await counted('DROP FUNCTION IF EXISTS public.Touch CASCADE')).toEqual(['drop trigger sales  2'])
  expect(await counted('DROP EXTENSION plpgsql CASCADE')).toEqual(['drop trigger sales  2'])
  expect(await counted('DROP FUNCTION touch()')).toEqual([])
  expect(await counted('DROP ROUTINE twice(text, text), nowhere CASCADE')).toEqual([])
  expect(await counted('DROP FUNCTION twice(int) CASCADE')).toEqual([
    'drop view names  1',
    'drop column sales double 3',
  ])
  await pg.exec('DROP FUNCTION twice(int) CASCADE; DROP FUNCTION touch() CASCADE')
  const left = `SELECT (SELECT count(*) FROM pg_views WHERE viewname = 'names')
    + (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal)
    + (SELECT count(*) FROM information_schema.columns WHERE column_name = 'double')`
  expect((await pg.query<{ '?column?': number }>(left)).rows).toEqual([{ '?column?': 0 }])
})

test('PostgreSQL drops as much as is counted of what a role owns', async () => {
  const { run, pg } = await postgres(script)
  await pg.exec(`DROP ROLE IF EXISTS clerk; DROP ROLE IF EXISTS "Chief"; CREATE ROLE clerk; CREATE ROLE "Chief";
    ALTER TABLE sales OWNER TO clerk; ALTER TABLE lines OWNER TO "Chief"; ALTER TABLE customers OWNER TO "Chief"`)
  const counted = async (sql: string) => {
    const found: string[] = []
    for (const { verb, along, targets } of reachesOf(sql, 'postgres', tablesOf('postgres')))
      for (const { table, count } of targets) {
        const { rows } = await run(count ?? '').then((answer) => ({ rows: [], ...answer }))
        expect([along, rows.length]).toEqual([true, 1])
        if (Number(rows[0]?.[0]) > 0) found.push(`${verb} ${table} ${String(rows[0]?.[0])}`)
      }
    return found
  }
  expect(await counted('DROP OWNED BY clerk')).toEqual(['drop sales 3'])
  expect(await counted('DROP OWNED BY Chief')).toEqual([])
  expect(await counted('DROP OWNED BY "Chief", clerk RESTRICT')).toEqual([
    'drop customers 3',
    'drop sales 3',
    'drop lines 3',
  ])
  expect(await counted('DROP OWNED BY "Chief" CASCADE')).toEqual([
    'drop customers 3',
    'drop lines 3',
    'drop view names 1',
  ])
  await pg.exec('GRANT USAGE ON SCHEMA public TO clerk; GRANT SELECT ON ALL TABLES IN SCHEMA public TO clerk')
  await pg.exec('SET ROLE clerk')
  expect(await counted('DROP OWNED BY CURRENT_ROLE')).toEqual(['drop sales 3'])
  expect(await counted('DROP OWNED BY session_user')).toEqual([])
  await pg.exec('RESET ROLE; DROP OWNED BY "Chief" CASCADE')
  const left = "SELECT relname FROM pg_class WHERE relname IN ('customers', 'sales', 'lines', 'names')"
  expect((await pg.query(left)).rows).toEqual([{ relname: 'sales' }])
  await pg.exec('DROP OWNED BY clerk; DROP ROLE clerk; DROP ROLE "Chief"')
})

test.each([
  "REPLACE INTO customers VALUES (1, 'x', ''), (7, '', '')",
  'INSERT OR REPLACE INTO customers(name, id) SELECT name, id FROM customers WHERE email IS NULL',
  'DELETE FROM customers WHERE id < 3',
  'DELETE FROM staff WHERE id = 1',
])('SQLite deletes as many rows as are counted by %s', (sql) => {
  const { db, run } = sqlite(`PRAGMA foreign_keys = ON; ${script}`)
  const number = (query: string) => Number(db.exec(query)[0]?.values[0]?.[0])
  const [found] = reachesOf(sql, 'sqlite', tablesOf('sqlite'))
  const [target] = found?.targets ?? []
  const counted = (found?.cascades ?? []).map(({ table, count }) => {
    const own = table === target?.table ? number(target.count ?? '') : 0
    return { table, left: number(`SELECT count(*) FROM ${table}`) - own - number(count ?? '') }
  })
  expect(counted).not.toEqual([])
  expect(run(sql).message).toBeUndefined()
  for (const { table, left } of counted) expect(number(`SELECT count(*) FROM ${table}`)).toBe(left)
})

test('SQLite deletes as many rows as are counted by UPDATE OR REPLACE', () => {
  const { db, run } = sqlite(`${script} PRAGMA foreign_keys = ON; DELETE FROM visits WHERE customer_id = 3`)
  const number = (query: string) => Number(db.exec(query)[0]?.values[0]?.[0])
  const sql = 'UPDATE OR REPLACE customers SET id = 2 WHERE id = 3'
  const counted = (reachesOf(sql, 'sqlite', tablesOf('sqlite'))[0]?.cascades ?? []).map(
    ({ table, count }) => ({
      table,
      gone: number(count ?? ''),
      before: number(`SELECT count(*) FROM ${table}`),
    }),
  )
  expect(counted.map(({ table, gone }) => [table, gone])).toEqual([
    ['customers', 1],
    ['sales', 1],
    ['lines', 1],
  ])
  expect(run(sql).message).toBeUndefined()
  for (const { table, gone, before } of counted)
    expect(number(`SELECT count(*) FROM ${table}`)).toBe(before - gone)
})
