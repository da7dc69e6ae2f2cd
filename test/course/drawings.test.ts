import { describe, expect, test } from 'vitest'
import { joinPairs, pairsSaid } from '../../src/course/join-pairs'
import { timeline, timelineSaid } from '../../src/course/timeline'
import { and, equal, not, or, truthName, truths } from '../../src/course/truth'
import { windowFrame } from '../../src/course/window-frame'
import { rows } from './rows'

describe('a join drawn', () => {
  const customers = rows('id:integer name', [6n, 'Frank'], [8n, 'Henry'], [null, 'Nobody'])
  const sales = rows('customer_id:integer amount:number', [6n, '1.00'], [6n, '2.00'], [null, '3.00'])

  test('has a line for every pair, and none for NULL', () => {
    expect(joinPairs(customers, sales, 'id', 'customer_id')).toEqual([
      { left: 0, right: 0 },
      { left: 0, right: 1 },
    ])
  })

  test('has no line where a column is missing', () => {
    expect(joinPairs(customers, sales, 'id', 'missing')).toEqual([])
  })

  test('is told in words', () => {
    const pairs = joinPairs(customers, sales, 'id', 'customer_id')
    expect(pairsSaid(customers, pairs, 'inner')).toBe(
      'Frank: 2 pairs. Henry: no pair, left out. Nobody: no pair, left out.',
    )
    expect(pairsSaid(customers, pairs, 'left')).toContain('Henry: no pair, kept with NULL.')
  })
})

describe('a window drawn', () => {
  const set = rows('c:integer n:integer', [1n, 1n], [1n, 2n], [1n, 3n], [2n, 4n], [2n, 5n])
  const frame = (at: number, before: number | 'all', after: number | 'all', partition?: string) =>
    windowFrame(set, { at, before, after, ...(partition === undefined ? {} : { partition }) })
      .map(({ inside, current }) => (current ? 'x' : inside ? 'o' : '.'))
      .join('')

  test('reaches from the beginning of the partition to the row', () => {
    expect(frame(2, 'all', 0, 'c')).toBe('ox...')
    expect(frame(5, 'all', 0, 'c')).toBe('...ox')
  })

  test('reaches over all rows without a partition', () => {
    expect(frame(4, 'all', 'all')).toBe('oooxo')
  })

  test('reaches so many rows to each side, and not beyond the partition', () => {
    expect(frame(3, 1, 1, 'c')).toBe('.ox..')
    expect(frame(1, 2, 1)).toBe('xo...')
  })
})

describe('a timeline drawn', () => {
  test('places dates on the line and tells which are in the span', () => {
    const line = timeline(
      rows('day', ['2026-01-01'], ['2026-01-05 12:00:00'], [null]),
      rows('a b c d', ['2026-01-05', '2026-01-10', '2026-01-01', '2026-01-10']),
    )
    expect(line).toMatchObject({ from: 40, to: 100, first: '2026-01-01', last: '2026-01-10' })
    expect(line?.marks.map(({ at, inside }) => [at, inside])).toEqual([
      [5, false],
      [45, true],
    ])
    expect(line && timelineSaid(line)).toBe(
      '2 dates, 1 of them from 2026-01-05 to 2026-01-10: 2026-01-01, 2026-01-05.',
    )
  })

  test('is not there while its rows are not', () => {
    expect(timeline(rows('day'), rows('a b'))).toBeNull()
  })
})

describe('three-valued logic', () => {
  test('has one false that is enough for AND, and one true that is enough for OR', () => {
    for (const truth of truths) {
      expect(and(false, truth)).toBe(false)
      expect(and(truth, false)).toBe(false)
      expect(or(true, truth)).toBe(true)
      expect(or(truth, true)).toBe(true)
    }
  })

  test('stays unknown otherwise', () => {
    expect(and(true, null)).toBeNull()
    expect(or(false, null)).toBeNull()
    expect(not(null)).toBeNull()
    expect(equal(null, null)).toBeNull()
    expect(equal(true, true)).toBe(true)
    expect(truthName(null)).toBe('unknown')
  })
})
