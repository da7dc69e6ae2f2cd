import { afterAll, beforeAll, expect, test } from 'vitest'
import { salesLarge } from '../../src/dataset/sales-large'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { open, type Database } from './database'
import { salesTables } from './rows'

const today = new Date('2026-03-01T14:03:00Z')
let db: Record<Dialect, Database>

beforeAll(async () => {
  db = { sqlite: await open.sqlite(), postgres: await open.postgres() }
  for (const dialect of dialects) await db[dialect].fill(salesLarge.statements(dialect, today))
})
afterAll(() => Promise.all(dialects.map((dialect) => db[dialect].close())))

test('both engines make the same 100,000 sales', async () => {
  const text = async (dialect: Dialect) => {
    const tables: string[] = []
    for (const sql of salesTables[dialect]) tables.push((await db[dialect].rows(sql)).join('\n'))
    return tables
  }
  const [customers, categories, sales] = await text('sqlite')
  expect(sales?.split('\n').length).toBe(100_000)
  const other = await text('postgres')
  // not toEqual: a difference in five megabytes takes minutes to print
  expect(other[0] === customers && other[1] === categories && other[2] === sales).toBe(true)
})

test.each(dialects)(
  '%s: the sales cover two years up to yesterday, in order of their ids',
  async (dialect) => {
    const [row] = await db[dialect].rows('SELECT min(sale_date), max(sale_date), min(id), max(id) FROM sales')
    expect(row?.[0]).toMatch(/^2024-03-01 /)
    expect(row?.[1]).toMatch(/^2026-02-28 23:/)
    expect(row?.slice(2)).toEqual(['1', '100000'])
    expect(
      await db[dialect].rows(
        'SELECT count(*) FROM sales a JOIN sales b ON b.id = a.id + 1 AND b.sale_date <= a.sale_date',
      ),
    ).toEqual([['0']])
  },
)

test.each(dialects)(
  '%s: all ordinary amounts, some larger; one rare customer, two without a sale',
  async (dialect) => {
    const [amounts] = await db[dialect].rows(
      'SELECT min(sale_amount) >= 10, max(sale_amount) < 2000, count(*) FILTER (WHERE sale_amount > 500) FROM sales',
    )
    expect(amounts?.slice(0, 2)).toEqual({ sqlite: ['1', '1'], postgres: ['t', 't'] }[dialect])
    expect(Number(amounts?.[2])).toBeGreaterThan(1000)
    const counts = await db[dialect].rows(
      'SELECT customer_id, count(*) FROM sales GROUP BY customer_id ORDER BY 1',
    )
    expect(counts.map(([id]) => id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '9'])
    expect(Number(counts[5]?.[1])).toBeLessThan(1000)
  },
)

test.each(dialects)('%s: the planner has statistics, keys count on, foreign keys hold', async (dialect) => {
  const statistics = {
    sqlite: 'SELECT count(*) > 3 FROM sqlite_stat1',
    postgres: "SELECT reltuples = 100000 FROM pg_class WHERE relname = 'sales'",
  }
  expect(await db[dialect].rows(statistics[dialect])).toEqual({ sqlite: [['1']], postgres: [['t']] }[dialect])
  await db[dialect].rows('INSERT INTO sales (customer_id, product_category_id, sale_amount) VALUES (8, 6, 1)')
  expect(await db[dialect].rows('SELECT max(id) FROM sales')).toEqual([['100001']])
  await expect(
    db[dialect].rows('INSERT INTO sales (customer_id, product_category_id, sale_amount) VALUES (99, 6, 1)'),
  ).rejects.toThrow(/foreign key/i)
})
