import type { Dialect } from './dialect'

/**
 * What a piece of SQL text is. 'name' is a quoted identifier; 'string' any string literal, dollar quotes and blobs
 * included; 'mark' an operator or punctuation; 'end' the end of the text.
 */
export type TokenKind =
  'blank' | 'comment' | 'word' | 'name' | 'string' | 'number' | 'parameter' | 'mark' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** UTF-16 offsets */
  readonly from: number
  readonly to: number
  /** the closing quote or comment mark is missing; the token then runs to the end of the text */
  readonly open: boolean
}

// What a character can begin; 0 is a mark.
const blank = 1
const word = 2
const digit = 3
const quote = 4
const doubleQuote = 5
const backtick = 6
const bracket = 7
const dash = 8
const slash = 9
const dollar = 10
const variable = 11
const dot = 12
const operator = 13

function classes(dialect: Dialect): Uint8Array {
  const table = new Uint8Array(128)
  const set = (characters: string, kind: number) => {
    for (const c of characters) table[c.charCodeAt(0)] = kind
  }
  set('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', word)
  set('0123456789', digit)
  set(' \t\n\r\f', blank)
  set("'", quote)
  set('"', doubleQuote)
  set('-', dash)
  set('/', slash)
  set('$', dollar)
  set('.', dot)
  set('<>=!|:', operator)
  if (dialect === 'postgres') set('\v', blank)
  else {
    set('`', backtick)
    set('[', bracket)
    set('?:@', variable)
  }
  return table
}

const table: Record<Dialect, Uint8Array> = { sqlite: classes('sqlite'), postgres: classes('postgres') }

const operators = new Set(['<=', '>=', '<>', '!=', '==', '||', '<<', '>>', '::', ':=', '=>'])
const pairs = (a: number, b: number) => operators.has(String.fromCharCode(a, b))

const newline = 10
const carriageReturn = 13
const star = 42
const byteOrderMark = 0xfeff

/** Letters, digits, `_`, `$` and everything beyond ASCII, in both dialects: smart quotes and no-break spaces too. */
function inWord(c: number): boolean {
  return c > 127 || (c > 96 && c < 123) || (c > 64 && c < 91) || (c > 47 && c < 58) || c === 95 || c === 36
}

/**
 * Reads SQL text token by token, by the rules of psqlscan.l (PostgreSQL) and tokenize.c (SQLite). Any text is
 * accepted, and every character belongs to exactly one token. Linear: no character is looked at more than a few
 * times. The object itself is the current token, since a script of 10 MB has millions of them.
 */
export class Tokens implements Token {
  kind: TokenKind = 'end'
  from = 0
  to: number
  open = false
  /** a backslash escapes in every string, as with standard_conforming_strings off */
  escapes = false
  readonly #classes: Uint8Array
  readonly #nested: boolean

  constructor(
    readonly text: string,
    readonly dialect: Dialect,
    at = 0,
  ) {
    this.to = at
    this.#classes = table[dialect]
    this.#nested = dialect === 'postgres'
  }

  /** The current token's text. */
  get value(): string {
    return this.text.slice(this.from, this.to)
  }

  /** The current token's text in capitals when it is a word that could be a keyword, else ''. */
  get keyword(): string {
    return this.kind === 'word' && this.to - this.from < 20 ? this.value.toUpperCase() : ''
  }

  /** Moves on to the next token that says something: past blanks and closed comments. */
  solid(): TokenKind {
    let kind = this.next()
    while (kind === 'blank' || (kind === 'comment' && !this.open)) kind = this.next()
    return kind
  }

  next(): TokenKind {
    const { text } = this
    const from = (this.from = this.to)
    this.open = false
    if (from >= text.length) return (this.kind = 'end')
    const c = text.charCodeAt(from)
    switch (c < 128 ? this.#classes[c] : c === byteOrderMark && !this.#nested ? blank : word) {
      case blank:
        return this.#blank()
      case word:
        return this.#word(c)
      case digit:
        return this.#number()
      case quote:
        return this.escapes ? this.#escaped(from + 1) : this.#quoted(from, "'", 'string')
      case doubleQuote:
        return this.#quoted(from, '"', 'name')
      case backtick:
        return this.#quoted(from, '`', 'name')
      case bracket:
        return this.#until(']', from + 1, 'name')
      case dash:
        if (text.charCodeAt(from + 1) === c) return this.#lineComment()
        return this.#mark(text.startsWith('->>', from) ? 3 : text.startsWith('->', from) ? 2 : 1)
      case slash:
        return text.charCodeAt(from + 1) === star ? this.#comment() : this.#mark(1)
      case dollar:
        return this.#dollar()
      case variable:
        return this.#variable(c)
      case dot:
        return this.#classes[text.charCodeAt(from + 1)] === digit ? this.#number() : this.#mark(1)
      case operator:
        return this.#mark(pairs(c, text.charCodeAt(from + 1)) ? 2 : 1)
      default:
        return this.#mark(1)
    }
  }

