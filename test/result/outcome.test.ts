import { expect, test } from 'vitest'
import type { Done, Reply } from '../../src/engine/engine'
import { byteSize, count, duration } from '../../src/result/amount'
import { Outcome } from '../../src/result/outcome.svelte'
import { outcomeLine } from '../../src/result/outcome-line'
import { column, computed } from './rows'

const done: Done = {
  ok: true,
  command: 'SELECT',
  rowCount: 6,
  more: false,
  changes: null,
  notices: [],
  ms: 1.23,
  transaction: 'none',
  wrote: false,
}
const outcome = (): Outcome => new Outcome(1, { text: 'SELECT 1', from: 0, to: 8 })
const ended = (reply: Reply): string => {
  const one = outcome()
  one.started(0)
  one.ended(reply, 10)
  return outcomeLine(one, 10).said
}

test('a finished statement says rows, changes and time', () => {
  expect(ended(done)).toBe('6 rows · 1.2 ms')
  expect(ended({ ...done, rowCount: 1 })).toBe('1 row · 1.2 ms')
  expect(ended({ ...done, rowCount: 0 })).toBe('0 rows · 1.2 ms')
  expect(ended({ ...done, command: 'UPDATE', rowCount: null, changes: 3, ms: 0.4 })).toBe(
    '3 rows changed · 0.4 ms',
  )
  expect(ended({ ...done, command: 'INSERT', rowCount: 2, changes: 2 })).toBe(
    '2 rows · 2 rows changed · 1.2 ms',
  )
  expect(ended({ ...done, command: 'CREATE TABLE', rowCount: null })).toBe('done · 1.2 ms')
  expect(ended({ ...done, rowCount: 1_000_000, more: true, ms: 2134 })).toBe(
    '1,000,000 rows shown, more exist · 2.1 s',
  )
})

test('a failed statement says whether anything was changed', () => {
  const failed = { ...done, ok: false, error: { message: 'no', origin: 'engine' } } as const
  expect(ended(failed)).toBe('failed · nothing was changed')
  expect(ended({ ...failed, wrote: true })).toBe('failed · the data may have changed')
  expect(ended({ ...failed, error: { message: 'no', origin: 'refused' } })).toBe(
    'not run · nothing was changed',
  )
})

test('while it runs, only "running" is announced; time and rows tick beside it', () => {
  const one = outcome()
  one.started(1000)
  expect(outcomeLine(one, 1500)).toEqual({ said: 'running', ticking: '' })
  one.head(computed(41_200, [column('n')], () => null))
  expect(outcomeLine(one, 4200)).toEqual({ said: 'running', ticking: ' for 3.2 s · 41,200 rows so far' })
})

test('a stopped statement says how long it ran and what had arrived', () => {
  const one = outcome()
  one.started(1000)
  one.head(computed(500, [column('n')], () => null))
  one.stopped('', 7100)
  expect(one.complete).toBe(true)
  expect(outcomeLine(one, 9000).said).toBe('stopped after 6.1 s · 500 rows had arrived')
})

test('a statement after the failed one says that it was not run', () => {
  const one = outcome()
  one.skipped()
  expect(outcomeLine(one, 0).said).toBe('not run')
})

test('amounts are written as the page speaks', () => {
  expect([0, 999, 1000, 1234567].map(count)).toEqual(['0', '999', '1,000', '1,234,567'])
  expect([0, 0.04, 999.9, 999.96, 3249, 6_000_000].map(duration)).toEqual([
    '0.0 ms',
    '0.0 ms',
    '999.9 ms',
    '1.0 s',
    '3.2 s',
    '6,000.0 s',
  ])
  expect([1, 999, 65_536, 1_500_000, 100_000_000, 2e9].map(byteSize)).toEqual([
    '1 byte',
    '999 bytes',
    '66 KB',
    '1.5 MB',
    '100 MB',
    '2 GB',
  ])
})
