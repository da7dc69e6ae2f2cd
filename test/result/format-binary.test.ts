import { execFileSync } from 'node:child_process'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import readSheets from 'read-excel-file/universal'
import { Rows } from '../../src/engine/result-set'
import type { Column, Value } from '../../src/engine/value'
import { resultFile } from '../../src/result/export'
import { parquet } from '../../src/result/format-parquet'
import { xlsx, xlsxLimits } from '../../src/result/format-xlsx'

function result(columns: readonly Column[], rows: readonly (readonly Value[])[]): Rows {
  const set = new Rows(columns)
  set.add({
    rowCount: rows.length,
    columns: columns.map((_, i) => ({ kind: 'values', values: rows.map((row) => row[i] ?? null) })),
    shortened: [],
  })
  return set
}
const column = (name: string, type: string, kind: Column['kind']): Column => ({ name, type, kind })

const columns = [
  column('n', 'int8', 'integer'),
  column('price', 'numeric', 'number'),
  column('f', 'float8', 'number'),
  column('ok', 'bool', 'boolean'),
  column('day', 'date', 'date'),
  column('at', 'timestamp', 'timestamp'),
  column('raw', 'bytea', 'bytes'),
  column('t', 'text', 'text'),
  column('t', 'text', 'text'),
]
const nasty = '=HYPERLINK("x") & <b>\u0007\r\n _x0041_ é𝄞'
const rows = result(columns, [
  [1n, '45.00', 0.1, true, '2024-02-29', '2024-02-29 10:20:30', new Uint8Array([0, 255]), nasty, ''],
  [
    9007199254740993n,
    '0.12345678901234567',
    -1e300,
    false,
    '1850-01-01',
    '2024-02-29 10:20:30.123456',
    null,
    '00501',
    ' x ',
  ],
  [null, null, null, null, null, null, null, null, null],
])

async function bytes(format: typeof parquet, set = rows): Promise<Uint8Array<ArrayBuffer>> {
  const file = await resultFile(set, format, { dialect: 'postgres', name: 'a/b: "results" & more' })
  if (file === null) throw new Error('called off')
  return new Uint8Array(await file.arrayBuffer())
}

describe('an Excel workbook', () => {
  test('holds numbers, dates and texts as they are, and rounds nothing', async () => {
    const [sheet] = await readSheets((await bytes(xlsx)).buffer, { trim: false })
    expect(sheet?.sheet).toBe('a b  "results" & more')
    expect(sheet?.data).toEqual([
      ['n', 'price', 'f', 'ok', 'day', 'at', 'raw', 't', 't'],
      [
        1,
        45,
        0.1,
        true,
        new Date('2024-02-29T00:00:00Z'),
        new Date('2024-02-29T10:20:30Z'),
        '\\x00ff',
        expect.stringContaining('=HYPERLINK("x") & <b>') as unknown,
        null,
      ],
      [
        '9007199254740993',
        '0.12345678901234567',
        -1e300,
        false,
        '1850-01-01',
        '2024-02-29 10:20:30.123456',
        null,
        '00501',
        ' x ',
      ],
    ])
  })

  test('is a zip of well-formed XML by another reader, with no formula in it', async () => {
    const script = `
import sys, io, zipfile, json, xml.etree.ElementTree as E
z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())); assert z.testzip() is None
for n in z.namelist(): E.fromstring(z.read(n))
s = E.fromstring(z.read('xl/worksheets/sheet1.xml')); m = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
print(json.dumps([len(s.findall('.//'+m+'f')), [c.findtext('.//'+m+'t') for c in s.iter(m+'c') if c.get('r') in ('H2','I2','H3')]]))`
    const said = execFileSync('python3', ['-c', script], { input: await bytes(xlsx) }).toString()
    expect(JSON.parse(said)).toEqual([
      0,
      ['=HYPERLINK("x") & <b>_x0007__x000D_\n _x005F_x0041_ é𝄞', '', '00501'],
    ])
  })

  test('gives every column the room its values need, so that no date is shown as ####', async () => {
    const script = `
import sys, io, zipfile, json, xml.etree.ElementTree as E
z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())); m = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
s = E.fromstring(z.read('xl/worksheets/sheet1.xml'))
print(json.dumps([[e.tag[len(m):] for e in s], [float(c.get('width')) for c in s.iter(m+'col')]]))`
    const read = async (set: Rows) =>
      JSON.parse(
        execFileSync('python3', ['-c', script], { input: await bytes(xlsx, set) }).toString(),
      ) as unknown
    const set = result(
      [...columns.slice(4, 6), column('漢字漢字漢字', 'text', 'text'), column('t', 'text', 'text')],
      [
        ['2024-02-29', '2024-02-29 10:20:30', '', 'x'.repeat(1000)],
        ['2024-02-29', null, null, 'a\nlong line that is not the first one'],
      ],
    )
    expect(await read(set)).toEqual([
      ['sheetViews', 'cols', 'sheetData'],
      [12, 21, 16, 60],
    ])
    expect(await read(result([], []))).toEqual([['sheetViews', 'sheetData'], []])
  })

  test('many rows come in pieces and all of them arrive', async () => {
    const many = result(
      [column('n', 'int8', 'integer')],
      Array.from({ length: 30_000 }, (_, i) => [BigInt(i)]),
    )
    let pieces = 0
    for await (const piece of xlsx.encode(many, { dialect: 'sqlite' })) if (piece.length > 0) pieces++
    expect(pieces).toBeGreaterThan(5)
    const [sheet] = await readSheets((await bytes(xlsx, many)).buffer)
    expect(sheet?.data.length).toBe(30_001)
    expect(sheet?.data.at(-1)).toEqual([29_999])
  })

  test('what has no room in it is refused with a sentence', async () => {
    const long = result([column('t', 'text', 'text')], [['x'.repeat(xlsxLimits.cell + 1)]])
    await expect(bytes(xlsx, long)).rejects.toThrow(
      'A2 would hold 32,768 characters, and a cell of Excel holds 32,767.',
    )
    const tall = {
      ...long,
      columns: long.columns,
      rowCount: xlsxLimits.rows,
      value: () => null,
      wholeBytes: () => undefined,
    }
    await expect(resultFile(tall, xlsx, { dialect: 'sqlite' })).rejects.toThrow('CSV has no limit')
  })
})

