import type { Dataset } from './dataset'
import { salesStatements, type Category, type Customer, type Sale } from './sales-rows.ts'
import { timestamp } from './timestamp.ts'

/** The lecture's own database: who bought what, when and for how much, within the last ninety days. */
export const sales: Dataset = {
  id: 'sales',
  title: 'Sales',
  description: 'Ten customers, six categories and fifty sales of the last ninety days.',
  statements: (dialect, today) =>
    salesStatements(dialect, {
      customers: salesCustomers(today, 100),
      categories: salesCategories(today, 120),
      sales: fiftySales(today),
    }),
}

const customers = [
  ['Alice Johnson', 'alice@example.com', 28],
  ['Bob Smith', 'bob@example.com', 35],
  ['Carol Williams', 'carol@example.com', 42],
  ['David Brown', 'david@example.com', 29],
  ['Eva Davis', 'eva@example.com', 31],
  ['Frank Wilson', 'frank@example.com', 26],
  ['Grace Miller', 'grace@example.com', 38],
  ['Henry Taylor', 'henry@example.com', 45],
  ['Ivy Anderson', 'ivy@example.com', 33],
  ['Jack Thompson', 'jack@example.com', 27],
] as const

const categories = [
  ['Electronics', 'Electronic devices and gadgets'],
  ['Clothing', 'Apparel and fashion items'],
  ['Books', 'Books and educational materials'],
  ['Home & Garden', 'Home improvement and gardening supplies'],
  ['Sports', 'Sports and fitness equipment'],
  ['Beauty', 'Beauty and personal care products'],
] as const

/** The lecture's ten customers, numbered from 1, one registered each day from `daysAgo` + 9 to `daysAgo`. */
export function salesCustomers(today: Date, daysAgo: number): Customer[] {
  return customers.map(([name, email, age], i) => ({
    id: i + 1,
    name,
    email,
    age,
    createdAt: timestamp(today, daysAgo + 9 - i, `${String(8 + i).padStart(2, '0')}:30`),
  }))
}

/** The lecture's six categories, numbered from 1. */
export function salesCategories(today: Date, daysAgo: number): Category[] {
  return categories.map(([name, description], i) => ({
    id: i + 1,
    name,
    description,
    createdAt: timestamp(today, daysAgo, '09:00'),
  }))
}

function fiftySales(today: Date): Sale[] {
  return table.map(([customerId, categoryId, amount, daysAgo, time, notes], i) => ({
    id: i + 1,
    customerId,
    categoryId,
    amount,
    date: timestamp(today, daysAgo, time),
    notes,
  }))
}

/**
 * Customer, category, amount, days before today, time, notes. The first six are the lecture's own. What lessons rely on
 * (and `test/dataset/sales.test.ts` holds): customers 8 and 10 bought nothing; 4 and 6 nothing within thirty days;
 * nobody bought from category 6, and all of category 3 is under 100.00; three customers spent over 1,000, two over 500;
 * sales 1 and 3 are of one customer at one moment; 89.50 occurs twice; ids do not follow the dates; no sale is of today,
 * whose hours may still be to come.
 */
const table: readonly (readonly [number, number, string, number, string, string | null])[] = [
  [1, 1, '599.99', 12, '10:24', 'Laptop purchase'],
  [2, 2, '89.50', 8, '16:40', 'Winter jacket'],
  [1, 3, '45.00', 12, '10:24', 'Programming books'],
  [3, 1, '1299.99', 5, '14:07', 'Smartphone and accessories'],
  [4, 4, '156.75', 35, '15:27', 'Garden tools'],
  [2, 3, '29.99', 8, '16:58', 'Mystery novel'],
  [2, 4, '74.60', 40, '10:48', null],
  [9, 1, '189.00', 57, '21:14', null],
  [3, 5, '92.10', 14, '12:00', null],
  [2, 5, '210.40', 19, '15:55', "Children's bicycle"],
  [4, 2, '65.40', 86, '10:05', null],
  [9, 5, '56.90', 26, '03:10', null],
  [6, 2, '58.80', 69, '13:09', null],
  [3, 4, '310.75', 66, '14:29', 'Garden table'],
  [2, 1, '849.00', 2, '12:31', 'Television, collected in the shop'],
  [3, 2, '240.00', 5, '19:45', null],
  [6, 4, '112.00', 81, '16:34', 'Lawn mower repair'],
  [4, 4, '27.30', 52, '12:57', 'Café filter'],
  [1, 1, '249.00', 47, '20:16', 'Headphones'],
  [5, 2, '178.25', 4, '09:30', 'Wedding suit'],
  [5, 5, '42.00', 29, '00:00', 'Ordered at midnight'],
  [6, 5, '147.50', 37, '07:01', 'Running shoes'],
  [3, 2, '47.95', 23, '23:59', null],
  [1, 5, '119.90', 1, '18:05', null],
  [1, 4, '132.80', 71, '11:02', 'Bookshelf'],
  [5, 4, '95.60', 14, '12:00', null],
  [3, 4, '68.35', 1, '08:50', ''],
  [7, 5, '21.75', 72, '09:59', null],
  [3, 2, '129.99', 79, '21:38', null],
  [1, 4, '50.00', 21, '09:12', 'Gift voucher, 20% off'],
  [4, 5, '84.20', 49, '07:44', null],
  [4, 1, '79.00', 68, '18:13', null],
  [5, 1, '219.00', 4, '17:22', null],
  [3, 1, '399.00', 44, '16:11', 'Tablet'],
  [1, 2, '89.50', 33, '13:41', null],
  [1, 5, '64.25', 58, '17:33', null],
  [2, 5, '38.75', 26, '18:20', null],
  [9, 2, '118.40', 26, '03:32', 'Late-night order'],
  [1, 1, '34.99', 83, '08:27', null],
  [7, 1, '524.50', 60, '15:03', 'Camera'],
  [5, 5, '33.15', 74, '20:41', null],
  [7, 4, '63.00', 85, '12:45', 'Curtains'],
  [2, 2, '155.00', 63, '19:07', 'Boots'],
  [2, 1, '18.90', 89, '09:36', null],
  [7, 2, '132.60', 43, '18:52', null],
  [6, 1, '99.99', 54, '19:18', null],
  [9, 3, '12.50', 76, '10:31', 'Cookery book'],
  [5, 4, '148.00', 55, '11:26', 'Lamp'],
  [7, 4, '74.99', 28, '11:47', null],
  [5, 2, '86.40', 38, '14:50', null],
]
