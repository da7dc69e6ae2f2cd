import fc from '../property/fast-check'
import { PGlite } from '@electric-sql/pglite'
import initSqlJs from 'sql.js'
import { expect, test } from 'vitest'
import type { Column, Value } from '../../src/engine/value'
import type { Dialect } from '../../src/sql/dialect'
import { sortOrder, type Direction } from '../../src/result/sort-order'
import { column, computed, rowsOf } from './rows'

const going = new AbortController().signal
async function sorted(
  values: readonly Value[],
  of: Column = column('c'),
  direction: Direction = 'ascending',
  dialect: Dialect = 'postgres',
) {
  const order = await sortOrder(
    rowsOf(
      [of],
      values.map((value) => [value]),
    ),
    0,
    direction,
    dialect,
    going,
  )
  return [...(order ?? [])].map((row) => values[row])
}

test('numbers sort by value, whatever their type', async () => {
  expect(await sorted([10n, 9n, 2.5, -1n], column('n', 'number', 'real'))).toEqual([-1n, 2.5, 9n, 10n])
})

test('integers beyond 2^53 and long NUMERICs sort by their last digit', async () => {
  expect(await sorted([9007199254740993n, 9007199254740992n], column('n', 'integer'))).toEqual([
    9007199254740992n,
    9007199254740993n,
  ])
  const numeric = column('n', 'number', 'numeric')
  const values = ['100000000000000000000.2', '100000000000000000000.10', '9', 'NaN', '-Infinity']
  expect(await sorted(values, numeric)).toEqual(['-Infinity', '9', values[1], values[0], 'NaN'])
})

test('digits in a text column sort as text', async () => {
  expect(await sorted(['10', '9', '1'])).toEqual(['1', '10', '9'])
})