  #end(to: number, kind: TokenKind): TokenKind {
    this.to = to
    return (this.kind = kind)
  }

  #mark(length: number): TokenKind {
    return this.#end(this.from + length, 'mark')
  }

  #blank(): TokenKind {
    let at = this.from + 1
    for (; at < this.text.length; at++) {
      const c = this.text.charCodeAt(at)
      if (this.#classes[c] !== blank && !(c === byteOrderMark && !this.#nested)) break
    }
    return this.#end(at, 'blank')
  }

  #wordEnd(at: number): number {
    while (at < this.text.length && inWord(this.text.charCodeAt(at))) at++
    return at
  }

  #word(c: number): TokenKind {
    const { text, from } = this
    const second = text[from + 1]
    if (second === "'") {
      const prefix = String.fromCharCode(c | 32)
      if (prefix === 'x') return this.#quoted(from + 1, "'", 'string')
      if (this.#nested && prefix === 'e') return this.#escaped(from + 2)
      if (this.#nested && (prefix === 'b' || prefix === 'n')) return this.#quoted(from + 1, "'", 'string')
    } else if (second === '&' && this.#nested && (c | 32) === 117) {
      if (text[from + 2] === "'") return this.#quoted(from + 2, "'", 'string')
      if (text[from + 2] === '"') return this.#quoted(from + 2, '"', 'name')
    }
    return this.#end(this.#wordEnd(from + 1), 'word')
  }

  /** Takes letters along, as both engines do before they refuse `12abc`; so `1e'` never begins an escape string. */
  #number(): TokenKind {
    const { text } = this
    let at = this.from
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at)
      if (inWord(c) || c === 46) continue
      const exponent = (c === 43 || c === 45) && (text.charCodeAt(at - 1) | 32) === 101
      if (!exponent || this.#classes[text.charCodeAt(at + 1)] !== digit || text[this.from + 1] === 'x') break
    }
    return this.#end(at, 'number')
  }

  /** Up to the closing quote; a doubled one stands for itself. */
  #quoted(at: number, mark: string, kind: TokenKind): TokenKind {
    const { text } = this
    for (let end = text.indexOf(mark, at + 1); end >= 0; end = text.indexOf(mark, end + 2)) {
      if (text[end + 1] !== mark) return this.#end(end + 1, kind)
    }
    this.open = true
    return this.#end(text.length, kind)
  }

  #until(mark: string, at: number, kind: TokenKind): TokenKind {
    const end = this.text.indexOf(mark, at)
    this.open = end < 0
    return this.#end(end < 0 ? this.text.length : end + mark.length, kind)
  }

  /** PostgreSQL's E'…'. After a line break, a further '…' belongs to it and has backslash escapes as well. */
  #escaped(at: number): TokenKind {
    const { text } = this
    while (at < text.length) {
      const c = text[at]
      if (c === '\\') at += 2
      else if (c !== "'") at++
      else if (text[at + 1] === "'") at += 2
      else {
        const more = this.#continuation(at + 1)
        if (more < 0) return this.#end(at + 1, 'string')
        at = more
      }
    }
    this.open = true
    return this.#end(text.length, 'string')
  }

  /** Behind the quote that continues a string on a later line, or -1. */
  #continuation(at: number): number {
    const { text } = this
    let lines = 0
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at)
      if (c === newline || c === carriageReturn) lines++
      else if (text.startsWith('--', at)) at = this.#lineEnd(at) - 1
      else if (this.#classes[c] !== blank) break
    }
    return lines && text[at] === "'" ? at + 1 : -1
  }

  /** A carriage return alone ends PostgreSQL's comment, but not SQLite's. */
  #lineEnd(at: number): number {
    const { text } = this
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at)
      if (c === newline || (c === carriageReturn && this.#nested)) break
    }
    return at
  }

  #lineComment(): TokenKind {
    return this.#end(this.#lineEnd(this.from + 2), 'comment')
  }

  #comment(): TokenKind {
    const { text } = this
    if (!this.#nested) return this.#until('*/', this.from + 2, 'comment')
    let depth = 1
    let at = this.from + 2
    while (depth && at < text.length) {
      if (text[at] === '*' && text[at + 1] === '/') {
        depth--
        at += 2
      } else if (text[at] === '/' && text[at + 1] === '*') {
        depth++
        at += 2
      } else at++
    }
    this.open = depth > 0
    return this.#end(at, 'comment')
  }

  /** `$1`, `$$…$$`, `$tag$…$tag$` in PostgreSQL, a parameter in SQLite. */
  #dollar(): TokenKind {
    const { text, from } = this
    if (!this.#nested) return this.#variable(36)
    let at = from + 1
    if (this.#classes[text.charCodeAt(at)] === digit) {
      while (this.#classes[text.charCodeAt(at)] === digit) at++
      return this.#end(at, 'parameter')
    }
    while (text[at] !== '$' && at < text.length && inWord(text.charCodeAt(at))) at++
    if (text[at] !== '$') return this.#mark(1)
    return this.#until(text.slice(from, at + 1), at + 1, 'string')
  }

  /** SQLite's `?`, `?1`, `:name`, `@name`, `$name`. */
  #variable(c: number): TokenKind {
    const end = this.#wordEnd(this.from + 1)
    if (end > this.from + 1 || c === 63) return this.#end(end, 'parameter')
    return this.#mark(c === 58 && this.text[end] === ':' ? 2 : 1)
  }
}
