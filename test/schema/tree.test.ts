import { describe, expect, test } from 'vitest'
import { insertText } from '../../src/schema/tree-insert'
import { parentOf, treeMove, typeAhead } from '../../src/schema/tree-keys'
import { keyText, matching, tableKey, treeRows } from '../../src/schema/tree-row'
import { drawnWhole, treeWindow } from '../../src/schema/tree-window'
import { customers, logins, many, sales, shop } from './shop'

const open = (...keys: string[]) => new Set(keys)
const all = open(tableKey(customers), tableKey(sales), tableKey(sales, 'Keys'))
const rows = treeRows(shop.tables, all, 'postgres')
const line = (name: string) => rows.findIndex((row) => row.name === name)

describe('lines of the tree', () => {
  test('closed tables are one line each, with their row count in words', () => {
    expect(treeRows(shop.tables, open(), 'postgres').map((row) => row.label)).toEqual([
      'customers 10 rows',
      'sales 100,000 rows',
      'recent view',
      'audit.logins 1 row',
    ])
  })

  test('an open table shows its columns, then only the groups it has', () => {
    const below = treeRows([sales], open(tableKey(sales)), 'postgres').slice(1)
    expect(below.map((row) => [row.level, row.mark, row.name, row.side])).toEqual([
      [2, 'PK', 'id', 'int4'],
      [2, 'FK', 'customer_id', 'int4'],
      [2, '', 'Order', 'numeric(10,2)'],
      [2, '', 'Keys', '1'],
      [2, '', 'Indexes', '1'],
      [2, '', 'Checks', '1'],
    ])
    expect(below.map((row) => `${row.position}/${row.size}`)).toEqual([
      '1/6',
      '2/6',
      '3/6',
      '4/6',
      '5/6',
      '6/6',
    ])
  })

  test('a partitioned table, a partition and an heir say so, and whose they are', () => {
    const parents = { how: 'partition', tables: [sales] } as const
    const heir = { ...logins, parents: { how: 'inherits', tables: [customers, logins] } } as const
    const family = [{ ...sales, partitioned: true }, { ...customers, parents }, heir]
    expect(treeRows(family, open(), 'postgres').map((row) => row.label)).toEqual([
      'sales partitioned 100,000 rows',
      'customers partition 10 rows',
      'audit.logins inherits 1 row',
    ])
    const inside = treeRows(
      family,
      open(tableKey(customers), tableKey(customers, 'Partition of')),
      'postgres',
    )
    const group = inside.findIndex(({ name }) => name === 'Partition of')
    expect(inside[group + 1]).toMatchObject({ name: 'sales', insert: { kind: 'name', path: ['sales'] } })
    const more = treeRows([heir], open(tableKey(heir), tableKey(heir, 'Inherits from')), 'postgres')
    expect(more.slice(-2).map(({ name }) => name)).toEqual(['customers', 'audit.logins'])
  })

  test('a type is shown in its short form, and the label says the same', () => {
    const long = { ...customers, columns: [{ ...sales.columns[0]!, type: 'timestamp without time zone' }] }
    const [, column] = treeRows([long], open(tableKey(long)), 'postgres')
    expect(column?.side).toBe('timestamp')
    expect(column?.label).toContain('id timestamp, primary key')
  })

  test('a foreign key is said in words, the default action left unsaid', () => {
    expect(rows[line('customer_id → customers.id, on delete cascade')]?.level).toBe(3)
    expect(
      keyText({
        columns: ['a', 'b'],
        toTable: 't',
        toColumns: ['x', 'y'],
        onDelete: 'NO ACTION',
        onUpdate: 'SET NULL',
      }),
    ).toBe('a, b → t (x, y), on update set null')
  })

  test('names that look like paths or keys do not open each other', () => {
    const odd = { ...customers, name: 'a","b' }
    const pair = [odd, { ...customers, name: 'a' }]
    const opened = treeRows(pair, open(tableKey(odd)), 'postgres')
    expect(opened.filter((row) => row.expanded)).toHaveLength(1)
  })

  test('the filter finds tables by their own name, their schema or a column', () => {
    const names = (text: string) => matching(shop, text).map((table) => table.name)
    expect(names('SALE')).toEqual(['sales'])
    expect(names('audit.')).toEqual(['logins'])
    expect(names('email')).toEqual(['customers'])
    expect(names('  ')).toHaveLength(4)
    expect(names('nowhere')).toEqual([])
  })
})

