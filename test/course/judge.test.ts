import { describe, expect, test } from 'vitest'
import { judge } from '../../src/course/judge'
import type { NotYet, Verdict } from '../../src/course/verdict'
import { answer, asks, expected, rows } from './rows'

function refusal(verdict: Verdict): NotYet {
  if (verdict.correct) throw new Error(`accepted: ${verdict.text}`)
  return verdict
}

const people = rows('name email', ['Ann', 'ann@x'], ['Bob', 'bob@x'], ['Cy', null])

describe('a right answer', () => {
  test('passes, and is told how many rows it has', () => {
    expect(judge(asks('name email'), answer(people), expected(people))).toEqual({
      correct: true,
      text: '3 rows, right',
    })
  })

  test('may have its rows in any order where none is asked for', () => {
    const turned = { ...people, rows: [...people.rows].reverse() }
    expect(judge(asks('name email'), answer(turned), expected(people)).correct).toBe(true)
  })

  test('may write the names of its columns in capitals', () => {
    const loud = rows('NAME Email', ...people.rows)
    expect(judge(asks('name email'), answer(loud), expected(people)).correct).toBe(true)
  })

  test('may name a column as it likes where the name is free', () => {
    const counted = rows('name n:integer', ['Ann', 2n])
    const other = rows('name how_many:integer', ['Ann', 2n])
    expect(judge(asks('name {count}'), answer(other), expected(counted)).correct).toBe(true)
  })

  test('may be empty', () => {
    const none = rows('name email')
    expect(judge(asks('name email'), answer(none), expected(none)).correct).toBe(true)
  })

  test('may let ties in the asked order fall either way', () => {
    const check = asks('name total', { ordered: [{ column: 'total', descending: true }] })
    const one = rows('name total:integer', ['Ann', 2n], ['Bob', 1n], ['Cy', 1n])
    const other = rows('name total:integer', ['Ann', 2n], ['Cy', 1n], ['Bob', 1n])
    expect(judge(check, answer(other), expected(one)).correct).toBe(true)
  })
})

