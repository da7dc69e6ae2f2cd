import { beforeAll, describe, expect, test } from 'vitest'
import { askBoth, type BuiltAnswer } from '../../src/build/answers'
import { dated, textOn } from '../../src/dataset/dated-answer'
import { dialects, type Dialect } from '../../src/sql/dialect'

const buildDay = new Date('2026-02-27T22:10:00Z')
/** across the start of summer time, and across a leap day */
const visits = [
  new Date('2026-02-27T23:59:59Z'),
  new Date('2026-04-01T00:00:00Z'),
  new Date('2028-03-01T12:00:00Z'),
]
const texts = ({ rows }: BuiltAnswer, today: Date) =>
  rows.map((row) => row.map((cell) => textOn(cell, today)))

describe("the home page's answers", () => {
  let built: Record<Dialect, BuiltAnswer>
  beforeAll(async () => {
    built = await askBoth(buildDay)
  })

  test('come from both engines, which put NULL at different ends', () => {
    expect(dialects.map((dialect) => built[dialect].columns)).toEqual([
      ['name', 'last_sale'],
      ['name', 'last_sale'],
    ])
    expect(texts(built.sqlite, buildDay)).toEqual([
      ['Henry Taylor', null],
      ['Jack Thompson', null],
      ['Frank Wilson', '2026-01-21 07:01:00'],
      ['David Brown', '2026-01-23 15:27:00'],
    ])
    expect(texts(built.postgres, buildDay)).toEqual([
      ['Frank Wilson', '2026-01-21 07:01:00'],
      ['David Brown', '2026-01-23 15:27:00'],
      ['Grace Miller', '2026-01-30 11:47:00'],
      ['Ivy Anderson', '2026-02-01 03:32:00'],
    ])
  })

  test('say which version gave them and how long it took', () => {
    for (const dialect of dialects) {
      expect(built[dialect].version).toMatch(/^\d+\.\d+(\.\d+)?$/)
      expect(built[dialect].ms).toBeGreaterThan(0)
    }
  })

  test('dated on the day of a visit are what the engines would say on that day', async () => {
    for (const visit of visits) {
      const fresh = await askBoth(visit)
      for (const dialect of dialects)
        expect(texts(built[dialect], visit)).toEqual(texts(fresh[dialect], visit))
      // and the same bytes come out of a build on that day
      expect(JSON.stringify(dialects.map((dialect) => fresh[dialect].rows))).toBe(
        JSON.stringify(dialects.map((dialect) => built[dialect].rows)),
      )
    }
  })
})

describe('a dated cell', () => {
  test.each(['2026-02-27 00:00:00', '2026-02-26 23:59:59', '2024-02-29 12:00:00', '2026-03-01 01:00:00'])(
    '%s comes back on the same day',
    (text) => expect(textOn(dated(text, buildDay), buildDay)).toBe(text),
  )
  test.each([null, '', 'NULL', '2026-02-27', '12:00:00', 'at 2026-02-27 00:00:00'])(
    '%s stays as it is',
    (text) => expect(textOn(dated(text, buildDay), new Date('2030-01-01'))).toBe(text),
  )
  test('moves by whole days', () => {
    const cell = dated('2026-02-26 10:24:00', buildDay)
    expect(textOn(cell, new Date('2026-02-28T00:00:00Z'))).toBe('2026-02-27 10:24:00')
    expect(textOn(cell, new Date('2027-01-01T23:00:00Z'))).toBe('2026-12-31 10:24:00')
  })
})
