/** An expression of SQL as its words and marks, and changed among them. */
import type { Dialect } from '../sql/dialect'
import { Tokens } from '../sql/tokens'

/** A token with its place in the text. */
export interface Piece {
  readonly text: string
  readonly kind: string
  readonly from: number
  readonly to: number
}

/** What a text is made of, without blanks and comments. */
export function pieces(sql: string, dialect: Dialect): Piece[] {
  const tokens = new Tokens(sql, dialect)
  const found: Piece[] = []
  while (tokens.solid() !== 'end')
    found.push({ text: tokens.value, kind: tokens.kind, from: tokens.from, to: tokens.to })
  return found
}

/**
 * The text with nothing but its words and marks, each where it stood: comments are blanks, and strings and quoted names
 * are `\0` from their first character to their last.
 */
export function onlyWords(sql: string, dialect: Dialect): string {
  const tokens = new Tokens(sql, dialect)
  let text = ''
  while (tokens.next() !== 'end') {
    const { kind, value } = tokens
    const instead = kind === 'comment' ? ' ' : kind === 'string' || kind === 'name' ? '\0' : null
    text += instead === null ? value : instead.repeat(value.length)
  }
  return text
}

/** As PostgreSQL stores a name. */
export const stored = ({ kind, text }: Piece) =>
  kind === 'name' ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase()

/** Words in place of a part of the text; nothing is replaced where `from` is `to`. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** The text with all edits; of two insertions at one place the later one stands outside, of two replacements the first counts. */
export function edited(sql: string, edits: readonly Edit[]): string {
  let text = ''
  let at = 0
  const order = edits.map((edit, i) => ({ ...edit, i: edit.from === edit.to ? -i : i }))
  for (const { from, to, text: words } of order.sort((a, b) => a.from - b.from || a.to - b.to || a.i - b.i)) {
    if (from < at) continue
    text += sql.slice(at, from) + words
    at = to
  }
  return text + sql.slice(at)
}