/** Values that PostgreSQL has as text, each sorted as its own ORDER BY sorts it. */
const ofType: Readonly<Record<string, readonly string[]>> = {
  money: ['9.50', '-5', '10', '-100.25', '0', '90000000000000000.01', '90000000000000000.02', '1234.5'],
  interval: [
    ...['1 year', '13 mons', '360 days', '1 mon', '29 days', '-1 days', '24:00:00', '1 day -00:00:01', '0'],
    ...[
      '-1 year -2 mons +3 days -04:05:06.789',
      '100:00:00',
      '00:00:00.000001',
      '178000000 years',
      '-00:00:01',
    ],
    ...['infinity', '-infinity'],
  ],
  date: [
    '2024-02-29',
    '0044-03-15 BC',
    '0100-01-01 BC',
    '0001-01-01',
    '10000-01-01',
    'infinity',
    '-infinity',
  ],
  timestamp: [
    '2024-01-01 00:00:00.000002',
    '2024-01-01 00:00:00.000001',
    '0044-03-15 12:00:00.5 BC',
    '12024-01-01',
  ],
  timestamptz: [
    '2024-10-27 00:30:00+00',
    '2024-10-27 01:15:00+00',
    '1880-01-01 00:00:00+00',
    '0044-03-15 BC',
  ],
  timetz: [
    ...[
      '12:00:00+02',
      '10:00:00+00',
      '11:00:00+01',
      '09:59:59.999999+00',
      '24:00:00-15:59:59',
      '10:00:00-05:30',
    ],
    ...['00:00:00+15:59', '10:00:00.000001+00'],
  ],
  'timetz[]': ['{12:00:00+02}', '{10:00:00+00}', '{09:00:00-01,11:00:00+01}', '{09:00:00+00}'],
  numeric: [
    '9',
    '10',
    '-1.5',
    'NaN',
    'Infinity',
    '-Infinity',
    '100000000000000000000.2',
    '100000000000000000000.10',
  ],
  text: ['\u{1f600}', '\uff5e', 'a', 'B', '', 'ab', '\u{1f600}a', 'Z'],
  inet: [
    ...['10.0.0.1/8', '10.0.0.1', '9.0.0.0/24', '10.0.0.0/16', '10.0.0.2/8', '192.168.0.1', '100.1.1.1'],
    ...['::1', '2001:db8::1/64', '::ffff:10.0.0.1', '2001:db8::/32', '::/0', '0.0.0.0/0', 'fe80::1:2'],
  ],
  cidr: ['10.0.0.0/8', '10.0.0.0/16', '9.0.0.0/24', '2001:db8::/32', '100.0.0.0/8'],
  'int4[]': ['{10}', '{9}', '{}', '{9,1}', '{-1}', '{-10,3}', '{NULL}', '{9,NULL}', '{{9,1}}', '{100}'],
  'int8[]': ['{9007199254740993}', '{9007199254740992}', '{-9007199254740993}', '{-9007199254740992}'],
  'float8[]': ['{1e300}', '{-1e300}', '{NaN}', '{Infinity}', '{-Infinity}', '{1e-300}', '{0}', '{-0.5}'],
  'numeric[]': ['{1.10}', '{1.09}', '{-1.1}', '{-1.12}', '{10.5,1}', '{10.5}', '{0.001}', '{100000000000}'],
  'text[]': ['{b}', '{a,c}', '{a}', '{"a b"}', '{""}', '{"NULL"}', '{NULL}', '{"a,\\"}"}', '{ab}'],
  'bool[]': ['{t}', '{f}', '{f,t}', '{}'],
  'date[]': ['{10000-01-01}', '{2024-02-29}', '{infinity}', '{2024-02-29,2024-03-01}'],
  'timestamp[]': ['{"2024-01-01 00:00:00.000002"}', '{"2024-01-01 00:00:00.000001"}', '{-infinity}'],
  int4range: ['[10,20)', '[9,20)', 'empty', '(,5)', '[9,)', '[9,100)', '(,)', '[-10,5)', '[-9,5)'],
  numrange: ['[1.5,2)', '(1.5,2)', '[1.5,2]', '[10,11)', '(,2)', '[1.5,)', 'empty'],
  daterange: ['[2024-01-01,2024-02-01)', '[10000-01-01,)', '[2024-01-01,2024-01-15)', '(,2024-01-01)'],
  tsrange: ['["2024-01-01 10:00","2024-01-02")', '["2024-01-01 09:00","2024-01-03"]', '[,"2024-01-01"]'],
  int4multirange: ['{[1,3),[5,8)}', '{[1,3)}', '{}', '{[10,11)}', '{[1,3),[5,)}'],
  'int4range[]': ['{"[1,3)","[10,12)"}', '{"[1,3)"}', '{empty}', '{"[1,3)","[9,12)"}'],
}

test('a column is sorted as the ORDER BY of PostgreSQL sorts it, upwards and downwards', async () => {
  const engine = await PGlite.create()
  await engine.exec("SET TimeZone = 'Europe/Berlin'") // an hour that comes twice, and offsets with seconds
  for (const [type, texts] of Object.entries(ofType)) {
    for (const direction of ['ascending', 'descending'] as const) {
      const order = `ORDER BY v ${direction === 'ascending' ? 'ASC' : 'DESC'}`
      const given = [...texts, null]
      const { rows } = await engine.query<{ before: string[]; after: string[] }>(
        `SELECT array_agg(v::text) AS before, array_agg(v::text ${order}) AS after FROM (SELECT t::${type} AS v FROM unnest($1::text[]) t)`,
        [`{${given.map((text) => (text === null ? 'NULL' : JSON.stringify(text))).join()}}`],
      )
      expect(await sorted(rows[0]?.before ?? [], column('v', 'text', type), direction), type).toEqual(
        rows[0]?.after,
      )
    }
  }
  await engine.close()
}, 60_000)

test('an enum and an array of it are sorted in the order of its definition', async () => {
  const labels = ['small', 'Large, or so', 'huge', 'big "B"']
  const values = ['huge', 'big "B"', 'small', 'gone meanwhile', null, 'Large, or so']
  const order = ['small', 'Large, or so', 'huge', 'big "B"', 'gone meanwhile', null]
  expect(await sorted(values, { ...column('c', 'text', 'size'), labels })).toEqual(order)
  expect(
    await sorted(['{huge}', '{small,huge}', '{"Large, or so"}', '{}', '{NULL}', '{small}'], {
      ...column('c', 'text', 'size[]'),
      labels,
    }),
  ).toEqual(['{}', '{small}', '{small,huge}', '{"Large, or so"}', '{huge}', '{NULL}'])
})

