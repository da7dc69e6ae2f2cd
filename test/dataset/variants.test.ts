import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { variants } from '../../src/dataset/variants'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { open, type Database } from './database'
import { salesTables } from './rows'

const today = new Date('2026-03-01T14:03:00Z')
const noon = '2026-02-19 12:00:00'
let db: Record<Dialect, Database>

beforeAll(async () => {
  db = { sqlite: await open.sqlite(), postgres: await open.postgres() }
})
afterAll(() => Promise.all(dialects.map((dialect) => db[dialect].close())))

test('the sales data has hidden variants with ids of their own, an unknown dataset none', () => {
  const ids = variants('sales').map(({ id }) => id)
  expect(ids.length).toBeGreaterThanOrEqual(3)
  expect(new Set(ids).size).toBe(ids.length)
  expect(variants('nothing')).toEqual([])
})

describe.each(variants('sales').map((variant) => [variant.id, variant] as const))('%s', (id, variant) => {
  beforeAll(async () => {
    for (const dialect of dialects) await db[dialect].fill(variant.statements(dialect, today))
  })

  test('has the same rows in both engines', async () => {
    for (const [i, sql] of salesTables.sqlite.entries()) {
      expect(await db.postgres.rows(salesTables.postgres[i] ?? '')).toEqual(await db.sqlite.rows(sql))
    }
  })

  test.each(['customers', 'categories', 'sales'])('the ids of %s have gaps', async (table) => {
    const [[count, first, last] = []] = await db.sqlite.rows(
      `SELECT count(*), min(id), max(id) FROM ${table}`,
    )
    if (count === '0') expect(['no-sales', 'empty-tables']).toContain(id)
    else expect(Number(last) - Number(first) + 1).toBeGreaterThan(Number(count))
  })

  test('knows the names that a task may use, and counts on after its ids', async () => {
    for (const dialect of dialects) {
      const [[customers, categories] = []] = await db[dialect].rows(`SELECT
        (SELECT count(DISTINCT name) FROM customers WHERE name = 'Alice Johnson'),
        (SELECT count(*) FROM categories WHERE name IN ('Electronics', 'Books'))`)
      expect([customers, categories]).toEqual(id === 'empty-tables' ? ['0', '0'] : ['1', '2'])
      const [[last] = []] = await db[dialect].rows('SELECT coalesce(max(id), 0) FROM categories')
      const added = await db[dialect].rows("INSERT INTO categories (name) VALUES ('New') RETURNING id")
      expect(added).toEqual([[String(Number(last) + 1)]])
    }
  })
})

test('other values: more customers, four of them without a sale, another category unsold, sales over a year old', async () => {
  const fill = variants('sales').find(({ id }) => id === 'other-values')
  await db.postgres.fill(fill?.statements('postgres', today) ?? [])
  expect(
    await db.postgres.rows(`SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM sales),
      (SELECT count(*) FROM customers c WHERE NOT EXISTS (SELECT FROM sales WHERE customer_id = c.id)),
      (SELECT string_agg(name, ',') FROM categories k WHERE NOT EXISTS (SELECT FROM sales WHERE product_category_id = k.id)),
      (SELECT count(*) > 0 FROM sales WHERE sale_date < '2025-03-01'),
      (SELECT max(sale_date) < '2026-03-01' FROM sales)`),
  ).toEqual([['14', '66', '4', 'Music', 't', 't']])
  expect(
    await db.postgres.rows(`SELECT DISTINCT CASE WHEN sum(sale_amount) > 1000 THEN 'VIP'
      WHEN sum(sale_amount) > 500 THEN 'Premium' ELSE 'Standard' END FROM sales GROUP BY customer_id ORDER BY 1`),
  ).toEqual([['Premium'], ['Standard'], ['VIP']])
})

test('NULLs and ties: each of them is there', async () => {
  const fill = variants('sales').find(({ id }) => id === 'nulls-and-ties')
  await db.postgres.fill(fill?.statements('postgres', today) ?? [])
  expect(
    await db.postgres.rows(`SELECT (SELECT count(*) FROM customers WHERE age IS NULL),
      (SELECT count(*) FROM sales WHERE sale_date IS NULL), (SELECT count(*) FROM sales WHERE notes IS NULL) > 2,
      (SELECT count(*) FROM customers WHERE name = 'Alice Johnson'),
      (SELECT count(*) FROM sales WHERE sale_date = '${noon}'), (SELECT count(*) FROM sales WHERE sale_amount = 100),
      (SELECT count(*) FROM sales WHERE sale_date = '2026-01-30 00:00:00'),
      (SELECT count(*) FROM sales WHERE sale_date = '2025-12-31 00:00:00')`),
  ).toEqual([['2', '3', 't', '2', '4', '3', '2', '1']])
  expect(
    await db.postgres.rows(
      'SELECT customer_id, sum(sale_amount) FROM sales WHERE customer_id IN (11, 12, 31, 33) GROUP BY 1 ORDER BY 1',
    ),
  ).toEqual([
    ['11', '1000.00'],
    ['12', '500.00'],
    ['31', '1500.75'],
    ['33', '1500.75'],
  ])
  expect(
    await db.postgres
      .rows(`SELECT name, sum(sale_amount) FROM sales s JOIN categories k ON k.id = s.product_category_id
      WHERE name <> 'Beauty' GROUP BY name ORDER BY 2, max(k.id)`),
  ).toEqual([
    ['Garden', '100.00'],
    ['Books', '1298.50'],
    ['Art', '1298.50'],
    ['Electronics', '1651.50'],
    ['books', '1651.50'],
  ])
  expect(
    await db.postgres.rows(`SELECT avg(sale_amount)::numeric(9, 4), (SELECT avg(total)::numeric(9, 4)
      FROM (SELECT sum(sale_amount) AS total FROM sales GROUP BY customer_id) t) FROM sales`),
  ).toEqual([['400.0000', '1000.0000']])
})

test('rows that nobody orders do not come in the order of their ids; plain data are read as ever', async () => {
  const fill = variants('sales').find(({ id }) => id === 'other-values')
  const ids = 'SELECT id FROM sales WHERE sale_amount > 0'
  for (const dialect of dialects) {
    await db[dialect].fill(fill?.statements(dialect, today) ?? [])
    const given = (await db[dialect].rows(ids)).map(([id]) => Number(id))
    expect(given).not.toEqual([...given].sort((a, b) => a - b))
  }
})
