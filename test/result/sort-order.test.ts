import fc from '../property/fast-check'
import { expect, test } from 'vitest'
import type { Column, Value } from '../../src/engine/value'
import { sortOrder, type Direction } from '../../src/result/sort-order'
import { column, computed, rowsOf } from './rows'

const going = new AbortController().signal
async function sorted(
  values: readonly Value[],
  of: Column = column('c'),
  direction: Direction = 'ascending',
) {
  const order = await sortOrder(
    rowsOf(
      [of],
      values.map((value) => [value]),
    ),
    0,
    direction,
    going,
  )
  return [...(order ?? [])].map((row) => values[row])
}

test('numbers sort by value, whatever their type', async () => {
  expect(await sorted([10n, 9n, 2.5, -1n], column('n', 'number', 'real'))).toEqual([-1n, 2.5, 9n, 10n])
})

test('integers beyond 2^53 and long NUMERICs sort by their last digit', async () => {
  expect(await sorted([9007199254740993n, 9007199254740992n], column('n', 'integer'))).toEqual([
    9007199254740992n,
    9007199254740993n,
  ])
  const numeric = column('n', 'number', 'numeric')
  const values = ['100000000000000000000.2', '100000000000000000000.10', '9', 'NaN', '-Infinity']
  expect(await sorted(values, numeric)).toEqual(['-Infinity', '9', values[1], values[0], 'NaN'])
})

test('digits in a text column sort as text', async () => {
  expect(await sorted(['10', '9', '1'])).toEqual(['1', '10', '9'])
})

test('NULL comes last, upwards and downwards', async () => {
  expect(await sorted([null, 2n, 1n])).toEqual([1n, 2n, null])
  expect(await sorted([null, 2n, 1n], column('c'), 'descending')).toEqual([2n, 1n, null])
})

test('equal rows keep the order they came in, for any values', async () => {
  const value = fc.oneof(
    fc.constantFrom(null, true, false),
    fc.bigInt(),
    fc.double(),
    fc.string({ maxLength: 2 }),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 6000, minLength: 4000 }),
      async (keys) => {
        const rows = computed(keys.length, [column('k', 'integer')], (row) => BigInt(keys[row] ?? 0))
        const order = [...((await sortOrder(rows, 0, 'descending', going)) ?? [])]
        const expected = keys.map((_, i) => i).sort((a, b) => (keys[b] ?? 0) - (keys[a] ?? 0))
        expect(order).toEqual(expected)
      },
    ),
    { numRuns: 5 },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 50 }), async (values) => {
      const result = await sorted(values)
      expect(result.length).toBe(values.length)
      expect(new Set(result)).toEqual(new Set(values))
    }),
    { numRuns: 50 },
  )
})

test('a sort that is called off gives nothing', async () => {
  const abort = new AbortController()
  const rows = computed(50_000, [column('n', 'integer')], (row) => BigInt(-row))
  const pause = () => Promise.resolve(abort.abort())
  abort.abort()
  expect(await sortOrder(rows, 0, 'ascending', abort.signal, pause)).toBeNull()
})

test('a million rows are sorted in slices', async () => {
  let pauses = 0
  const rows = computed(1_000_000, [column('n', 'integer')], (row) => BigInt((row * 7919) % 1_000_003))
  const order = await sortOrder(rows, 0, 'ascending', going, () => Promise.resolve(void pauses++))
  expect(order?.length).toBe(1_000_000)
  for (let i = 1; i < 1_000_000; i += 997) {
    expect(((order?.[i - 1] ?? 0) * 7919) % 1_000_003 <= ((order?.[i] ?? 0) * 7919) % 1_000_003).toBe(true)
  }
  expect(pauses).toBeGreaterThan(5)
})
