/** Types of PostgreSQL for what is in SQLite's columns. */
import type { TableColumn } from '../engine/schema'
import type { Kind } from './kind'
import type { Contents } from './sqlite-contents'

/** How a column is declared in PostgreSQL, how its cells are written, and what there is to say of that. */
export interface Typed {
  readonly type: string
  readonly kind: Kind
  readonly why: string | null
}

/** The type that holds every cell: the declared one where it does, else the nearest that does, with the reason. */
export function typeOf({ type }: TableColumn, hold: Contents): Typed {
  const word = type.toLowerCase().trim()
  const { integers, reals, texts, blobs, long } = hold
  const only = (...counts: number[]) => integers + reals + texts + blobs === counts.reduce((a, b) => a + b, 0)
  const typed = (name: string, kind: Kind): Typed => ({ type: name, kind, why: null })
  const small = Math.abs(Number(hold.min ?? 0)) < 2 ** 31 && Math.abs(Number(hold.max ?? 0)) < 2 ** 31
  if (
    word.includes('bool') &&
    only(integers) &&
    [null, '0', '1'].includes(hold.min) &&
    [null, '0', '1'].includes(hold.max)
  ) {
    return typed('boolean', 'boolean')
  }
  if (word.includes('int') && only(integers))
    return typed(small && !/big|8/.test(word) ? 'integer' : 'bigint', 'integer')
  // as 'real', whose cells may be Infinity and keep their digits
  if (/dec|numeric/.test(word) && only(integers, reals)) return typed('numeric', 'real')
  if (/real|floa|doub/.test(word) && long === 0 && only(integers, reals))
    return typed('double precision', 'real')
  if (/json/.test(word) && only(texts)) return typed('text', 'text')
  if (/char|text|clob/.test(word) && only(texts)) {
    const size = Number(/\((\d+)\)/.exec(word)?.[1] ?? 0)
    if (size === 0 || /text|clob/.test(word)) return typed('text', 'text')
    if (hold.longest <= size) return typed(`varchar(${size})`, 'text')
    return { type: 'text', kind: 'text', why: `It holds texts longer than ${type}: it is text.` }
  }
  if (/timestamp|datetime/.test(word) && only(hold.times)) return typed('timestamp', 'timestamp')
  if (word === 'date' && only(hold.dates)) return typed('date', 'date')
  if ((word.includes('blob') || word === '') && only(blobs) && blobs > 0) return typed('bytea', 'bytes')
  if (word.includes('blob') && only()) return typed('bytea', 'bytes')
  const declared = word === '' ? 'no type' : type
  const holds = (what: string, name: string) =>
    word === '' ? null : `It is declared ${declared} and holds ${what}: it is ${name}.`
  if (only(texts))
    return {
      type: 'text',
      kind: 'text',
      why: /json|uuid/.test(word) || word === '' ? null : holds('texts', 'text'),
    }
  if (only(integers)) return { type: 'bigint', kind: 'integer', why: holds('whole numbers', 'bigint') }
  if (only(integers, reals) && long > 0) {
    return { type: 'numeric', kind: 'real', why: holds('numbers too long for double precision', 'numeric') }
  }
  if (only(integers, reals))
    return { type: 'double precision', kind: 'real', why: holds('numbers', 'double precision') }
  if (only(blobs)) return { type: 'bytea', kind: 'bytes', why: holds('bytes', 'bytea') }
  return { type: 'text', kind: 'text', why: 'It holds values of several kinds; all of them became text.' }
}
