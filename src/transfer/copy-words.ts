/** What PostgreSQL writes in its own way in an expression, and SQLite in another: casts and patterns. */

/** A token with its place in the text. */
export interface Piece {
  readonly text: string
  readonly kind: string
  readonly from: number
  readonly to: number
}

/** Words in place of a part of the text; nothing is replaced where `from` is `to`. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** The text with all edits; of two insertions at one place the later one stands outside, of two replacements the first counts. */
export function edited(sql: string, edits: readonly Edit[]): string {
  let text = ''
  let at = 0
  const order = edits.map((edit, i) => ({ ...edit, i: edit.from === edit.to ? -i : i }))
  for (const { from, to, text: words } of order.sort((a, b) => a.from - b.from || a.to - b.to || a.i - b.i)) {
    if (from < at) continue
    text += sql.slice(at, from) + words
    at = to
  }
  return text + sql.slice(at)
}

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
