/**
 * How far a write reaches: which rows of which tables a DELETE, UPDATE, DROP or TRUNCATE touches, with those that go by
 * ON DELETE CASCADE, and the queries that count them. A statement that is not surely understood has no reach here.
 */
import type { Dialect } from './dialect'
import { mayReachFar } from './may-reach'
import { quoteName } from './quote'
import { Reading } from './reading'
import { findTable, readName, sameName, type Named, type ReachTable } from './reach-table'

/** What happens to the rows that the statement names. */
export type ReachVerb = 'delete' | 'change' | 'drop' | 'drop column' | 'drop view'

export interface Reached {
  /** as the schema has it */
  readonly table: string
  /** one query with one number; null where they are not counted */
  readonly count: string | null
}

export interface Reach {
  readonly verb: ReachVerb
  /** without WHERE: every row */
  readonly all: boolean
  readonly targets: readonly Reached[]
  /** of DROP COLUMN */
  readonly column: string | null
  /** tables that lose rows with them */
  readonly cascades: readonly Reached[]
}

/** Longer texts are not read: a wide write is short. */
const readable = 50_000

/** Null for a statement that is no wide write, that names unknown tables, or that is not surely understood. */
export function reachOf(text: string, dialect: Dialect, tables: readonly ReachTable[]): Reach | null {
  if (text.length > readable || !mayReachFar(text)) return null
  const reading = new Reading(text, dialect)
  if (reading.pieces.some(({ open, kind }) => open || kind === 'parameter')) return null
  const reader = new Reader(reading, tables)
  return reader.read()
}

/** Words that may stand behind a table's name instead of an alias. */
const notAnAlias = new Set(['WHERE', 'USING', 'SET', 'RETURNING', 'FROM', 'INDEXED', 'NOT', ''])

class Reader {
  /** of the piece that is read next */
  #at = 0

  constructor(
    readonly reading: Reading,
    readonly tables: readonly ReachTable[],
  ) {}

  read(): Reach | null {
    this.#explain()
    const begin = this.#with()
    if (begin === null) return null
    switch (this.reading.word(this.#at)) {
      case 'DELETE':
        return this.#delete(begin)
      case 'UPDATE':
        return this.#update(begin)
      case 'TRUNCATE':
        return begin === '' ? this.#truncate() : null
      case 'DROP':
        return begin === '' ? this.#drop() : null
      case 'ALTER':
        return begin === '' ? this.#dropColumn() : null
      default:
        return null
    }
  }

  get #dialect(): Dialect {
    return this.reading.dialect
  }

