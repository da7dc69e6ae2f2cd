import fc from '../property/fast-check'
import { expect, test } from 'vitest'
import type { Value } from '../../src/engine/value'
import type { Dialect } from '../../src/sql/dialect'
import { cellText, show, visible, type Piece } from '../../src/result/cell'
import { column } from './rows'

const text = column('t')
const plain = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (piece.mark ? `[${piece.text}]` : piece.text)).join('')
const shown = (value: Value, of = text, dialect: Dialect = 'sqlite', whole?: number): string => {
  const { look, pieces } = show(value, of, dialect, whole)
  return `${look}: ${plain(pieces)}`
}

test('NULL, the empty text and the word NULL have three looks', () => {
  expect(shown(null)).toBe('null: NULL')
  expect(shown('')).toBe("empty: ''")
  expect(shown('NULL')).toBe('text: NULL')
})

test('spaces at either end are dots, between words they stay', () => {
  expect(shown('  two  words ')).toBe('text: [··]two  words[·]')
})

test('what cannot be seen is shown', () => {
  expect(shown('a\0b')).toBe('text: a[␀]b')
  expect(shown('one\r\ntwo\nthree\tfour\u007f')).toBe('text: one[↵]two[↵]three[⇥]four[␡]')
  expect(shown('abc\u202edef')).toBe('text: abc[‹U+202E›]def')
})

test('half a surrogate pair is a marked U+FFFD, a whole one is left alone', () => {
  expect(shown('\ud83d half')).toBe('text: [\ufffd] half')
  expect(shown('😀')).toBe('text: 😀')
})

test('every digit of an integer and of a NUMERIC stays', () => {
  expect(shown(9223372036854775807n, column('n', 'integer'))).toBe('number: 9223372036854775807')
  expect(shown('45.00', column('n', 'number', 'numeric'), 'postgres')).toBe('number: 45.00')
})

test('booleans and floating-point numbers look as their engine writes them', () => {
  expect(shown(true, column('b', 'boolean'), 'postgres')).toBe('text: true')
  expect(shown(45, column('r', 'number', 'real'), 'sqlite')).toBe('number: 45.0')
  expect(shown(45, column('r', 'number', 'float8'), 'postgres')).toBe('number: 45')
})

test('bytes are hexadecimal digits and their number', () => {
  expect(shown(new Uint8Array([0, 255]), column('b', 'bytes'), 'sqlite')).toBe("bytes: x'00ff'[2 bytes]")
  expect(shown(new Uint8Array([0, 255]), column('b', 'bytes'), 'postgres')).toBe('bytes: \\x00ff[2 bytes]')
  expect(shown(new Uint8Array(65_536), column('b', 'bytes'), 'sqlite', 100_000_000)).toMatch(/…'\[100 MB\]$/)
})

test('a long text shows its beginning and never half a character', () => {
  const { pieces, more } = show('x'.repeat(299) + '😀 and the rest', text, 'sqlite')
  expect(more).toBe(true)
  expect(plain(pieces)).toBe('x'.repeat(299))
})

test('a shortened cell says how large it really is', () => {
  expect(shown('beginning', text, 'postgres', 100_000_000)).toBe('text: beginning[100 MB]')
})

test('no character is lost or added but those that are made visible', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (string) => {
      const pieces = visible(string)
      expect(pieces.filter((piece) => !piece.mark).every((piece) => string.includes(piece.text))).toBe(true)
      if (!pieces.some((piece) => piece.mark)) expect(plain(pieces)).toBe(string)
    }),
  )
})

test('the copied text is the value itself', () => {
  fc.assert(fc.property(fc.string(), (string) => cellText(string, text, 'postgres') === string))
  expect(cellText(null, text, 'postgres')).toBe('')
})
