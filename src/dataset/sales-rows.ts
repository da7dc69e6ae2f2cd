import type { Dialect } from '../sql/dialect'
import { salesSchema } from './sales-schema.ts'

/** Rows of the sales schema, the same for both dialects. Timestamps are `YYYY-MM-DD HH:MM:SS`, amounts decimal text. */
export interface SalesRows {
  readonly customers: readonly Customer[]
  readonly categories: readonly Category[]
  readonly sales: readonly Sale[]
}

export interface Customer {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly age: number | null
  readonly createdAt: string
}

export interface Category {
  readonly id: number
  readonly name: string
  readonly description: string | null
  readonly createdAt: string
}

export interface Sale {
  readonly id: number
  readonly customerId: number
  readonly categoryId: number
  /** as in SQL: `45.00` */
  readonly amount: string
  readonly date: string | null
  readonly notes: string | null
}

/** The statements that make the sales schema, without rows, in an empty database. */
export function salesTables(dialect: Dialect): string[] {
  const { tables, foreignKeys, indexes, triggers } = salesSchema[dialect]
  return [...tables, ...foreignKeys, ...indexes, ...triggers]
}

/**
 * The statements that make the sales schema with these rows in an empty database. The schema comes first: PostgreSQL
 * has it from the build (src/build/initdb.ts).
 */
export function salesStatements(dialect: Dialect, rows: SalesRows): string[] {
  return [
    ...salesTables(dialect),
    ...insertCustomers(dialect, rows.customers),
    ...insertCategories(dialect, rows.categories),
    ...insertSales(dialect, rows.sales),
    ...statistics[dialect],
  ]
}

/** PGlite has no autovacuum: without this its planner guesses. SQLite plans well without for tables of this size. */
const statistics: Record<Dialect, readonly string[]> = {
  sqlite: [],
  postgres: ['ANALYZE customers, categories, sales'],
}

export function insertCustomers(dialect: Dialect, customers: readonly Customer[]): string[] {
  const rows = customers.map(({ id, name, email, age, createdAt }) => [
    id,
    name,
    email,
    age,
    createdAt,
    createdAt,
  ])
  return insert(dialect, 'customers', 'id, name, email, age, created_at, updated_at', rows)
}

export function insertCategories(dialect: Dialect, categories: readonly Category[]): string[] {
  const rows = categories.map(({ id, name, description, createdAt }) => [id, name, description, createdAt])
  return insert(dialect, 'categories', 'id, name, description, created_at', rows)
}

function insertSales(dialect: Dialect, sales: readonly Sale[]): string[] {
  const rows = sales.map((s) => [s.id, s.customerId, s.categoryId, new Decimal(s.amount), s.date, s.notes])
  return insert(dialect, 'sales', 'id, customer_id, product_category_id, sale_amount, sale_date, notes', rows)
}

/** Decimal text that goes into SQL without quotes. */
export class Decimal {
  constructor(readonly text: string) {}
}

type Literal = number | string | null | Decimal

/**
 * One INSERT of rows whose first column is the id, and in PostgreSQL the next number of its identity (SQLite's
 * AUTOINCREMENT counts on from the largest id by itself). No statement for no rows.
 */
export function insert(
  dialect: Dialect,
  table: string,
  columns: string,
  rows: readonly Literal[][],
): string[] {
  if (rows.length === 0) return []
  const values = rows.map((row) => `(${row.map(literal).join(', ')})`).join(',\n')
  const next = Math.max(...rows.map(([id]) => Number(id))) + 1
  return [`INSERT INTO ${table} (${columns}) VALUES\n${values}`, ...countOn[dialect](table, next)]
}

/** Lets the next row inserted without an id get the number `next`. */
export const countOn: Record<Dialect, (table: string, next: number) => string[]> = {
  sqlite: () => [],
  postgres: (table, next) => [`ALTER TABLE ${table} ALTER COLUMN id RESTART WITH ${next}`],
}

function literal(value: Literal): string {
  if (value === null) return 'NULL'
  if (value instanceof Decimal) return value.text
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}
