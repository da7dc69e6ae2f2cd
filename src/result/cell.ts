/** How a value is shown and copied. Nothing here rounds, trims or localises what the engine wrote. */
import type { Column, Value } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { byteSize } from './amount'
import { numberText } from './number-text'

/** 'space' is a leading or trailing space, 'control' an invisible character made visible, 'broken' half a surrogate pair. */
export type Mark = 'space' | 'control' | 'broken' | 'size'

export interface Piece {
  readonly text: string
  readonly mark?: Mark
}

export interface Shown {
  readonly look: 'null' | 'empty' | 'number' | 'text' | 'bytes'
  readonly pieces: readonly Piece[]
  /** there is more to read than the pieces hold */
  readonly more: boolean
}

/** UTF-16 units of a text, and bytes of a blob, that a cell shows; the reader shows the rest. */
const shownText = 300
const shownBytes = 24

/** The value's whole text, exactly: what is copied, read in full and sorted as text. NULL is ''. */
export function cellText(value: Value, column: Column, dialect: Dialect): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText[dialect](value, column.type)
  if (value instanceof Uint8Array) return bytesText[dialect](hex(value))
  return String(value)
}

/** What a cell of one line shows. `wholeBytes` as in ResultSet: the size of a value that was shortened. */
export function show(value: Value, column: Column, dialect: Dialect, wholeBytes?: number): Shown {
  const size: Piece[] = wholeBytes === undefined ? [] : [{ text: byteSize(wholeBytes), mark: 'size' }]
  if (value === null) return { look: 'null', pieces: [{ text: 'NULL' }], more: false }
  if (value instanceof Uint8Array) {
    const more = value.length > shownBytes || wholeBytes !== undefined
    const preview = bytesText[dialect](hex(value.subarray(0, shownBytes)) + (more ? '…' : ''))
    return {
      look: 'bytes',
      pieces: [{ text: preview }, { text: byteSize(wholeBytes ?? value.length), mark: 'size' }],
      more,
    }
  }
  const text = cellText(value, column, dialect)
  if (text === '') return { look: 'empty', pieces: [{ text: "''" }], more: false }
  const look = isNumeric(column) || typeof value === 'number' || typeof value === 'bigint' ? 'number' : 'text'
  if (text.length <= shownText && wholeBytes === undefined) {
    return { look, pieces: visible(text), more: text.includes('\n') }
  }
  return { look, pieces: [...visible(head(text)), ...size], more: true }
}

/** Whether its one piece is shown as it is: no sign, no picture of a character. */
export function plain({ look, pieces }: Shown): boolean {
  return look !== 'null' && look !== 'empty' && pieces.length === 1 && !pieces[0]?.mark
}

/** Numbers stand on the right. */
export function isNumeric(column: Column): boolean {
  return column.kind === 'integer' || column.kind === 'number'
}

/** SQLite's and PostgreSQL's own way to write bytes. */
const bytesText: Record<Dialect, (hex: string) => string> = {
  sqlite: (hex) => `x'${hex}'`,
  postgres: (hex) => `\\x${hex}`,
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case, two digits a byte. */
export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += hexPairs[byte]
  return text
}

/** The first units of a text; never half of a surrogate pair that was whole. */
function head(text: string): string {
  const cut = text.slice(0, shownText)
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut
}

// controls, direction overrides and other characters without a picture of their own, halves of surrogate pairs,
// blanks at either end
const special = /^ +| +$|\r?\n|[\p{Cc}\u00ad\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu

/** A text in one line with its invisible characters made visible. */
export function visible(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(special)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) })
    pieces.push(picture(match[0]))
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

function picture(found: string): Piece {
  if (found.startsWith(' ')) return { text: '·'.repeat(found.length), mark: 'space' }
  if (found.endsWith('\n')) return { text: '↵', mark: 'control' }
  if (found === '\t') return { text: '⇥', mark: 'control' }
  const code = found.charCodeAt(0)
  if (code < 0x20) return { text: String.fromCharCode(0x2400 + code), mark: 'control' }
  if (code === 0x7f) return { text: '␡', mark: 'control' }
  if (code >= 0xd800 && code <= 0xdfff) return { text: '\ufffd', mark: 'broken' }
  return { text: `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`, mark: 'control' }
}
