import { describe, expect, test } from 'vitest'
import { agree, measureOf } from '../../src/course/cell'
import { rows } from './rows'

describe('numbers agree by amount', () => {
  test.each([
    [1n, 1],
    [1n, '1.0'],
    ['45', '45.00'],
    [45n, '45.00'],
    [true, 1n],
    [false, 0n],
    ['154.7900000000000000', '154.79'],
    [0.1 + 0.2, 0.3],
    [-0, 0n],
    [1e21, 1e21 + 1e5],
  ])('%s and %s', (a, b) => {
    expect(agree(a, b, 'number')).toBe(true)
    expect(agree(b, a, 'number')).toBe(true)
  })

  test.each([
    [1n, 2n],
    [9007199254740993n, 9007199254740992n],
    [100.01, 100.02],
    ['007', 7n],
    ['', 0n],
    [null, 0n],
    [true, 2n],
    ['abc', 'abd'],
  ])('but not %s and %s', (a, b) => {
    expect(agree(a, b, 'number')).toBe(false)
  })
})

describe('text agrees letter by letter', () => {
  test.each([
    ['Ann', 'ann'],
    ['45', '45.00'],
    ['a', 'a '],
    ['', null],
    ['2026-01-01', '2026-01-01 00:00:00'],
  ])('so not %s and %s', (a, b) => {
    expect(agree(a, b, 'text')).toBe(false)
  })

  test('midnight is the bare day only where the check says so', () => {
    expect(agree('2026-01-01', '2026-01-01 00:00:00', 'day')).toBe(true)
    expect(agree('2026-01-01', '2026-01-01T00:00:00+00', 'day')).toBe(true)
    expect(agree('2026-01-01', '2026-01-01 00:00:01', 'day')).toBe(false)
  })
})

test('exact columns count every digit', () => {
  expect(agree('45.00', '45.00', 'exact')).toBe(true)
  expect(agree('45.00', '45', 'exact')).toBe(false)
})

test('NULL agrees with NULL only', () => {
  expect(agree(null, null, 'text')).toBe(true)
  expect(agree(null, 'null', 'text')).toBe(false)
})

test('bytes agree byte by byte', () => {
  expect(agree(new Uint8Array([1, 2]), new Uint8Array([1, 2]), 'text')).toBe(true)
  expect(agree(new Uint8Array([1, 2]), new Uint8Array([1, 3]), 'text')).toBe(false)
})

test('a column is compared by amount where either side holds numbers', () => {
  const texts = rows('year', ['2026'])
  const numbers = rows('year:integer', [2026n])
  expect(measureOf(texts, numbers, 0, false, false)).toBe('number')
  expect(measureOf(texts, texts, 0, false, false)).toBe('text')
  expect(measureOf(texts, texts, 0, false, true)).toBe('day')
  expect(measureOf(texts, numbers, 0, true, false)).toBe('exact')
})
