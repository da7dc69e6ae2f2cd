import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { Rows } from '../../src/engine/result-set'
import type { Column, Value } from '../../src/engine/value'
import { rowsOf } from '../result/rows'
import { resultFile } from '../../src/result/export'
import { json, ndjson } from '../../src/result/format-json'
import { xlsx } from '../../src/result/format-xlsx'
import { openJson, openNdjson } from '../../src/transfer/json-source'
import { openParquet } from '../../src/transfer/parquet-source'
import { planNew } from '../../src/transfer/plan'
import { scan } from '../../src/transfer/scan'
import type { Cell, Problem, TableSource } from '../../src/transfer/source'
import { openSheet, readSheets, sheetHasHeader } from '../../src/transfer/xlsx-source'

async function read(source: TableSource) {
  const problems: Problem[] = []
  const rows: (readonly Cell[])[] = []
  for await (const batch of source.read((problem) => problems.push(problem)))
    rows.push(...batch.rows.map(({ cells }) => cells))
  return { columns: source.columns, rows, problems }
}
async function kinds(source: TableSource) {
  const seen = await scan(source)
  return seen === null ? [] : planNew(source, seen, 't', 'postgres', null).columns.map(({ kind }) => kind)
}
const fromJson = (text: string) => openJson(new Blob([text]), 'utf-8')

