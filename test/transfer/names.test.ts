import { expect, test } from 'vitest'
import { tableLabels } from '../../src/transfer/names'

test('tables are listed by name, and with their schema where two have the same', () => {
  const tables = [
    { schema: 'public', name: 't' },
    { schema: 'public', name: 'people' },
    { schema: 's2', name: 't' },
  ]
  expect(tableLabels(tables)).toEqual(['public.t', 'people', 's2.t'])
})
