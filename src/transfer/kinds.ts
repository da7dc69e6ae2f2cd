/** What a column holds, and how its cells are written for each engine. */
import type { Dialect } from '../sql/dialect'
import { isDay } from './day-forms'
import {
  anyDay,
  anyForm,
  anyNumber,
  anyTime,
  exampleOf,
  fitsForm,
  plainFraction,
  plainWhole,
  type Form,
} from './forms'
import type { Kind } from './kind'
import type { Cell } from './source'

export const kindName: Record<Kind, string> = {
  text: 'text',
  integer: 'whole number',
  decimal: 'decimal number',
  real: 'floating-point number',
  boolean: 'true or false',
  date: 'date',
  timestamp: 'date and time',
  json: 'JSON',
  bytes: 'bytes',
}

/** A kind in words, with an example of how its texts are written. */
export function kindWords(kind: Kind, form?: Form): string {
  return form === undefined ? kindName[kind] : `${kindName[kind]} like ${exampleOf(kind, form)}`
}

/**
 * The declared types. SQLite keeps dates and JSON as texts, and true as 1; a type word with DATE in it would make it
 * turn `2024` into a number.
 */
export const declared: Record<Dialect, Record<Kind, string>> = {
  sqlite: {
    text: 'TEXT',
    integer: 'INTEGER',
    decimal: 'REAL',
    real: 'REAL',
    boolean: 'BOOLEAN',
    date: 'TEXT',
    timestamp: 'TEXT',
    json: 'TEXT',
    bytes: 'BLOB',
  },
  postgres: {
    text: 'text',
    integer: 'bigint',
    decimal: 'numeric',
    real: 'double precision',
    boolean: 'boolean',
    date: 'date',
    timestamp: 'timestamp',
    json: 'jsonb',
    bytes: 'bytea',
  },
}

const bit = { integer: 1, decimal: 2, real: 4, boolean: 8, date: 16, timestamp: 32, json: 64, bytes: 128 }
/** All kinds but text: what a column without any value still could be. */
export const anyKind = 255 | anyForm

/**
 * The kinds a cell could have without changing its text when it is read back, as a set of bits; 0 is text. A number
 * with leading zeros, with more digits than the type keeps, or beyond its range stays a text. For cells of typed files,
 * the kinds their type goes into. NULL fits all.
 */
export function fits(cell: Cell, loose: boolean): number {
  if (cell === null) return anyKind
  switch (typeof cell) {
    case 'string':
      return fitsText(cell, loose)
    case 'bigint':
      return (isInt64(cell) ? fitsDigits(String(cell)) : 0) | anyNumber
    case 'number':
      return bit.real | anyNumber
    case 'boolean':
      return bit.boolean
    default:
      return cell instanceof Uint8Array
        ? bit.bytes
        : (fitsDigits(cell.digits) || fitsExponent(cell.digits)) | anyNumber
  }
}

/** Whether every cell of a column whose cells have these bits in common is written for the kind as it stands in the file. */
export const isExact = (common: number, kind: Kind, form?: Form): boolean =>
  kind === 'text' || (form === undefined && (common & bit[kind]) !== 0)

const isDigit = (c: number) => c > 47 && c < 58

function fitsText(text: string, loose: boolean): number {
  const first = text.charCodeAt(0)
  if (isDigit(first)) {
    if (text.charCodeAt(4) === 45) return loose ? fitsTime(text) : fitsTypedTime(text)
    return (loose ? fitsDigits(text) : 0) || fitsForm(text)
  }
  if (!loose) return (first === 123 || first === 91) && isJson(text) ? bit.json : fitsForm(text)
  if (first === 45) return fitsDigits(text) || fitsForm(text)
  return text === 'true' || text === 'false' ? bit.boolean : 0
}

function fitsDigits(text: string): number {
  const found = /^-?(0|[1-9]\d*)(\.\d+)?$/.exec(text)
  if (found === null) return isRoundTrip(text) ? bit.real : 0
  const fraction = found[2] === undefined ? 0 : found[2].length
  const negativeZero = text.charCodeAt(0) === 45 && /^-[0.]+$/.test(text)
  if (negativeZero) return 0
  const short = text.length - (text.charCodeAt(0) === 45 ? 1 : 0) - (fraction > 0 ? 1 : 0) <= 15
  if (fraction > 0) {
    if (!short) return isRoundTrip(text) ? bit.real : 0
    return bit.decimal | bit.real | plainFraction(text)
  }
  if (short) return bit.integer | bit.decimal | bit.real | plainWhole
  return text.length <= 20 && isInt64(BigInt(text)) ? bit.integer : 0
}

/** A number that a file of numbers writes as 1e5. */
const fitsExponent = (digits: string) => (/e/i.test(digits) && Number.isFinite(Number(digits)) ? bit.real : 0)

const isRoundTrip = (text: string) => {
  const value = Number(text)
  return Number.isFinite(value) && String(value) === text
}

export const isInt64 = (value: bigint) => value >= -(2n ** 63n) && value < 2n ** 63n

function fitsTime(text: string): number {
  if (text.length === 10) return isDay(text) ? bit.date : 0
  const found = /^(\d{4}-\d\d-\d\d) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{0,5}[1-9])?$/.exec(text)
  return found !== null && isDay(found[1] ?? '') ? bit.timestamp : 0
}

/** Sheets have days and times beside texts of other forms. */
function fitsTypedTime(text: string): number {
  const found = fitsTime(text)
  return found === 0 ? 0 : found | ((found & bit.date) === 0 ? anyTime : anyDay)
}

/** What a dialect can make of a column of which `filled` cells hold something, and all have these bits in common. */
export function guessKind(common: number, filled: number, loose: boolean, dialect: Dialect): Kind {
  if (filled === 0) return 'text'
  const order: readonly Exclude<Kind, 'text'>[] = [
    'integer',
    'decimal',
    'real',
    'bytes',
    'boolean',
    'date',
    'timestamp',
    'json',
  ]
  const found = order.find((kind) => (common & bit[kind]) !== 0)
  if (found === undefined) return 'text'
  // SQLite has no type that gives these back as they were; the text does
  const asText =
    dialect === 'sqlite' && (found === 'date' || found === 'timestamp' || (found === 'boolean' && loose))
  return asText ? 'text' : found
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
