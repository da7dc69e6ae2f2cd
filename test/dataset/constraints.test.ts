import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sales } from '../../src/dataset/sales'
import { shop } from '../../src/dataset/shop'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { open, type Database } from './database'

const today = new Date('2026-03-01T14:03:00Z')
let db: Record<Dialect, Database>

beforeAll(async () => {
  db = { sqlite: await open.sqlite(), postgres: await open.postgres() }
})
afterAll(() => Promise.all(dialects.map((dialect) => db[dialect].close())))

const customer = (name: string, email: string, age: string) =>
  `INSERT INTO customers (name, email, age) VALUES (${name}, ${email}, ${age})`
const sale = (customer: string, category: string, amount: string, date = "'2026-02-01 10:00:00'") =>
  `INSERT INTO sales (customer_id, product_category_id, sale_amount, sale_date)
   VALUES (${customer}, ${category}, ${amount}, ${date})`
const category = (name: string) => `INSERT INTO categories (name) VALUES (${name})`
const letters = (count: number) => `'${'é'.repeat(count)}'`
const user = (name: string) =>
  `INSERT INTO users (username, email, password_hash) VALUES (${name}, 'u@x', 'x')`
const order = (user: string, amount: string, status: string) =>
  `INSERT INTO orders (user_id, total_amount, status) VALUES (${user}, ${amount}, ${status})`

const salesRefuses: Record<string, string> = {
  'a customer without a name': customer('NULL', "'n@x'", '1'),
  'a customer without an e-mail': customer("'N'", 'NULL', '1'),
  'an e-mail that is taken': customer("'N'", "'alice@example.com'", '1'),
  'a name of 101 letters': customer(letters(101), "'n@x'", '1'),
  'an e-mail of 121 letters': customer("'N'", letters(121), '1'),
  'an age below 0': customer("'N'", "'n@x'", '-1'),
  'an age in words': customer("'N'", "'n@x'", "'forty'"),
  'an age in decimals, as text': customer("'N'", "'n@x'", "'28.5'"),
  'an age past 2,147,483,647': customer("'N'", "'n@x'", '2147483648'),
  'a creation date that does not exist':
    "UPDATE customers SET created_at = '2026-02-30 10:00:00' WHERE id = 1",
  'an update date in words': "UPDATE customers SET updated_at = 'last week' WHERE id = 1",
  'an id that is taken': "INSERT INTO customers (id, name, email) VALUES (1, 'N', 'n@x')",
  'a category without a name': category('NULL'),
  'a category name that is taken': category("'Books'"),
  'a category name of 51 letters': category(letters(51)),
  'a category created never': "UPDATE categories SET created_at = '' WHERE id = 1",
  'a sale without a customer': sale('NULL', '1', '1'),
  'a sale of a customer who does not exist': sale('999', '1', '1'),
  'a sale without a category': sale('1', 'NULL', '1'),
  'a sale of a category that does not exist': sale('1', '999', '1'),
  'a sale without an amount': sale('1', '1', 'NULL'),
  'an amount of 0': sale('1', '1', '0'),
  'an amount below 0': sale('1', '1', '-5.00'),
  'an amount under half a cent': sale('1', '1', '0.004'),
  'an amount in words': sale('1', '1', "'abc'"),
  'an empty amount': sale('1', '1', "''"),
  'an amount of eleven digits': sale('1', '1', '123456789.00'),
  'an infinite amount': sale('1', '1', "'Infinity'"),
  'a sale date in words': sale('1', '1', '1', "'yesterday morning'"),
  'a sale date that does not exist': sale('1', '1', '1', "'2026-02-30 10:00:00'"),
  'a sale in month 13': sale('1', '1', '1', "'2026-13-01 10:00:00'"),
  'a sale at 25 hours': sale('1', '1', '1', "'2026-02-01 25:00:00'"),
  'a sale date that is a number': sale('1', '1', '1', '20260201'),
  'removing a category that was sold': 'DELETE FROM categories WHERE id = 1',
  'renumbering a customer with sales': 'UPDATE customers SET id = 99 WHERE id = 1',
}
const shopRefuses: Record<string, string> = {
  'a user name that is taken': user("'nora'"),
  'a user name of 51 letters': user(letters(51)),
  'an order of nobody': order('99', '5.00', "'pending'"),
  'an order in a state that does not exist': order('1', '5.00', "'lost'"),
  'an order without an amount': order('1', 'NULL', "'pending'"),
  'a price in words': "INSERT INTO products (name, price) VALUES ('P', 'cheap')",
  'a price of eleven digits': "INSERT INTO products (name, price) VALUES ('P', 123456789)",
  'a stock in words': "INSERT INTO products (name, price, stock_quantity) VALUES ('P', 1, 'many')",
  'a product name of 201 letters': `INSERT INTO products (name, price) VALUES (${letters(201)}, 1)`,
  'removing a user with orders': 'DELETE FROM users WHERE id = 1',
}
const salesAccepts: Record<string, string> = {
  'the longest name and e-mail': customer(letters(100), letters(120), 'NULL'),
  'an age of 0': customer("'N'", "'n@x'", '0'),
  'an age given as text': customer("'N'", "'n@x'", "'28'"),
  'the longest category name': category(letters(50)),
  'the largest amount': sale('1', '1', '99999999.99'),
  'one cent': sale('1', '1', '0.01'),
  'an amount given as text': sale('1', '1', "'12.50'"),
  'a computed amount': sale('1', '1', '100.10 + 200.20'),
  'a sale without a date': sale('1', '1', '1', 'NULL'),
  'a leap day': sale('1', '1', '1', "'2028-02-29 23:59:59'"),
  'removing a category that was never sold': 'DELETE FROM categories WHERE id = 6',
}

