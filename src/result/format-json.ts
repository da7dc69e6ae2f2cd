import type { Column, ResultSet, Value } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { joined, type TextFormat } from './format'
import { numberText } from './number-text'

/**
 * JSON: an array of objects where the column names are unique, else {"columns": […], "rows": [[…]]}. Integers and
 * NUMERIC are JSON numbers with every digit (JSON sets no limit; read them with care in JavaScript), what JSON has no
 * number for (NaN, Infinity) is a string, bytes are base64, PostgreSQL's json and jsonb stand in it as they are.
 */
export const json: TextFormat = {
  id: 'json',
  name: 'JSON',
  extension: 'json',
  mime: 'application/json',
  encode: (rows, { dialect }) => joined(document(rows, dialect)),
}

/** One object a line; where column names are not unique, a line with the array of them, then one array a line. */
export const ndjson: TextFormat = {
  id: 'ndjson',
  name: 'NDJSON',
  extension: 'ndjson',
  mime: 'application/x-ndjson',
  encode: (rows, { dialect }) => joined(documents(rows, dialect)),
}

function* documents(rows: ResultSet, dialect: Dialect): Generator<string> {
  if (!namesAreUnique(rows.columns)) yield `${JSON.stringify(rows.columns.map(({ name }) => name))}\n`
  yield* lines(rows, dialect, '', '\n')
}

const namesAreUnique = (columns: readonly Column[]): boolean =>
  new Set(columns.map((column) => column.name)).size === columns.length

function* document(rows: ResultSet, dialect: Dialect): Generator<string> {
  const unique = namesAreUnique(rows.columns)
  const names = rows.columns.map((column) => JSON.stringify(column.name))
  yield unique ? '[' : `{"columns":[${names.join(',')}],"rows":[`
  let separator = '\n'
  for (const line of lines(rows, dialect, '  ', '')) {
    yield separator + line
    separator = ',\n'
  }
  yield unique ? '\n]\n' : '\n]}\n'
}

function* lines(rows: ResultSet, dialect: Dialect, indent: string, end: string): Generator<string> {
  const keys = rows.columns.map((column) => `${JSON.stringify(column.name)}:`)
  const [open, close] = namesAreUnique(rows.columns) ? '{}' : '[]'
  for (let row = 0; row < rows.rowCount; row++) {
    const members = rows.columns.map((column, index) => {
      const token = jsonToken(rows.value(row, index), column, dialect)
      return open === '{' ? (keys[index] ?? '') + token : token
    })
    yield `${indent}${open}${members.join(',')}${close}${end}`
  }
}

/** A value as one JSON token, without a line break. */
export function jsonToken(value: Value, column: Column, dialect: Dialect): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number') {
    return Number.isFinite(value)
      ? numberText[dialect](value, column.type)
      : JSON.stringify(numberText[dialect](value, ''))
  }
  if (value instanceof Uint8Array) return JSON.stringify(base64(value))
  if (column.type.startsWith('numeric') && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value)) return value
  // between the tokens of a json text line breaks are blanks, and inside its strings there are none
  if (column.kind === 'json' && isJson(value)) return value.replace(/[\r\n]+/g, ' ')
  return JSON.stringify(value)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false // cut after 64 KB, or SQLite's text that only calls itself json
  }
}

function base64(bytes: Uint8Array): string {
  let binary = ''
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(binary)
}
