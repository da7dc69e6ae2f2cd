/** How PostgreSQL writes LIKE and ILIKE when it tells of an expression (`~~`, `!~~*`), and SQLite's words for it. */
import type { Edit, Piece } from './copy-pieces'

const patterns = new Map([
  ['~~', ['', false]],
  ['!~~', ['NOT ', false]],
  ['~~*', ['', true]],
  ['!~~*', ['NOT ', true]],
] as const)

/** PostgreSQL's marks for LIKE, which begin at this piece, and how many pieces they are; null for others. */
export function likeAt(
  all: readonly Piece[],
  at: number,
): { readonly marks: string; readonly length: number } | null {
  let marks = ''
  let length = 0
  for (let each = all[at]; each !== undefined && /^[!~*]$/.test(each.text); each = all[at + length]) {
    if (length > 0 && each.from !== all[at + length - 1]?.to) break
    marks += each.text
    length++
  }
  return patterns.has(marks as '~~') ? { marks, length } : null
}

/**
 * LIKE as SQLite has it, with the pattern behind it where that is a text: SQLite's LIKE takes small letters for capitals,
 * as ILIKE does, and its GLOB does not.
 */
export function likeEdits(marks: string, from: number, to: number, pattern: Piece | undefined): Edit[] {
  const [not, anyCase] = patterns.get(marks as '~~') ?? ['', true]
  const literal = pattern?.kind === 'string' && pattern.text.startsWith("'") ? pattern : null
  const words = (text: string): Edit => ({ from, to, text: not + text })
  if (literal === null) return [words('LIKE')]
  const hasEscape = literal.text.includes('\\')
  if (anyCase || (!hasEscape && !/\p{L}/u.test(literal.text)))
    return [words('LIKE'), ...(hasEscape ? [{ from: literal.to, to: literal.to, text: " ESCAPE '\\'" }] : [])]
  const glob = literal.text.replace(/\\([\s\S])|[%_*?[]/g, (found, escaped: string | undefined) => {
    const plain = escaped ?? found
    if (escaped === undefined && found === '%') return '*'
    if (escaped === undefined && found === '_') return '?'
    return /[*?[]/.test(plain) ? `[${plain}]` : plain
  })
  return [words('GLOB'), { from: literal.from, to: literal.to, text: glob }]
}