describe('JSON', () => {
  test.each([
    ['an array', openJson, '[["n","m"],["x","y"]]'],
    ['a value on each line', openNdjson, '["n","m"]\n["x","y"]\n'],
  ])('the first of the arrays holds the names or not, as chosen: %s', async (_, open, text) => {
    const chosen = async (header: boolean) => {
      const source = await open(new Blob([text]), 'utf-8', header)
      expect(source.headed).toBe(header)
      return read(source)
    }
    expect(await chosen(true)).toEqual({ columns: ['n', 'm'], rows: [['x', 'y']], problems: [] })
    expect((await chosen(false)).rows).toEqual([
      ['n', 'm'],
      ['x', 'y'],
    ])
    expect((await open(new Blob(['{"a":1}']), 'utf-8', true)).headed).toBeUndefined()
  })

  test('the names of our own file of a join are names, though one is there twice', async () => {
    const file = await resultFile(rowsOf(['id', 'id', 'name'], [[1n, 2n, 'x']]), ndjson, {
      dialect: 'sqlite',
    })
    if (file === null) throw new Error('called off')
    const source = await openNdjson(file, 'utf-8')
    expect(await read(source)).toEqual({
      columns: ['id', 'id', 'name'],
      rows: [[1n, 2n, 'x']],
      problems: [],
    })
  })

  test('an array of objects: every name is a column, what is missing stays missing, numbers keep their digits', async () => {
    const source = await fromJson(
      '[{"a":1,"b":"00501"},\n {"b":null,"c":12345678901234567890},{"a":-2,"d":45.00,"e":{"x":[1,"}"]},"f":true}]',
    )
    expect(await read(source)).toEqual({
      columns: ['a', 'b', 'c', 'd', 'e', 'f'],
      rows: [
        [1n, '00501', null, null, null, null],
        [null, null, { digits: '12345678901234567890' }, null, null, null],
        [-2n, null, null, { digits: '45.00' }, '{"x":[1,"}"]}', true],
      ],
      problems: [],
    })
    expect(await kinds(source)).toEqual(['integer', 'text', 'text', 'decimal', 'json', 'boolean'])
  })

  test.each<[string, string, readonly string[], readonly (readonly Cell[])[]]>([
    [
      'arrays',
      '[[1,"x"],[2]]',
      ['', ''],
      [
        [1n, 'x'],
        [2n, null],
      ],
    ],
    [
      'arrays, the first of which holds names',
      '[["n","m"],[1,"x"],[2,null]]',
      ['n', 'm'],
      [
        [1n, 'x'],
        [2n, null],
      ],
    ],
    [
      'arrays of nothing but texts',
      '[["x","y"],["z","w"]]',
      ['', ''],
      [
        ['x', 'y'],
        ['z', 'w'],
      ],
    ],
    ['values', '["x","y"]', ['value'], [['x'], ['y']]],
    ['one object', '{"a":"x"}', ['a'], [['x']]],
    ['rows inside of an object', '{"items":[{"a":"x"}]}', ['a'], [['x']]],
    ['values inside of an object', '{"items":["x","y"]}', ['value'], [['x'], ['y']]],
    [
      'an object that has a list among its members',
      '{"name":"x","tags":["a","b"]}',
      ['name', 'tags'],
      [['x', '["a","b"]']],
    ],
    ['objects one after the other', '{\n"a": 1\n}\n{\n"a": 2\n}{"a":3}', ['a'], [[1n], [2n], [3n]]],
    ['objects of which the first holds a list', '{"n":["a"]}{"n":[]}', ['n'], [['["a"]'], ['[]']]],
    [
      'arrays of values one after the other',
      '[1,"a"]\n[2,"b"] [3]',
      ['', ''],
      [
        [1n, 'a'],
        [2n, 'b'],
        [3n, null],
      ],
    ],
    ['arrays of objects one after the other', '[{"a":1}]\n[]\n[{"a":2}]', ['a'], [[1n], [2n]]],
    ['names apart from rows', '{"columns":["n","n"],"rows":[[1,2]]}', ['n', 'n'], [[1n, 2n]]],
    [
      'names of JavaScript',
      '[{"__proto__":"x","constructor":"y"}]',
      ['__proto__', 'constructor'],
      [['x', 'y']],
    ],
    ['escapes', '["\\u00e9\\n\\"\\ud834\\udd1e"]', ['value'], [['é\n"𝄞']]],
  ])('%s', async (_, text, columns, rows) => {
    expect(await read(await fromJson(text))).toEqual({ columns, rows, problems: [] })
  })

  test('what stands beside the rows of an object is listed as left out', async () => {
    expect(await read(await fromJson('{"count":2,"items":[{"a":"x"}],"next":null}'))).toEqual({
      columns: ['a'],
      rows: [['x']],
      problems: [
        {
          line: 1,
          message: 'What stands beside the rows has no place in them, and is left out: count, next.',
        },
      ],
    })
  })

  test.each([
    ['[{"a":1},\n{"a":2}]garbage', 'in line 2 “garbage” stands where the end should be'],
    ['{"a":1}\n{"a":2}\nnull', 'in line 3 “null” stands where the end should be'],
    ['{"items":[{"a":1}]} x', 'in line 1 “x” stands where the end should be'],
    ['[1,2]\n3', 'in line 2 “3” stands where the end should be'],
    ['[1] first,second\na,b', 'in line 1 “first,second” stands where the end should be'],
    ['[{"a":1}]\n[3]', 'in line 2 “3]” stands where { should be'],
    ['[1,2]\n[3', 'in line 2 the text ends where ] should be'],
  ])('nothing behind the rows is passed over: %s', async (text, message) => {
    const reading = fromJson(text).then((source) => read(source))
    await expect(reading).rejects.toThrow(message)
  })

  test('a mistake is named with its line', async () => {
    await expect(fromJson('[{"a":1},\n{"a":2},\n{"a":,}]')).rejects.toThrow(
      'in line 3 “,}]” stands where a value should be',
    )
    await expect(fromJson('[{"a":1}')).rejects.toThrow('the text ends')
    await expect(fromJson('42')).rejects.toThrow('no rows')
    await expect(fromJson('[]')).rejects.toThrow('no rows')
  })

  test('one value a line: lines that are no JSON are listed and left out', async () => {
    const source = await openNdjson(new Blob(['{"a":1}\r\n\r\n{"a":\n{"b":"x"}\n']), 'utf-8')
    expect(await read(source)).toEqual({
      columns: ['a', 'b'],
      rows: [
        [1n, null],
        [null, 'x'],
      ],
      problems: [{ line: 3, message: 'It is no JSON, or not like the first line, and is left out.' }],
    })
  })

  test('what Export writes comes back', async () => {
    const column = (name: string, type: string, kind: Column['kind']): Column => ({ name, type, kind })
    const rows: Value[][] = [
      [9007199254740993n, '45.00', 'x\u2028"'],
      [null, null, ''],
    ]
    const set = new Rows([
      column('n', 'int8', 'integer'),
      column('p', 'numeric', 'number'),
      column('t', 'text', 'text'),
    ])
    set.add({
      rowCount: 2,
      columns: [0, 1, 2].map((i) => ({ kind: 'values', values: rows.map((row) => row[i] ?? null) })),
      shortened: [],
    })
    for (const [format, open] of [
      [json, openJson],
      [ndjson, openNdjson],
    ] as const) {
      const file = await resultFile(set, format, { dialect: 'postgres' })
      const found = await read(await open(file ?? new Blob([]), 'utf-8'))
      expect(found.rows).toEqual([
        [9007199254740993n, { digits: '45.00' }, 'x\u2028"'],
        [null, null, ''],
      ])
    }
    const file = await resultFile(set, xlsx, { dialect: 'postgres' })
    const [sheet] = await readSheets(file ?? new Blob([]))
    if (sheet === undefined) throw new Error('no sheet')
    expect(sheetHasHeader(sheet)).toBe(true)
    expect((await read(openSheet(sheet, true))).rows).toEqual([
      ['9007199254740993', { digits: '45' }, 'x\u2028"'],
      [null, null, ''],
    ])
  })

  test('what is no workbook is refused with a sentence', async () => {
    await expect(readSheets(new Blob(['PK\x03\x04 nonsense']))).rejects.toThrow(
      /^This workbook cannot be read/,
    )
  })
})

