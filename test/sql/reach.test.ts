import { describe, expect, test } from 'vitest'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { reachOf } from '../../src/sql/reach'
import type { ReachTable } from '../../src/sql/reach-table'
import { postgres, sqlite } from './engines'

const script = `
CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(20), email VARCHAR(20));
CREATE TABLE sales (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE);
CREATE TABLE lines (sale_id INTEGER REFERENCES sales(id) ON DELETE CASCADE, "Order" INTEGER);
CREATE TABLE visits (customer_id INTEGER REFERENCES customers(id) ON DELETE SET NULL);
CREATE TABLE staff (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES staff(id) ON DELETE CASCADE);
CREATE TABLE "Odd Name" (a INTEGER);
CREATE VIEW names AS SELECT name FROM customers;
INSERT INTO customers VALUES (1, 'Ada', 'a'), (2, 'Bo', NULL), (3, 'Cy', 'c');
INSERT INTO sales VALUES (10, 1), (11, 1), (12, 2);
INSERT INTO lines VALUES (10, 1), (10, 2), (12, 1);
INSERT INTO visits VALUES (1), (2), (3);
INSERT INTO staff VALUES (1, NULL), (2, 1);
INSERT INTO "Odd Name" VALUES (1), (2);
`

const home: Record<Dialect, string> = { sqlite: 'main', postgres: 'public' }
function tablesOf(dialect: Dialect): ReachTable[] {
  const table = (name: string, columns: string[], keys: [string, string, string][] = []): ReachTable => ({
    schema: home[dialect],
    name,
    kind: name === 'names' ? 'view' : 'table',
    columns: columns.map((column) => ({ name: column })),
    foreignKeys: keys.map(([column, toTable, onDelete]) => ({
      columns: [column],
      toTable,
      toColumns: ['id'],
      onDelete,
    })),
  })
  return [
    table('customers', ['id', 'name', 'email']),
    table('sales', ['id', 'customer_id'], [['customer_id', 'customers', 'CASCADE']]),
    table('lines', ['sale_id', 'Order'], [['sale_id', 'sales', 'CASCADE']]),
    table('visits', ['customer_id'], [['customer_id', 'customers', 'SET NULL']]),
    table('staff', ['id', 'boss'], [['boss', 'staff', 'CASCADE']]),
    table('Odd Name', ['a']),
    table('names', ['name']),
  ]
}

/** Verb, then every table with the rows that the live engine counts, e.g. `delete customers 3 + sales 3, lines 3`. */
async function reach(sql: string, dialect: Dialect): Promise<string | null> {
  const found = reachOf(sql, dialect, tablesOf(dialect))
  if (found === null) return null
  const engine = dialect === 'sqlite' ? sqlite(script) : await postgres(script)
  const rows = async ({ table, count }: { table: string; count: string | null }) => {
    if (count === null) return `${table} ?`
    const answer = await engine.run(count)
    if (answer.message !== undefined) throw new Error(`${answer.message} in: ${count}`)
    return `${table} ${String(answer.rows[0]?.[0])}`
  }
  const lists = []
  for (const list of [found.targets, found.cascades]) {
    const texts = []
    for (const each of list) texts.push(await rows(each))
    lists.push(texts.join(', '))
  }
  return [found.verb, ...(found.all ? ['all'] : []), lists.filter((list) => list !== '').join(' + ')].join(
    ' ',
  )
}

const whole = 'delete all customers 3 + sales 3, lines 3'

describe.each(dialects)('%s', (dialect) => {
  test.each([
    ['DELETE FROM customers', whole],
    ['delete from CUSTOMERS', whole],
    [`DELETE FROM ${home[dialect]}.customers`, whole],
    ['/* WHERE */ DELETE FROM "customers" -- WHERE id = 1', whole],
    ['DELETE FROM customers AS c RETURNING id, (SELECT 1 WHERE true)', whole],
    ['DELETE FROM customers WHERE id = 1', 'delete customers 1 + sales 2, lines 2'],
    ["DELETE FROM customers WHERE name = 'x; DROP TABLE sales --'", 'delete customers 0 + sales 0, lines 0'],
    ['DELETE FROM customers AS c WHERE c.id > 1 RETURNING *', 'delete customers 2 + sales 1, lines 1'],
    [
      'DELETE FROM customers WHERE id IN (SELECT customer_id FROM sales GROUP BY 1 HAVING count(*) > 1)',
      'delete customers 1 + sales 2, lines 2',
    ],
    [
      'WITH old AS (SELECT 2 AS id) DELETE FROM customers WHERE id IN (SELECT id FROM old)',
      'delete customers 1 + sales 1, lines 1',
    ],
    ['DELETE FROM sales', 'delete all sales 3 + lines 3'],
    ['DELETE FROM lines', 'delete all lines 3'],
    ['DELETE FROM lines WHERE sale_id = 10', null],
    ['DELETE FROM visits WHERE customer_id = 1', null],
    ['DELETE FROM staff WHERE id = 1', 'delete staff 1 + staff ?'],
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
    ['WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) DELETE FROM customers', null],
    ["INSERT INTO customers VALUES (9, 'delete drop truncate', '')", null],
  ])('%s', async (sql, expected) => {
    expect(await reach(sql, dialect)).toBe(expected)
  })
})

test.each([
  ['DROP TABLE customers', 'drop all customers 3 + sales 3, lines 3'],
  ['DELETE FROM `customers`', whole],
  ['DELETE FROM [customers] NOT INDEXED', whole],
  ["UPDATE OR IGNORE customers SET name = ''", 'change all customers 3'],
  ['TRUNCATE customers', null],
  ['DELETE FROM customers WHERE id = ?', null],
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
    'delete customers 1 + sales 1, lines 1',
  ],
  ['DELETE FROM customers * c', whole],
  ['EXPLAIN ANALYZE DELETE FROM customers', whole],
  ['EXPLAIN (ANALYZE, VERBOSE) DELETE FROM customers', whole],
  ['EXPLAIN (ANALYZE OFF) DELETE FROM customers', null],
  ['DELETE FROM customers WHERE CURRENT OF c', null],
  ['DELETE FROM "Customers"', null],
  ["DELETE FROM customers WHERE name = $q$ WHERE ' $q$", 'delete customers 0 + sales 0, lines 0'],
  ['WITH gone AS (DELETE FROM sales RETURNING *) DELETE FROM customers', null],
  ['DROP SCHEMA public', null],
  ['ALTER TABLE customers DROP CONSTRAINT customers_pkey', null],
  ['ALTER TABLE customers ALTER COLUMN name DROP NOT NULL', null],
])('PostgreSQL: %s', async (sql, expected) => {
  expect(await reach(sql, 'postgres')).toBe(expected)
})
