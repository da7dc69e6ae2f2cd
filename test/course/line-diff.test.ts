import { expect, test } from 'vitest'
import { judgeChoices } from '../../src/course/choices'
import { contract } from '../../src/course/contract'
import { diffLines } from '../../src/course/line-diff'
import { asks } from './rows'

const signs = { same: ' ', yours: '-', solution: '+' }
const drawn = (yours: string, solution: string) =>
  diffLines(yours, solution).map(({ kind, text }) => `${signs[kind]}${text}`)

test('the solution is shown as a difference from what was written', () => {
  expect(drawn('SELECT a\nFROM t\nWHERE x\nORDER BY a', 'SELECT a\nFROM t\nORDER BY a')).toEqual([
    ' SELECT a',
    ' FROM t',
    '-WHERE x',
    ' ORDER BY a',
  ])
  expect(drawn('SELECT a', 'SELECT b')).toEqual(['-SELECT a', '+SELECT b'])
})

test('blanks at the end of a line are no difference', () => {
  expect(drawn('SELECT a  \n\n', 'SELECT a')).toEqual([' SELECT a'])
})

test('beside an empty editor the whole solution is new', () => {
  expect(drawn('  \n', 'SELECT a\nFROM t')).toEqual(['+SELECT a', '+FROM t'])
})

const choices = [
  { inner: ['a'], right: true, why: [] },
  { inner: ['b'], right: false, why: [] },
  { inner: ['c'], right: true, why: [] },
]

test('a quiz is right when exactly the right choices are chosen', () => {
  expect(judgeChoices(choices, [2, 0])).toEqual({ correct: true, text: 'Those are the ones.' })
  expect(judgeChoices(choices, [0])).toMatchObject({ correct: false, text: '1 right one is missing.' })
  expect(judgeChoices(choices, [0, 1, 2])).toMatchObject({ text: '1 of your choices is not right.' })
  expect(judgeChoices(choices, [1])).toMatchObject({
    text: '1 of your choices is not right, and 2 right ones are missing.',
  })
  expect(judgeChoices(choices, [])).toMatchObject({ text: 'Nothing is chosen.' })
})

test('the contract of a task says rows, columns and order', () => {
  const check = asks('name {total}', {
    ordered: [
      { column: 'total', descending: true },
      { column: 'name', descending: false },
    ],
  })
  expect(contract(check)).toEqual([
    { name: 'Rows', text: 'one per customer' },
    { name: 'Columns', text: '`name`, total' },
    { name: 'Order', text: 'by `total`, descending, then by `name`' },
  ])
  expect(contract(asks('name'))[2]).toEqual({ name: 'Order', text: 'any' })
  expect(contract(null)).toEqual([])
})
