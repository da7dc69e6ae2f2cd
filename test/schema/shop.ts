import type { Schema, Table } from '../../src/engine/schema'

const column = (name: string, type: string, primaryKey = 0, notNull = false) => ({
  name,
  type,
  notNull,
  primaryKey,
  default: null,
})

/** A table with nothing but what is given. */
export const table = (name: string, rest: Partial<Table> = {}): Table => ({
  schema: 'public',
  name,
  kind: 'table',
  rows: 0,
  columns: [column('id', 'int4', 1, true)],
  foreignKeys: [],
  indexes: [],
  triggers: [],
  checks: [],
  ...rest,
})

export const customers = table('customers', {
  rows: 10,
  columns: [
    column('id', 'int4', 1, true),
    column('name', 'varchar(100)', 0, true),
    column('email', 'varchar(120)'),
  ],
  triggers: [{ name: 'touch', sql: 'CREATE TRIGGER touch …' }],
})
export const sales = table('sales', {
  rows: 100_000,
  columns: [column('id', 'int4', 1, true), column('customer_id', 'int4'), column('Order', 'numeric(10,2)')],
  foreignKeys: [
    {
      columns: ['customer_id'],
      toTable: 'customers',
      toColumns: ['id'],
      onDelete: 'CASCADE',
      onUpdate: 'NO ACTION',
    },
  ],
  indexes: [{ name: 'idx_sales_customer', unique: false, columns: ['customer_id'] }],
  checks: ['"Order" > 0'],
})
export const recent = table('recent', { kind: 'view', rows: null, columns: [column('id', 'int4')] })
export const logins = table('logins', { schema: 'audit', rows: 1 })

export const shop: Schema = { tables: [customers, sales, recent, logins] }

/** As many tables as asked for, named t0, t1 … */
export const many = (count: number): Schema => ({
  tables: Array.from({ length: count }, (_, i) => table(`t${i}`)),
})
