import { expect, test } from 'vitest'
import type { Reach } from '../../src/sql/reach'
import {
  isWide,
  nameMark,
  reachSentence,
  type Counted,
  type Measured,
} from '../../src/workbench/reach-sentence'

const rows = (counts: Record<string, number | null>): Counted[] =>
  Object.entries(counts).map(([table, rows]) => ({ table, rows }))

function measured(
  reach: Partial<Reach>,
  targets: Record<string, number | null>,
  cascades: Record<string, number | null> = {},
  changes: Record<string, number | null> = {},
): Measured {
  const whole: Reach = {
    verb: 'delete',
    all: true,
    targets: [],
    column: null,
    cascades: [],
    changes: [],
    ...reach,
  }
  return { reach: whole, targets: rows(targets), cascades: rows(cascades), changes: rows(changes) }
}

test.each<[string, Measured]>([
  [
    'This deletes all 10 rows of customers, and with them 50 rows of sales.',
    measured({}, { customers: 10 }, { sales: 50 }),
  ],
  [
    'This deletes 1 row of customers, and with it 5 rows of sales and 1 row of visits.',
    measured({ all: false }, { customers: 1 }, { sales: 5, visits: 1 }),
  ],
  ['This deletes the only row of customers.', measured({}, { customers: 1 })],
  ['This deletes all rows of events.', measured({}, { events: null })],
  [
    'This deletes many rows of events, and with them many rows of clicks.',
    measured({ all: false }, { events: null }, { clicks: null }),
  ],
  [
    'This may delete all 3 rows of customers, and with them 2 rows of sales.',
    measured({ may: true }, { customers: 3 }, { sales: 2 }),
  ],
  ['This may drop the table sales with 50 rows.', measured({ verb: 'drop', may: true }, { sales: 50 })],
  [
    'This drops 2 triggers of sales and 1 trigger of a.',
    measured({ verb: 'drop trigger' }, { sales: 2, a: 1 }),
  ],
  ['This changes all 1,234,567 rows of sales.', measured({ verb: 'change' }, { sales: 1_234_567 })],
  ['This drops the table sales with 50 rows.', measured({ verb: 'drop' }, { sales: 50 })],
  ['This drops the tables a with 1 row and b with many rows.', measured({ verb: 'drop' }, { a: 1, b: null })],
  [
    'This drops the column email of customers with 10 values.',
    measured({ verb: 'drop column', column: 'email' }, { customers: 10 }),
  ],
  [
    'This deletes 1 row of customers, and with it 9 rows of sales, and changes 2 rows of visits.',
    measured({ all: false }, { customers: 1 }, { sales: 9 }, { visits: 2 }),
  ],
  ['This deletes 2 rows of p, and changes 1 row of k.', measured({ all: false }, { p: 2 }, {}, { k: 1 })],
  [
    'This changes 1 row of p, and deletes 1 row of p and 3 rows of k.',
    measured({ verb: 'change', all: false }, { p: 1 }, { p: 1, k: 3 }),
  ],
  [
    'This changes 1 row of p, and with it 2 rows of k.',
    measured({ verb: 'change', all: false }, { p: 1 }, {}, { k: 2 }),
  ],
  [
    'This changes 1 row of p, and may delete rows of k.',
    measured({ verb: 'change', all: false }, { p: 1 }, { k: null }),
  ],
  [
    'This replaces 1 row of customers, which deletes 8 rows of sales and changes 2 rows of visits.',
    measured({ verb: 'replace', all: false }, { customers: 1 }, { sales: 8 }, { visits: 2 }),
  ],
  [
    'This may replace rows of customers, which deletes rows of sales.',
    measured({ verb: 'replace', all: false }, { customers: null }, { sales: null }),
  ],
  ['This drops the view names.', measured({ verb: 'drop view' }, { names: null })],
  [
    'This deletes the only row of a, the only row of b, the only row of c, the only row of d and 2 more.',
    measured({}, { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }),
  ],
])('%s', (sentence, reached) => {
  expect(reachSentence(reached, 'This').replaceAll(nameMark, '')).toBe(sentence)
  expect(isWide(reached)).toBe(true)
})

test.each<[string, Measured]>([
  [
    'This deletes all 10 rows of |rows|, and with them 5 rows of |all of `it`|, and changes 2 rows of |k|.',
    measured({}, { rows: 10 }, { 'all of `it`': 5 }, { k: 2 }),
  ],
  [
    'This drops the column |the table| of |customers| with 10 values.',
    measured({ verb: 'drop column', column: 'the table' }, { customers: 10 }),
  ],
  ['This drops the views |a| and |b|.', measured({ verb: 'drop view' }, { a: null, b: null })],
])('its names, and nothing else, are marked as names: %s', (sentence, reached) => {
  expect(reachSentence(reached, 'This')).toBe(sentence.replaceAll('|', nameMark))
})

test.each<[string, Measured]>([
  ['an empty table is emptied', measured({}, { customers: 0 })],
  ['an empty table is dropped', measured({ verb: 'drop' }, { customers: 0 })],
  ['no row of another table goes with the rows', measured({ all: false }, { customers: 3 }, { sales: 0 })],
  ['a row is replaced that none refers to', measured({ verb: 'replace', all: false }, { customers: 1 })],
  ['no row fulfils the condition', measured({ all: false }, { customers: 0 }, { sales: 0 })],
])('nothing is asked when %s', (_, reached) => {
  expect(isWide(reached)).toBe(false)
})
