import { expect, test } from 'vitest'
import { lessonAddress, stepAt } from '../../src/course/address'
import type { Outline } from '../../src/course/lesson'

const lesson = { minutes: 20, question: '', steps: [] }
const outline: Outline = {
  parts: [
    {
      id: 'sql',
      number: 1,
      title: 'SQL',
      lessons: [
        { written: true, id: 'rows', number: 1, title: 'Rows', ...lesson },
        { written: true, id: 'left-join', number: 4, title: 'LEFT JOIN', ...lesson },
        { written: false, number: 9, title: 'Later', holds: '' },
      ],
    },
  ],
}

test.each([
  ['sql', 'left-join', 'sql/left-join'],
  ['01-sql', '04-left-join', 'sql/left-join'],
  ['1', '4', 'sql/left-join'],
  ['1', '9', '1/9'],
  ['9', 'left-join', '9/left-join'],
])('%s/%s is %s', (chapter, name, address) => {
  expect(lessonAddress(outline, chapter, name)).toBe(address)
})

test('a step is found by id, by number and by the name of its file', () => {
  const steps = [{ id: 'only-pairs' }, { id: 'keep-left' }]
  expect(stepAt(steps, 'keep-left')).toBe(steps[1])
  expect(stepAt(steps, '2')).toBe(steps[1])
  expect(stepAt(steps, '02-keep-the-left-side')).toBe(steps[1])
  expect(stepAt(steps, '7')).toBe(undefined)
  expect(stepAt(steps, '')).toBe(undefined)
})
