import fc from '../property/fast-check'
import { describe, expect, test } from 'vitest'
import { parseDate, floorTo, nextOf, writeDate } from '../../src/result/chart-date'
import { chartColumns } from '../../src/result/chart-column'
import { chartData } from '../../src/result/chart-data'
import { chartPicture } from '../../src/result/chart-picture'
import { spec } from '../../src/result/chart-spec'
import { Tally } from '../../src/result/chart-sum'
import { atOnce, inSlices, risingOrder } from '../../src/result/chart-slices'
import { chartSummary, chartTable, pictureName } from '../../src/result/chart-words'
import { computed, drawn, result, shown } from './chart-rows'

const sales = result('category:text amount:number', [
  ['Books', '0.10'],
  ['Food', '5.00'],
  ['Books', '0.20'],
  ['Food', null],
  ['Toys', null],
])
const by = { kind: 'bar' as const, x: 0, series: [1] }

describe('rows that share a place', () => {
  test.each([
    ['sum', 'Books=0.30 Food=5.00 Toys=·'],
    ['average', 'Books=0.15 Food=5 Toys=·'],
    ['count', 'Books=2 Food=1 Toys=0'],
    ['lowest', 'Books=0.10 Food=5.00 Toys=·'],
    ['highest', 'Books=0.20 Food=5.00 Toys=·'],
    ['none', 'Books=0.10 Food=5.00 Books=0.20 Food=· Toys=·'],
  ] as const)('%s', (aggregation, expected) => {
    expect(shown(drawn(sales, { ...by, aggregation }))).toBe(expected)
  })

  test('rows are counted where there is no number', () => {
    expect(shown(drawn(sales, { ...by, series: [], aggregation: 'count' }))).toBe('Books=2 Food=2 Toys=1')
  })

  test('decimals and integers beyond 2^53 are added without rounding', () => {
    const big = result('g:text n:integer', [
      ['a', 9007199254740993n],
      ['a', 2n],
    ])
    expect(shown(drawn(big, { ...by, aggregation: 'sum' }))).toBe('a=9007199254740995')
  })

  test('money is a number', () => {
    const rows = result('who:text spent', [
      ['a', '$9,007,199,254,740,993.10'],
      ['b', '-$0.05'],
      ['a', '$0.02'],
    ])
    const paid = { ...rows, columns: rows.columns.map((c, i) => (i === 0 ? c : { ...c, type: 'money' })) }
    expect(chartColumns(paid, 3)[1]?.role).toBe('number')
    expect(shown(drawn(paid, { ...by, aggregation: 'sum' }))).toBe('a=9007199254740993.12 b=-$0.05')
  })

  test('NULL is a place of its own, told from the text NULL only by the engine', () => {
    const odd = result('g:text n:integer', [
      [null, 1n],
      ['', 2n],
    ])
    expect(shown(drawn(odd, { ...by, aggregation: 'sum' }))).toBe("NULL=1 ''=2")
  })

  test('a split makes a series per value, and beyond eight the rest is one', () => {
    const split = { kind: 'line' as const, x: 0, series: [2], split: 1, aggregation: 'none' as const }
    const rows = result('m:text c:text n:integer', [
      ['2026-01', 'A', 1n],
      ['2026-01', 'B', 2n],
      ['2026-02', 'A', 3n],
    ])
    const data = drawn(rows, split)
    expect(data.series.map((series, i) => `${series.name}: ${shown(data, i)}`)).toEqual([
      'A: 2026-01=1 2026-02=3',
      'B: 2026-01=2',
    ])
    const many = computed('m:integer c:text n:integer', 40, (row, column) =>
      column === 1 ? `c${row % 20}` : BigInt(row),
    )
    const wide = drawn(many, { ...split, aggregation: 'sum' })
    expect(wide.series.map((series) => series.name)).toEqual([
      'c0',
      'c1',
      'c2',
      'c3',
      'c4',
      'c5',
      'c6',
      'others',
    ])
    expect(wide.notes[0]).toBe('c has 20 values: the 7 most frequent have their own series.')
  })
})

describe('many categories', () => {
  const rows = computed('g:text n:integer', 100, (row, column) =>
    column === 0 ? `g${row}` : BigInt(row + 1),
  )
  test('a pie keeps the largest, in their order, and gathers the others', () => {
    const data = drawn(rows, { kind: 'pie', x: 0, series: [1], aggregation: 'none' })
    expect(shown(data)).toBe('g93=94 g94=95 g95=96 g96=97 g97=98 g98=99 g99=100 others (93)=4371')
    expect(data.notes).toEqual(['The 7 largest of 100 are shown; “others” adds up the rest.'])
  })
  test('bars of single rows leave the rest out: its sum would dwarf every one of them', () => {
    const data = drawn(rows, { kind: 'bar', x: 0, series: [1], aggregation: 'none', top: 4 })
    expect(shown(data)).toBe('g97=98 g98=99 g99=100')
    expect(data.others).toBe(false)
    expect(data.notes).toEqual(['The 3 largest of 100 are shown; the rest is left out.'])
  })
  test('the others of an average are an average, not a sum', () => {
    const data = drawn(rows, { ...by, aggregation: 'average', top: 2 })
    expect(shown(data)).toBe('g99=100 others (99)=50')
  })
  test('a pie of something below zero is refused with a way out', () => {
    const data = drawn(
      result('g:text n:integer', [
        ['a', -1n],
        ['b', 2n],
      ]),
      { kind: 'pie', x: 0, series: [1], aggregation: 'none' },
    )
    expect(data.problem).toBe('A pie shows parts of a whole, and some values are below zero. Choose bars.')
  })
})

