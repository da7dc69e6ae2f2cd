import type { BasicType, ByteWriter, ColumnSource } from 'hyparquet-writer'
import type { Column, ResultSet, Value } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { cellText } from './cell'
import type { FormatOptions, BinaryFormat } from './format'
import { uniqueNames } from './format-insert'

/**
 * Parquet, packed with Snappy. Whole numbers are INT64, floating-point ones DOUBLE, booleans BOOLEAN, bytes BYTE_ARRAY;
 * everything else, NUMERIC and times too, is text exactly as the engine wrote it, and so is a column of mixed kinds.
 */
export const parquet: BinaryFormat = {
  id: 'parquet',
  name: 'Parquet',
  extension: 'parquet',
  mime: 'application/vnd.apache.parquet',
  encode: file,
}

const groupRows = 20_000

async function* file(rows: ResultSet, { dialect }: FormatOptions): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (rows.columns.length === 0)
    throw new Error('A Parquet file needs at least one column, and this result has none.')
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer')
  const names = uniqueNames(rows.columns)
  const types: BasicType[] = []
  for (const [index, column] of rows.columns.entries()) {
    types.push(yield* typeOf(rows, index, column))
  }
  const group = (from: number, to: number): ColumnSource[] =>
    names.map((name, index) => ({
      name,
      type: types[index] ?? 'STRING',
      nullable: true,
      data: Array.from({ length: to - from }, (_, i) =>
        written(rows, from + i, index, types[index], dialect),
      ),
    }))
  const writer = new ByteWriter()
  const schema = schemaFromColumnData({ columnData: group(0, 0) })
  const out = new ParquetWriter({ writer, schema, createdBy: 'Tandem' })
  for (let from = 0; from < rows.rowCount; from += groupRows) {
    const to = Math.min(from + groupRows, rows.rowCount)
    await out.write({ columnData: group(from, to), rowGroupSize: groupRows })
    yield taken(writer)
  }
  await out.finish()
  yield taken(writer)
}

/** What was written since the last time. The writer's offset goes on, by which the file's end finds its parts. */
function taken(writer: ByteWriter): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(writer.getBuffer())
  writer.index = 0
  return bytes
}

/** A piece of the file without a byte: the one that reads them can do what else there is to do, and call it off. */
const nothing = new Uint8Array(0)

/** The type that holds every value of a column as it is. */
function* typeOf(
  rows: ResultSet,
  index: number,
  column: Column,
): Generator<Uint8Array<ArrayBuffer>, BasicType> {
  let found: BasicType | null = null
  for (let row = 0; row < rows.rowCount; row++) {
    if (row % groupRows === groupRows - 1) yield nothing
    const type = typeOfValue(rows.value(row, index))
    if (type === null || type === found) continue
    if (found !== null || type === 'STRING') return 'STRING'
    found = type
  }
  return found ?? (/^float[48]$/.test(column.type) ? 'DOUBLE' : byKind[column.kind]) ?? 'STRING'
}

/** Of a column without any value. */
const byKind: { [K in Column['kind']]?: BasicType } = {
  integer: 'INT64',
  boolean: 'BOOLEAN',
  bytes: 'BYTE_ARRAY',
}

function typeOfValue(value: Value): BasicType | null {
  switch (typeof value) {
    case 'bigint':
      return value === BigInt.asIntN(64, value) ? 'INT64' : 'STRING'
    case 'number':
      return 'DOUBLE'
    case 'boolean':
      return 'BOOLEAN'
    case 'string':
      return 'STRING'
    default:
      return value === null ? null : 'BYTE_ARRAY'
  }
}

function written(
  rows: ResultSet,
  row: number,
  index: number,
  type: BasicType | undefined,
  dialect: Dialect,
): Value {
  const value = rows.value(row, index)
  const column = rows.columns[index]
  return type !== 'STRING' || value === null || column === undefined
    ? value
    : cellText(value, column, dialect)
}
