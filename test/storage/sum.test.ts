import fc from '../property/fast-check'
import { expect, test } from 'vitest'
import { sumOf } from '../../src/storage/sum'

const bytes = fc.uint8Array({ minLength: 1, maxLength: 500 })

test('any byte that changed is found', () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (before, place, by) => {
      const after = before.slice()
      after[place % after.length] = (after[place % after.length] ?? 0) ^ by
      expect(sumOf(after)).not.toBe(sumOf(before))
    }),
  )
})

test('bytes that moved, that are missing or that follow are found', () => {
  const before = Uint8Array.from({ length: 64 }, (_, i) => (i < 32 ? i : 0))
  const moved = Uint8Array.from([...before.subarray(32), ...before.subarray(0, 32)])
  const sums = [before, moved, before.subarray(0, 63), new Uint8Array(65).fill(0)].map(sumOf)
  expect(new Set([...sums, sumOf(Uint8Array.from([...before, 0]))]).size).toBe(5)
})

test('the sum of a view is that of its bytes', () => {
  fc.assert(
    fc.property(bytes, fc.nat(9), (part, offset) => {
      const large = new Uint8Array(part.length + 20)
      large.set(part, offset)
      expect(sumOf(large.subarray(offset, offset + part.length))).toBe(sumOf(part))
    }),
  )
})
