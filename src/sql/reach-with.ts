/** The WITH clause before a write: its queries that write themselves, and how the others stand before a query that counts. */
import { Reading } from './reading'

/** The query with what has to stand before it; null where it cannot be asked. */
export type Before = (query: string) => string | null

interface Query {
  /** in small letters, without quotes */
  readonly name: string
  /** as written, name included */
  readonly text: string
  readonly body: string
}

export interface WithClause {
  /** index of the first word behind the clause */
  readonly main: number
  readonly queries: readonly Query[]
  readonly recursive: boolean
}

const main = /^(DELETE|UPDATE|SELECT|INSERT|REPLACE|MERGE|VALUES|TABLE)$/
const write = /^(DELETE|UPDATE|INSERT|MERGE)$/

/** The clause that begins at a piece; null where there is none or it cannot be read. */
export function withClause(reading: Reading, at: number): WithClause | null {
  if (reading.word(at) !== 'WITH') return null
  const recursive = reading.word(at + 1) === 'RECURSIVE'
  const queries: Query[] = []
  let i = at + (recursive ? 2 : 1)
  for (;;) {
    const from = i
    const name = plainName(reading.pieces[i]?.text ?? '')
    i++
    if (reading.word(i) === '(') i = reading.closing(i) + 1
    if (reading.word(i) !== 'AS') return null
    while (/^(AS|NOT|MATERIALIZED)$/.test(reading.word(i))) i++
    const close = reading.word(i) === '(' ? reading.closing(i) : -1
    if (close < 0) return null
    const text = reading.slice(reading.span(from, close - from + 1))
    queries.push({ name, text, body: reading.slice(reading.span(i + 1, close - i - 1)) })
    i = close + 1
    // SEARCH and CYCLE may follow
    while (i < reading.pieces.length && reading.word(i) !== ',' && !main.test(reading.word(i))) i++
    if (i === reading.pieces.length) return null
    if (reading.word(i) !== ',') return { main: i, queries, recursive }
    i++
  }
}

/** Whether a query of the clause writes, whatever WITH of its own it begins with. */
export function writes({ body }: Query, { dialect }: Reading): boolean {
  const reading = new Reading(body, dialect)
  return write.test(reading.word(withClause(reading, 0)?.main ?? 0))
}

/**
 * How the first `count` queries stand before a query that counts. One that needs what is written, or what may never end,
 * cannot be asked.
 */
export function beforeOf(clause: WithClause, count: number, reading: Reading): Before {
  const unsafe = new Set<string>()
  const mentions = (text: string) =>
    unsafe.size > 0 &&
    new Reading(text, reading.dialect).pieces.some(
      ({ kind, text }) => (kind === 'word' || kind === 'name') && unsafe.has(plainName(text)),
    )
  const safe: string[] = []
  for (const query of clause.queries.slice(0, count))
    if (clause.recursive || writes(query, reading) || mentions(query.body)) unsafe.add(query.name)
    else safe.push(query.text)
  return (query) => {
    if (mentions(query)) return null
    if (safe.length === 0) return query
    return `WITH ${safe.join(', ')} ${query.startsWith('WITH ') ? `SELECT (${query})` : query}`
  }
}

const plainName = (text: string): string => text.toLowerCase().replace(/^["`[](.*)["`\]]$/s, '$1')
