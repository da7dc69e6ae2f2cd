/** PostgreSQL's text format into column values, by the type of the column. */
import type { ColumnBuilder } from './column-builder'
import { cutLength, decode } from './utf8'
import type { ValueKind } from './value'

/** Adds the cell at `bytes[from … to)`; gives the size of the whole value where it was shortened, else -1. */
export type AddCell = (
  column: ColumnBuilder,
  bytes: Uint8Array,
  from: number,
  to: number,
  limit: number,
) => number

const addText: AddCell = (column, bytes, from, to, limit) => {
  const length = to - from
  if (length <= limit) {
    column.text(bytes, from, length)
    return -1
  }
  column.text(bytes, from, cutLength(bytes, from, length, limit))
  return length
}

const addInteger: AddCell = (column, bytes, from, to) => {
  const negative = bytes[from] === 45
  if (to - from > 15) column.bigint(BigInt(decode(bytes.slice(from, to))))
  else {
    let value = 0
    for (let at = negative ? from + 1 : from; at < to; at++) value = value * 10 + (bytes[at] ?? 0) - 48
    column.integer(negative && value !== 0 ? -value : value)
  }
  return -1
}

/** `NaN`, `Infinity`, `-0` and the like are what Number() reads too. */
const addNumber: AddCell = (column, bytes, from, to) => {
  column.number(Number(decode(bytes.slice(from, to))))
  return -1
}

const addBoolean: AddCell = (column, bytes, from) => {
  column.value(bytes[from] === 116)
  return -1
}

/** Both of bytea_output's forms: `\xdeadbeef`, and text with `\\` and `\ooo`. */
const addBytes: AddCell = (column, bytes, from, to, limit) => {
  if (bytes[from] === 92 && bytes[from + 1] === 120) {
    const length = (to - from - 2) >> 1
    column.value(unhex(bytes, from + 2, Math.min(length, limit)))
    return length > limit ? length : -1
  }
  const unescaped = unescape(bytes, from, to)
  column.value(unescaped.slice(0, limit))
  return unescaped.length > limit ? unescaped.length : -1
}

function digit(code: number): number {
  return code < 58 ? code - 48 : (code | 32) - 87
}

function unhex(bytes: Uint8Array, from: number, length: number): Uint8Array {
  const result = new Uint8Array(length)
  for (let i = 0, at = from; i < length; i++, at += 2) {
    result[i] = digit(bytes[at] ?? 0) * 16 + digit(bytes[at + 1] ?? 0)
  }
  return result
}

function unescape(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const result = new Uint8Array(to - from)
  let length = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte !== 92) result[length++] = byte
    else if (bytes[at + 1] === 92) {
      result[length++] = 92
      at++
    } else {
      result[length++] =
        ((bytes[at + 1] ?? 0) - 48) * 64 + ((bytes[at + 2] ?? 0) - 48) * 8 + (bytes[at + 3] ?? 0) - 48
      at += 3
    }
  }
  return result.slice(0, length)
}

interface Reading {
  readonly kind: ValueKind
  readonly add: AddCell
}

const integer: Reading = { kind: 'integer', add: addInteger }
const number: Reading = { kind: 'number', add: addNumber }
const readings = new Map<string, Reading>([
  ['int2', integer],
  ['int4', integer],
  ['int8', integer],
  ['oid', integer],
  ['float4', number],
  ['float8', number],
  // exact decimals keep their text: a number would lose digits
  ['numeric', { kind: 'number', add: addText }],
  ['bool', { kind: 'boolean', add: addBoolean }],
  ['bytea', { kind: 'bytes', add: addBytes }],
  ['date', { kind: 'date', add: addText }],
  ['timestamp', { kind: 'timestamp', add: addText }],
  ['timestamptz', { kind: 'timestamp', add: addText }],
  ['json', { kind: 'json', add: addText }],
  ['jsonb', { kind: 'json', add: addText }],
])
const asText: Reading = { kind: 'text', add: addText }

/** How a column of this type is read: the names are those of pg_type. Everything else is text, as the engine wrote it. */
export function reading(type: string): Reading {
  return readings.get(type) ?? asText
}

/** The whole bytes of a cell that was shortened: what a bytea holds, or UTF-8. */
export function wholeCell(
  type: string,
  bytes: Uint8Array,
  from: number,
  to: number,
): { bytes: Uint8Array; text: boolean } {
  if (type !== 'bytea') return { bytes: bytes.slice(from, to), text: true }
  const hex = bytes[from] === 92 && bytes[from + 1] === 120
  return {
    bytes: hex ? unhex(bytes, from + 2, (to - from - 2) >> 1) : unescape(bytes, from, to),
    text: false,
  }
}