describe('keys of the tree', () => {
  const at = line('customers')
  test('right opens, then goes to the first child; left closes, or goes to the parent', () => {
    const closed = treeRows(shop.tables, open(), 'postgres')
    expect(treeMove(closed, 0, 'ArrowRight', 10)).toEqual({ kind: 'open' })
    expect(treeMove(rows, at, 'ArrowRight', 10)).toEqual({ kind: 'go', to: at + 1 })
    expect(treeMove(rows, at, 'ArrowLeft', 10)).toEqual({ kind: 'close' })
    expect(treeMove(rows, line('email'), 'ArrowLeft', 10)).toEqual({ kind: 'go', to: at })
    expect(parentOf(rows, line('customer_id → customers.id, on delete cascade'))).toBe(line('Keys'))
  })

  test('arrows, Home, End and pages stay inside', () => {
    expect(treeMove(rows, 0, 'ArrowUp', 10)).toEqual({ kind: 'go', to: 0 })
    expect(treeMove(rows, 0, 'End', 10)).toEqual({ kind: 'go', to: rows.length - 1 })
    expect(treeMove(rows, rows.length - 1, 'PageDown', 10)).toEqual({ kind: 'go', to: rows.length - 1 })
    expect(treeMove(rows, 5, 'PageUp', 3)).toEqual({ kind: 'go', to: 2 })
  })

  test('Enter inserts a name and opens a group; Space opens and closes', () => {
    expect(treeMove(rows, line('email'), 'Enter', 10)).toEqual({ kind: 'insert' })
    expect(treeMove(rows, line('Keys'), 'Enter', 10)).toEqual({ kind: 'close' })
    expect(treeMove(rows, line('Indexes'), ' ', 10)).toEqual({ kind: 'open' })
    expect(treeMove(rows, line('email'), ' ', 10)).toEqual({ kind: 'none' })
  })

  test('letters go to the next line that begins with them, round the end', () => {
    expect(rows[typeAhead(rows, 0, 's')]?.name).toBe('sales')
    expect(rows[typeAhead(rows, line('recent'), 'cu')]?.name).toBe('customers')
    expect(rows[typeAhead(rows, line('customers'), 'c')]?.name).toBe('customer_id')
    expect(typeAhead(rows, 3, 'zz')).toBe(3)
  })
})

describe('what is inserted', () => {
  const text = (name: string, dialect: 'sqlite' | 'postgres' = 'postgres') => {
    const open = new Set([...all, tableKey(sales, 'Checks')])
    const insert = treeRows(shop.tables, open, 'postgres').find((row) => row.name === name)?.insert
    return insert ? insertText(insert, dialect) : null
  }
  test('names are quoted where the dialect needs it, and tables elsewhere carry their schema', () => {
    expect(text('email')).toBe('email')
    expect(text('Order')).toBe('"Order"')
    expect(text('logins')).toBe('audit.logins')
    expect(insertText({ kind: 'name', path: ['a"b', 'select'] }, 'sqlite')).toBe('"a""b"."select"')
  })
  test('a foreign key becomes the condition of a join, a check its text', () => {
    expect(text('customer_id → customers.id, on delete cascade')).toBe('sales.customer_id = customers.id')
    expect(text('"Order" > 0')).toBe('"Order" > 0')
    expect(logins.schema).toBe('audit')
  })
})

describe('window over the lines', () => {
  test('three thousand tables draw only what is in view', () => {
    const lines = treeRows(many(3000).tables, open(), 'postgres')
    const drawn = treeWindow(lines.length, 28, 28 * 1500, 560, 0)
    expect(drawn.length).toBeLessThan(60)
    expect(drawn).toContain(1500)
  })
  test('of a small tree all are drawn, also those out of view', () => {
    expect(treeWindow(drawnWhole, 28, 0, 280, 0)).toHaveLength(drawnWhole)
    expect(treeWindow(drawnWhole + 1, 28, 0, 280, 0).length).toBeLessThan(drawnWhole)
  })
  test('the active line is drawn wherever it is, because it holds the focus', () => {
    expect(treeWindow(3000, 28, 0, 280, 2999).at(-1)).toBe(2999)
    expect(treeWindow(3000, 28, 28 * 2000, 280, 0)[0]).toBe(0)
    expect(treeWindow(0, 28, 0, 280, 0)).toEqual([])
  })
})
