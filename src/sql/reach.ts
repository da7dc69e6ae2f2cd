/**
 * How far a write reaches: which rows of which tables a DELETE, UPDATE, MERGE, REPLACE, DROP or TRUNCATE touches, with
 * those that go or change by their foreign keys, and the queries that count them. A statement that is not surely
 * understood has no reach here.
 */
import { isAlwaysTrue } from './always-true'
import type { Dialect } from './dialect'
import { mayReachFar } from './may-reach'
import { quoteName } from './quote'
import { Keys, type Followed, type Reached, type Rows } from './reach-keys'
import { mergedBy } from './reach-merge'
import { findTable, has, readName, sameName, uniques, type Named, type ReachTable } from './reach-table'
import { blockWrites } from './reach-block'
import { dependents, seeds } from './reach-dependents'
import { beforeOf, withClause, writes, type Before } from './reach-with'
import { Reading, type Piece } from './reading'
import { replacedRows } from './update-replaces'

/** What happens to the rows that the statement names. */
export type ReachVerb =
  'delete' | 'change' | 'replace' | 'drop' | 'drop column' | 'drop view' | 'drop trigger'

export interface Reach extends Followed {
  readonly verb: ReachVerb
  /** without WHERE, or with one that is always true: every row */
  readonly all: boolean
  /** of MERGE: a clause without a condition of its own reaches rows that the statement does not name */
  readonly open?: boolean
  /** of a DO block: a condition, a loop or a variable decides about it */
  readonly may?: boolean
  /** goes with CASCADE if it depends on what is dropped: only what is counted does */
  readonly along?: boolean
  readonly targets: readonly Reached[]
  /** of DROP COLUMN */
  readonly column: string | null
}

/** Longer texts are not read: a wide write is short. */
const readable = 50_000

/**
 * One for each write of a statement, in their order: WITH and MERGE may hold several. Empty for a statement that is no
 * wide write, that names unknown tables, or that is not surely understood.
 */
export function reachesOf(text: string, dialect: Dialect, tables: readonly ReachTable[]): readonly Reach[] {
  if (text.length > readable || !mayReachFar(text)) return []
  const reading = new Reading(text, dialect)
  if (reading.pieces.some(({ open, kind }) => open || kind === 'parameter')) return []
  if (reading.word(0) !== 'DO') return new Reader(reading, tables).read()
  return blockWrites(reading).flatMap((write) =>
    reachesOf(write.text, dialect, tables).map((reach) => ({
      ...reach,
      may: write.inside || (/^(delete|change)$/.test(reach.verb) && !reach.all),
    })),
  )
}

/** Words that may stand behind a table's name instead of an alias. */
const notAnAlias = new Set(['WHERE', 'USING', 'SET', 'RETURNING', 'FROM', 'INDEXED', 'NOT', ''])

interface Target {
  readonly table: ReachTable
  /** as it is written behind FROM */
  readonly from: string
  readonly alias: string
}

class Reader {
  /** of the piece that is read next */
  #at = 0
  readonly #keys: Keys

  constructor(
    readonly reading: Reading,
    readonly tables: readonly ReachTable[],
  ) {
    this.#keys = new Keys(tables, reading.dialect)
  }

