import { expect, test } from 'vitest'
import { scopeOf } from '../../src/editor/scope'
import type { Schema, Table } from '../../src/engine/schema'

function table(name: string, columns: readonly string[]): Table {
  return {
    schema: 'main',
    name,
    kind: 'table',
    rows: null,
    columns: columns.map((name) => ({ name, type: 'text', notNull: false, primaryKey: 0, default: null })),
    foreignKeys: [],
    indexes: [],
    triggers: [],
    checks: [],
  }
}
const schema: Schema = {
  tables: [
    table('customers', ['id', 'name']),
    table('sales', ['id', 'customer_id', 'amount']),
    table('odd table', ['x']),
  ],
}

/** The sources of a statement as `name: columns`; `|` is the cursor, and what it cannot see is in parentheses. */
function sources(statement: string): string[] {
  const offset = Math.max(statement.indexOf('|'), 0)
  const scope = scopeOf(statement.replace('|', ''), offset, 'sqlite', schema)
  return scope.sources.map(({ name, columns, near }) => {
    const text = `${name}: ${columns.map((c) => c.name).join(' ')}`
    return near ? text : `(${text})`
  })
}

const cases: [string, string, string[]][] = [
  ['a table by its name', 'select | from customers', ['customers: id name']],
  ['an alias', 'select | from customers c', ['c: id name']],
  ['an alias with AS', 'select | from customers AS c where 1', ['c: id name']],
  [
    'joins',
    'select | from sales s left join customers c on c.id = s.customer_id',
    ['s: id customer_id amount', 'c: id name'],
  ],
  ['commas', 'select | from sales s, customers', ['s: id customer_id amount', 'customers: id name']],
  ['a table with its schema', 'select | from main.sales s', ['s: id customer_id amount']],
  ['a quoted name', 'select | from "odd table" o', ['o: x']],
  ['a name in brackets', 'select | from [odd table]', ['odd table: x']],
  ['UPDATE', 'update sales set | = 1', ['sales: id customer_id amount']],
  ['INSERT', 'insert into sales(|) values (1)', ['sales: id customer_id amount']],
  ['DELETE', 'delete from sales where |', ['sales: id customer_id amount']],
  [
    'a query in parentheses',
    'select | from (select id, amount * 2 as twice, id + amount, count(*) from sales) d',
    ['d: id twice count', '(sales: id customer_id amount)'],
  ],
  [
    'a query in parentheses from inside',
    'select * from (select *, | from sales) d',
    ['d: id customer_id amount', 'sales: id customer_id amount'],
  ],
  [
    'a WITH query',
    'with big as (select s.id, name n from sales s) select | from big',
    ['(s: id customer_id amount)', 'big: id n'],
  ],
  ['a WITH query with named columns', 'with recursive c(n) as (select 1) select | from c x', ['x: n']],
  [
    'every column of joined tables',
    'select | from (select * from customers c join sales s on true union select 1 from "odd table") q',
    ['q: id name id customer_id amount', '(c: id name)', '(s: id customer_id amount)', '(odd table: x)'],
  ],
  [
    'every column of one of two tables',
    'with a as (select s.*, 1 as one from customers c join sales s on true) select | from a',
    ['(c: id name)', '(s: id customer_id amount)', 'a: id customer_id amount one'],
  ],
  [
    'a function with named columns',
    'select | from generate_series(1, 2) with ordinality as f(n, i)',
    ['f: n i'],
  ],
  [
    'a cast and DISTINCT',
    'select | from (select distinct x::text, 1::int as one from "odd table") q',
    ['q: x one', '(odd table: x)'],
  ],
  [
    'a WITH query that writes',
    'with gone as (delete from sales where id = 1 returning *), new as (insert into customers values (1) returning id, name as called) select | from gone join new',
    [
      '(sales: id customer_id amount)',
      '(customers: id name)',
      'gone: id customer_id amount',
      'new: id called',
    ],
  ],
  [
    'ON CONFLICT',
    'insert into customers (id) values (1) on conflict (id) do update set name = |',
    ['customers: id name', 'excluded: id name'],
  ],
  ['a table the schema does not know', 'select | from nothing n', ['n: ']],
  ['ALTER TABLE', 'alter table sales drop column |', ['sales: id customer_id amount']],
  ['DROP TABLE', 'drop table sales cascade, |', ['sales: id customer_id amount']],
  ['CREATE INDEX', 'create unique index i on main.sales (|', ['sales: id customer_id amount']],
  [
    'CREATE TRIGGER',
    'create trigger t after update of amount on customers begin update sales set amount = |; end',
    ['customers: id name', 'new: id name', 'old: id name', 'sales: id customer_id amount'],
  ],
  [
    'tables joined in parentheses',
    'select | from (customers c join (sales s cross join "odd table") on true), sales t',
    ['c: id name', 't: id customer_id amount', 's: id customer_id amount', 'odd table: x'],
  ],
  [
    'tables joined in parentheses of a query inside',
    'select (select 1 from (customers join sales on true)), | from "odd table"',
    ['(customers: id name)', '(sales: id customer_id amount)', 'odd table: x'],
  ],
  ['text that is not finished', 'select | from sales s join', ['s: id customer_id amount']],
  ['nothing but parentheses', '((|)) from', []],
]

test.each(cases)('what can be named with %s', (_what, statement, expected) => {
  expect(sources(statement)).toEqual(expected)
})

test.each([
  [
    'select a * 2 as twice, count(*) as n, name as "Who is it" from t order by |',
    ['twice', 'n', 'Who is it'],
  ],
  ['select a as b from t group by x, |', ['b']],
  ['select 1 as one from (select 2 as two from t order by |) q', ['two']],
  ['select 1 as one from (select 2 as two from t) q order by |', ['one']],
  ['select row_number() over (order by |) as place from t', []],
  ['select a as b from t where |', []],
  ['select a as b from t order by a limit |', []],
  ['select a as b from t order by b union select |', []],
])('names of the SELECT list are offered where they can stand: %s', (statement, expected) => {
  const offset = statement.indexOf('|')
  expect(scopeOf(statement.replace('|', ''), offset, 'postgres', schema).given).toEqual(expected)
})

test('WITH queries are offered as tables', () => {
  const scope = scopeOf(
    'with a as (select 1 x), b as not materialized (select 2 y) select ',
    60,
    'postgres',
    schema,
  )
  expect(scope.queries.map((q) => [q.name, q.columns.map((c) => c.name)])).toEqual([
    ['a', ['x']],
    ['b', ['y']],
  ])
})