describe('Parquet', () => {
  test('numbers, decimals, times and nested values arrive exactly', async () => {
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: 'i', data: [1, null], type: 'INT32' },
        { name: 'l', data: [9007199254740993n, -1n], type: 'INT64' },
        { name: 'd', data: [45, 0.1], type: 'DOUBLE' },
        { name: 's', data: ['00501', ''], type: 'STRING' },
        { name: 'ok', data: [true, null], type: 'BOOLEAN' },
        { name: 'at', data: [new Date('2024-02-29T10:20:30.5Z'), null], type: 'TIMESTAMP' },
      ],
    })
    const source = await openParquet(new Blob([buffer]))
    expect(await read(source)).toEqual({
      columns: ['i', 'l', 'd', 's', 'ok', 'at'],
      rows: [
        [1n, 9007199254740993n, 45, '00501', true, '2024-02-29 10:20:30.5'],
        [null, -1n, 0.1, '', null, null],
      ],
      problems: [],
    })
    expect(await kinds(source)).toEqual(['integer', 'integer', 'real', 'text', 'boolean', 'timestamp'])
  })

  test('decimals are not rounded', async () => {
    const buffer = parquetWriteBuffer({
      columnData: [{ name: 'p', data: [45, -0.05, 1.1] }],
      schema: [
        { name: 'root', num_children: 1 },
        {
          name: 'p',
          type: 'INT64',
          converted_type: 'DECIMAL',
          scale: 2,
          precision: 18,
          repetition_type: 'REQUIRED',
        },
      ],
    })
    const { rows } = await read(await openParquet(new Blob([buffer])))
    expect(rows).toEqual([[{ digits: '45.00' }], [{ digits: '-0.05' }], [{ digits: '1.10' }]])
  })

  test('a damaged file is refused with a sentence', async () => {
    await expect(openParquet(new Blob(['PAR1 nonsense PAR1']))).rejects.toThrow(
      /^This Parquet file cannot be read/,
    )
  })
})
