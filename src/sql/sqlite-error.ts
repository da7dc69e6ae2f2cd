import { markedLength } from './place'
import { Tokens } from './tokens'

interface Piece {
  readonly from: number
  readonly to: number
  /** as written */
  readonly text: string
  /** the name it stands for, without quotes; '' when it is none */
  readonly name: string
  /** length of what to mark */
  readonly length: number
}

export interface ErrorPlace {
  /** UTF-16 offset in the statement's text, from 0 */
  readonly position: number
  /** UTF-16, at least 1 */
  readonly length: number
}

/**
 * Where in a statement SQLite's error is. SQLite gives no offset, so that the place is found from the words of its
 * message; comments and strings are skipped. Undefined for a message that names nothing in the text.
 *
 * `near "x": syntax error` names the first token that the parser cannot accept. Where that token occurs more than
 * once, `prepare` decides: it is given beginnings of the text, prepares them and returns the engine's message (or
 * undefined when there is none); the shortest one that is refused in the same words ends with the token. Without
 * `prepare` the first occurrence is taken.
 */
export function sqliteErrorPlace(
  text: string,
  message: string,
  prepare?: (beginning: string) => string | undefined,
): ErrorPlace | undefined {
  const pieces = read(text)
  for (const [pattern, find] of finders) {
    const named = pattern.exec(message)
    if (named === null) continue
    const found = find(pieces, named[1] ?? '', (to) => prepare?.(text.slice(0, to)) === message)
    return found && { position: found.from, length: Math.max(found.length, 1) }
  }
  return undefined
}

function read(text: string): Piece[] {
  const tokens = new Tokens(text, 'sqlite')
  const pieces: Piece[] = []
  while (tokens.solid() !== 'end') {
    const { kind, from, to, value } = tokens
    // PostgreSQL's operator is two of SQLite's
    if (value === '=>') {
      pieces.push({ from, to: from + 1, text: '=', name: '', length: 1 })
      pieces.push({ from: from + 1, to, text: '>', name: '', length: 1 })
      continue
    }
    pieces.push({
      from,
      to,
      text: value,
      name: kind === 'word' ? value : kind === 'name' ? unquoted(value) : '',
      length: markedLength(tokens),
    })
  }
  return pieces
}

/** `"a""b"` is a"b; in brackets nothing is doubled. */
function unquoted(quoted: string): string {
  const mark = quoted[0] ?? ''
  const inner = quoted.slice(1, -1)
  return mark === '[' ? inner : inner.replaceAll(mark + mark, mark)
}

type Find = (
  pieces: readonly Piece[],
  named: string,
  refusedHere: (to: number) => boolean,
) => Piece | undefined

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

const syntax: Find = (pieces, named, refusedHere) => {
  const all = pieces.filter((piece) => piece.text === named)
  return (all.length > 1 ? all.find((piece) => refusedHere(piece.to)) : undefined) ?? all[0]
}

/** An illegal character, number or an unclosed quote; never the inside of something closed. */
const illegal: Find = (pieces, named) =>
  pieces.find((piece) => piece.text === named) ?? pieces.find((piece) => piece.text.startsWith(named))

const last: Find = (pieces) => pieces.at(-1)

const call: Find = (pieces, named) => {
  const isNamed = (piece: Piece) => same(piece.name, named)
  // REGEXP and MATCH are operators that call a function
  return pieces.find((piece, i) => isNamed(piece) && pieces[i + 1]?.text === '(') ?? pieces.find(isNamed)
}

/** From the first to the last name of each `a.b.c`, the names joined with dots. */
function paths(pieces: readonly Piece[]): { path: Piece; before: string; after: string }[] {
  const found = []
  for (let i = 0; i < pieces.length; i++) {
    const first = pieces[i]
    if (first === undefined || first.name === '') continue
    const before = pieces[i - 1]?.text.toUpperCase() ?? ''
    let path = first
    while (pieces[i + 1]?.text === '.' && pieces[i + 2]?.name) {
      const next = pieces[(i += 2)] ?? first
      path = { ...path, to: next.to, name: `${path.name}.${next.name}`, length: next.to - path.from }
    }
    found.push({ path, before, after: pieces[i + 1]?.text ?? '' })
  }
  return found
}