describe('a refusal says what is different', () => {
  test('an error, with the engine’s message and its place', () => {
    const error = { message: 'no such column: nam', origin: 'engine', position: 7 } as const
    const failed = answer(null, { error: { error, statement: 2, from: 40 }, done: 1 })
    expect(refusal(judge(asks('name'), failed, expected(people)))).toMatchObject({
      reason: 'error',
      text: 'At statement 2 the engine answers with an error: no such column: nam',
      error: { from: 40 },
    })
  })

  test('no result at all', () => {
    expect(refusal(judge(asks('name email'), answer(null), expected(people)))).toMatchObject({
      reason: 'no result',
      text: 'Nothing you ran gives rows. The task asks for a result, and the last one counts.',
    })
    expect(refusal(judge(asks('name email'), answer(null, { done: 0 }), expected(people))).text).toMatch(
      /^There is no statement in the editor\./,
    )
  })

  test('the number of columns', () => {
    const narrow = rows('name', ['Ann'], ['Bob'], ['Cy'])
    expect(refusal(judge(asks('name email'), answer(narrow), expected(people)))).toMatchObject({
      reason: 'column count',
      text: 'Your result has 1 column, the task asks for 2: `name` and `email`.',
    })
  })

  test('the name of a column that the task names', () => {
    const renamed = rows('name mail', ...people.rows)
    expect(refusal(judge(asks('name email'), answer(renamed), expected(people)))).toMatchObject({
      reason: 'column names',
      text: 'Column 2 is called `mail`; the task asks for `email`.',
    })
  })

  test('the order of columns, told by their names', () => {
    const turned = rows('email name', ['ann@x', 'Ann'], ['bob@x', 'Bob'], [null, 'Cy'])
    expect(refusal(judge(asks('name email'), answer(turned), expected(people)))).toMatchObject({
      reason: 'column order',
      text: 'The columns are right, but not in the order of the task: `name` and `email`.',
    })
  })

  test('the order of columns, told by what they hold where names are free', () => {
    const turned = rows('a b', ['ann@x', 'Ann'], ['bob@x', 'Bob'], [null, 'Cy'])
    expect(refusal(judge(asks('{a} {b}'), answer(turned), expected(people))).reason).toBe('column order')
  })

  test('missing rows', () => {
    const fewer = { ...people, rows: people.rows.slice(0, 1) }
    const verdict = refusal(judge(asks('name email'), answer(fewer), expected(people)))
    expect(verdict).toMatchObject({
      reason: 'missing rows',
      text: '2 rows are missing. The columns and their order are right.',
    })
    expect(verdict.diff?.rows).toEqual([
      { kind: 'missing', cells: ['Bob', 'bob@x'] },
      { kind: 'missing', cells: ['Cy', null] },
    ])
    expect(verdict.diff?.same).toEqual({ count: 1, names: ['Ann'] })
  })

  test('extra rows', () => {
    const more = { ...people, rows: [...people.rows, ['Dee', 'dee@x']] }
    expect(refusal(judge(asks('name email'), answer(more), expected(people)))).toMatchObject({
      reason: 'extra rows',
      text: '1 row should not be there. The columns and their order are right.',
    })
  })

  test('missing and extra rows together', () => {
    const others = rows('name email', ['Ann', 'ann@x'], ['Dee', null], ['Eve', 'eve@x'])
    expect(refusal(judge(asks('name email'), answer(others), expected(people))).text).toBe(
      '2 rows are missing and 2 should not be there. The columns and their order are right.',
    )
  })

  test('duplicates', () => {
    const twice = { ...people, rows: [...people.rows, ...people.rows.slice(0, 2)] }
    const verdict = refusal(judge(asks('name email'), answer(twice), expected(people)))
    expect(verdict).toMatchObject({
      reason: 'duplicates',
      text: 'All rows are there, but 2 rows appear again as duplicates.',
    })
    expect(verdict.diff?.rows.map(({ kind }) => kind)).toEqual(['repeated', 'repeated'])
  })

  test('a value that differs, beside the expected one', () => {
    const right = rows('name total:integer', ['Ann', 3n], ['Bob', 0n])
    const wrong = rows('name total:integer', ['Bob', 1n], ['Ann', 3n])
    const verdict = refusal(judge(asks('name total'), answer(wrong), expected(right)))
    expect(verdict).toMatchObject({
      reason: 'value',
      text: 'A value differs: `total` is 1 and should be 0.',
    })
    expect(verdict.diff?.rows).toEqual([
      { kind: 'expected', cells: ['Bob', 0n], marked: [1] },
      { kind: 'yours', cells: ['Bob', 1n], marked: [1] },
    ])
  })

  test('a value of a single row', () => {
    const right = rows('n:integer total:number', [50n, '8012.25'])
    const wrong = rows('n:integer total:number', [49n, '8000.00'])
    expect(refusal(judge(asks('n total'), answer(wrong), expected(right))).text).toBe(
      'A value differs: `n` is 49 and should be 50.',
    )
  })

  test('an exact number without quotes, a text with them', () => {
    const [right, wrong] = [rows('total:number', ['29.9950']), rows('total:number', ['30.00'])]
    expect(refusal(judge(asks('total'), answer(wrong), expected(right))).text).toBe(
      'A value differs: `total` is 30.00 and should be 29.9950.',
    )
    expect(
      refusal(judge(asks('name'), answer(rows('name', ['7'])), expected(rows('name', ['8'])))).text,
    ).toBe("A value differs: `name` is '7' and should be '8'.")
  })

  test('the order of rows, at the first place that is wrong', () => {
    const check = asks('name email', { ordered: [{ column: 'name', descending: false }] })
    const turned = { ...people, rows: [...people.rows].reverse() }
    const verdict = refusal(judge(check, answer(turned), expected(people)))
    expect(verdict).toMatchObject({
      reason: 'row order',
      text: 'All rows are right, but their order is not: the task asks for an order by `name`.',
    })
    expect(verdict.diff?.rows).toEqual([
      { kind: 'expected', cells: ['Ann', 'ann@x'], marked: [0], at: 1 },
      { kind: 'yours', cells: ['Cy', null], marked: [0], at: 1 },
    ])
  })

  test('a table that changed', () => {
    const state = {
      tables: new Map([['sales', 'other']]),
      verified: [],
      accepted: [],
      refused: [],
      indexes: new Map<string, never[]>(),
    }
    const changing = { ...answer(people, { wrote: true }), state }
    expect(
      refusal(judge(asks('name email'), changing, expected(people, { sales: 'as before' }))),
    ).toMatchObject({
      reason: 'table changed',
      text: 'The table `sales` has other rows than before, and the task leaves it as it is.',
    })
    const dropped = { ...changing, state: { ...state, tables: new Map<string, string>() } }
    expect(refusal(judge(asks('name email'), dropped, expected(people, { sales: 'as before' }))).text).toBe(
      'The table `sales` is gone, and the task leaves it as it is.',
    )
  })

  test('a script that was stopped, or that took the engine with it', () => {
    expect(refusal(judge(asks('name'), answer(null, { end: 'stopped' }), expected(people))).reason).toBe(
      'unfinished',
    )
    expect(refusal(judge(asks('name'), answer(null, { end: 'crashed' }), expected(people))).text).toMatch(
      /^The engine stopped/,
    )
  })
})

describe('advice that comes with the hints', () => {
  test('names a column that is NULL in every missing row', () => {
    const fewer = { ...people, rows: people.rows.slice(0, 2) }
    expect(refusal(judge(asks('name email'), answer(fewer), expected(people))).more).toContain(
      'In every missing row `email` is NULL. A comparison with NULL is never true.',
    )
  })

  test('tells that DISTINCT removed rows that belong there', () => {
    const right = rows('amount:integer', [5n], [5n], [7n])
    const distinct = rows('amount:integer', [5n], [7n])
    expect(refusal(judge(asks('amount'), answer(distinct), expected(right))).more[0]).toMatch(
      /DISTINCT and UNION/,
    )
  })
})

describe('what can go wrong in telling rows apart', () => {
  test('rows of equal text in other columns are not confused', () => {
    const right = rows('a b', ['1,2', '3'])
    const wrong = rows('a b', ['1', '2,3'])
    expect(judge(asks('a b'), answer(wrong), expected(right)).correct).toBe(false)
  })

  test('a result that was cut off never passes', () => {
    const long = { ...people, more: true, rows: [...people.rows, ['Dee', null]] }
    expect(refusal(judge(asks('name email'), answer(long), expected(people))).text).toMatch(
      /^More than 1 rows/,
    )
  })
})

describe('tasks of other kinds', () => {
  test('run: every statement has to run', () => {
    expect(judge({ kind: 'run' }, answer(null), expected(null)).correct).toBe(true)
  })

  test('error: a statement has to fail', () => {
    const error = { message: 'no', origin: 'engine' } as const
    const failed = answer(null, { error: { error, statement: 1, from: 0 } })
    expect(judge({ kind: 'error' }, failed, expected(null)).correct).toBe(true)
    expect(refusal(judge({ kind: 'error' }, answer(people), expected(null))).reason).toBe('no error')
  })
})
