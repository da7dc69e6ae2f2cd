import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { formsInto, planInto, unplaced } from '../../src/transfer/into-table'
import { openJson, openNdjson } from '../../src/transfer/json-source'
import { load } from '../../src/transfer/load'
import { openParquet } from '../../src/transfer/parquet-source'
import { scan } from '../../src/transfer/scan'
import type { Cell, TableSource } from '../../src/transfer/source'
import { openSheet } from '../../src/transfer/xlsx-source'
import { execute, NodeConnection, values } from './engines'

const sheet = (...rows: Cell[][]) => openSheet({ name: 's', rows, errors: new Map() }, true)
const n = (digits: string) => ({ digits })

const people: Record<string, () => TableSource | Promise<TableSource>> = {
  'a sheet': () => sheet(['EXTRA', 'Done', 'ID'], ['x', true, n('2')], ['y', false, n('3')]),
  JSON: () =>
    openJson(new Blob(['[{"EXTRA":"x","Done":true,"ID":2},{"EXTRA":"y","Done":false,"ID":3}]']), 'utf-8'),
  NDJSON: () => openNdjson(new Blob(['{"EXTRA":"x","Done":true,"ID":2}\n{"ID":3,"Done":false}\n']), 'utf-8'),
  Parquet: () =>
    openParquet(
      new Blob([
        parquetWriteBuffer({
          columnData: [
            { name: 'EXTRA', data: ['x', 'y'], type: 'STRING' },
            { name: 'Done', data: [true, false], type: 'BOOLEAN' },
            { name: 'ID', data: [2, 3], type: 'INT32' },
          ],
        }),
      ]),
    ),
}

