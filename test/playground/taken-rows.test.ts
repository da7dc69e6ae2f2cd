import { expect, test } from 'vitest'
import type { Reply } from '../../src/engine/engine'
import { takenRows } from '../../src/playground/taken-rows'
import { Outcome } from '../../src/result/outcome.svelte'
import { rowsOf } from '../result/rows'

function outcome(number: number, reply: Partial<Reply> | null, values: number[]): Outcome {
  const made = new Outcome(number, { text: '', from: 0, to: 0 })
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
