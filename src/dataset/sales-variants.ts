import type { Dialect } from '../sql/dialect'
import { salesStatements, type SalesRows } from './sales-rows'
import { timestamp } from './timestamp'
import type { Variant } from './variant'

/**
 * Other rows in the sales schema, on which a wrong query gives itself away. 'Alice Johnson', 'Electronics' and 'Books'
 * exist wherever there are customers and categories, so that a task may name them. Ids have gaps throughout, and rows that
 * nobody orders do not come in the order of their ids: a missing ORDER BY shows.
 */
export const salesVariants: readonly Variant[] = [
  variant('other-values', 'Other values', otherValues),
  variant('nulls-and-ties', 'NULLs and ties', nullsAndTies),
  variant('no-sales', 'Customers and categories without any sale', noSales),
  variant('empty-tables', 'Empty tables', () => ({ customers: [], categories: [], sales: [] })),
]

function variant(id: string, title: string, rows: (at: At) => SalesRows): Variant {
  return {
    id,
    title,
    statements: (dialect, today) => {
      const { customers, categories, sales } = rows((daysAgo, time) => timestamp(today, daysAgo, time))
      const turned = {
        customers: everySecondFirst(customers),
        categories: everySecondFirst(categories),
        sales: everySecondFirst(sales),
      }
      return [...salesStatements(dialect, turned), ...unordered[dialect]]
    },
  }
}

function everySecondFirst<T>(rows: readonly T[]): T[] {
  return [...rows.filter((_, i) => i % 2 === 0), ...rows.filter((_, i) => i % 2 === 1)]
}

/** PostgreSQL reads rows as they were inserted, SQLite by id unless it is told to begin at the end. */
const unordered: Record<Dialect, readonly string[]> = {
  sqlite: ['PRAGMA reverse_unordered_selects = ON'],
  postgres: [],
}

/** a timestamp so many days before today */
type At = (daysAgo: number, time: string) => string

/** Fourteen customers, eight categories, sixty-six sales, up to thirteen months back; a different category unsold. */
function otherValues(at: At): SalesRows {
  const names = [
    'Alice Johnson',
    'Bob Novak',
    'Chen Wei',
    'David Brown',
    'Elif Kaya',
    'Farid Amini',
    'Grete Lund',
  ]
  names.push(
    'Hana Sato',
    'Ines Costa',
    'Jack Thompson',
    'Kofi Mensah',
    'Lena Vogel',
    "Maeve O'Brien",
    'Zoë Alvarez',
  )
  const goods = [
    'Books',
    'Clothing',
    'Electronics',
    'Food & Drink',
    'Home & Garden',
    'Music',
    'Sports',
    'Toys',
  ]
  const customers = names.map((name, i) => ({
    id: 3 + i * 4,
    name,
    email: `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@mail.example`,
    age: 19 + ((i * 17) % 61),
    createdAt: at(430 - i * 2, '10:15'),
  }))
  const categories = goods.map((name, i) => ({
    id: 2 + i * 3,
    name,
    description: i % 3 === 1 ? null : `All of ${name.toLowerCase()}`,
    createdAt: at(450, '08:00'),
  }))
  // Two customers in seven buy nothing, the first ones most; nobody buys Music; amounts in quarters keep sums exact in both engines.
  const buyers = customers.filter((_, i) => i % 7 !== 2 && i % 7 !== 5)
  const sold = categories.filter(({ name }) => name !== 'Music')
  const sales = Array.from({ length: 66 }, (_, i) => ({
    id: 7 + i * 2,
    customerId: pick(buyers, Math.floor(((i * 37) % 66) ** 2 / 436)).id,
    categoryId: pick(sold, i * 3 + (i >> 2)).id,
    amount: ((i % 11 === 5 ? 2100 : 48) + ((i * 397) % 911) / 4).toFixed(2),
    date: at(
      1 + ((i * 53) % (i % 6 === 0 ? 401 : 83)),
      `${String((i * 7) % 24).padStart(2, '0')}:${10 + (i % 50)}`,
    ),
    notes: i % 4 === 0 ? `Order ${900 - i}` : i % 9 === 4 ? '' : null,
  }))
  return { customers, categories, sales }
}

/**
 * Few rows, each there for a mistake that the plain data would not show. The average sale is one of 400.00, the average of
 * the customers' totals is 1,000.00, which is customer 11's.
 */
function nullsAndTies(at: At): SalesRows {
  const customer = (id: number, name: string, email: string, age: number | null) => ({
    id,
    name,
    email: `${email}@example.com`,
    age,
    createdAt: at(200, '12:00'),
  })
  const category = (id: number, name: string, description: string | null) => ({
    id,
    name,
    description,
    createdAt: at(200, '12:00'),
  })
  const sale = (
    id: number,
    customerId: number,
    categoryId: number,
    amount: string,
    date: string | null,
    notes: string | null,
  ) => ({ id, customerId, categoryId, amount, date, notes })
  const noon = at(10, '12:00')
  return {
    customers: [
      customer(4, 'Alice Johnson', 'alice', null),
      customer(11, 'Alice Johnson', 'alice.second', 28),
      customer(12, 'bob smith', 'bob', 28),
      customer(20, 'Bob Smith', 'bob.capital', 0),
      customer(31, 'Carol Williams', 'carol', null),
      customer(33, 'Ann Lee', 'ann', 61),
      customer(47, 'Xu', 'xu', 28),
      customer(48, '', 'nameless', 99),
    ],
    categories: [
      category(5, 'Electronics', null),
      category(9, 'Books', ''),
      category(10, 'books', 'Not the same as Books'),
      category(17, 'Beauty', null),
      category(22, 'Garden', null),
      category(23, 'Art', null),
    ],
    sales: [
      sale(102, 4, 5, '100.00', noon, null),
      sale(103, 4, 5, '100.00', noon, null), // all equal but the id
      sale(108, 4, 9, '50.00', noon, ''),
      sale(110, 11, 9, '100.00', noon, 'NULL'),
      sale(111, 11, 5, '500.00', null, null), // a sale without a date
      sale(115, 33, 23, '1298.50', at(30, '00:00'), null), // the very edge of 30 days, and nothing later; as much as Books
      sale(120, 11, 10, '400.00', at(30, '00:00'), null), // customer 11: exactly 1,000.00, and the very edge of 30 days
      sale(131, 12, 5, '500.00', at(31, '23:59:59'), null), // just outside 30 days; exactly 500.00
      sale(140, 31, 5, '249.25', null, '100%'), // Electronics: as much as books
      sale(141, 31, 10, '1251.50', null, 'a_b'), // customer 31: no date at all
      sale(143, 33, 5, '202.25', at(95, '09:00'), null), // customer 33: as much as 31
      sale(150, 47, 9, '50.00', at(89, '00:00'), null),
      sale(151, 47, 9, '1098.50', at(1, '23:59:59'), null),
      sale(160, 47, 22, '49.75', at(60, '00:00'), null), // the very edge of 60 days; its category: exactly 100.00
      sale(161, 47, 22, '50.25', at(61, '23:59:59'), null), // just outside 60 days
    ],
  }
}

function noSales(at: At): SalesRows {
  const { customers, categories } = nullsAndTies(at)
  return { customers, categories, sales: [] }
}

/** The item at `index`, counting round and round. */
function pick<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}
