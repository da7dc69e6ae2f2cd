/** What the messages of PostgreSQL say, beside rows. */
import { offsetOfCodePoint, pathLength, tokenLength } from '../sql/place'
import { Tokens } from '../sql/tokens'
import type { Notice, SqlError, Transaction } from './engine'
import { placeInside } from './postgres-place'
import { lengthAt } from './postgres-wire'
import { decode } from './utf8'

/** Strings closed by NUL, from `from` to `to`. */
function strings(bytes: Uint8Array, from: number, to: number): string[] {
  return decode(bytes.slice(from, to)).split('\0')
}

/** The fields of an error or a notice by their letter (manual: "Error and Notice Message Fields"). */
export function fields(bytes: Uint8Array, from: number, to: number): Map<string, string> {
  return new Map(
    strings(bytes, from, to)
      .filter((field) => field !== '')
      .map((field) => [field[0] ?? '', field.slice(1)]),
  )
}

/** An error of a statement; the position comes in code points counted from 1, as text. */
export function sqlError(said: ReadonlyMap<string, string>, statement: string): SqlError {
  const position = Number(said.get('P') ?? 0)
  const offset =
    position > 0
      ? Math.min(offsetOfCodePoint(statement, position), statement.length)
      : said.has('W')
        ? -1 // inside of a routine
        : offsetOfName(said.get('C') ?? '', said.get('M') ?? '', statement)
  const internal = said.get('q')
  const inner = internal === undefined ? null : { query: internal, position: Number(said.get('p') ?? 1) }
  // a syntax error is at one token; any other is told of a whole name
  const length = said.get('C') === '42601' ? tokenLength : pathLength
  const place =
    offset < 0
      ? placeInside(statement, said.get('W') ?? '', inner)
      : { position: offset, length: length(statement, offset, 'postgres') }
  const where = said.get('W')?.split('\n') ?? []
  // the call stack of a recursion is hundreds of lines that say the same
  const stack = where.length > 8 ? [...where.slice(0, 4), '…', ...where.slice(-2)] : where
  const context = [...stack, ...(internal === undefined ? [] : [`in: ${internal}`])].join('\n')
  return {
    message: said.get('M') ?? '',
    ...optional('code', said.get('C')),
    ...optional('detail', said.get('D')),
    ...optional('hint', said.get('H')),
    ...optional('constraint', said.get('n')),
    ...optional('context', context || undefined),
    ...place,
    origin: 'engine',
  }
}

/** Classes of errors about a thing by its name: definitions, databases, schemas, cursors, savepoints, prepared statements. */
const aboutNames = /^(42|3D|3F|34|3B|26)/

/** Where a statement has the name that the message quotes first: PostgreSQL gives no place for most definitions. Or -1. */
function offsetOfName(code: string, message: string, statement: string): number {
  const name = /"(?:[^"]*\.)?([^".]+)"/.exec(message)?.[1]
  if (name === undefined || !aboutNames.test(code)) return -1
  const tokens = new Tokens(statement, 'postgres')
  let found = -1
  while (tokens.solid() !== 'end') {
    const { kind, value, from } = tokens
    const same = kind === 'name' ? value === `"${name}"` : kind === 'word' && value.toLowerCase() === name
    if (!same) continue
    found = from
    if (!message.startsWith('column ')) break // a column stands behind its table, and the second of two is one too many
  }
  return found
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  const part: { [P in K]?: string } = {}
  if (value !== undefined) part[key] = value
  return part
}

export function notice(said: ReadonlyMap<string, string>): Notice {
  const extra = [said.get('D'), said.get('H')].filter((line) => line !== undefined)
  return {
    severity: said.get('V') ?? said.get('S') ?? '',
    message: [said.get('M') ?? '', ...extra].join('\n'),
  }
}

/** NOTIFY, as a notice. */
export function notification(bytes: Uint8Array, from: number, to: number): Notice {
  const [channel = '', payload = ''] = strings(bytes, from + 4, to)
  return { severity: 'NOTIFY', message: payload === '' ? channel : `${channel}: ${payload}` }
}

/** `INSERT 0 3` → INSERT, 3. */
export function tag(bytes: Uint8Array, from: number, to: number): { command: string; count: number | null } {
  const said = decode(bytes.slice(from, to - 1))
  // INSERT has a number that is always 0 before the count
  const [, command = said, count] = /^(\D+?)(?: 0(?= \d))?(?: (\d+))?$/.exec(said) ?? []
  return { command, count: count === undefined ? null : Number(count) }
}

export function transaction(bytes: Uint8Array, at: number): Transaction {
  const state = String.fromCharCode(bytes[at] ?? 0)
  return state === 'T' ? 'open' : state === 'E' ? 'failed' : 'none'
}

export interface Field {
  readonly name: string
  /** of its type, in pg_type */
  readonly oid: number
}

/** A RowDescription. */
export function rowFields(bytes: Uint8Array, from: number): Field[] {
  const result: Field[] = []
  let at = from + 2
  for (let left = ((bytes[from] ?? 0) << 8) | (bytes[from + 1] ?? 0); left > 0; left--) {
    const end = bytes.indexOf(0, at)
    result.push({ name: decode(bytes.slice(at, end)), oid: lengthAt(bytes, end + 7) >>> 0 })
    at = end + 19
  }
  return result
}