describe('a time axis', () => {
  const line = { kind: 'line' as const, x: 0, series: [1], aggregation: 'none' as const }
  test('rows are put in order, NULL stays a gap, and what is no date is left out and said', () => {
    const rows = result('t:timestamp n:number', [
      ['2026-11-03 10:00:00', '3'],
      ['2026-11-01 00:00:00', '1.50'],
      ['infinity', '9'],
      ['2026-11-02 00:00:00', null],
    ])
    const data = drawn(rows, line)
    expect(shown(data)).toBe('2026-11-01 00:00:00=1.50 2026-11-02 00:00:00=· 2026-11-03 10:00:00=3')
    expect(data.notes).toEqual([
      '1 row without a date in t is left out.',
      '1 value is NULL or no number: a gap, not zero.',
    ])
  })
  test('missing days are counted, and become zero only when asked', () => {
    const rows = result('day:date n:integer', [
      ['2026-10-30', 5n],
      ['2026-11-02', 7n],
    ])
    expect(drawn(rows, line).missing).toEqual({ unit: 'day', absent: 2, all: 4 })
    expect(shown(drawn(rows, { ...line, fill: true }))).toBe(
      '2026-10-30=5 2026-10-31=0 (no row) 2026-11-01=0 (no row) 2026-11-02=7',
    )
  })
  test('months of different length are units too', () => {
    const rows = result('m:text n:integer', [
      ['2026-01', 1n],
      ['2026-03', 3n],
    ])
    expect(drawn(rows, line).missing).toEqual({ unit: 'month', absent: 1, all: 3 })
  })
  test('moments are gathered per week, which begins on Monday', () => {
    const rows = result('t:timestamp n:integer', [
      ['2026-11-02 09:00:00', 1n],
      ['2026-11-08 23:59:59', 2n],
      ['2026-11-09 00:00:00', 4n],
    ])
    expect(shown(drawn(rows, { ...line, per: 'week', aggregation: 'sum' }))).toBe('2026-11-02=3 2026-11-09=4')
  })
  test('times with an offset share one clock across a change of the clocks', () => {
    const rows = result('t:timestamp n:integer', [
      ['2026-10-25 02:30:00+02', 1n],
      ['2026-10-25 02:30:00+01', 2n],
    ])
    const [series] = drawn(rows, line).series
    expect((series?.x[1] ?? 0) - (series?.x[0] ?? 0)).toBe(3_600_000)
    expect(series?.xText(1)).toBe('2026-10-25 02:30:00+01')
  })
})

describe('dates', () => {
  test.each([
    '2026-02-30',
    '2026-13-01',
    'infinity',
    '0044-03-15 BC',
    '2026',
    '20261103',
    '2026-11-03T25:00',
    'today',
  ])('%s is none', (text) => {
    expect(parseDate(text)).toBeNull()
  })
  test('are read to the microsecond and with offsets of hours and minutes', () => {
    expect(parseDate('1970-01-01 00:00:01.5+05:30')).toEqual({ clock: 1500, offset: 19_800_000 })
    expect(parseDate('1969-12-31T23:59:59Z')).toEqual({ clock: -1000, offset: 0 })
    expect(parseDate('0050-01-01')?.clock).toBe(Date.parse('0050-01-01T00:00:00Z'))
  })
  test('agree with the calendar of the browser, day by day', () => {
    const year = fc.integer({ min: 1, max: 9999 })
    fc.assert(
      fc.property(year, fc.integer({ min: 1, max: 13 }), fc.integer({ min: 0, max: 32 }), (y, m, d) => {
        const pad = (n: number, width: number) => String(n).padStart(width, '0')
        const text = `${pad(y, 4)}-${pad(m, 2)}-${pad(d, 2)}`
        const date = new Date(`${text}T00:00:00Z`)
        const real = !Number.isNaN(date.getTime()) && date.getUTCDate() === d
        expect(parseDate(text)?.clock ?? null).toBe(real ? date.getTime() : null)
        expect(parseDate(`${text} 23:59:59`)?.clock ?? null).toBe(real ? date.getTime() + 86_399_000 : null)
        expect(parseDate(`${text} 23:59:59.25`)?.clock ?? null).toBe(
          real ? date.getTime() + 86_399_250 : null,
        )
      }),
    )
  })
  test('every time lies between the beginning of its unit and the next', () => {
    const units = fc.constantFrom('hour', 'day', 'week', 'month', 'quarter', 'year')
    fc.assert(
      fc.property(fc.integer({ min: -6e13, max: 2e14 }), units, (time, unit) => {
        const start = floorTo(time, unit)
        expect(start <= time && time < nextOf(start, unit) && floorTo(start, unit) === start).toBe(true)
      }),
    )
    expect(writeDate(Date.UTC(2026, 3), 'quarter')).toBe('2026-04')
  })
})

