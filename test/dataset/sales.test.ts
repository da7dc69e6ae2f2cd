import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { datasets, findDataset } from '../../src/dataset/datasets'
import { sales } from '../../src/dataset/sales'
import { timestamp } from '../../src/dataset/timestamp'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { open, type Database } from './database'
import { salesTables } from './rows'

const today = new Date('2026-03-01T14:03:00Z')
let db: Record<Dialect, Database>

beforeAll(async () => {
  db = { sqlite: await open.sqlite(), postgres: await open.postgres() }
  for (const dialect of dialects) await db[dialect].fill(sales.statements(dialect, today))
})
afterAll(() => Promise.all(dialects.map((dialect) => db[dialect].close())))

/** The answer of both engines, which must be one. */
async function both(sql: string) {
  const [first, second] = await Promise.all(dialects.map((dialect) => db[dialect].rows(sql)))
  expect(second).toEqual(first)
  return first
}

test('every dataset has its own id and is found by it', () => {
  expect(new Set(datasets.map(({ id }) => id)).size).toBe(datasets.length)
  for (const dataset of datasets) expect(findDataset(dataset.id)).toBe(dataset)
  expect(findDataset('nothing')).toBeUndefined()
})

describe('the sales data', () => {
  test('is the same in every cell of every table in both engines', async () => {
    for (const [i, sql] of salesTables.sqlite.entries()) {
      const rows = await db.sqlite.rows(sql)
      expect(rows.length).toBe([10, 6, 50][i])
      expect(await db.postgres.rows(salesTables.postgres[i] ?? '')).toEqual(rows)
    }
  })

  test("has the lecture's customers and categories", async () => {
    expect((await both('SELECT id, name, email, age FROM customers ORDER BY id'))?.join('\n')).toBe(
      `1,Alice Johnson,alice@example.com,28
2,Bob Smith,bob@example.com,35
3,Carol Williams,carol@example.com,42
4,David Brown,david@example.com,29
5,Eva Davis,eva@example.com,31
6,Frank Wilson,frank@example.com,26
7,Grace Miller,grace@example.com,38
8,Henry Taylor,henry@example.com,45
9,Ivy Anderson,ivy@example.com,33
10,Jack Thompson,jack@example.com,27`,
    )
    expect((await both('SELECT id, name, description FROM categories ORDER BY id'))?.join('\n')).toBe(
      `1,Electronics,Electronic devices and gadgets
2,Clothing,Apparel and fashion items
3,Books,Books and educational materials
4,Home & Garden,Home improvement and gardening supplies
5,Sports,Sports and fitness equipment
6,Beauty,Beauty and personal care products`,
    )
  })

  test('lies within the ninety days before today, and never in hours that are still to come', async () => {
    const [[first, last] = []] = (await both('SELECT min(sale_date), max(sale_date) FROM sales')) ?? []
    expect(first).toBe('2025-12-02 09:36:00')
    expect(last).toBe('2026-02-28 18:05:00')
  })

  test('was registered before it was sold', async () => {
    expect(
      await both(`SELECT s.id FROM sales s JOIN customers c ON c.id = s.customer_id
        JOIN categories k ON k.id = s.product_category_id
        WHERE s.sale_date <= c.created_at OR s.sale_date <= k.created_at`),
    ).toEqual([])
  })

  test('has two customers who never bought anything, and two more who did not within thirty days', async () => {
    const since = timestamp(today, 30, '00:00')
    expect(
      await both(`SELECT c.name, max(s.sale_date) FROM customers c LEFT JOIN sales s ON s.customer_id = c.id
        GROUP BY c.id, c.name HAVING coalesce(max(s.sale_date) < '${since}', true) ORDER BY c.id`),
    ).toEqual([
      ['David Brown', '2026-01-25 15:27:00'],
      ['Frank Wilson', '2026-01-23 07:01:00'],
      ['Henry Taylor', null],
      ['Jack Thompson', null],
    ])
  })

  test('has one category without a sale and one whose sales come to less than 100', async () => {
    expect(
      await both(`SELECT k.name FROM categories k LEFT JOIN sales s ON s.product_category_id = k.id
        GROUP BY k.id, k.name HAVING coalesce(sum(s.sale_amount), 0) < 100 ORDER BY k.id`),
    ).toEqual([['Books'], ['Beauty']])
  })

  test('has customers of every tier', async () => {
    expect(
      await both(`SELECT tier, count(*) FROM (SELECT CASE WHEN sum(sale_amount) > 1000 THEN 'VIP'
        WHEN sum(sale_amount) > 500 THEN 'Premium' ELSE 'Standard' END AS tier FROM sales GROUP BY customer_id) t
        GROUP BY tier ORDER BY tier`),
    ).toEqual([
      ['Premium', '2'],
      ['Standard', '3'],
      ['VIP', '3'],
    ])
  })

  test('has amounts from 10 up, a few over 500, one of exactly 50', async () => {
    expect(await both('SELECT count(*) FROM sales WHERE sale_amount > 500')).toEqual([['4']])
    expect(await both('SELECT count(*) FROM sales WHERE sale_amount = 50')).toEqual([['1']])
    expect(await both('SELECT count(*) FROM sales WHERE sale_amount < 10')).toEqual([['0']])
  })

  test('has ties in amount, in date, and in the date of one customer', async () => {
    const ties = (columns: string) =>
      both(`SELECT count(*) FROM (SELECT 1 AS one FROM sales GROUP BY ${columns} HAVING count(*) > 1) t`)
    expect(await ties('sale_amount')).toEqual([['1']])
    expect(await ties('sale_date')).toEqual([['2']])
    expect(await ties('customer_id, sale_date')).toEqual([['1']])
  })

  test('has days without a sale and days with several among the last thirty', async () => {
    const rows =
      (await both(`SELECT count(*) FROM sales WHERE sale_date >= '${timestamp(today, 30, '00:00')}'
        GROUP BY DATE(sale_date) ORDER BY DATE(sale_date)`)) ?? []
    expect(rows.length).toBeLessThan(30)
    expect(rows.filter(([count]) => Number(count) > 1).length).toBeGreaterThan(3)
  })

  test("has notes of every sort: text, NULL, '', an apostrophe, a percent sign, a letter beyond ASCII", async () => {
    expect(
      await both(`SELECT count(*) - count(notes), count(*) FILTER (WHERE notes = ''),
        count(*) FILTER (WHERE notes LIKE '%''%'), count(*) FILTER (WHERE notes LIKE '%!%%' ESCAPE '!'),
        count(*) FILTER (WHERE notes LIKE '%é%') FROM sales`),
    ).toEqual([['25', '1', '1', '1', '1']])
  })

  test('is not in the order of its dates', async () => {
    const ids = (await both('SELECT id FROM sales ORDER BY sale_date, id'))?.map(([id]) => Number(id)) ?? []
    expect(ids).not.toEqual(ids.toSorted((a, b) => a - b))
  })
})

describe('the statements', () => {
  test.each(dialects)('can all be run in one transaction (%s)', async (dialect) => {
    const bare = await open[dialect]()
    for (const dataset of datasets.filter(({ id }) => id !== 'sales-large'))
      await bare.fill(['BEGIN', ...dataset.statements(dialect, today), 'COMMIT'])
    await bare.close()
  })

  test('are the same all through one UTC day, and move by one day on the next', () => {
    for (const dialect of dialects) {
      const at = (moment: string) => sales.statements(dialect, new Date(moment)).join(';\n')
      expect(at('2026-03-01T00:00:00Z')).toBe(at('2026-03-01T23:59:59.999Z'))
      expect(at('2026-03-02T00:00:00Z')).not.toBe(at('2026-03-01T23:59:59.999Z'))
    }
    expect(timestamp(new Date('2026-03-01T00:00:00Z'), 1, '10:24')).toBe('2026-02-28 10:24:00')
    expect(timestamp(new Date('2028-03-01T23:59:59Z'), 1, '00:00')).toBe('2028-02-29 00:00:00')
  })
})