test('a column of many kinds is sorted as the ORDER BY of SQLite sorts it, upwards and downwards', async () => {
  const { Database } = await initSqlJs()
  const database = new Database()
  database.run('CREATE TABLE t (id INTEGER PRIMARY KEY, v)')
  const many: [literal: string, value: Value][] = [
    ...["'10'", "''", "'\uff5e'", "'\u{1f600}'", "'a'", "'$5.00'"].map((text): [string, Value] => [
      text,
      text.slice(1, -1),
    ]),
    ['9', 9n],
    ['NULL', null],
    ["x'00'", Uint8Array.of(0)],
    ["x''", new Uint8Array()],
    ['2.5', 2.5],
    ['NULL', null],
    ['-1', -1n],
    ['9007199254740993', 9007199254740993n],
    ['9007199254740992.0', 9007199254740992],
    ['9007199254740994.0', 9007199254740994],
    ['1e300', 1e300],
  ]
  database.run(`INSERT INTO t (v) VALUES ${many.map(([literal]) => `(${literal})`).join()}`)
  const rows = rowsOf(
    [column('v', 'unknown', 'integer')],
    many.map(([, value]) => [value]),
  )
  for (const [direction, order] of [
    ['ascending', 'v, id'],
    ['descending', 'v DESC, id'],
  ] as const) {
    const ids = database.exec(`SELECT id FROM t ORDER BY ${order}`)[0]?.values.map(([id]) => Number(id) - 1)
    expect([...((await sortOrder(rows, 0, direction, 'sqlite', going)) ?? [])]).toEqual(ids)
  }
})

test('a text that PostgreSQL writes in another style is sorted as text', async () => {
  expect(await sorted(['P2D', 'P1D'], column('i', 'text', 'interval'))).toEqual(['P1D', 'P2D'])
  expect(await sorted(['31.01.2024', '01.02.2024'], column('d', 'date', 'date'))).toEqual([
    '01.02.2024',
    '31.01.2024',
  ])
})

test('equal rows keep the order they came in, for any values', async () => {
  const value = fc.oneof(
    fc.constantFrom(null, true, false),
    fc.bigInt(),
    fc.double(),
    fc.string({ maxLength: 2 }),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 6000, minLength: 4000 }),
      async (keys) => {
        const rows = computed(keys.length, [column('k', 'integer')], (row) => BigInt(keys[row] ?? 0))
        const order = [...((await sortOrder(rows, 0, 'descending', 'sqlite', going)) ?? [])]
        const expected = keys.map((_, i) => i).sort((a, b) => (keys[b] ?? 0) - (keys[a] ?? 0))
        expect(order).toEqual(expected)
      },
    ),
    { numRuns: 5 },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 50 }), async (values) => {
      const result = await sorted(values)
      expect(result.length).toBe(values.length)
      expect(new Set(result)).toEqual(new Set(values))
    }),
    { numRuns: 50 },
  )
})

test('a sort that is called off gives nothing', async () => {
  const abort = new AbortController()
  const rows = computed(50_000, [column('n', 'integer')], (row) => BigInt(-row))
  const pause = () => Promise.resolve(abort.abort())
  abort.abort()
  expect(await sortOrder(rows, 0, 'ascending', 'sqlite', abort.signal, pause)).toBeNull()
})

test('a million rows are sorted in slices', async () => {
  let pauses = 0
  const rows = computed(1_000_000, [column('n', 'integer')], (row) => BigInt((row * 7919) % 1_000_003))
  const order = await sortOrder(rows, 0, 'ascending', 'sqlite', going, () => Promise.resolve(void pauses++))
  expect(order?.length).toBe(1_000_000)
  for (let i = 1; i < 1_000_000; i += 997) {
    expect(((order?.[i - 1] ?? 0) * 7919) % 1_000_003 <= ((order?.[i] ?? 0) * 7919) % 1_000_003).toBe(true)
  }
  expect(pauses).toBeGreaterThan(5)
})
