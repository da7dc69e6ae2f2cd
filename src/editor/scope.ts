import type { Schema, Table } from '../engine/schema'
import type { Dialect } from '../sql/dialect'
import { Tokens, type TokenKind } from '../sql/tokens'

/** A table, view, query in parentheses or WITH query that a statement reads or writes. */
export interface Source {
  /** the alias, else the name: what stands before the dot in `name.column` */
  readonly name: string
  /** null where the schema does not know it */
  readonly table: Table | null
  readonly columns: readonly SourceColumn[]
  /** visible at the offset that was asked for: in the same parentheses or around them */
  readonly near: boolean
}
export interface SourceColumn {
  readonly name: string
  /** '' where it is not known */
  readonly type: string
}
export interface Scope {
  readonly sources: readonly Source[]
  /** names of the WITH queries */
  readonly queries: readonly Source[]
  /** behind ORDER BY and GROUP BY: the names that the query's own SELECT list gives */
  readonly given: readonly string[]
}

interface Piece {
  readonly kind: TokenKind
  /** words in capitals, quoted names without quotes, marks as they are */
  readonly value: string
  /** a word as written, or a name without its quotes; '' for anything else */
  readonly name: string
  readonly from: number
  /** place of the parenthesis this stands in among the pieces, -1 outside of all */
  readonly group: number
}

/** The name that a word or quoted name stands for. */
export function unquoted(text: string): string {
  const quote = text[0]
  if (quote === '[') return text.slice(1, text.endsWith(']') ? -1 : undefined)
  if (quote !== '"' && quote !== '`') return text
  const closed = text.length > 1 && text.endsWith(quote)
  return text.slice(1, closed ? -1 : undefined).replaceAll(quote + quote, quote)
}

function pieces(text: string, dialect: Dialect): Piece[] {
  const found: Piece[] = []
  const groups: number[] = []
  const tokens = new Tokens(text, dialect)
  for (let kind = tokens.solid(); kind !== 'end'; kind = tokens.solid()) {
    const written = tokens.value
    if (written === ')') groups.pop()
    const name = kind === 'word' ? written : kind === 'name' ? unquoted(written) : ''
    const value = kind === 'word' ? written.toUpperCase() : name || written
    found.push({ kind, value, name, from: tokens.from, group: groups.at(-1) ?? -1 })
    if (written === '(') groups.push(found.length - 1)
  }
  return found
}

const notAnAlias = new Set(
  (
    'ON USING WHERE GROUP ORDER HAVING LIMIT OFFSET FETCH UNION INTERSECT EXCEPT LEFT RIGHT FULL INNER OUTER CROSS NATURAL ' +
    'JOIN SET VALUES RETURNING WINDOW FOR SELECT INDEXED NOT DO WHEN FROM AS DEFAULT TABLESAMPLE OF'
  ).split(' '),
)
const sourceFollows = new Set(['FROM', 'JOIN', 'UPDATE', 'INTO', 'USING', 'TABLE'])
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** What a statement's names can refer to at an offset in it. Any text is accepted; what cannot be read is left out. */
export function scopeOf(text: string, offset: number, dialect: Dialect, schema: Schema | null): Scope {
  return new Reading(pieces(text, dialect), offset, schema).scope()
}

class Reading {
  readonly #queries: Source[] = []
  readonly #sources: Source[] = []
  /** the parentheses around the offset, -1 included */
  readonly #around = new Set([-1])
  /** the innermost of them */
  readonly #inside: number
  readonly #offset: number

