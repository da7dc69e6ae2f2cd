/** A statement that writes, read from left to right: words, names, and the tables that they mean. */
import type { Dialect } from './dialect'
import { Keys, type Rows } from './reach-keys'
import { findTable, readName, type Named, type ReachTable } from './reach-table'
import { quoteName } from './quote'
import type { Reading } from './reading'

/** The table that a statement writes, and how the rest of the statement calls it. */
export interface Target {
  readonly table: ReachTable
  /** as it is written behind FROM */
  readonly from: string
  readonly alias: string
}

/** Words that may stand behind a table's name instead of an alias. */
const notAnAlias = new Set(['WHERE', 'USING', 'SET', 'RETURNING', 'FROM', 'INDEXED', 'NOT', ''])

export class WriteReader {
  /** index of the piece that is read next */
  at: number
  readonly keys: Keys

  constructor(
    readonly reading: Reading,
    readonly tables: readonly ReachTable[],
    at = 0,
  ) {
    this.at = at
    this.keys = new Keys(tables, reading.dialect)
  }

  get dialect(): Dialect {
    return this.reading.dialect
  }

  get word(): string {
    return this.reading.word(this.at)
  }

  /** Goes beyond these words; false where others stand here. */
  skip(words: string): boolean {
    if (!this.reading.has(words, this.at)) return false
    this.at += words.split(' ').length
    return true
  }

  /** Goes beyond a name; null where there is none. */
  name(): Named | null {
    const named = readName(this.reading, this.at)
    if (named !== null) this.at = named.next
    return named
  }

  /** Names with commas between; null where one is something else. */
  names(): Named[] | null {
    const list: Named[] = []
    do {
      const named = this.name()
      if (named === null) return null
      list.push(named)
    } while (this.skip(','))
    return list
  }

  /** A table by its name; null where it is not known. */
  table(): ReachTable | null {
    const named = this.name()
    return (named && findTable(named, this.dialect, this.tables)) ?? null
  }

  /** `t`, `ONLY t *`, `t AS a`; null where the table is not known. */
  target(): Target | null {
    const only = this.skip('ONLY')
    const named = this.name()
    const table = named && findTable(named, this.dialect, this.tables)
    if (!named || !table) return null
    const star = this.skip('*')
    const as = this.skip('AS')
    let alias = named.text
    let written = `${only ? 'ONLY ' : ''}${named.text}${star ? ' *' : ''}`
    const piece = this.reading.pieces[this.at]
    if (piece && (as || piece.kind === 'name' || (piece.kind === 'word' && !notAnAlias.has(piece.word)))) {
      if (piece.kind !== 'word' && piece.kind !== 'name') return null
      alias = piece.text
      written += ` AS ${alias}`
      this.at++
    }
    if (this.skip('NOT INDEXED')) written += ' NOT INDEXED'
    else if (this.skip('INDEXED BY')) this.at++
    return { table, from: written, alias }
  }

  /** `t, ONLY t *, t CASCADE`: the tables; null where one is not known or something else follows. */
  tableList(): ReachTable[] | null {
    const list: ReachTable[] = []
    do {
      this.skip('ONLY')
      const table = this.table()
      if (table === null) return null
      list.push(table)
      this.skip('*')
    } while (this.skip(','))
    this.skip('RESTART IDENTITY')
    this.skip('CONTINUE IDENTITY')
    if (!this.skip('CASCADE')) this.skip('RESTRICT')
    return this.at === this.reading.pieces.length ? list : null
  }

  /** The statement ends with CASCADE. */
  get cascades(): boolean {
    return this.reading.pieces.at(-1)?.word === 'CASCADE'
  }

  /** Index of a clause's first word outside of parentheses, from here on; the end of the text where there is none. */
  clause(pattern: RegExp): number {
    const { pieces } = this.reading
    const found = pieces.findIndex(({ word, depth }, i) => i >= this.at && depth === 0 && pattern.test(word))
    return found < 0 ? pieces.length : found
  }

  /** Where RETURNING begins or the text ends; null with ORDER BY or LIMIT, which choose rows nobody can tell. */
  end(): number | null {
    const end = this.clause(/^(RETURNING|ORDER|LIMIT)$/)
    return /^(ORDER|LIMIT)$/.test(this.reading.word(end)) ? null : end
  }

  /** The text from one piece to before another. */
  text(from: number, to: number): string {
    return from >= to ? '' : this.reading.slice(this.reading.span(from, to - from))
  }

  /** The rows of the target for which `condition`, with its WHERE, is true. */
  rows(target: Target, condition: string): Rows {
    const qualified = (column: string) => `${target.alias}.${quoteName(column, this.dialect)}`
    return (columns) => `SELECT ${columns.map(qualified).join(', ')} FROM ${target.from}${condition}`
  }
}