describe.each(dialects)('typed rows into a table of %s', (dialect) => {
  let connection: NodeConnection
  const on = <T>(answers: Record<Dialect, T>): T => answers[dialect]
  beforeAll(async () => {
    connection = await NodeConnection.open(dialect)
  })
  afterAll(() => connection.close())
  beforeEach(() => execute(connection, 'DROP TABLE IF EXISTS t'))

  async function into(source: TableSource, table: string) {
    await execute(connection, `CREATE TABLE t (${table})`)
    const made = (await connection.schema()).tables.find(({ name }) => name === 't')
    const seen = await scan(source)
    if (made === undefined || seen === null) throw new Error('no table')
    const plan = planInto(source, made, dialect, seen)
    return { seen, made, plan, load: () => load(source, plan, connection, { seen }) }
  }

  test('a member that an object does not have is what the column has by default, and null is NULL', async () => {
    const text = '{"id":1,"a":null,"b":"","c":null,"d":"x"}\n{"id":2}\n{"id":3,"b":"\\\\D","a":"it\'s"}\n'
    const defaults = on({
      sqlite: "a text DEFAULT 'it''s', b text DEFAULT (upper('b')), c integer DEFAULT 7, d text DEFAULT word",
      postgres:
        "a text DEFAULT 'it''s', b text DEFAULT upper('b'), c integer DEFAULT 7, d text DEFAULT 'word'",
    })
    const { load } = await into(await openNdjson(new Blob([text]), 'utf-8'), `id integer, ${defaults}`)
    expect(await load()).toMatchObject({ kind: 'done', rows: 3, emptied: 0 })
    expect(await values(connection, 'SELECT a, b, c, d FROM t ORDER BY id')).toEqual([
      [null, '', null, 'x'],
      ["it's", 'B', 7n, 'word'],
      ["it's", '\\D', 7n, 'word'],
    ])
  })

  test('an object without a key gets the next one', async () => {
    const key = on({ sqlite: 'integer PRIMARY KEY', postgres: 'integer GENERATED ALWAYS AS IDENTITY' })
    const source = await openJson(new Blob(['[{"a":"x","id":1},{"a":"y"}]']), 'utf-8')
    const { load } = await into(source, `id ${key}, a text, at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP`)
    await load()
    expect(await values(connection, 'SELECT count(id), count(at) FROM t')).toEqual([[2n, 2n]])
  })

  test.each(Object.keys(people))(
    '%s: by name, with defaults, and what has no place is told',
    async (kind) => {
      const source = await people[kind]?.()
      if (source === undefined) throw new Error('no source')
      const { made, plan, load } = await into(
        source,
        "id integer PRIMARY KEY, born date DEFAULT '2000-01-01', done integer NOT NULL, note text DEFAULT 'none'",
      )
      expect(unplaced(source, made, plan)).toBe(
        'Of the file, left out: EXTRA. Of the table, filled with their defaults: born, note.',
      )
      expect(await load()).toMatchObject({ kind: 'done', rows: 2, emptied: 0 })
      expect(await values(connection, 'SELECT * FROM t ORDER BY id')).toEqual([
        [2n, '2000-01-01', 1n, 'none'],
        [3n, '2000-01-01', 0n, 'none'],
      ])
    },
  )

  test('a wrong value is listed with its row, and nothing is loaded', async () => {
    const { load } = await into(
      sheet(['id', 'p'], [n('1'), n('2.5')], [n('2'), 'dear'], ['x3', n('1')]),
      'id integer, p decimal(9,2)',
    )
    expect(await load()).toMatchObject({
      kind: 'failed',
      problems: {
        listed: [
          { line: 3, message: 'p: “dear” is no decimal number.' },
          { line: 4, message: 'id: “x3” is no whole number.' },
        ],
      },
    })
    expect(await values(connection, 'SELECT * FROM t')).toEqual([])
  })

  test('a number is no bytes', async () => {
    const { load } = await into(
      sheet(['b'], [n('12')], ['0x12']),
      on({ sqlite: 'b BLOB', postgres: 'b bytea' }),
    )
    expect(await load()).toMatchObject({
      kind: 'failed',
      problems: { listed: [{ line: 2, message: 'b: “12” is no bytes.' }] },
    })
  })

  test('texts among numbers and days are read in the one way that is possible', async () => {
    const { load } = await into(
      sheet(
        ['p', 'd', 'at', 'share', 'said'],
        [n('2.5'), '2024-01-31', '2024-01-31 08:00:00', n('0.5'), '1,5'],
        ['1.234,56', '31.01.24', '31.01.2024 18:30', '12 %', '31.01.2024'],
      ),
      'p decimal(9,2), d date, at timestamp, share real, said text',
    )
    expect(await load()).toMatchObject({ kind: 'done', emptied: 0 })
    expect(await values(connection, 'SELECT * FROM t')).toEqual([
      [on<unknown>({ sqlite: 2.5, postgres: '2.50' }), '2024-01-31', '2024-01-31 08:00:00', 0.5, '1,5'],
      [
        on<unknown>({ sqlite: 1234.56, postgres: '1234.56' }),
        '2024-01-31',
        '2024-01-31 18:30:00',
        0.12,
        '31.01.2024',
      ],
    ])
  })

  test('the form of texts that could be read in two ways is to be chosen', async () => {
    const source = await openJson(new Blob(['[{"p":"1,234","d":"01.02.2024","b":"31.01.65"}]']), 'utf-8')
    const { made, seen } = await into(source, 'p decimal(9,3), d date, b date')
    expect(made.columns.map((column, from) => formsInto(seen, from, column, dialect))).toEqual([
      ['comma', 'point'],
      ['dmy', 'mdy'],
      ['dmyShort'],
    ])
  })
})

test('in a column of SQLite without a type a number stays a number', async () => {
  const connection = await NodeConnection.open('sqlite')
  await execute(connection, 'CREATE TABLE t (a, b ANY)')
  const [table] = (await connection.schema()).tables
  if (table === undefined) throw new Error('no table')
  const source = await openJson(
    new Blob(['[{"a":5,"b":true},{"a":2.5,"b":12345678901234567890},{"a":"7","b":null}]']),
    'utf-8',
  )
  await load(source, planInto(source, table, 'sqlite', await scan(source)), connection)
  expect(await values(connection, 'SELECT typeof(a), a, typeof(b) FROM t')).toEqual([
    ['integer', 5n, 'integer'],
    ['real', 2.5, 'real'],
    ['text', '7', 'null'],
  ])
  await connection.close()
})

test('a file whose names are all others goes by place, and that is told', async () => {
  const connection = await NodeConnection.open('sqlite')
  await execute(connection, 'CREATE TABLE t (a, b)')
  const [table] = (await connection.schema()).tables
  if (table === undefined) throw new Error('no table')
  const source = sheet(['x', 'y'], [n('1'), n('2')])
  const told = (from: TableSource) => unplaced(from, table, planInto(from, table, 'sqlite'))
  expect(told(source)).toBe(
    'No column of the file has the name of one of the table: check where each one goes.',
  )
  expect(told(openSheet({ name: 's', rows: [[n('1'), n('2')]], errors: new Map() }, false))).toBe('')
  await connection.close()
})