  read(): Reach[] {
    this.#explain()
    const { reading } = this
    if (reading.word(this.#at) !== 'WITH') return this.#write()
    const clause = withClause(reading, this.#at)
    if (clause === null) return []
    const inside = clause.queries.flatMap((query, i) =>
      writes(query, reading)
        ? new Reader(new Reading(query.body, this.#dialect), this.tables)
            .read()
            .map((reach) => behind(beforeOf(clause, i, reading), reach))
        : [],
    )
    this.#at = clause.main
    const before = beforeOf(clause, clause.queries.length, reading)
    return [...inside, ...this.#write().map((reach) => behind(before, reach))]
  }

  #write(): Reach[] {
    const one = (reach: Reach | null) => (reach === null ? [] : [reach])
    switch (this.reading.word(this.#at)) {
      case 'DELETE':
        return one(this.#delete())
      case 'UPDATE':
        return one(this.#update())
      case 'INSERT':
      case 'REPLACE':
        return one(this.#replace())
      case 'MERGE':
        return this.#merge()
      case 'TRUNCATE':
        return one(this.#truncate())
      case 'DROP':
        return this.#skip('DROP TYPE') || this.#skip('DROP DOMAIN') ? this.#dropType() : this.#drop()
      case 'ALTER':
        return this.#dropColumns()
      default:
        return []
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

  #name(): Named | null {
    const named = readName(this.reading, this.#at)
    if (named !== null) this.#at = named.next
    return named
  }

  /** `t`, `ONLY t *`, `t AS a`: the table and how the rest of the statement calls it. */
  #target(): Target | null {
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

  #delete(): Reach | null {
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
    const asked = this.#text(where + 1, end)
    if (asked === '' && where < Math.min(end, pieces.length)) return null
    const all = this.#every(target.table, where, end)
    const condition = this.#condition(using, asked)
    const followed = without(
      all ? [target.table] : [],
      this.#keys.deleted(target.table, this.#rows(target, condition)),
    )
    if (!all && followed.cascades.length === 0 && followed.changes.length === 0) return null
    const count = `SELECT count(*) FROM ${target.from}${condition}`
    const targets = [{ table: target.table.name, count }]
    return { ...nothing, verb: 'delete', all, targets, ...followed }
  }

  /** Whether a WHERE at `where`, up to `end`, leaves every row. */
  #every({ columns }: ReachTable, where: number, end: number): boolean {
    const filled = ({ kind, text }: Piece) =>
      columns.some(({ name, primaryKey }) => {
        const quoted = kind === 'name'
        const written = { text: quoted ? text.slice(1, -1) : text, exact: quoted }
        return primaryKey > 0 && sameName(written, name, this.#dialect)
      })
    return where >= end || isAlwaysTrue(this.reading.pieces.slice(where + 1, end), this.#dialect, filled)
  }

  #condition(from: string, asked: string): string {
    const where = asked === '' ? '' : ` WHERE ${asked}`
    return from === '' ? where : ` WHERE EXISTS (SELECT 1 FROM ${from}${where})`
  }

  #rows(target: Target, condition: string): Rows {
    const qualified = (column: string) => `${target.alias}.${quoteName(column, this.#dialect)}`
    return (columns) => `SELECT ${columns.map(qualified).join(', ')} FROM ${target.from}${condition}`
  }

  #update(): Reach | null {
    this.#at++
    const replaces = this.reading.has('OR REPLACE', this.#at)
    if (this.#skip('OR')) this.#at++
    const target = this.#target()
    if (target === null || !this.#skip('SET')) return null
    const end = this.#clause(/^(RETURNING|ORDER|LIMIT)$/)
    if (/^(ORDER|LIMIT)$/.test(this.reading.word(end))) return null
    const where = Math.min(this.#clause(/^WHERE$/), end)
    if (this.reading.has('CURRENT OF', where + 1)) return null
    const from = Math.min(this.#from(), where)
    const all = this.#every(target.table, where, end)
    const condition = this.#condition(this.#text(from + 1, where), this.#text(where + 1, end))
    const columns = this.#setColumns(this.#at, from)
    const moved = this.#keys.updated(target.table, columns, this.#rows(target, condition))
    const { changes: kept } = without(all ? [target.table] : [], { cascades: [], changes: moved })
    const gone = replaces
      ? this.#replacedIn(target, columns, this.reading.lists(this.#at, from), from < where ? -1 : where, end)
      : nothing
    const [cascades, changes] = [gone.cascades, [...kept, ...gone.changes]]
    if (!all && changes.length === 0 && cascades.length === 0) return null
    const count = `SELECT count(*) FROM ${target.from}${condition}`
    const targets = [{ table: target.table.name, count }]
    return { ...nothing, verb: 'change', all, targets, cascades, changes }
  }

  /** What goes and changes where the rows that are changed get the keys of others; `where` is -1 beside a FROM. */
  #replacedIn(
    { table, from, alias }: Target,
    columns: readonly string[],
    assigned: readonly (readonly Piece[])[],
    where: number,
    end: number,
  ): Followed {
    if (!uniques(table).some((set) => has(set, columns))) return nothing
    const unknown = this.#replacedBy(table)
    if (unknown.cascades.length === 0 && unknown.changes.length === 0) return nothing
    const condition = where < 0 ? [] : this.reading.pieces.slice(where + 1, end)
    const rows = replacedRows(this.reading, this.#keys, { table, target: from, alias, assigned, condition })
    if (rows === null)
      return { cascades: [{ table: table.name, count: null }, ...unknown.cascades], changes: [] }
    const { cascades, changes } = this.#keys.deleted(
      table,
      (list) => `SELECT ${this.#keys.list(list)} ${rows}`,
    )
    return { cascades: [{ table: table.name, count: `SELECT count(*) ${rows}` }, ...cascades], changes }
  }

  /** Index of the FROM behind SET, which is not the one of IS DISTINCT FROM. */
  #from(): number {
    const { pieces } = this.reading
    const found = pieces.findIndex(
      ({ word, depth }, i) =>
        i >= this.#at && depth === 0 && word === 'FROM' && this.reading.word(i - 1) !== 'DISTINCT',
    )
    return found < 0 ? pieces.length : found
  }

  /** The columns that SET names, without their quotes: `a = 1, (b, c) = …`. */
  #setColumns(start: number, end: number): string[] {
    return this.reading.lists(start, end).flatMap((list) => {
      const equals = list.findIndex(({ word, depth }) => depth === list[0]?.depth && word === '=')
      return list.slice(0, Math.max(equals, 0)).flatMap(({ kind, text }) => {
        const quoted = kind === 'name'
        if (!quoted && kind !== 'word') return []
        return [quoted ? text.slice(1, -1) : this.#dialect === 'postgres' ? text.toLowerCase() : text]
      })
    })
  }

  /** A MERGE deletes rows, changes rows, or both. */
  #merge(): Reach[] {
    if (this.#dialect !== 'postgres' || !this.#skip('MERGE INTO')) return []
    const target = this.#target()
    if (target === null || !this.#skip('USING')) return []
    return mergedBy(this.reading, this.#at).flatMap(({ verb, condition, open, set }): Reach[] => {
      const rows = this.#rows(target, ` WHERE ${condition}`)
      const columns = set.flatMap(({ from, to }) => this.#setColumns(from, to))
      const followed =
        verb === 'delete'
          ? this.#keys.deleted(target.table, rows)
          : { cascades: [], changes: this.#keys.updated(target.table, columns, rows) }
      if (!open && followed.cascades.length === 0 && followed.changes.length === 0) return []
      const count = `SELECT count(*) FROM ${target.from} WHERE ${condition}`
      return [{ ...nothing, verb, open, targets: [{ table: target.table.name, count }], ...followed }]
    })
  }

  /** SQLite's REPLACE INTO and INSERT OR REPLACE delete the rows that are in the way, and that cascades. */
  #replace(): Reach | null {
    if (this.#dialect !== 'sqlite') return null
    if (!this.#skip('REPLACE INTO') && !this.#skip('INSERT OR REPLACE INTO')) return null
    const named = this.#name()
    const table = named && findTable(named, this.#dialect, this.tables)
    if (!table) return null
    if (this.#skip('AS')) this.#at++
    const listed = this.reading.word(this.#at) === '('
    const close = listed ? this.reading.closing(this.#at) : this.#at - 1
    if (listed && close < 0) return null
    const names = this.reading.pieces.slice(this.#at + 1, close).filter(({ word }) => word !== ',')
    const all = table.columns.map(({ name }) => name)
    const columns = listed ? names.map(({ kind, text }) => (kind === 'name' ? text.slice(1, -1) : text)) : all
    this.#at = close + 1
    const unknown = this.#replacedBy(table)
    if (unknown.cascades.length === 0 && unknown.changes.length === 0) return null
    const sets = uniques(table)
    const uncounted = { ...nothing, verb: 'replace', targets: [{ table: table.name, count: null }] } as const
    const source = this.#text(this.#at, this.#clause(/^RETURNING$/))
    const known = columns.every((name) => has([name], all))
    const plain = sets.every((set) => set.every((column) => has([column], columns) || empty(table, column)))
    if (!known || !plain || source === '' || this.reading.find('ON CONFLICT') >= 0)
      return { ...uncounted, ...unknown }
    const met = sets.filter((set) => set.every((column) => has([column], columns)))
    if (met.length === 0) return null
    const rows = quoteName('(new)', this.#dialect)
    const conditions = met.map((set) =>
      this.#keys.within(
        set,
        `WITH ${rows}(${this.#keys.list(columns)}) AS (${source}) SELECT ${this.#keys.list(set)} FROM ${rows}`,
      ),
    )
    const from = `FROM ${this.#keys.written(table)} WHERE ${conditions.join(' OR ')}`
    const followed = this.#keys.deleted(table, (list) => `SELECT ${this.#keys.list(list)} ${from}`)
    const targets = [{ table: table.name, count: `SELECT count(*) ${from}` }]
    return { ...uncounted, targets, ...followed }
  }

  /** What goes and changes with rows of the table, not counted. */
  #replacedBy(table: ReachTable): Followed {
    const { cascades, changes } = this.#keys.deleted(table, () => '')
    const uncounted = (list: readonly Reached[]) => list.map((each) => ({ table: each.table, count: null }))
    return { cascades: uncounted(cascades), changes: uncounted(changes) }
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

  #drop(): Reach[] {
    this.#at++
    if (this.#skip('SCHEMA')) {
      const reach = this.#dropSchema()
      return reach === null ? [] : [reach]
    }
    if (/^(FUNCTION|PROCEDURE|ROUTINE|EXTENSION)$/.test(this.reading.word(this.#at)))
      return this.#dropProgram()
    const view = this.#skip('VIEW') || this.#skip('MATERIALIZED VIEW')
    if (!view && !this.#skip('TABLE')) return []
    this.#skip('IF EXISTS')
    const tables = this.#list()
    if (tables === null) return []
    const seed = tables.map(({ schema, name }) => seeds.table(schema, name)).join(' UNION ALL ')
    const along = this.#along(seed, tables)
    if (view) {
      const targets = tables.map(({ name }) => ({ table: name, count: null }))
      return [{ ...nothing, verb: 'drop view', targets }, ...along]
    }
    // SQLite deletes the rows before it drops the table, and that cascades
    const how = this.#dialect === 'sqlite' ? 'cascades' : 'none'
    return [{ ...nothing, verb: 'drop', all: true, ...this.#whole(tables, how) }, ...along]
  }

  /** What goes with CASCADE because it depends on what is dropped, in one reach for each kind and column. */
  #along(seed: string, tables: readonly ReachTable[]): Reach[] {
    if (this.#dialect !== 'postgres' || this.reading.pieces.at(-1)?.word !== 'CASCADE') return []
    const all = dependents(seed, this.tables, tables)
    const several = (['drop view', 'drop trigger'] as const).map((verb): Reach => {
      const targets = all.filter((each) => each.verb === verb)
      return { ...nothing, verb, along: true, targets: targets.map(({ table, count }) => ({ table, count })) }
    })
    const columns = all
      .filter(({ verb }) => verb === 'drop column')
      .map(({ table, column, count }): Reach => {
        return { ...nothing, verb: 'drop column', along: true, column, targets: [{ table, count }] }
      })
    return [...several, ...columns].filter(({ targets }) => targets.length > 0)
  }

  /** Functions and extensions hold no rows, but what depends on them goes with CASCADE. */
  #dropProgram(): Reach[] {
    const isExtension = this.#skip('EXTENSION')
    if (!isExtension) this.#at++
    this.#skip('IF EXISTS')
    const found: string[] = []
    do {
      const named = this.#name()
      if (named === null) return []
      const stored = (word: Named['name']) => (word.exact ? word.text : word.text.toLowerCase())
      const listed = this.reading.word(this.#at) === '('
      const close = listed ? this.reading.closing(this.#at) : -1
      if (listed && close < 0) return []
      const args = listed ? this.reading.lists(this.#at + 1, close).length : null
      if (listed) this.#at = close + 1
      found.push(
        isExtension
          ? seeds.extension(stored(named.name))
          : seeds.routine(named.schema && stored(named.schema), stored(named.name), args),
      )
    } while (this.#skip(','))
    return this.#along(found.join(' UNION ALL '), [])
  }

  #dropSchema(): Reach | null {
    this.#skip('IF EXISTS')
    const names: Named['name'][] = []
    do {
      const named = this.#name()
      if (named?.schema !== null) return null
      names.push(named.name)
    } while (this.#skip(','))
    if (this.reading.word(this.#at) !== 'CASCADE') return null
    const tables = this.tables.filter(
      ({ schema, kind }) => kind === 'table' && names.some((name) => sameName(name, schema, this.#dialect)),
    )
    return tables.length === 0
      ? null
      : { ...nothing, verb: 'drop', all: true, ...this.#whole(tables, 'none') }
  }

  /** PostgreSQL drops the columns of a type with it. */
  #dropType(): Reach[] {
    this.#skip('IF EXISTS')
    const types: Named['name'][] = []
    do {
      const named = this.#name()
      if (named === null) return []
      types.push(named.name)
    } while (this.#skip(','))
    if (this.#dialect !== 'postgres' || this.reading.word(this.#at) !== 'CASCADE') return []
    const stored = types.flatMap(({ text, exact }) => [
      quoteName(exact ? text : text.toLowerCase(), 'postgres'),
      exact ? text : text.toLowerCase(),
    ])
    const isOf = (type: string) =>
      stored.includes(type.replace(/(\(.*\))?(\[\])*$/, '').replace(/^\w+\./, ''))
    return this.tables.flatMap((table) =>
      table.kind === 'table'
        ? table.columns.filter(({ type = '' }) => isOf(type)).map(({ name }) => this.#without(table, name))
        : [],
    )
  }

  /** One for each column: PostgreSQL takes several actions with commas between. */
  #dropColumns(): Reach[] {
    this.#at++
    if (!this.#skip('TABLE')) return []
    this.#skip('IF EXISTS')
    this.#skip('ONLY')
    const named = this.#name()
    const table = named && findTable(named, this.#dialect, this.tables)
    this.#skip('*')
    if (!table) return []
    let end = this.#at - 1
    return this.reading.lists(this.#at, this.reading.pieces.length).flatMap((list) => {
      this.#at = end + 1
      end = this.#at + list.length
      const column = this.#droppedColumn(table, end)
      return column === null ? [] : [this.#without(table, column)]
    })
  }

  #droppedColumn({ columns }: ReachTable, end: number): string | null {
    if (!this.#skip('DROP')) return null
    if (!this.#skip('COLUMN') && this.reading.word(this.#at) === 'CONSTRAINT') return null
    this.#skip('IF EXISTS')
    const dropped = this.#name()
    if (!this.#skip('CASCADE')) this.#skip('RESTRICT')
    if (dropped === null || this.#at !== end) return null
    return columns.find(({ name }) => sameName(dropped.name, name, this.#dialect))?.name ?? null
  }

  #without(table: ReachTable, column: string): Reach {
    const count = `SELECT count(${quoteName(column, this.#dialect)}) FROM ${this.#keys.written(table)}`
    return { ...nothing, verb: 'drop column', column, targets: [{ table: table.name, count }] }
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

  /** Every row of the tables, with the tables that lose rows by it. */
  #whole(
    tables: readonly ReachTable[],
    how: 'none' | 'cascades' | 'references',
  ): Pick<Reach, 'targets' | 'cascades' | 'changes'> {
    const count = (table: ReachTable): Reached => ({
      table: table.name,
      count: `SELECT count(*) FROM ${this.#keys.written(table)}`,
    })
    const lost = new Map<ReachTable, Reached>()
    const visit = (table: ReachTable) => {
      for (const child of this.#keys.children(table, () => true)) {
        if (tables.includes(child.table) || lost.has(child.table)) continue
        lost.set(child.table, count(child.table))
        visit(child.table)
      }
    }
    if (how === 'references') tables.forEach(visit)
    const followed = tables.map((table) =>
      how === 'cascades'
        ? this.#keys.deleted(
            table,
            (columns) => `SELECT ${this.#keys.list(columns)} FROM ${this.#keys.written(table)}`,
          )
        : { cascades: [], changes: [] },
    )
    const cascades = [...lost.values(), ...followed.flatMap((each) => each.cascades)]
    const changes = followed.flatMap((each) => each.changes)
    return { targets: tables.map(count), ...without(tables, { cascades, changes }) }
  }
}

/** What happens in other tables than these. */
function without(tables: readonly ReachTable[], { cascades, changes }: Followed): Followed {
  const named = new Set(tables.map(({ name }) => name))
  const left = (list: readonly Reached[]) => list.filter(({ table }) => !named.has(table))
  return { cascades: left(cascades), changes: left(changes) }
}

/** Whether the column gets NULL, or a new number, where an INSERT leaves it out. */
const empty = (table: ReachTable, column: string): boolean =>
  table.columns.some(({ name, default: value }) => name === column && value === null)

/** The same with the WITH clause before every query. */
function behind(before: Before, reach: Reach): Reach {
  const each = (list: readonly Reached[]) =>
    list.map(({ table, count }) => ({ table, count: count === null ? null : before(count) }))
  return {
    ...reach,
    targets: each(reach.targets),
    cascades: each(reach.cascades),
    changes: each(reach.changes),
  }
}

const nothing = { all: false, column: null, cascades: [], changes: [] } as const
