import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import { complete } from '../../src/editor/completion'
import { dialectFacet, schemaFacet } from '../../src/editor/facets'
import { statements } from '../../src/editor/statements'
import type { Table } from '../../src/engine/schema'
import type { Dialect } from '../../src/sql/dialect'

const table = (name: string, columns: readonly string[]): Table => ({
  schema: 'main',
  name,
  kind: 'table',
  rows: null,
  columns: columns.map((each) => ({
    name: each,
    type: 'text',
    notNull: false,
    primaryKey: 0,
    default: null,
  })),
  foreignKeys: [],
  indexes: [],
  triggers: [],
  checks: [],
})
const schema = { tables: [table('customers', ['id', 'name']), table('sales', ['amount', 'customer_id'])] }

/** What is offered at the `|`, the best first, as `label type`. */
function offered(marked: string, dialect: Dialect): string[] {
  const pos = marked.indexOf('|')
  const extensions = [dialectFacet.of(dialect), schemaFacet.of(schema), statements]
  const state = EditorState.create({ doc: marked.replace('|', ''), extensions })
  const found = complete(new CompletionContext(state, pos, true))
  const typed = state.sliceDoc(found?.from ?? pos, pos).toLowerCase()
  return [...(found?.options ?? [])]
    .filter(({ label }) => label.toLowerCase().startsWith(typed))
    .sort((a, b) => (b.boost ?? 0) - (a.boost ?? 0) || a.label.localeCompare(b.label))
    .map(({ label, type }) => `${label} ${type ?? ''}`)
}

test.each([
  ['SELECT * FROM sales s, |', 'customers table'],
  ['SELECT * FROM (SELECT amount FROM sales, |)', 'customers table'],
  ['CREATE TABLE t (a int REFERENCES |', 'customers table'],
  ['CREATE TABLE t (a int REFERENCES customers (|', 'id column'],
  ['CREATE TABLE t (a int, b_c text, FOREIGN KEY (|', 'a column'],
  ['CREATE TABLE t (a int, b_c text, PRIMARY KEY (a, b|))', 'b_c column'],
  ['CREATE TABLE t (zeta int, CHECK (|', 'zeta column'],
  ['CREATE TABLE t (id |', 'BIGINT type'],
  ['CREATE TABLE t (id int, name v|', 'varchar type'],
  ['ALTER TABLE customers ADD phone |', 'BIGINT type'],
  ['ALTER TABLE customers ADD COLUMN phone te|', 'text type'],
  ['SELECT CAST(amount AS | FROM sales', 'BIGINT type'],
  ['SELECT amount AS | FROM sales', 'amount column'],
  ['SELECT customer_id, | FROM sales', 'amount column'],
  ['SELECT * FROM sales ORDER BY customer_id, |', 'amount column'],
  ['SELECT * FROM sales WHERE customer_id IS DISTINCT FROM |', 'amount column'],
  ['INSERT INTO sales (customer_id, |', 'amount column'],
] as const)('%s offers %s first', (marked, first) => {
  for (const dialect of ['sqlite', 'postgres'] as const)
    expect(offered(marked, dialect)[0], dialect).toBe(first)
})

test('in PostgreSQL, types come first behind ::, tables behind USING', () => {
  expect(offered('SELECT amount::| FROM sales', 'postgres')[0]).toBe('BIGINT type')
  expect(offered('MERGE INTO sales s USING |', 'postgres')[0]).toBe('customers table')
  expect(offered('SELECT EXTRACT(YEAR FROM |) FROM sales', 'postgres')[0]).toBe('amount column')
})

test('a WITH query is offered once', () => {
  const found = offered('WITH recent AS (SELECT 1 AS a) SELECT rec| FROM recent', 'sqlite')
  expect(found.filter((each) => each.startsWith('recent '))).toEqual(['recent table'])
})
