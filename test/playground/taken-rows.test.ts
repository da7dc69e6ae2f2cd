import { expect, test } from 'vitest'
import type { Reply } from '../../src/engine/engine'
import { takenRows, writing } from '../../src/playground/taken-rows'
import type { Schema } from '../../src/engine/schema'
import { Outcome } from '../../src/result/outcome.svelte'
import type { Bench } from '../../src/workbench/bench.svelte'
import { rowsOf } from '../result/rows'

function outcome(number: number, reply: Partial<Reply> | null, values: number[], text = ''): Outcome {
  const made = new Outcome(number, { text, from: 0, to: 0 })
  made.started(0)
  made.head(
    rowsOf(
      ['a'],
      values.map((value) => [BigInt(value)]),
    ),
  )
  if (reply) made.ended({ ok: true, more: false, ...reply } as Reply, 1)
  return made
}

test('every result with columns can be taken away, and a part of one is called a part', () => {
  const all = outcome(1, {}, [1, 2])
  const capped = outcome(2, { more: true }, [1, 2, 3])
  const none = new Outcome(3, { text: '', from: 0, to: 0 })
  const running = outcome(4, null, [1])
  const taken = takenRows([all, capped, none, running])
  expect(taken.map(({ outcome: { number }, amount }) => `${number}: ${amount}`)).toEqual([
    '4: the first 1 row',
    '2: the first 3 rows',
    '1: 2 rows',
  ])
  expect(taken.map(({ rest }) => rest)).toEqual([
    ' It holds only the first 1 row.',
    ' It holds only the first 3 rows.',
    '',
  ])
})

test('a result that grows stays as it was taken', () => {
  const growing = outcome(1, null, [1])
  const [taken] = takenRows([growing])
  growing.grew(rowsOf(['a'], [[1n], [2n]]))
  expect(taken?.rows.rowCount).toBe(1)
})

test('rows are taken in the order shown, long values too, and it is said', async () => {
  const sorted = outcome(1, {}, [2, 3, 1])
  const { rows } = sorted
  if (rows === null) throw new Error('no rows')
  const values = () => {
    const [taken] = takenRows([sorted])
    return [[0, 1, 2].map((at) => taken?.rows.value(at, 0)), taken?.rest]
  }
  await sorted.grid.order.toggle(rows, 0, 'sqlite')
  expect(values()).toEqual([[1n, 2n, 3n], ' Sorted by a, as shown.'])
  await sorted.grid.order.toggle(rows, 0, 'sqlite')
  const [descending] = takenRows([sorted])
  const asked: number[] = []
  const whole = (_: Outcome, row: number) => (asked.push(row), Promise.resolve(null))
  const bench = { session: { dialect: 'sqlite', whole } } as unknown as Bench
  if (descending === undefined) throw new Error('nothing taken')
  await writing(descending, bench).whole(0, 0)
  expect(asked).toEqual([1])
  await sorted.grid.order.toggle(rows, 0, 'sqlite')
  expect(values()).toEqual([[2n, 3n, 1n], ''])
  // what was taken before stays as it was
  expect(descending.rows.value(0, 0)).toBe(3n)
})

test('a grid that goes while it sorts leaves the order to the one that comes', async () => {
  const sorted = outcome(1, {}, [2, 3, 1])
  const { rows, grid } = sorted
  if (rows === null) throw new Error('no rows')
  await grid.order.toggle(rows, 0, 'sqlite')
  const again = grid.order.toggle(rows, 0, 'sqlite')
  grid.order.close()
  await again
  expect(takenRows([sorted])[0]?.rows.value(0, 0)).toBe(2n)
  await grid.order.refresh(rows, 'sqlite')
  expect(takenRows([sorted])[0]?.rows.value(0, 0)).toBe(3n)
})

test('INSERT statements know what the table computes itself, and which keys it makes', () => {
  const table = { kind: 'table', rows: 0, foreignKeys: [], indexes: [], triggers: [], checks: [] } as const
  const column = { type: 'int', notNull: false, primaryKey: 0, default: null }
  const schema: Schema = {
    tables: [
      {
        ...table,
        schema: 'public',
        name: 'Odd',
        columns: [
          { ...column, name: 'id', default: 'GENERATED ALWAYS AS IDENTITY' },
          { ...column, name: 'total', default: '(1 + 1)', generated: true },
        ],
      },
      { ...table, schema: 'public', name: 'odd', columns: [{ ...column, name: 'id' }] },
    ],
  }
  const bench = { session: { dialect: 'postgres', schema } } as unknown as Bench
  const target = (text: string) => {
    const [taken] = takenRows([outcome(1, {}, [1], text)])
    if (taken === undefined) throw new Error('nothing taken')
    const { table, computed, ownKeys } = writing(taken, bench)
    return [table, computed, ownKeys]
  }
  expect(target('SELECT * FROM public."Odd"')).toEqual(['public."Odd"', ['total'], true])
  expect(target('SELECT * FROM ODD')).toEqual(['ODD', [], false])
  expect(target('SELECT 1')).toEqual(['result', undefined, undefined])
})
