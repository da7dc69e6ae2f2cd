import type { Dialect } from './dialect'
import { type TokenKind, Tokens } from './tokens'

/** A token of a statement, blanks and comments left out. */
export interface Piece {
  readonly kind: TokenKind
  readonly from: number
  readonly to: number
  readonly text: string
  /** in capitals: a word, else the text of a mark, else '' */
  readonly word: string
  /** parentheses around it; a parenthesis counts as outside of itself */
  readonly depth: number
  /** its closing quote or mark is missing */
  readonly open: boolean
}

export interface Call {
  readonly name: string
  /** index of the piece that is the name */
  readonly index: number
  readonly from: number
  readonly to: number
  /** texts between the commas, without blanks around */
  readonly args: readonly string[]
}

/** What CREATE TABLE says. */
export interface TableText {
  /** as written, with its quotes and schema */
  readonly name: string
  /** columns and constraints */
  readonly elements: readonly (readonly Piece[])[]
}

/** A statement as the doctor's rules read it. */
export class Reading {
  readonly pieces: readonly Piece[]

  constructor(
    readonly text: string,
    readonly dialect: Dialect,
  ) {
    const tokens = new Tokens(text, dialect)
    const pieces: Piece[] = []
    let depth = 0
    while (tokens.solid() !== 'end') {
      const { kind, from, to, value, keyword, open } = tokens
      if (kind === 'mark' && value === ')') depth--
      pieces.push({ kind, from, to, text: value, word: kind === 'mark' ? value : keyword, depth, open })
      if (kind === 'mark' && value === '(') depth++
    }
    this.pieces = pieces
  }

  word(index: number): string {
    return this.pieces[index]?.word ?? ''
  }

  /** Whether the words, with a blank between, stand at `index`. */
  has(words: string, index = 0): boolean {
    return words.split(' ').every((word, i) => this.word(index + i) === word)
  }

  /** The first index at which the words stand, or -1. */
  find(words: string): number {
    return this.pieces.findIndex((_, index) => this.has(words, index))
  }

  /** From the first of `count` pieces at `index` to the last. */
  span(index: number, count = 1): { from: number; to: number } {
    const first = this.pieces[index]
    const last = this.pieces[index + count - 1] ?? first
    return { from: first?.from ?? 0, to: last?.to ?? 0 }
  }

  slice({ from, to }: { readonly from: number; readonly to: number }): string {
    return this.text.slice(from, to)
  }

  /** Index of the parenthesis that closes the one at `open`, or -1. */
  closing(open: number): number {
    const depth = this.pieces[open]?.depth
    return this.pieces.findIndex((piece, i) => i > open && piece.word === ')' && piece.depth === depth)
  }

  /** All calls of the named functions, in capitals. */
  calls(names: (name: string) => boolean): Call[] {
    return this.pieces.flatMap((piece, index) => {
      if (piece.kind !== 'word' || !names(piece.word) || this.word(index + 1) !== '(') return []
      const end = this.closing(index + 1)
      if (end < 0) return []
      const args = this.lists(index + 2, end).map((list) => this.slice(ends(list)))
      return [{ name: piece.word, index, from: piece.from, to: this.pieces[end]?.to ?? piece.to, args }]
    })
  }

  /** What stands between the commas of one level, from one index up to another. */
  lists(from: number, to: number): Piece[][] {
    const depth = this.pieces[from]?.depth
    const lists: Piece[][] = from < to ? [[]] : []
    for (const piece of this.pieces.slice(from, to)) {
      if (piece.word === ',' && piece.depth === depth) lists.push([])
      else lists.at(-1)?.push(piece)
    }
    return lists
  }

  /** Null when this is no CREATE TABLE with a list of columns. */
  table(): TableText | null {
    const at = this.find('TABLE')
    const open = this.find('(')
    const close = open < 0 ? -1 : this.closing(open)
    if (this.word(0) !== 'CREATE' || at < 1 || at > 3 || close < 0) return null
    const name = at + (this.has('IF NOT EXISTS', at + 1) ? 4 : 1)
    if (name >= open || this.pieces.slice(name, open).some((piece) => piece.word === 'AS')) return null
    return { name: this.slice(this.span(name, open - name)), elements: this.lists(open + 1, close) }
  }
}

/** From the first piece to the last. */
export function ends(pieces: readonly Piece[]): { from: number; to: number } {
  return { from: pieces[0]?.from ?? 0, to: pieces.at(-1)?.to ?? 0 }
}
