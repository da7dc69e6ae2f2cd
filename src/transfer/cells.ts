/** Cells as each engine reads them. */
import { quoteText } from '../sql/quote'
import { convert } from './convert'
import type { Form } from './forms'
import type { Kind } from './kind'
import type { Cell } from './source'

/**
 * A field of PostgreSQL's COPY in text form (manual: COPY, "Text Format"); undefined where the cell cannot be of the
 * kind, and for a NUL, which no text in PostgreSQL can hold.
 */
export function copyField(cell: Cell, kind: Kind, form?: Form): string | undefined {
  if (cell === null) return '\\N'
  const value = convert(cell, kind, form)
  if (value === undefined) return undefined
  if (typeof value !== 'string') return `\\\\x${hex(value)}`
  if (value.includes('\0') || (kind === 'json' && value.includes('\\u0000'))) return undefined
  return /[\\\t\n\r]/.test(value)
    ? value.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? '')
    : value
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A literal of SQLite; undefined where the cell cannot be of the kind. */
export function sqliteLiteral(cell: Cell, kind: Kind, form?: Form): string | undefined {
  if (cell === null) return 'NULL'
  const value = convert(cell, kind, form)
  if (value === undefined) return undefined
  if (typeof value !== 'string') return `X'${hex(value)}'`
  switch (kind) {
    case 'integer':
      // the parser reads the digits before the sign, and these are one too many
      return value === '-9223372036854775808' ? '(-9223372036854775807-1)' : value
    case 'decimal':
    case 'real':
      if (value.endsWith('Infinity')) return value.startsWith('-') ? '-9e999' : '9e999'
      return value === 'NaN' ? undefined : value
    case 'boolean':
      return value === 'true' ? '1' : '0'
    default:
      return quoteText(value, 'sqlite')
  }
}

/** A literal of SQLite in the cell's own type, for a column that has none. */
export function openLiteral(cell: Cell): string | undefined {
  if (cell === null || typeof cell === 'string') return sqliteLiteral(cell, 'text')
  if (typeof cell === 'boolean') return sqliteLiteral(cell, 'boolean')
  if (cell instanceof Uint8Array) return sqliteLiteral(cell, 'bytes')
  const isWhole = typeof cell === 'bigint' || (typeof cell === 'object' && /^-?\d+$/.test(cell.digits))
  return (isWhole ? sqliteLiteral(cell, 'integer') : undefined) ?? sqliteLiteral(cell, 'real')
}

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += digits[byte] ?? ''
  return text
}
