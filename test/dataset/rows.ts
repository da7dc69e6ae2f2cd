import type { Dialect } from '../../src/sql/dialect'

/**
 * Queries that give all rows of the sales schema in a form both engines write alike: SQLite keeps no scale, so amounts
 * get their two decimals back.
 */
export const salesTables: Record<Dialect, readonly string[]> = {
  sqlite: tables("format('%.2f', sale_amount)"),
  postgres: tables('sale_amount'),
}

function tables(amount: string): readonly string[] {
  return [
    'SELECT id, name, email, age, created_at, updated_at FROM customers ORDER BY id',
    'SELECT id, name, description, created_at FROM categories ORDER BY id',
    `SELECT id, customer_id, product_category_id, ${amount}, sale_date, notes FROM sales ORDER BY id`,
  ]
}