  #skip(words: string): boolean {
    if (!this.reading.has(words, this.#at)) return false
    this.#at += words.split(' ').length
    return true
  }

  /** PostgreSQL's EXPLAIN ANALYZE does what it explains. */
  #explain(): void {
    const { reading } = this
    if (this.#dialect !== 'postgres' || reading.word(0) !== 'EXPLAIN') return
    const close = reading.word(1) === '(' ? reading.closing(1) : -1
    const options = reading.pieces.slice(1, close > 0 ? close : 3).map(({ word }) => word)
    const on = options.indexOf('ANALYZE')
    if (on < 0 || /^(OFF|FALSE|0)$/.test(options[on + 1] ?? '')) return
    this.#at = close > 0 ? close + 1 : options[1] === 'VERBOSE' ? 3 : 2
  }

  /** The WITH clause with a blank behind it; null where it may never end or writes itself. */
  #with(): string | null {
    const { reading } = this
    if (reading.word(this.#at) !== 'WITH') return ''
    const from = this.#at
    const main = reading.pieces.findIndex(
      ({ word, depth }, i) =>
        i > from && depth === 0 && /^(DELETE|UPDATE|SELECT|INSERT|MERGE|VALUES)$/.test(word),
    )
    const clause = reading.pieces.slice(from, Math.max(from, main))
    if (main < 0 || clause.some(({ word }) => /^(RECURSIVE|DELETE|UPDATE|INSERT|MERGE)$/.test(word)))
      return null
    this.#at = main
    return `${reading.slice(reading.span(from, clause.length))} `
  }

  #name(): Named | null {
    const named = readName(this.reading, this.#at)
    if (named !== null) this.#at = named.next
    return named
  }

  /** `t`, `ONLY t *`, `t AS a`: the table and how the rest of the statement calls it. */
  #target(): { table: ReachTable; from: string; alias: string } | null {
    const only = this.#skip('ONLY')
    const named = this.#name()
    const table = named && findTable(named, this.#dialect, this.tables)
    if (!named || !table) return null
    const star = this.#skip('*')
    const as = this.#skip('AS')
    let alias = named.text
    let written = `${only ? 'ONLY ' : ''}${named.text}${star ? ' *' : ''}`
    const piece = this.reading.pieces[this.#at]
    if (piece && (as || piece.kind === 'name' || (piece.kind === 'word' && !notAnAlias.has(piece.word)))) {
      if (piece.kind !== 'word' && piece.kind !== 'name') return null
      alias = piece.text
      written += ` AS ${alias}`
      this.#at++
    }
    if (this.#skip('NOT INDEXED')) written += ' NOT INDEXED'
    else if (this.#skip('INDEXED BY')) this.#at++
    return { table, from: written, alias }
  }

  /** Index of a clause's first word outside of parentheses, from here on; the end of the text where there is none. */
  #clause(pattern: RegExp): number {
    const { pieces } = this.reading
    const found = pieces.findIndex(({ word, depth }, i) => i >= this.#at && depth === 0 && pattern.test(word))
    return found < 0 ? pieces.length : found
  }

  #text(from: number, to: number): string {
    return from >= to ? '' : this.reading.slice(this.reading.span(from, to - from))
  }

  #delete(begin: string): Reach | null {
    this.#at++
    if (!this.#skip('FROM')) return null
    const target = this.#target()
    if (target === null) return null
    const { pieces } = this.reading
    const end = this.#clause(/^(RETURNING|ORDER|LIMIT)$/)
    if (/^(ORDER|LIMIT)$/.test(this.reading.word(end))) return null
    const where = Math.min(this.#clause(/^WHERE$/), end)
    const using = this.reading.word(this.#at) === 'USING' ? this.#text(this.#at + 1, where) : ''
    if (using === '' && this.#at !== where) return null
    if (this.reading.has('CURRENT OF', where + 1)) return null
    const all = where >= Math.min(end, pieces.length) && using === ''
    const asked = this.#text(where + 1, end)
    if (asked === '' && !all) return null
    const condition = all
      ? ''
      : using === ''
        ? ` WHERE ${asked}`
        : ` WHERE EXISTS (SELECT 1 FROM ${using} WHERE ${asked})`
    const rows = (columns: string) => `SELECT ${columns} FROM ${target.from}${condition}`
    const qualified = (column: string) => `${target.alias}.${quoteName(column, this.#dialect)}`
    const cascades = this.#cascades(target.table, (columns) => rows(columns.map(qualified).join(', ')))
    if (!all && cascades.length === 0) return null
    return {
      verb: 'delete',
      all,
      targets: [{ table: target.table.name, count: begin + rows('count(*)') }],
      column: null,
      cascades: cascades.map(({ table, count }) => ({ table, count: count === null ? null : begin + count })),
    }
  }

  #update(begin: string): Reach | null {
    this.#at++
    if (this.#skip('OR')) this.#at++
    const target = this.#target()
    if (target === null || this.reading.word(this.#at) !== 'SET') return null
    if (this.#clause(/^(WHERE|FROM|ORDER|LIMIT)$/) < this.reading.pieces.length) return null
    const count = `${begin}SELECT count(*) FROM ${target.from}`
    return { ...nothing, verb: 'change', all: true, targets: [{ table: target.table.name, count }] }
  }

  #truncate(): Reach | null {
    if (this.#dialect !== 'postgres') return null
    this.#at++
    this.#skip('TABLE')
    const tables = this.#list()
    const cascade = this.reading.pieces.at(-1)?.word === 'CASCADE'
    if (tables === null) return null
    return { ...nothing, verb: 'delete', all: true, ...this.#whole(tables, cascade ? 'references' : 'none') }
  }

  #drop(): Reach | null {
    this.#at++
    if (this.#skip('SCHEMA')) return this.#dropSchema()
    const view = this.#skip('VIEW') || this.#skip('MATERIALIZED VIEW')
    if (!view && !this.#skip('TABLE')) return null
    this.#skip('IF EXISTS')
    const tables = this.#list()
    if (tables === null) return null
    if (view)
      return {
        ...nothing,
        verb: 'drop view',
        targets: tables.map(({ name }) => ({ table: name, count: null })),
      }
    // SQLite deletes the rows before it drops the table, and that cascades
    const how = this.#dialect === 'sqlite' ? 'cascades' : 'none'
    return { ...nothing, verb: 'drop', all: true, ...this.#whole(tables, how) }
  }

  #dropSchema(): Reach | null {
    this.#skip('IF EXISTS')
    const named = this.#name()
    if (named?.schema !== null || this.reading.word(this.#at) !== 'CASCADE') return null
    const tables = this.tables.filter(
      ({ schema, kind }) => kind === 'table' && sameName(named.name, schema, this.#dialect),
    )
    return tables.length === 0
      ? null
      : { ...nothing, verb: 'drop', all: true, ...this.#whole(tables, 'none') }
  }

  #dropColumn(): Reach | null {
    this.#at++
    if (!this.#skip('TABLE')) return null
    this.#skip('IF EXISTS')
    this.#skip('ONLY')
    const named = this.#name()
    const table = named && findTable(named, this.#dialect, this.tables)
    this.#skip('*')
    if (!table || !this.#skip('DROP')) return null
    const explicit = this.#skip('COLUMN')
    if (!explicit && this.reading.word(this.#at) === 'CONSTRAINT') return null
    this.#skip('IF EXISTS')
    const dropped = this.#name()
    const column = table.columns.find(({ name }) => dropped && sameName(dropped.name, name, this.#dialect))
    const rest = this.reading.word(this.#at)
    if (!column || (rest !== '' && rest !== 'CASCADE' && rest !== 'RESTRICT')) return null
    const count = `SELECT count(${quoteName(column.name, this.#dialect)}) FROM ${this.#written(table)}`
    return { ...nothing, verb: 'drop column', column: column.name, targets: [{ table: table.name, count }] }
  }

  /** Known tables with commas between; null where one is not known or something else follows. */
  #list(): ReachTable[] | null {
    const list: ReachTable[] = []
    do {
      this.#skip('ONLY')
      const named = this.#name()
      const table = named && findTable(named, this.#dialect, this.tables)
      if (!table) return null
      list.push(table)
      this.#skip('*')
    } while (this.#skip(','))
    this.#skip('RESTART IDENTITY')
    this.#skip('CONTINUE IDENTITY')
    if (!this.#skip('CASCADE')) this.#skip('RESTRICT')
    return this.#at === this.reading.pieces.length ? list : null
  }

  #written({ schema, name }: ReachTable): string {
    return `${quoteName(schema, this.#dialect)}.${quoteName(name, this.#dialect)}`
  }

  /** Every row of the tables, with the tables that lose rows by it. */
  #whole(
    tables: readonly ReachTable[],
    how: 'none' | 'cascades' | 'references',
  ): Pick<Reach, 'targets' | 'cascades'> {
    const count = (table: ReachTable): Reached => ({
      table: table.name,
      count: `SELECT count(*) FROM ${this.#written(table)}`,
    })
    const lost = new Map<ReachTable, Reached>()
    const visit = (table: ReachTable) => {
      for (const child of this.#children(table, how === 'references')) {
        if (tables.includes(child.table) || lost.has(child.table)) continue
        lost.set(child.table, count(child.table))
        visit(child.table)
      }
    }
    if (how === 'references') tables.forEach(visit)
    const cascades =
      how === 'cascades'
        ? tables.flatMap((table) =>
            this.#cascades(table, (columns) => {
              const names = columns.map((column) => quoteName(column, this.#dialect)).join(', ')
              return `SELECT ${names} FROM ${this.#written(table)}`
            }),
          )
        : [...lost.values()]
    const gone = new Set(tables.map(({ name }) => name))
    return { targets: tables.map(count), cascades: cascades.filter(({ table }) => !gone.has(table)) }
  }

  /** Tables whose keys refer to this one, with the keys that delete along (or, for TRUNCATE, all). */
  #children(parent: ReachTable, every: boolean): { table: ReachTable; keys: ReachTable['foreignKeys'] }[] {
    return this.tables.flatMap((table) => {
      const keys = table.foreignKeys.filter(
        ({ toTable, onDelete }) =>
          sameName({ text: toTable, exact: true }, parent.name, this.#dialect) &&
          (every || onDelete === 'CASCADE') &&
          // a key knows its table by name only
          (table.schema === parent.schema ||
            !this.tables.some((t) => t.schema === table.schema && t.name === toTable)),
      )
      return keys.length > 0 ? [{ table, keys }] : []
    })
  }

  /** `rows` gives the query of some columns of the rows that go. A table that refers to itself is named, not counted. */
  #cascades(
    parent: ReachTable,
    rows: (columns: readonly string[]) => string,
    seen: readonly ReachTable[] = [parent],
  ): Reached[] {
    if (seen.length > 6) return []
    return this.#children(parent, false).flatMap(({ table, keys }): Reached[] => {
      if (seen.includes(table)) return [{ table: table.name, count: null }]
      const conditions = keys.map(({ columns, toColumns }) => {
        const names = columns.map((column) => quoteName(column, this.#dialect)).join(', ')
        return `${columns.length > 1 ? `(${names})` : names} IN (${rows(toColumns)})`
      })
      const from = `FROM ${this.#written(table)} WHERE ${conditions.join(' OR ')}`
      const further = this.#cascades(
        table,
        (columns) => `SELECT ${columns.map((column) => quoteName(column, this.#dialect)).join(', ')} ${from}`,
        [...seen, table],
      )
      return [{ table: table.name, count: `SELECT count(*) ${from}` }, ...further]
    })
  }
}

const nothing = { all: false, column: null, cascades: [] } as const
