import type { Piece, Reading } from './reading'

/** What the advice knows of a schema's table. */
export interface KnownTable {
  readonly name: string
  readonly columns: readonly {
    readonly name: string
    /** place in the primary key counted from 1; 0 when not part of it */
    readonly primaryKey?: number
  }[]
  readonly indexes?: readonly { readonly unique: boolean; readonly columns: readonly string[] }[]
}

/** A table or query in parentheses that a statement reads or writes. */
export interface Source {
  /** what stands before the dot in `name.column`: the alias, else the table; '' where neither is given */
  readonly name: string
  /** '' for a query in parentheses */
  readonly table: string
  readonly depth: number
  /** index of the first piece */
  readonly at: number
}

/** The name that a word or quoted name stands for, as written; '' for anything else. */
export function nameOf(piece: Piece | undefined): string {
  if (piece?.kind === 'word') return piece.text
  if (piece?.kind !== 'name') return ''
  const quote = piece.text.slice(-1)
  return piece.text.slice(1, -1).replaceAll(quote + quote, quote)
}

export const sameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

const noAlias =
  /^(ON|USING|WHERE|GROUP|ORDER|HAVING|LIMIT|OFFSET|FETCH|UNION|INTERSECT|EXCEPT|LEFT|RIGHT|FULL|INNER|OUTER|CROSS|NATURAL|JOIN|SET|VALUES|RETURNING|WINDOW|FOR|SELECT|INDEXED|NOT|DO|WHEN|FROM|DEFAULT|TABLESAMPLE)$/

/** Every table that stands behind FROM, JOIN, UPDATE or INTO, also in queries inside of others. */
export function sources(sql: Reading): Source[] {
  const found: Source[] = []
  for (let i = 0; i < sql.pieces.length; i++) {
    if (!opens(sql, i)) continue
    const depth = sql.pieces[i]?.depth ?? 0
    for (let at = i + 1; ;) {
      const { source, end } = read(sql, at, depth)
      if (source === null) break
      found.push(source)
      if (sql.word(end) !== ',' || sql.word(i) === 'INTO') break
      at = end + 1
    }
  }
  return found
}

function opens(sql: Reading, index: number): boolean {
  const word = sql.word(index)
  if (word !== 'FROM') return /^(JOIN|INTO)$/.test(word) || (word === 'UPDATE' && index === 0)
  const depth = sql.pieces[index]?.depth
  const before = sql.pieces
    .slice(0, index)
    .findLast((piece) => piece.depth === depth && /^(SELECT|DELETE|FROM|UPDATE)$/.test(piece.word))
  // EXTRACT(year FROM …) is no query's
  return before !== undefined && sql.word(index - 1) !== 'DISTINCT'
}

function read(sql: Reading, at: number, depth: number): { source: Source | null; end: number } {
  let end = at
  let table = ''
  if (sql.word(at) === '(') {
    const close = sql.closing(at)
    if (close < 0) return { source: null, end }
    end = close + 1
  } else {
    table = nameOf(sql.pieces[end++])
    while (sql.word(end) === '.') {
      table = nameOf(sql.pieces[end + 1])
      end += 2
    }
    if (table === '') return { source: null, end }
    // a function's rows
    if (sql.word(end) === '(' && sql.closing(end) > 0 && sql.word(0) !== 'INSERT') end = sql.closing(end) + 1
  }
  if (sql.word(end) === 'AS') end++
  const alias = noAlias.test(sql.word(end)) ? '' : nameOf(sql.pieces[end])
  return { source: { name: alias || table, table, depth, at }, end: alias === '' ? end : end + 1 }
}
