/**
 * Where in a statement an error is that PostgreSQL places inside of it: in the body of the DO block or the routine that it
 * holds, or in the data of its COPY.
 */
import { copyData } from '../sql/copy'
import type { ErrorPlace } from '../sql/sqlite-error'
import { offsetOfCodePoint, tokenLength } from '../sql/place'
import { Tokens } from '../sql/tokens'

/** The outermost entry of the call stack, when that is a body which the statement itself may hold. */
const outermost =
  /(?:^|\n)(?:PL\/pgSQL function inline_code_block line (\d+) (?:at ([A-Z]+))?|compilation of PL\/pgSQL function "[^"\n]*" near line (\d+)$)[^\n]*$/
/** The text that was run there, which is the entry before it. */
const ran = /(?:^|\n)(?:SQL statement|PL\/pgSQL (?:assignment|expression)) "((?:(?!\nSQL statement ").)*)"$/s

/** Null where the error is not in the statement's own body or data; the parameters are those of `placeInBody`. */
export function placeInside(
  statement: string,
  context: string,
  internal: { readonly query: string; readonly position: number } | null,
): ErrorPlace | null {
  const copied = /^COPY [^\n]*?, line (\d+)(?=[,:]|$)/.exec(context)
  if (copied === null) return placeInBody(statement, context, internal)
  const data = copyData(statement)?.data
  if (data === undefined) return null
  const to = statement.length - 2 // the line `\.`
  const line = lineOf(statement, { from: to - data.length, to }, Number(copied[1]))
  return line && { position: line.from, length: line.to - line.from }
}

/**
 * Null where the error is not in the statement's own body. `context` is PostgreSQL's call stack; `internal` the query that
 * it made itself and the place in it, a code point counted from 1.
 */
function placeInBody(
  statement: string,
  context: string,
  internal: { readonly query: string; readonly position: number } | null,
): ErrorPlace | null {
  const last = outermost.exec(context)
  const body = last && bodyOf(statement)
  if (!body) return null
  const line = lineOf(statement, body, Number(last[1] ?? last[3]))
  if (line === null) return null
  const above = context.slice(0, last.index)
  const query = above === '' ? internal?.query : ran.exec(above)?.[1]
  // PERFORM is sent as SELECT
  const text = (last[2] === 'PERFORM' ? query?.replace(/^SELECT /, '') : query) ?? ''
  const found = text === '' ? -1 : whole(statement, text, line.from, body.to)
  if (found >= 0 && query !== undefined) {
    if (above !== '' || internal === null) return { position: found, length: endOf(text, 0) }
    const position = found + offsetOfCodePoint(query, internal.position) - (query.length - text.length)
    if (position >= found) return { position, length: tokenLength(statement, position, 'postgres') }
  }
  if (above === '' && internal !== null) {
    // the target of INTO is sent as blanks
    const start = wordIn(statement, line, /^\w+/.exec(internal.query)?.[0].toUpperCase() ?? '')
    const offset = offsetOfCodePoint(internal.query, internal.position)
    const length = tokenLength(internal.query, offset, 'postgres')
    const told = internal.query.slice(offset, offset + length)
    if (start >= 0 && told !== '' && statement.startsWith(told, start + offset))
      return { position: start + offset, length }
  }
  const word = last[2] === undefined ? -1 : wordIn(statement, line, last[2])
  const position = word < 0 ? line.from : word
  return { position, length: endOf(statement.slice(0, line.to), position) }
}

interface Span {
  readonly from: number
  readonly to: number
}

/** What stands between the quotes of the block's or the routine's body. */
function bodyOf(statement: string): Span | null {
  const tokens = new Tokens(statement, 'postgres')
  tokens.solid()
  const block = tokens.keyword === 'DO'
  for (let before = tokens.keyword; tokens.solid() !== 'end'; before = tokens.keyword) {
    if (tokens.kind !== 'string' || before !== (block && before !== 'LANGUAGE' ? before : 'AS')) continue
    const mark = /^(?:\$\w*\$|')/u.exec(tokens.value)?.[0].length ?? 0
    return mark === 0 ? null : { from: tokens.from + mark, to: tokens.to - mark }
  }
  return null
}

/** What is written in a line of the body, counted from 1; null where it is empty. */
function lineOf(statement: string, body: Span, line: number): Span | null {
  let { from } = body
  for (let left = line - 1; left > 0; left--) {
    const end = statement.indexOf('\n', from)
    if (end < 0 || end >= body.to) return null
    from = end + 1
  }
  const [written = ''] = /^.*/.exec(statement.slice(from, body.to)) ?? []
  const trimmed = written.trim()
  return trimmed === ''
    ? null
    : { from: from + written.indexOf(trimmed), to: from + written.trimEnd().length }
}

/** Where a text stands from `from` to `to` that is no part of a longer word, or -1. */
function whole(statement: string, text: string, from: number, to: number): number {
  const inWord = /[\p{L}\p{N}_$]/u
  const part = statement.slice(0, to)
  for (let at = part.indexOf(text, from); at >= 0; at = part.indexOf(text, at + 1)) {
    const cut = inWord.test(part[at - 1] ?? '') && inWord.test(text[0] ?? '')
    const longer = inWord.test(part[at + text.length] ?? '') && inWord.test(text.at(-1) ?? '')
    if (!cut && !longer) return at
  }
  return -1
}

/** Where a keyword stands in a line, or -1. */
function wordIn(statement: string, line: Span, keyword: string): number {
  const tokens = new Tokens(statement.slice(0, line.to), 'postgres', line.from)
  while (tokens.solid() !== 'end') if (tokens.keyword === keyword) return tokens.from
  return -1
}

/** How far a statement that begins at `from` goes in the text: to its semicolon or the text's last line. */
function endOf(text: string, from: number): number {
  const tokens = new Tokens(text, 'postgres', from)
  let to = from + 1
  while (tokens.solid() !== 'end' && tokens.value !== ';') to = tokens.to
  return to - from
}
