import type { AsyncBuffer, FileMetaData, ParquetParsers, SchemaElement } from 'hyparquet'
import { TransferError, type Cell, type Row, type RowBatch, type TableSource } from './source'
import { turn } from '../storage/turn'

/**
 * A Parquet file, read row group by row group. Decimals keep every digit, times their microseconds; lists and structs
 * become JSON. Snappy and no compression are read; for others, and damaged files, throws TransferError.
 */
export async function openParquet(file: Blob): Promise<TableSource> {
  const { parquetMetadataAsync, parquetRead } = await import('hyparquet')
  const buffer: AsyncBuffer = {
    byteLength: file.size,
    slice: (from, to) => file.slice(from, to ?? file.size).arrayBuffer(),
  }
  const metadata = await parquetMetadataAsync(buffer).catch((error: unknown) => {
    throw broken(error)
  })
  const columns = topColumns(metadata)
  const cells = columns.map(cellReader)
  const other = codecs(metadata).filter((codec) => codec !== 'SNAPPY' && codec !== 'UNCOMPRESSED')
  if (other.length > 0) {
    throw new TransferError(
      `This Parquet file is packed with ${other.join(' and ')}. Export it with Snappy or without compression, then import that.`,
    )
  }
  return {
    columns: columns.map(({ name }) => name),
    loose: false,
    unit: 'row',
    async *read(): AsyncGenerator<RowBatch> {
      const total = Number(metadata.num_rows)
      let start = 0
      for (const group of metadata.row_groups) {
        const end = start + Number(group.num_rows)
        let found: unknown[][] = []
        try {
          await parquetRead({
            file: buffer,
            metadata,
            rowStart: start,
            rowEnd: end,
            utf8: false,
            parsers,
            onComplete: (rows: unknown[][]) => (found = rows),
          })
        } catch (error) {
          throw broken(error)
        }
        for (let at = 0; at < found.length; at += 2000) {
          const rows = found.slice(at, at + 2000).map((row, i): Row => ({
            line: start + at + i + 1,
            cells: cells.map((read, column) => read(row[column])),
          }))
          yield { rows, share: (start + at + rows.length) / total }
          await turn()
        }
        start = end
      }
    },
  }
}

const broken = (error: unknown) =>
  new TransferError(
    `This Parquet file cannot be read: ${error instanceof Error ? error.message : String(error)}.`.replace(
      /\.\.$/,
      '.',
    ),
  )

const codecs = ({ row_groups }: FileMetaData): string[] => [
  ...new Set(
    row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => meta_data?.codec ?? 'UNCOMPRESSED')),
  ),
]

/** The columns below the root. Decimals are unmarked, so that the reader gives their digits and not a rounded number. */
function topColumns({ schema }: FileMetaData): (SchemaElement & { exactScale?: number })[] {
  const columns: (SchemaElement & { exactScale?: number })[] = []
  const count = schema[0]?.num_children ?? 0
  let at = 1
  const skip = (): void => {
    const children = schema[at++]?.num_children ?? 0
    for (let i = 0; i < children; i++) skip()
  }
  for (let i = 0; i < count; i++) {
    const element = schema[at]
    if (element === undefined) break
    const top: SchemaElement & { exactScale?: number } = element
    if (element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL') {
      top.exactScale =
        element.logical_type?.type === 'DECIMAL' ? element.logical_type.scale : (element.scale ?? 0)
      delete top.converted_type
      delete top.logical_type
    }
    columns.push(top)
    skip()
  }
  return columns
}

/** How a value of the reader becomes a cell. */
function cellReader({ type, exactScale }: SchemaElement & { exactScale?: number }): (value: unknown) => Cell {
  return (value) => {
    if (value === null || value === undefined) return null
    if (exactScale !== undefined) return { digits: decimal(value, exactScale) }
    switch (typeof value) {
      case 'bigint':
      case 'boolean':
      case 'string':
        return value
      case 'number':
        if (type === 'INT32') return BigInt(value)
        return type === 'FLOAT' ? shortest(value) : value
    }
    if (value instanceof Uint8Array) return value
    return JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'bigint'
        ? Number.isSafeInteger(Number(inner))
          ? Number(inner)
          : String(inner)
        : inner,
    )
  }
}

/** 32-bit floats with as many digits as tell them apart. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}

/** An unscaled integer, or its bytes (big-endian, two's complement), as a number with `scale` digits behind the point. */
function decimal(value: unknown, scale: number): string {
  let whole = 0n
  if (value instanceof Uint8Array) {
    for (const byte of value) whole = (whole << 8n) | BigInt(byte)
    whole = BigInt.asIntN(value.length * 8, whole)
  } else whole = BigInt(typeof value === 'bigint' || typeof value === 'number' ? value : 0)
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return whole < 0n ? `-${text}` : text
}

/** Microseconds since 1970 as PostgreSQL writes a time. */
function time(micros: bigint): string {
  const seconds = micros >= 0n ? micros / 1_000_000n : -((-micros + 999_999n) / 1_000_000n)
  const rest = micros - seconds * 1_000_000n
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(6, '0').replace(/0+$/, '')}`
  const date = new Date(Number(seconds) * 1000)
  return Number.isNaN(date.getTime())
    ? String(micros)
    : `${date.toISOString().slice(0, 19).replace('T', ' ')}${fraction}`
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const text = (bytes: Uint8Array | undefined) => bytes && decoder.decode(bytes)

const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => time(millis * 1000n),
  timestampFromMicroseconds: time,
  timestampFromNanoseconds: (nanos) => time(nanos / 1000n),
  dateFromDays: (days) => new Date(days * 86_400_000).toISOString().slice(0, 10),
  stringFromBytes: text,
  jsonFromBytes: text,
  geometryFromBytes: (bytes: Uint8Array) => bytes,
  geographyFromBytes: (bytes: Uint8Array) => bytes,
}
