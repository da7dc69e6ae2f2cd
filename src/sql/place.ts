import type { Dialect } from './dialect'
import { type Token, Tokens } from './tokens'

/** Both counted from 1; `column` in code points, as PostgreSQL counts, so that an emoji is one column. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Where a UTF-16 offset is. Lines end with `\n`, `\r\n` or `\r`. An offset past the end counts as the end. */
export function placeOf(text: string, offset: number): Place {
  const end = Math.min(offset, text.length)
  let line = 1
  let start = 0
  for (let at = 0; at < end; at++) {
    const c = text.charCodeAt(at)
    if (c !== 10 && !(c === 13 && text.charCodeAt(at + 1) !== 10)) continue
    line++
    start = at + 1
  }
  let column = 1
  for (let at = start; at < end; column++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  return { line, column }
}

/**
 * The UTF-16 offset of PostgreSQL's error `position`, a code point counted from 1. Past the end (a syntax error at
 * end of input) gives the length of the text.
 */
export function offsetOfCodePoint(text: string, position: number): number {
  let at = 0
  for (let left = position - 1; left > 0 && at < text.length; left--) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  }
  return at
}

/**
 * UTF-16 length of what to mark for an error at `offset`: the token there, or only its opening mark where it is not
 * closed. At least 1, also behind the last character.
 */
export function tokenLength(text: string, offset: number, dialect: Dialect): number {
  const tokens = new Tokens(text, dialect, offset)
  tokens.next()
  return Math.max(markedLength(tokens), 1)
}

/** UTF-16 length of the name at `offset` with what its dots join to it: all of `s.amount`. Of anything else, its token's. */
export function pathLength(text: string, offset: number, dialect: Dialect): number {
  const tokens = new Tokens(text, dialect, offset)
  const isName = () => (tokens.kind === 'word' || tokens.kind === 'name') && !tokens.open
  tokens.next()
  let to = offset + Math.max(markedLength(tokens), 1)
  while (isName()) {
    to = tokens.to
    if (tokens.next() !== 'mark' || tokens.value !== '.') break
    tokens.next()
  }
  return to - offset
}

const openingMark = /^(\/\*|\$\w*\$|[a-z]?&?['"]|.)/isu

/** Length of a token, or of its opening mark when the closing one is missing. */
export function markedLength(token: Token & { readonly value: string }): number {
  return token.open ? (openingMark.exec(token.value)?.[0].length ?? 1) : token.to - token.from
}
