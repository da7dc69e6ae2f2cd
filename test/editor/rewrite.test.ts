import { ChangeSet } from '@codemirror/state'
import fc from '../property/fast-check'
import { expect, test } from 'vitest'
import { rewrite } from '../../src/editor/rewrite'

const changes = (before: string, after: string) => ChangeSet.of(rewrite(before, after), before.length)

test('the edits make the new text of the old one, whatever the two are', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', ' ', '\n', '🙂', 'İ', ';'), maxLength: 30 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = ChangeSet.of(rewrite(before, after), before.length)
      let made = ''
      let at = 0
      lines.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
        made += before.slice(at, fromA) + inserted.toString()
        at = toA
      })
      expect(made + before.slice(at)).toBe(after)
    }),
  )
})

test('formatting keeps the cursor at its word', () => {
  const before = 'select id,name from customers where id=1'
  const after = 'SELECT\n  id,\n  name\nFROM\n  customers\nWHERE\n  id = 1'
  const cursor = changes(before, after).mapPos(before.indexOf('customers') + 4)
  expect(cursor).toBe(after.indexOf('customers') + 4)
})

test('equal texts need no edit', () => {
  expect(rewrite('select 1', 'select 1')).toEqual([])
})

test('behind the first real difference the rest up to the common end is one edit', () => {
  expect(rewrite('select a from t', 'select bb from t')).toEqual([{ from: 7, to: 8, insert: 'bb' }])
})
