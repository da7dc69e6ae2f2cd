import type { Dialect } from './dialect'
import type { Piece } from './reading'

/** Comparisons of numbers. */
const holds: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  IS: (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/**
 * Whether a condition holds for every row whatever is in it, as `1 = 1`, `true`, `true OR x` and `id = id` do; false also
 * where that is not surely so. `filled` tells of a column, as it is written, whether it never holds NULL.
 */
export function isAlwaysTrue(
  condition: readonly Piece[],
  dialect: Dialect,
  filled: (column: Piece) => boolean,
): boolean {
  return truth(condition, dialect, filled) === true
}

/** Null where it is not known without the rows. */
function truth(
  pieces: readonly Piece[],
  dialect: Dialect,
  filled: (column: Piece) => boolean,
): boolean | null {
  const [first, operator, last] = pieces
  if (first === undefined) return null
  if (pieces.some(({ word, depth }) => word === 'CASE' && depth === first.depth)) return null
  for (const [by, decides] of [
    ['OR', true],
    ['AND', false],
  ] as const) {
    const parts = split(pieces, by)
    if (parts.length === 1) continue
    const found = parts.map((part) => truth(part, dialect, filled))
    return found.includes(decides) ? decides : found.includes(null) ? null : !decides
  }
  if (first.word === 'NOT') {
    const other = truth(pieces.slice(1), dialect, filled)
    return other === null ? null : !other
  }
  const closing = pieces.findIndex(({ word, depth }, i) => i > 0 && word === ')' && depth === first.depth)
  if (first.word === '(' && closing === pieces.length - 1) return truth(pieces.slice(1, -1), dialect, filled)
  if (operator === undefined) {
    if (first.word === 'TRUE' || first.word === 'FALSE') return first.word === 'TRUE'
    return dialect === 'sqlite' && first.kind === 'number' ? Number(first.text) !== 0 : null
  }
  if (isOfAll(pieces, filled)) return true
  if (last === undefined || pieces.length > 3) return null
  if (first.kind === 'number' && last.kind === 'number') {
    const [a, b] = [Number(first.text), Number(last.text)]
    return Number.isNaN(a + b) ? null : (holds[operator.word]?.(a, b) ?? null)
  }
  const literal = first.kind === 'string' || first.word === 'TRUE' || first.word === 'FALSE'
  return literal && first.text === last.text && /^(=|==|IS)$/.test(operator.word) ? true : null
}

/** `id = id`, `t.id = t.id`, `id IS NOT NULL`, `id NOTNULL` of a column that never holds NULL. */
function isOfAll(pieces: readonly Piece[], filled: (column: Piece) => boolean): boolean {
  const operator = pieces.findIndex(({ word }) => /^(=|==|IS|NOTNULL)$/.test(word))
  const path = pieces.slice(0, Math.max(operator, 0))
  const column = path.at(-1)
  if (
    column === undefined ||
    !path.every(({ kind, word }) => kind === 'word' || kind === 'name' || word === '.')
  )
    return false
  const rest = pieces.slice(operator)
  const words = rest.map(({ word }) => word).join(' ')
  const text = (list: readonly Piece[]) => list.map((piece) => piece.text).join('')
  return (
    (words === 'NOTNULL' || words === 'IS NOT NULL' || text(rest.slice(1)) === text(path)) && filled(column)
  )
}

/** The parts between a word that stands outside of parentheses. */
function split(pieces: readonly Piece[], by: string): Piece[][] {
  const parts: Piece[][] = [[]]
  for (const piece of pieces)
    if (piece.word === by && piece.depth === pieces[0]?.depth) parts.push([])
    else parts.at(-1)?.push(piece)
  return parts
}