describe('sums', () => {
  test('of decimals agree with integer arithmetic, however they are merged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer(), fc.integer({ min: 0, max: 6 }))),
        fc.nat(),
        (values, cut) => {
          const tally = (some: typeof values) => {
            const one = new Tally()
            for (const [units, scale] of some) {
              const digits = String(Math.abs(units)).padStart(scale + 1, '0')
              const text = `${units < 0 ? '-' : ''}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`
              one.add(text, Number(text), text)
            }
            return one
          }
          const both = tally(values.slice(0, cut % (values.length + 1)))
          both.merge(tally(values.slice(cut % (values.length + 1))))
          const micro = values.reduce(
            (sum, [units, scale]) => sum + BigInt(units) * 10n ** BigInt(6 - scale),
            0n,
          )
          expect(Number(both.sumText)).toBe(Number(micro) / 1e6)
          expect(both.count).toBe(values.length)
        },
      ),
    )
  })
  test('of floating-point numbers come without their noise', () => {
    const tally = new Tally()
    for (const value of [0.1, 0.2]) tally.add(value, value, String(value))
    expect(tally.sumText).toBe('0.3')
  })
})

describe('long work', () => {
  const many = computed('t:integer y:number', 100_000, (row, column) =>
    column === 0 ? BigInt((row * 7919) % 100_000) : Math.sin(row),
  )
  test.each([
    ['line', 'none'],
    ['bar', 'sum'],
    ['scatter', 'none'],
  ] as const)(
    '100,000 points as a %s are read in small steps and drawn with few marks',
    (kind, aggregation) => {
      const columns = chartColumns(many, 100_000)
      const work = chartData(
        { rows: many, rowCount: 100_000, columns, dialect: 'sqlite' },
        spec({ kind, x: 0, series: [1], aggregation }),
      )
      let steps = 0
      let step = work.next()
      for (; !step.done; step = work.next()) steps++
      expect(steps).toBeGreaterThan(90)
      expect(step.value.series[0]?.y).toHaveLength(100_000)
      const { series, note } = chartPicture(step.value, kind, 800, 360)
      expect(series[0]?.kept.length).toBeLessThan(5000)
      expect(note !== null).toBe(kind === 'scatter')
    },
  )

  test('puts places in a rising, stable order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (list) => {
        const expected = list
          .map((place, i) => [place, i])
          .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0))
        expect([...atOnce(risingOrder(Float64Array.from(list)))]).toEqual(expected.map(([, i]) => i))
      }),
    )
  })
  test('gives nothing once it is aborted', async () => {
    const abort = new AbortController()
    let steps = 0
    function* endless(): Generator<undefined, string, undefined> {
      while (steps < 1e9) {
        if (++steps === 5) abort.abort()
        yield
      }
      return 'never'
    }
    expect(await inSlices(endless(), abort.signal)).toBeNull()
  })
})

describe('words', () => {
  const data = drawn(sales, { ...by, aggregation: 'sum' })
  test('say the picture in a sentence', () => {
    expect(chartSummary('sum of amount by category', 'bar', data)).toBe(
      'Bar chart of sum of amount by category. 2 points; the highest is 5.00 at Food, the lowest 0.30 at Books.',
    )
  })
  test('a table holds what is drawn, and says when it holds only a part', () => {
    expect(chartTable('t', 'category', data)).toEqual({
      head: ['category', 'amount'],
      rows: [
        ['Books', '0.30'],
        ['Food', '5.00'],
        ['Toys', 'NULL'],
      ],
      caption: 't.',
    })
    const many = computed('x:integer y:integer', 5000, (row) => BigInt(row))
    const table = chartTable('t', 'x', drawn(many, { kind: 'line', x: 0, series: [1], aggregation: 'none' }))
    expect([table.rows.length, table.caption]).toEqual([100, 't. The first 100 of 5,000 points.'])
  })
  test.each([
    ['sum of sale_amount by category', 'sum-of-sale-amount-by-category.png'],
    ['../../etc/passwd\u0000<img src=x>', 'etc-passwd-img-src-x.png'],
    ['Größe & 東京', 'grosse-東京.png'],
    ['///', 'chart.png'],
    ['a'.repeat(300), `${'a'.repeat(80)}.png`],
  ])('a file name of %s is only a name', (title, name) => {
    expect(pictureName(title)).toBe(name.replace('grosse', 'große'))
  })
})
