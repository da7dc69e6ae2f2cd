import { expect, test } from 'vitest'
import type { Dialect } from '../../src/sql/dialect'
import { selectedTable } from '../../src/sql/selected-table'

test.each<[string, string | null, Dialect?]>([
  ['SELECT * FROM customers', 'customers'],
  [
    'select extract(year from d) from main.[Order Items] AS o WHERE a IN (SELECT b, c FROM x)',
    'main.[Order Items]',
  ],
  ['SELECT a IS DISTINCT FROM b FROM ONLY "S"."T" ORDER BY a, b LIMIT 3', '"S"."T"', 'postgres'],
  ['SELECT (SELECT max(id) FROM x), 1 FROM -- the table\n t', 't'],
  ['SELECT 1', null],
  ['SELECT * FROM a, b', null],
  ['SELECT * FROM a x JOIN b USING (id)', null],
  ['SELECT a, count(*) FROM t GROUP BY a', null],
  ['SELECT 1 FROM t WHERE a UNION SELECT 2 FROM u', null],
  ['SELECT * FROM (SELECT 1)', null],
  ['SELECT * FROM generate_series(1, 3)', null, 'postgres'],
  ['WITH t AS (SELECT 1) SELECT * FROM t', null],
  ['VALUES (1)', null],
  ['SELECT * FROM', null],
])('%s reads from %s', (sql, table, dialect = 'sqlite') => {
  expect(selectedTable(sql, dialect)).toBe(table)
})
