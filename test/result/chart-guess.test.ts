import { describe, expect, test } from 'vitest'
import type { Value } from '../../src/engine/value'
import { chartColumns } from '../../src/result/chart-column'
import { guessChart } from '../../src/result/chart-guess'
import { chartTitle } from '../../src/result/chart-spec'
import { result } from './chart-rows'

/** The first chart of a result, as "kind: title". */
function first(head: string, rows: Value[][]): string {
  const columns = chartColumns(result(head, rows), rows.length)
  const guess = guessChart(columns, rows.length, 'sqlite')
  return guess.kind === 'none'
    ? `none: ${guess.reason}`
    : `${guess.spec.kind}: ${chartTitle(guess.spec, columns)}`
}
const days = (n: number) =>
  Array.from({ length: n }, (_, i) => new Date(Date.UTC(2026, 9, 1 + i)).toISOString().slice(0, 10))

describe('the first chart', () => {
  test.each<[string, string, Value[][], string]>([
    [
      'a name and an amount',
      'category:text revenue:number',
      [
        ['Books', '10.50'],
        ['Food', '7.25'],
      ],
      'bar: revenue by category',
    ],
    [
      'a name that repeats',
      'category:text sale_amount:number',
      [
        ['Books', '1'],
        ['Food', '2'],
        ['Books', '3'],
      ],
      'bar: sum of sale_amount by category',
    ],
    [
      'an amount that must not be added up',
      'city:text age:integer',
      [
        ['A', 30n],
        ['B', 40n],
        ['A', 50n],
      ],
      'bar: average of age by city',
    ],
    [
      'some days',
      'sale_day:date revenue:number',
      days(11).map((day, i) => [day, `${i}.50`]),
      'bar: revenue by sale_day',
    ],
    [
      'many days',
      'sale_day:date revenue:number',
      days(90).map((day, i) => [day, `${i}.50`]),
      'line: revenue by sale_day',
    ],
    [
      "SQLite's dates, which are text",
      'day:text n:integer',
      days(40).map((day, i) => [day, BigInt(i)]),
      'line: n by day',
    ],
    [
      'moments in any order',
      'id:integer sale_amount:number sale_date:text',
      [
        [1n, 5.5, '2026-11-03 10:00:00'],
        [2n, 7, '2026-11-01 09:30:00'],
      ],
      'line: sale_amount by sale_date',
    ],
    [
      'a month per category',
      'month:text category:text revenue:number',
      ['2026-09', '2026-10'].flatMap((m) => ['A', 'B'].map((c) => [m, c, '5'])),
      'line: sum of revenue by month and category',
    ],
    [
      'groups that are numbers: what SQLite has for false and true',
      'even:integer n:integer',
      [
        [0n, 25n],
        [1n, 25n],
      ],
      'bar: n by even',
    ],
    [
      'two quantities',
      'age:integer spent:number',
      [
        [30n, 120.5],
        [22n, 8],
        [51n, 3000],
      ],
      'scatter: spent against age',
    ],
    [
      'years',
      'year:integer revenue:number',
      [
        [2023n, 5],
        [2024n, 7],
      ],
      'bar: revenue by year',
    ],
    [
      'keys are no quantities',
      'id:integer customer_id:integer amount:number',
      [
        [1n, 9n, 5],
        [2n, 8n, 6],
        [3n, 9n, 1],
      ],
      'bar: amount by id',
    ],
    [
      'three measures of one thing',
      'category:text low:number mean:number high:number',
      [
        ['A', '8', '9', '10'],
        ['B', '7', '8', '11'],
      ],
      'bar: low, mean and high by category',
    ],
    ['names only, some twice', 'city:text', [['Rome'], ['Oslo'], ['Rome']], 'bar: number of rows by city'],
    [
      'postcodes are names',
      'postcode:text n:integer',
      [
        ['00501', 3n],
        ['10115', 4n],
      ],
      'bar: n by postcode',
    ],
    [
      'what generate_series counts by, and something of it',
      'i:integer square:integer',
      Array.from({ length: 1000 }, (_, i) => [BigInt(i), BigInt((i * i) % 997)]),
      'line: square by i',
    ],
    [
      'two quantities, the first in order',
      'height:integer weight:integer',
      Array.from({ length: 30 }, (_, i) => [BigInt(150 + 2 * i), BigInt(50 + ((i * 7) % 11) * 100)]),
      'scatter: weight against height',
    ],
    ['one column of numbers', 'amount:number', [[1], [4], [2]], 'bar: amount by row'],
  ])('%s', (_, head, rows, expected) => {
    expect(first(head, rows)).toBe(expected)
  })

  test.each<[string, string, Value[][], RegExp]>([
    ['no rows', 'a:text b:number', [], /no rows/],
    ['one row', 'n:integer', [[5n]], /One row/],
    ['names that all differ', 'name:text', [['a'], ['b']], /no value occurs twice/],
    [
      'bytes and JSON',
      'photo:bytes data:json',
      [
        [new Uint8Array(2), '{}'],
        [null, '[]'],
      ],
      /No column holds numbers/,
    ],
  ])('%s cannot be drawn, and it says so', (_, head, rows, expected) => {
    expect(first(head, rows)).toMatch(expected)
  })

  test('no columns at all', () => {
    expect(guessChart([], 1, 'postgres')).toMatchObject({
      kind: 'none',
      reason: 'This result has no columns.',
    })
  })

  test('the example that helps is in the dialect at hand', () => {
    const help = (dialect: 'sqlite' | 'postgres') => {
      const guess = guessChart(chartColumns(result('a:text', [['x'], ['y']]), 2), 2, dialect)
      return guess.kind === 'none' ? guess.example : ''
    }
    expect(help('sqlite')).toContain('strftime')
    expect(help('postgres')).toContain('date_trunc')
  })
})
