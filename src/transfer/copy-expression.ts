/** Expressions of one dialect in the words of the other: defaults, checks, views. What is not known stays as it is. */
import type { Dialect } from '../sql/dialect'
import { Tokens } from '../sql/tokens'

/** Words that go on a type's name. */
const typeWords = new Set(['VARYING', 'PRECISION', 'WITHOUT', 'WITH', 'TIME', 'ZONE'])

interface Piece {
  readonly text: string
  readonly kind: string
  readonly from: number
  readonly to: number
}

function pieces(sql: string, dialect: Dialect): Piece[] {
  const tokens = new Tokens(sql, dialect)
  const found: Piece[] = []
  while (tokens.solid() !== 'end')
    found.push({ text: tokens.value, kind: tokens.kind, from: tokens.from, to: tokens.to })
  return found
}

/** PostgreSQL's expression without casts (`'new'::text`) and without the schema public, with IN for `= ANY (ARRAY[…])` and LIKE for `~~`. */
export function toSqlite(sql: string): string {
  const all = pieces(sql, 'postgres')
  let text = ''
  let at = 0
  for (let i = 0; i < all.length; i++) {
    const piece = all[i]
    if (piece === undefined) break
    if (piece.text === '::') {
      text += sql.slice(at, piece.from)
      i = typeEnd(all, i + 1) - 1
      at = all[i]?.to ?? sql.length
      continue
    }
    if (piece.kind === 'word' && piece.text.toLowerCase() === 'public' && all[i + 1]?.text === '.') {
      text += sql.slice(at, piece.from)
      at = all[++i]?.to ?? sql.length
      continue
    }
    const word = { '~~': 'LIKE', '!~~': 'NOT LIKE' }[piece.text]
    if (word !== undefined) {
      text += `${sql.slice(at, piece.from)}${word}`
      at = piece.to
    }
  }
  text += sql.slice(at)
  return listed(listed(text, '= ANY (', 'IN'), '<> ALL (', 'NOT IN')
    .replace(
      /\bnow\(\)|\b(statement|transaction|clock)_timestamp\(\)|\blocaltimestamp\b/gi,
      'CURRENT_TIMESTAMP',
    )
    .replace(/\bCURRENT_TIMESTAMP\(\d\)/gi, 'CURRENT_TIMESTAMP')
}

/** `= ANY (ARRAY[a, b])`, in any number of parentheses, as `IN (a, b)`. */
function listed(text: string, words: string, instead: string): string {
  let rest = text
  let done = ''
  for (let at = rest.indexOf(words); at >= 0; at = rest.indexOf(words)) {
    const open = at + words.length - 1
    const close = closing(rest, open)
    const array = /^[\s(]*ARRAY\[(.*)\][\s)]*$/s.exec(rest.slice(open + 1, close))
    done +=
      rest.slice(0, at) + (array === null ? rest.slice(at, close + 1) : `${instead} (${array[1] ?? ''})`)
    rest = rest.slice(close + 1)
  }
  return done + rest
}

/** The parenthesis that closes the one at `open`; the end where none does. */
function closing(text: string, open: number): number {
  let depth = 0
  for (const { text: mark, kind, from } of pieces(text.slice(open), 'postgres')) {
    if (kind !== 'mark') continue
    if (mark === '(') depth++
    else if (mark === ')' && --depth === 0) return open + from
  }
  return text.length - 1
}

/** The index behind a type's name that begins at `at`. */
function typeEnd(all: readonly Piece[], at: number): number {
  at++
  while (all[at]?.text === '.') at += 2
  while (all[at]?.kind === 'word' && typeWords.has((all[at]?.text ?? '').toUpperCase())) at++
  if (all[at]?.text === '(') {
    while (at < all.length && all[at]?.text !== ')') at++
    at++
    while (all[at]?.kind === 'word' && typeWords.has((all[at]?.text ?? '').toUpperCase())) at++
  }
  while (all[at]?.text === '[' && all[at + 1]?.text === ']') at += 2
  return at
}

/** SQLite's expression with PostgreSQL's words for the time, and names in double quotes for those in others. */
export function toPostgres(sql: string): string {
  let text = ''
  let at = 0
  for (const { kind, text: word, from, to } of pieces(sql, 'sqlite')) {
    const other =
      word === '=='
        ? '='
        : kind === 'name' && (word.startsWith('`') || word.startsWith('['))
          ? `"${word.slice(1, -1).replaceAll('"', '""')}"`
          : null
    if (other === null) continue
    text += sql.slice(at, from) + other
    at = to
  }
  return (text + sql.slice(at))
    .replace(/\bdatetime\(\s*'now'\s*\)/gi, "date_trunc('second', LOCALTIMESTAMP)")
    .replace(/\bdate\(\s*'now'\s*\)/gi, 'CURRENT_DATE')
    .replace(/\bifnull\s*\(/gi, 'coalesce(')
    .replace(/\bsubstr\s*\(/gi, 'substring(')
}