describe('a Parquet file', () => {
  const read = async (set = rows) =>
    parquetReadObjects({ file: (await bytes(parquet, set)).buffer, utf8: false })

  test('holds every value as it is', async () => {
    expect(await read()).toEqual([
      {
        n: 1n,
        price: '45.00',
        f: 0.1,
        ok: true,
        day: '2024-02-29',
        at: '2024-02-29 10:20:30',
        raw: new Uint8Array([0, 255]),
        t: nasty,
        t_2: '',
      },
      {
        n: 9007199254740993n,
        price: '0.12345678901234567',
        f: -1e300,
        ok: false,
        day: '1850-01-01',
        at: '2024-02-29 10:20:30.123456',
        raw: null,
        t: '00501',
        t_2: ' x ',
      },
      { n: null, price: null, f: null, ok: null, day: null, at: null, raw: null, t: null, t_2: null },
    ])
  })

  test('a column keeps its type where it holds no value', async () => {
    const empty = result(
      [...columns.slice(0, 4), column('r', 'float4', 'number')],
      [[null, null, null, null, null]],
    )
    const { schema } = parquetMetadata((await bytes(parquet, empty)).buffer)
    expect(schema.slice(1).map(({ type }) => type)).toEqual([
      'INT64',
      'BYTE_ARRAY',
      'DOUBLE',
      'BOOLEAN',
      'DOUBLE',
    ])
  })

  test('columns of mixed kinds, no rows, and more rows than a group', async () => {
    const mixed = result([column('v', 'integer', 'integer')], [[1n], ['x'], [2.5]])
    expect(await read(mixed)).toEqual([{ v: '1' }, { v: 'x' }, { v: '2.5' }])
    expect(await read(result([column('v', '', 'unknown')], []))).toEqual([])
    const many = result(
      [column('v', 'int8', 'integer')],
      Array.from({ length: 45_000 }, (_, i) => [BigInt(i)]),
    )
    const found = await read(many)
    expect(found.length).toBe(45_000)
    expect(found.at(-1)).toEqual({ v: 44_999n })
    const calls: number[] = []
    const calledOff = new AbortController()
    const wide = result(
      Array.from({ length: 20 }, (_, i) => column(`c${i}`, 'int8', 'integer')),
      Array.from({ length: 60_000 }, (_, i) => Array.from({ length: 20 }, () => BigInt(i))),
    )
    const progress = (written: number) => {
      calls.push(written)
      if (written > 0) calledOff.abort()
    }
    expect(
      await resultFile(wide, parquet, { dialect: 'sqlite', signal: calledOff.signal, progress }),
    ).toBeNull()
    // called off with one of its three groups written
    expect(calls.filter((written) => written > 0).length).toBe(1)
    await expect(bytes(parquet, result([], []))).rejects.toThrow('needs at least one column')
  })
})
