import fc from '../property/fast-check'
import { expect, test } from 'vitest'
import { Ring } from '../../src/storage/ring'

const item = (name: string, weights: Record<string, number>) => ({
  item: name,
  weights: new Map(Object.entries(weights)),
})

test('what several states share counts once', () => {
  const ring = new Ring<string>(100)
  ring.add(item('a', { shared: 60, one: 10 }))
  expect(ring.add(item('b', { shared: 60, two: 10 }))).toEqual([])
  expect(ring.bytes).toBe(80)
})

test('the oldest goes first, and only as many as must', () => {
  const ring = new Ring<string>(100)
  for (const name of ['a', 'b', 'c']) ring.add(item(name, { shared: 10, [name]: 30 }))
  expect(ring.add(item('d', { d: 20 }))).toEqual(['a'])
  expect(ring.add(item('e', { e: 60 }))).toEqual(['b', 'c'])
  expect(ring.bytes).toBe(80)
})

test('the newest stays even when it is larger than the budget', () => {
  const ring = new Ring<string>(100)
  ring.add(item('a', { a: 50 }))
  expect(ring.add(item('b', { b: 500 }))).toEqual(['a'])
  expect(ring.items.map((each) => each.item)).toEqual(['b'])
})

test('the bytes are always those of the chunks that are held', () => {
  const weights = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.constant(10))
  fc.assert(
    fc.property(fc.array(weights), (all) => {
      const ring = new Ring<string>(35)
      for (const [i, each] of all.entries()) ring.add(item(String(i), each))
      const held = new Set(ring.items.flatMap((each) => [...each.weights.keys()]))
      expect(ring.bytes).toBe(10 * held.size)
      expect(ring.bytes <= 35 || ring.items.length === 1).toBe(true)
    }),
  )
})
