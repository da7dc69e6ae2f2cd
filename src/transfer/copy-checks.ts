/** A check of SQLite in the parts that AND joins, so that PostgreSQL can refuse one and take the others. */
import type { CopyColumn } from './copy-model'
import { edited, pieces, type Piece } from './copy-pieces'
import { named, toPostgres } from './copy-to-postgres'
import { notNull, withoutTypes } from './copy-type-terms'

/** What AND joins in a check. */
export interface CheckPart {
  /** as it stands in SQLite */
  readonly sql: string
  /** in PostgreSQL's words; null where the types of the copy's columns see to it */
  readonly instead: string | null
}

/** The parts of SQLite's check. What keeps a column to the type that it has in the copy is no longer in them. */
export function checkParts(sql: string, columns: readonly CopyColumn[]): CheckPart[] {
  return conjuncts(withoutTypes(pieces(sql, 'sqlite'), columns)).map((part) => {
    const from = part[0]?.from ?? 0
    const to = part.at(-1)?.to ?? sql.length
    const text = edited(
      sql.slice(0, to),
      part.filter(({ kind }) => kind === 'typed'),
    ).slice(from)
    return { sql: sql.slice(from, to), instead: always(part, columns) ? null : toPostgres(text, columns) }
  })
}

/** What AND joins, also in parentheses around all of it. */
function conjuncts(all: readonly Piece[]): (readonly Piece[])[] {
  const inner = bare(all)
  const parts = split(inner, 'OR').length > 1 ? [inner] : split(inner, 'AND')
  return parts.length === 1 ? [inner] : parts.flatMap(conjuncts)
}

/** Whether there is nothing left that could be false. */
function always(part: readonly Piece[], columns: readonly CopyColumn[]): boolean {
  const inner = bare(part)
  const either = split(inner, 'OR').map(bare)
  if (either.length > 1) {
    const isNull = either.flatMap(([name, ...rest]) => {
      const of = /^(is null|isnull)$/i.test(rest.map(({ text }) => text).join(' '))
        ? named(name?.text ?? '', columns)
        : undefined
      return of === undefined ? [] : [notNull(of)]
    })
    return either.some(
      (each) => always(each, columns) || (each.length === 1 && isNull.includes(each[0]?.text ?? '')),
    )
  }
  const both = split(inner, 'AND')
  if (both.length > 1) return both.every((each) => always(each, columns))
  return inner.length === 1 && inner[0]?.kind === 'typed' && inner[0].text === 'TRUE'
}

/** Without the parentheses around all of it. */
function bare(all: readonly Piece[]): readonly Piece[] {
  if (all[0]?.text !== '(' || all.at(-1)?.text !== ')') return all
  let depth = 0
  for (const [i, { text }] of all.entries()) {
    if (text === '(') depth++
    else if (text === ')' && --depth === 0 && i < all.length - 1) return all
  }
  return bare(all.slice(1, -1))
}

/** Cuts at a word that stands outside of parentheses and of CASE; the AND of a BETWEEN is none. */
function split(all: readonly Piece[], by: 'AND' | 'OR'): Piece[][] {
  let part: Piece[] = []
  const parts = [part]
  let depth = 0
  let betweens = 0
  for (const piece of all) {
    const word = piece.text.toUpperCase()
    if (word === '(' || word === 'CASE') depth++
    else if (word === ')' || word === 'END') depth--
    else if (depth === 0 && word === 'BETWEEN') betweens++
    else if (depth === 0 && word === 'AND' && betweens > 0) betweens--
    else if (depth === 0 && word === by) {
      parts.push((part = []))
      continue
    }
    part.push(piece)
  }
  return parts
}
