/** What checks of SQLite say of the types of cells (`typeof(n) = 'integer'`), which PostgreSQL's columns see to. */
import { quoteName } from '../sql/quote'
import type { CopyColumn } from './copy-model'
import type { Piece } from './copy-pieces'
import { named } from './copy-to-postgres'
import type { Kind } from './kind'

/** Terms such as `typeof(n) = 'integer'` as what is left of them in the copy: TRUE, or that the column is not NULL. */
export function withoutTypes(all: readonly Piece[], columns: readonly CopyColumn[]): Piece[] {
  const found: Piece[] = []
  const isBorder = (piece: Piece | undefined) =>
    piece === undefined || /^([()]|and|or|not|when|then|else|end)$/i.test(piece.text)
  for (let i = 0; i < all.length;) {
    const piece = all[i]
    if (piece === undefined) break
    const term = isBorder(all[i - 1]) ? typeTerm(all.slice(i, i + 24), columns) : null
    if (term === null || !isBorder(all[i + term.length])) {
      found.push(piece)
      i++
      continue
    }
    i += term.length
    found.push({ kind: 'typed', text: term.text, from: piece.from, to: all[i - 1]?.to ?? piece.to })
  }
  return found
}

/** In what SQLite's typeof calls the values of a column. */
const storage: Record<Kind, readonly string[]> = {
  text: ['text'],
  integer: ['integer'],
  decimal: ['integer', 'real'],
  real: ['real'],
  boolean: ['integer'],
  date: ['text'],
  timestamp: ['text'],
  json: ['text'],
  bytes: ['blob'],
}

const column = '("(?:[^"]|"")*"|`[^`]*`|\\[[^\\]]*\\]|[^\\s"\'(),]+)'
const time = `(date|datetime|strftime) \\( (?:'([^']*)' , )?${column} \\)`
const terms = {
  type: new RegExp(
    `^typeof \\( ${column} \\) (=|==|IS|IN|<>|!=|IS NOT|NOT IN) ('\\w+'|\\( '\\w+'(?: , '\\w+')* \\))`,
    'i',
  ),
  isTime: new RegExp(`^${column} (?:=|==|IS) ${time}`, 'i'),
  timeIs: new RegExp(`^${time} (?:=|==|IS) ${column}`, 'i'),
  bit: new RegExp(`^${column} IN \\( [01] , [01] \\)`, 'i'),
}
const written: Partial<Record<Kind, readonly string[]>> = {
  date: ['date', 'strftime %Y-%m-%d'],
  timestamp: ['datetime', 'strftime %Y-%m-%d %H:%M:%S'],
}

/** A term at the beginning of these pieces that the type of its column answers: what is left of it, and how many pieces it has. */
function typeTerm(
  all: readonly Piece[],
  columns: readonly CopyColumn[],
): { readonly text: string; readonly length: number } | null {
  const spaced = all.map(({ text }) => text).join(' ')
  const term = (match: string, text: string) => {
    let length = 0
    for (let left = match.length; left > 0; length++) left -= (all[length]?.text.length ?? left) + 1
    return { text, length }
  }
  const type = terms.type.exec(spaced)
  if (type !== null) {
    const [match, name = '', operator = '', words = ''] = type
    const of = named(name, columns)
    const isOther = /<>|!=|not/i.test(operator)
    const allows = (word: string) => words.toLowerCase().includes(`'${word}'`) !== isOther
    if (of === undefined || !storage[of.kind].every(allows)) return null
    return term(match, allows('null') || of.notNull ? 'TRUE' : notNull(of))
  }
  const is = terms.isTime.exec(spaced)
  const [match, name = '', form = '', format, inside = ''] =
    is ?? swapped(terms.timeIs.exec(spaced)) ?? ([] as string[])
  if (match !== undefined) {
    const of = named(name, columns)
    const word = [form, ...(format === undefined ? [] : [format])].join(' ')
    const isWritten =
      of !== undefined &&
      of === named(inside, columns) &&
      written[of.kind]?.some((each) => each.toLowerCase() === word.toLowerCase()) === true
    return isWritten ? term(match, 'TRUE') : null
  }
  const bit = terms.bit.exec(spaced)
  if (bit === null || !bit[0].includes('0') || !bit[0].includes('1')) return null
  return named(bit[1] ?? '', columns)?.kind === 'boolean' ? term(bit[0], 'TRUE') : null
}

/** `date(d) IS d` read as `d IS date(d)`. */
const swapped = (found: RegExpExecArray | null) =>
  found === null ? null : [found[0], found[4], found[1], found[2], found[3]]

/** What is left where the type is right and NULL is not. */
export const notNull = ({ name }: CopyColumn) => `(${quoteName(name, 'postgres')} IS NOT NULL)`
