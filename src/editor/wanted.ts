import type { Dialect } from '../sql/dialect'
import { Reading } from '../sql/reading'
import { nameOf } from '../sql/sources'

/** What the place behind a text asks for before anything else. */
export type Wanted =
  | { readonly kind: 'table' | 'type' | 'any' }
  /** columns of a table, behind REFERENCES table ( */
  | { readonly kind: 'columns'; readonly of: string }
  /** columns that CREATE TABLE itself has named, in a key or a check */
  | { readonly kind: 'own'; readonly names: readonly string[] }

const any: Wanted = { kind: 'any' }
const constraint = /^(CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK|EXCLUDE|LIKE)$/

/** `before`: the statement up to the word that is being typed. */
export function wantedBehind(before: string, dialect: Dialect): Wanted {
  const sql = new Reading(before, dialect)
  const end = sql.pieces.length
  const [last, earlier] = [sql.word(end - 1), sql.word(end - 2)]
  const depth = (sql.pieces[end - 1]?.depth ?? 0) + (last === '(' ? 1 : 0)
  const open = sql.pieces.findLastIndex((piece) => piece.word === '(' && piece.depth === depth - 1)
  const call = depth > 0 ? sql.word(open - 1) : ''

  if (last === '::' || (last === 'AS' && /^(TRY_)?CAST$/.test(call))) return { kind: 'type' }
  if (depth > 0 && sql.word(open - 2) === 'REFERENCES' && /^[(,]$/.test(last))
    return { kind: 'columns', of: nameOf(sql.pieces[open - 1]) }
  if (sql.word(0) === 'CREATE' && sql.pieces.slice(1, 4).some(({ word }) => word === 'TABLE'))
    return inTable(sql, depth, call)
  const added = sql.has('ALTER TABLE') && (earlier === 'ADD' || sql.has('ADD COLUMN', end - 3))
  if (added && last !== 'COLUMN' && !constraint.test(last)) return { kind: 'type' }
  return isTableNext(sql, end, call) ? { kind: 'table' } : any
}

function inTable(sql: Reading, depth: number, call: string): Wanted {
  const end = sql.pieces.length
  const last = sql.pieces[end - 1]
  if (last?.word === 'REFERENCES') return { kind: 'table' }
  const isFirst = (i: number) => sql.pieces[i]?.depth === 1 && /^[(,]$/.test(sql.word(i - 1))
  const names = sql.pieces.flatMap((piece, i) =>
    isFirst(i) && nameOf(piece) !== '' && !constraint.test(piece.word) ? [nameOf(piece)] : [],
  )
  if (depth === 1 && isFirst(end - 1) && nameOf(last) !== '' && !constraint.test(last?.word ?? ''))
    return { kind: 'type' }
  return depth === 2 && /^(KEY|UNIQUE|CHECK)$/.test(call) ? { kind: 'own', names } : any
}

function isTableNext(sql: Reading, end: number, call: string): boolean {
  const [last, earlier] = [sql.word(end - 1), sql.word(end - 2)]
  if (last === 'FROM') return earlier !== 'DISTINCT' && !/^(EXTRACT|SUBSTRING|TRIM|OVERLAY)$/.test(call)
  if (last === 'UPDATE') return !/^(DO|FOR|ON|OR|BEFORE|AFTER)$/.test(earlier)
  if (last === 'USING') return /^(MERGE|DELETE)$/.test(sql.word(0))
  if (last !== ',') return /^(JOIN|INTO|TABLE|REFERENCES|TRUNCATE)$/.test(last)
  const comma = sql.pieces[end - 1]
  const inside = sql.pieces.findLastIndex((piece) => piece.depth < (comma?.depth ?? 0))
  const clause = sql.pieces
    .slice(inside + 1)
    .findLast(
      ({ word, depth }) =>
        depth === comma?.depth && /^(SELECT|FROM|ON|WHERE|BY|SET|VALUES|HAVING|RETURNING|LIMIT)$/.test(word),
    )
  return clause?.word === 'FROM'
}