describe.each(dialects)('%s', (dialect) => {
  describe('sales', () => {
    beforeEach(() => db[dialect].fill(sales.statements(dialect, today)))

    test.each(Object.entries(salesRefuses))('refuses %s', async (_, sql) => {
      await expect(db[dialect].rows(sql)).rejects.toThrow(/constraint|invalid|range|overflow|too long|type/)
    })
    test.each(Object.entries(salesAccepts))('takes %s', async (_, sql) => {
      await expect(db[dialect].rows(sql)).resolves.toEqual([])
    })

    test('counts on after the last id and stamps what gives no date', async () => {
      await db[dialect].rows(customer("'N'", "'n@x'", '1'))
      await db[dialect].rows(category("'Toys'"))
      await db[dialect].rows(
        'INSERT INTO sales (customer_id, product_category_id, sale_amount) VALUES (11, 7, 1)',
      )
      const rows = await db[dialect]
        .rows(`SELECT s.id, c.id, k.id, s.sale_date, c.created_at, c.updated_at, k.created_at
        FROM sales s JOIN customers c ON c.id = s.customer_id JOIN categories k ON k.id = s.product_category_id
        WHERE s.id > 50`)
      expect(rows.map((row) => row.slice(0, 3))).toEqual([['51', '11', '7']])
      for (const stamp of rows[0]?.slice(3) ?? [])
        expect(stamp).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/)
    })

    test('removes the sales of a customer with the customer', async () => {
      await db[dialect].rows('DELETE FROM customers WHERE id = 1')
      expect(
        await db[dialect].rows('SELECT count(*), count(*) FILTER (WHERE customer_id = 1) FROM sales'),
      ).toEqual([['41', '0']])
    })

    test('has the three indexes of the lecture', async () => {
      const names = {
        sqlite: "SELECT name FROM sqlite_schema WHERE type = 'index'",
        postgres: 'SELECT indexname FROM pg_indexes',
      }
      expect((await db[dialect].rows(names[dialect])).flat()).toEqual(
        expect.arrayContaining(['idx_customer_id', 'idx_sale_date', 'idx_category_amount']),
      )
    })
  })

  describe('updated_at', () => {
    beforeAll(() => db[dialect].fill(sales.statements(dialect, today)))
    const updated = async (id: number) =>
      (await db[dialect].rows(`SELECT updated_at FROM customers WHERE id = ${id}`))[0]?.[0]

    test('moves to now when a row changes, and only there', async () => {
      const before = await updated(2)
      await db[dialect].rows('UPDATE customers SET age = age + 1 WHERE id = 1')
      const now = Date.parse(`${(await updated(1))?.replace(' ', 'T')}Z`)
      expect(Math.abs(Date.now() - now)).toBeLessThan(5000)
      expect(await updated(2)).toBe(before)
    })
    test('stays when a row is written as it was', async () => {
      const before = await updated(3)
      await db[dialect].rows('UPDATE customers SET age = age, name = name WHERE id = 3')
      expect(await updated(3)).toBe(before)
    })
    test('is what the statement says when it says so', async () => {
      await db[dialect].rows("UPDATE customers SET age = 50, updated_at = '2025-01-01 00:00:00' WHERE id = 4")
      expect(await updated(4)).toBe('2025-01-01 00:00:00')
    })
  })

  describe('shop', () => {
    beforeAll(() => db[dialect].fill(shop.statements(dialect, today)))

    test.each(Object.entries(shopRefuses))('refuses %s', async (_, sql) => {
      await expect(db[dialect].rows(sql)).rejects.toThrow(/constraint|invalid|overflow|too long/)
    })
    test('counts on after the last id', async () => {
      await db[dialect].fill(shop.statements(dialect, today)) // refused rows use up numbers in PostgreSQL
      await db[dialect].rows(order('4', '8.50', "'pending'"))
      expect(await db[dialect].rows('SELECT max(id) FROM orders')).toEqual([['7']])
    })
  })
})

test('SQLite refuses what PostgreSQL would convert, so that amounts and dates stay comparable', async () => {
  await db.sqlite.fill(sales.statements('sqlite', today))
  await expect(db.sqlite.rows(sale('1', '1', '9.999'))).rejects.toThrow('sale_amount_is_decimal_10_2')
  await expect(db.sqlite.rows(sale('1', '1', '1', "'2026-02-01'"))).rejects.toThrow('sale_date_is_timestamp')
})

test('the shop has the same rows in both engines', async () => {
  for (const dialect of dialects) await db[dialect].fill(shop.statements(dialect, today))
  const money = {
    sqlite: (column: string) => `format('%.2f', ${column})`,
    postgres: (column: string) => column,
  }
  const queries = (dialect: Dialect) => [
    'SELECT id, username, email, password_hash, created_at FROM users ORDER BY id',
    `SELECT id, name, description, ${money[dialect]('price')}, stock_quantity, category_id, created_at FROM products ORDER BY id`,
    `SELECT id, user_id, ${money[dialect]('total_amount')}, status, order_date FROM orders ORDER BY id`,
  ]
  for (const [i, sql] of queries('sqlite').entries()) {
    const rows = await db.sqlite.rows(sql)
    expect(rows.length).toBeGreaterThan(3)
    expect(await db.postgres.rows(queries('postgres')[i] ?? '')).toEqual(rows)
  }
})