const beforeTable = /^(FROM|JOIN|INTO|UPDATE|TABLE|ON|REFERENCES|EXISTS|VIEW|,)$/
const neverColumn = /^(FROM|JOIN|INTO|UPDATE|TABLE|AS|REFERENCES)$/

const column: Find = (pieces, named) => {
  const all = paths(pieces).filter(({ path, after }) => same(path.name, named) && after !== '(')
  // a quoted name alone that is no column is taken as a string
  const likely = all.filter(({ path, before }) => !neverColumn.test(before) && !path.text.startsWith('"'))
  return (likely[0] ?? all.find(({ before }) => !neverColumn.test(before)) ?? all[0])?.path
}

const table: Find = (pieces, named) => {
  const all = paths(pieces)
  const bare = named.replace(/^(main|temp)\./, '') // added by SQLite where the statement says none
  const fits = all.filter(({ path }) => same(path.name, named) || same(path.name, bare))
  return (fits.find(({ before }) => beforeTable.test(before)) ?? fits[0])?.path
}

const anyName: Find = (pieces, named) => pieces.find((piece) => same(piece.name, named))
const lastName: Find = (pieces, named) => pieces.findLast((piece) => same(piece.name, named))

const finders: readonly (readonly [RegExp, Find])[] = [
  [/^near "(.*)": syntax error$/s, syntax],
  [/^unrecognized token: "(.*)"$/s, illegal],
  [/^incomplete input$/, last],
  [/^no such column: "(.*)" - should this be/s, column],
  [/^no such column: "(.*)"$/s, column],
  [/^no such column: (.*)$/s, column],
  [/^ambiguous column name: (.*)$/s, column],
  [/^no such table: (.*)$/s, table],
  [/^no such view: (.*)$/s, table],
  [/^no such index: (.*)$/s, table],
  [/^no such trigger: (.*)$/s, table],
  [/^no such function: (.*)$/s, call],
  [/^wrong number of arguments to function (.*)\(\)$/s, call],
  [/^misuse of (?:aggregate|window)(?: function)?:? (.*)\(\)$/s, call],
  [/^no such (?:collation sequence|module|savepoint|window|database): (.*)$/s, anyName],
  [/^unknown database (.*)$/s, anyName],
  [/^(?:table|view|index|trigger) (.*) already exists$/s, table],
  [/^there is already (?:an index|a table) named (.*)$/s, table],
  [/^table .* has no column named (.*)$/s, anyName],
  [/^table (.*) has \d+ columns? but \d+ values? were supplied$/s, table],
  [/^unknown column "(.*)" in foreign key definition$/s, anyName],
  [/^duplicate column name: (.*)$/s, lastName],
  [/^(AUTOINCREMENT) is only allowed/, anyName],
  [/^(HAVING) clause on a non-aggregate query$/, anyName],
  [/^aggregate functions are not allowed in the (GROUP) BY clause$/, anyName],
  [/^\d+\w\w (ORDER|GROUP) BY term out of range/, lastName],
  [/^cannot join using column (.*) - column not present/s, anyName],
  [/^FILTER may not be used with non-aggregate (.*)\(\)$/s, call],
  [/^table (.*) may not be (?:modified|dropped)$/s, table],
  [/^use DROP (?:TABLE|VIEW) to delete (?:table|view) (.*)$/s, table],
  [/^\d+ (values) for \d+ columns$/, anyName],
  [/^all (VALUES) must have the same number of terms$/, anyName],
  [/^SELECTs to the left and right of (UNION|INTERSECT|EXCEPT)/, anyName],
]
