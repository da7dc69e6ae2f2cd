import { expect, test } from 'vitest'
import { freeName, tidyName } from '../../src/storage/name'

test.each([
  ['  sales  ', 'sales'],
  ['two\nlines\tand a tab', 'two lines and a tab'],
  ['evil\u202egnp.exe', 'evil gnp.exe'],
  [' \u2066 ', 'Untitled'],
  ['שלום 😀', 'שלום 😀'],
  ['x'.repeat(300), 'x'.repeat(100)],
  [`${'x'.repeat(99)}😀`, 'x'.repeat(99)],
])('%j becomes one short line', (name, tidy) => {
  expect(tidyName(name)).toBe(tidy)
})

test('a name that is taken gets the next number', () => {
  expect(freeName('sales', new Set(['sales', 'sales 2']))).toBe('sales 3')
  expect(freeName('sales 2', new Set(['sales 2']))).toBe('sales 3')
})
