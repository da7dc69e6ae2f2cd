/** Casts of PostgreSQL (`a::date`), and what is left of them in SQLite. */
import type { Edit, Piece } from './copy-pieces'

/** The index behind a type's name that begins at `at`. */
export function typeEnd(all: readonly Piece[], at: number): number {
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

/** Words that go on a type's name. */
const typeWords = new Set(['VARYING', 'PRECISION', 'WITHOUT', 'WITH', 'TIME', 'ZONE'])

/** The index of the first piece of what a cast at `at` applies to. */
export function operandOf(all: readonly Piece[], at: number): number {
  let i = at - 1
  const word = (index: number) => (all[index]?.kind === 'word' ? (all[index]?.text ?? '').toUpperCase() : '')
  if (all[i]?.text === ')') {
    i = opening(all, i, '(', ')')
    if (word(i - 1) === 'OVER' || word(i - 1) === 'FILTER') return operandOf(all, i - 1)
    const before = all[i - 1]
    const isCall = before?.kind === 'name' || (before?.kind === 'word' && !notCalled.has(word(i - 1)))
    if (!isCall) return i
    i--
  } else if (word(i) === 'END') return opening(all, i, 'CASE', 'END')
  while (all[i - 1]?.text === '.') i -= 2
  return Math.max(0, i)
}

/** Words before a parenthesis that is no list of arguments. */
const notCalled = new Set(
  'AND OR NOT IN IS LIKE BETWEEN CASE WHEN THEN ELSE SELECT DISTINCT FROM WHERE ON BY HAVING VALUES AS USING ANY ALL SOME EXISTS LIMIT OFFSET UNION'.split(
    ' ',
  ),
)

function opening(all: readonly Piece[], at: number, open: string, close: string): number {
  let depth = 0
  for (let i = at; i >= 0; i--) {
    const text = (all[i]?.text ?? '').toUpperCase()
    if (text === close) depth++
    else if (text === open && --depth === 0) return i
  }
  return 0
}

/**
 * What is left of a cast to a type of PostgreSQL in SQLite: what makes a number or a date of these pieces, and nothing where
 * SQLite keeps the value as it is. `cast`: where the cast stands. `divides`: something is divided in the expression, where
 * it counts whether numbers are whole.
 */
export function castEdits(
  operand: readonly Piece[],
  type: string,
  cast: Omit<Edit, 'text'>,
  divides: boolean,
): Edit[] {
  const from = operand[0]?.from ?? cast.from
  const drop: Edit = { ...cast, text: '' }
  const around = (begin: string, end: string): Edit[] => [
    { from, to: from, text: begin },
    { ...cast, text: end },
  ]
  const isWhole = /^(smallint|integer|bigint)$/.test(type)
  const isReal = /^(numeric|real|double precision)\b/.test(type)
  const literal = literalOf(operand)
  if (literal !== null) {
    const digits = /^'?(-?\d+(?:\.\d+)?)'?$/.exec(literal.text)?.[1]
    if (digits === undefined || !(isWhole || isReal)) return [drop]
    const text = isReal && divides && !digits.includes('.') ? `${digits}.0` : digits
    return text === literal.text ? [drop] : [{ from: literal.from, to: literal.to, text }, drop]
  }
  if (type === 'date') return around('date(', ')')
  if (type === 'bigint') return around('CAST(', ' AS INTEGER)')
  if (isWhole) return around('CAST(round(', ') AS INTEGER)')
  if (!isReal) return [drop]
  const scale = /^numeric\(\d+,(\d+)\)$/.exec(type)?.[1]
  return scale === undefined ? around('CAST(', ' AS REAL)') : around('round(CAST(', ` AS REAL), ${scale})`)
}

/** The number or text that a cast applies to, whatever parentheses and casts are around it; null where it is none. */
function literalOf(operand: readonly Piece[]): Piece | null {
  const cast = operand.findIndex(({ text }) => text === '::')
  const own = cast < 0 ? operand : operand.slice(0, cast)
  const isLiteral = ({ kind }: Piece) => kind === 'number' || kind === 'string'
  if (!own.every((piece) => isLiteral(piece) || /^[-()]$/.test(piece.text))) return null
  return own.find(isLiteral) ?? null
}