  constructor(
    readonly pieces: readonly Piece[],
    offset: number,
    readonly schema: Schema | null,
  ) {
    const open: number[] = []
    pieces.forEach(({ value, from }, i) => {
      if (from >= offset) return
      if (value === '(') open.push(i)
      else if (value === ')') open.pop()
    })
    for (const group of open) this.#around.add(group)
    // tables joined in parentheses are seen from outside
    pieces.forEach(({ group }, i) => this.#around.has(group) && this.#isJoin(i) && this.#around.add(i))
    this.#offset = offset
    this.#inside = open.at(-1) ?? -1
  }

  scope(): Scope {
    this.#readQueries()
    this.#readDefinition()
    for (let i = 0; i < this.pieces.length; i++)
      if (this.#is(i, 'word') && sourceFollows.has(this.#value(i)))
        this.#sources.push(...this.#list(i + 1, this.#value(i) !== 'TABLE'))
    this.#readConflict()
    return { sources: this.#sources, queries: this.#queries, given: this.#given() }
  }

  #value = (i: number) => this.pieces[i]?.value ?? ''
  #group = (i: number) => this.pieces[i]?.group ?? -2
  #is = (i: number, kind: TokenKind) => this.pieces[i]?.kind === kind
  #isName = (i: number) => this.#is(i, 'name') || (this.#is(i, 'word') && !notAnAlias.has(this.#value(i)))

  /** Whether the parenthesis at `i` holds tables, as in FROM (a JOIN b). */
  #isJoin(i: number): boolean {
    if (this.#value(i) !== '(' || !/^(FROM|JOIN|,|\()$/.test(this.#value(i - 1))) return false
    if (/^(SELECT|WITH|VALUES)$/.test(this.#value(i + 1))) return false
    return this.pieces.some(({ group, value, kind }) => group === i && kind === 'word' && value === 'JOIN')
  }

  /** What the SELECT list of the query around the offset calls its columns, where ORDER BY or GROUP BY stands before it. */
  #given(): string[] {
    const end = this.pieces.findLastIndex(({ from }) => from < this.#offset)
    const group = this.#inside
    const before = (words: readonly string[]) =>
      this.pieces.findLastIndex(
        (piece, i) => i <= end && piece.group === group && words.includes(piece.value),
      )
    const by = before(['BY'])
    const select = before(['SELECT'])
    const isSorted = by > select && /^(ORDER|GROUP)$/.test(this.#value(by - 1))
    if (select < 0 || !isSorted || before(['LIMIT', 'OFFSET', 'HAVING', 'FETCH', ';']) > by) return []
    const renamed = (name: string) =>
      this.pieces.some(
        (piece, i) => i > select && i < by && piece.name === name && this.#value(i - 1) === 'AS',
      )
    return this.#outputs(select).flatMap(({ name }) => (renamed(name) ? [name] : []))
  }

  /** Behind the parenthesis that opens at `i`. */
  #behind(i: number): number {
    const group = this.#group(i)
    let end = i + 1
    while (end < this.pieces.length && !(this.#value(end) === ')' && this.#group(end) === group)) end++
    return end + 1
  }

  /** WITH name (columns) AS (query), … */
  #readQueries(): void {
    this.pieces.forEach(({ name }, i) => {
      if (!this.#isName(i) || !['WITH', 'RECURSIVE', ','].includes(this.#value(i - 1))) return
      const listed = this.#value(i + 1) === '('
      let at = listed ? this.#behind(i + 1) : i + 1
      if (this.#value(at) !== 'AS') return
      while (['AS', 'NOT', 'MATERIALIZED'].includes(this.#value(at))) at++
      if (
        this.#value(at) !== '(' ||
        !['SELECT', 'WITH', 'VALUES', 'INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(this.#value(at + 1))
      )
        return
      const columns = listed ? this.#names(i + 1) : this.#outputs(at + 1)
      this.#queries.push({ name, table: null, columns, near: true })
    })
  }

  /** CREATE INDEX … ON table (columns), and CREATE TRIGGER … ON table, whose rows are NEW and OLD. */
  #readDefinition(): void {
    if (this.#value(0) !== 'CREATE') return
    const on = this.pieces.findIndex(({ value, group }) => value === 'ON' && group < 0)
    const kind = this.pieces
      .slice(1, Math.max(on, 1))
      .find(({ value }) => ['INDEX', 'TRIGGER'].includes(value))
    if (kind === undefined) return
    this.#sources.push(...this.#list(on + 1, false))
    const [table] = this.#sources
    if (kind.value === 'TRIGGER' && table)
      for (const name of ['new', 'old']) this.#sources.push({ ...table, name })
  }

  /** INSERT … ON CONFLICT DO UPDATE: the row that was not inserted is `excluded`. */
  #readConflict(): void {
    const at = this.pieces.findIndex(({ value, group }) => value === 'CONFLICT' && group < 0)
    const into = this.pieces.findIndex(({ value, group }) => value === 'INTO' && group < 0)
    if (at < 0 || into < 0 || (this.pieces[at]?.from ?? 0) > this.#offset) return
    this.#sources.push(...this.#list(into + 1, true).map((table) => ({ ...table, name: 'excluded' })))
  }

  /** Tables with commas between, from `i` on; `aliased` where a name behind one is its alias. */
  #list(i: number, aliased: boolean): Source[] {
    const found: Source[] = []
    for (let at = i; ; at++) {
      while (['ONLY', 'LATERAL', 'IF', 'NOT', 'EXISTS'].includes(this.#value(at))) at++
      const group = this.#group(at)
      if (this.#isJoin(at)) {
        found.push(...this.#list(at + 1, aliased))
        at = this.#behind(at)
        if (this.#value(at) === ',' && this.#group(at) === group) continue
        return found
      }
      const query = this.#value(at) === '(' ? at : -1
      let table: Table | null = null
      let name = ''
      if (query >= 0) at = this.#behind(at)
      else if (!this.#isName(at)) return found
      else {
        let schema = ''
        if (this.#value(at + 1) === '.' && this.#isName(at + 2)) {
          schema = this.pieces[at]?.name ?? ''
          at += 2
        }
        name = this.pieces[at]?.name ?? ''
        table = this.#table(name, schema)
        at++
      }
      const known = this.#queries.find((q) => same(q.name, name))
      const call = query < 0 && !known && !table && this.#value(at) === '('
      if (call) at = this.#behind(at)
      if (this.#value(at) === 'WITH' && this.#value(at + 1) === 'ORDINALITY') at += 2
      if (this.#value(at) === 'AS') at++
      let columns = query >= 0 ? this.#outputs(query + 1) : (known?.columns ?? table?.columns ?? [])
      if (aliased && this.#isName(at)) {
        name = this.pieces[at]?.name ?? name
        at++
        if ((query >= 0 || call || known) && this.#value(at) === '(') columns = this.#names(at)
      }
      if (name !== '')
        found.push({ name, table: known ? null : table, columns, near: this.#around.has(group) })
      if (this.#value(at) === '(') at = this.#behind(at)
      if (this.#value(at) !== ',' || this.#group(at) !== group) return found
    }
  }

  #table(name: string, schema: string): Table | null {
    return (
      this.schema?.tables.find((t) => same(t.name, name) && (schema === '' || same(t.schema, schema))) ?? null
    )
  }

  /** The names listed in the parentheses that open at `i`. */
  #names(i: number): SourceColumn[] {
    return this.pieces
      .filter(({ group, name }) => group === i && name !== '')
      .map(({ name }) => ({ name, type: '' }))
  }

  /** What the columns of the query that begins at `i` are called, as far as that can be seen. */
  #outputs(i: number): SourceColumn[] {
    const group = this.#group(i)
    const end = group < 0 ? this.pieces.length : Math.min(this.#behind(group) - 1, this.pieces.length)
    const find = (values: readonly string[]) => {
      for (let at = i; at < end; at++)
        if (this.#group(at) === group && values.includes(this.#value(at))) return at
      return end
    }
    const reads = this.#value(i) === 'SELECT'
    const to = reads ? find(['FROM']) : end
    let read: readonly Source[] | undefined // once, however often a query has `*`
    const tables = () => (read ??= this.#tables(i, find(['UNION', 'INTERSECT', 'EXCEPT'])))
    const columns: SourceColumn[] = []
    let first = (reads ? i : find(['RETURNING'])) + 1
    if (reads && ['ALL', 'DISTINCT'].includes(this.#value(first))) first++
    for (let at = first; at <= to; at++) {
      if (at < to && !(this.#value(at) === ',' && this.#group(at) === group)) continue
      columns.push(...this.#output(first, at, tables))
      first = at + 1
    }
    return columns
  }

  /** What the query from `i` to before `end` reads or writes, without the queries inside of it. */
  #tables(i: number, end: number): Source[] {
    const found: Source[] = []
    for (let at = i; at < end; at++)
      if (this.#group(at) === this.#group(i) && this.#is(at, 'word') && sourceFollows.has(this.#value(at)))
        found.push(...this.#list(at + 1, true))
    return found
  }

  /** The columns of one item of a select list, from `first` to before `end`; `*` are those of the query's tables. */
  #output(first: number, end: number, tables: () => readonly Source[]): readonly SourceColumn[] {
    const cast = this.pieces.findIndex(({ value, group }, i) => {
      return i > first && i < end && value === '::' && group === this.#group(first)
    })
    const last = (cast < 0 || this.#value(end - 2) === 'AS' ? end : cast) - 1
    if (last < first) return []
    const alone = last === first
    if (this.#value(last) === '*' && (alone || this.#value(last - 1) === '.')) {
      const owner = this.pieces[last - 2]?.name ?? ''
      return tables().flatMap(({ name, columns }) => (alone || same(name, owner) ? columns : []))
    }
    const name = this.pieces[last]?.name ?? ''
    const follows = !this.#is(last - 1, 'mark') || ['.', ')'].includes(this.#value(last - 1))
    if (name !== '' && this.#value(last) !== 'END' && (alone || follows)) return [{ name, type: '' }]
    const call = this.#value(last) === ')' && this.#value(first + 1) === '('
    return call ? [{ name: this.pieces[first]?.name ?? '', type: '' }] : []
  }
}
