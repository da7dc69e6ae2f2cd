/** A database of one engine made again in the other. */
import type { Connection } from '../engine/engine'
import { dialectName, type Dialect } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import { ask, textsOf, type Runner } from './ask'
import { besides, computedExpression, countOthers, filled, type Computed } from './copy-computed'
import { doubts, mayDiffer } from './copy-doubts'
import { checkParts } from './copy-checks'
import { postgresDefault, sqliteDefault } from './copy-defaults'
import { translate } from './copy-expression'
import { readPostgres } from './copy-from-postgres'
import { readSqlite } from './copy-from-sqlite'
import type { CopyColumn, CopySource, CopyTable, NotCopied } from './copy-model'
import { copyRows } from './copy-rows'
import { CopyTarget, Failed } from './copy-target'
import { toPostgres } from './copy-to-postgres'
import { toSqlite } from './copy-to-sqlite'
import { copyViews } from './copy-views'

/** A connection with a schema. */
export type Copied = Runner & Pick<Connection, 'schema'>

export interface CopyReport {
  readonly kind: 'done' | 'failed' | 'stopped'
  /** one sentence */
  readonly message: string
  readonly tables: number
  readonly rows: number
  /** what is not in the copy, or is different there */
  readonly not: readonly NotCopied[]
}

export interface CopyOptions {
  /** told now and then: the table that is copied, rows so far, tables that are done, 0 to 1 */
  readonly progress?: (table: string, rows: number, share: number) => void
  readonly signal?: AbortSignal
}

const readers: Record<
  Dialect,
  (source: Runner, schema: Awaited<ReturnType<Copied['schema']>>) => Promise<CopySource>
> = {
  sqlite: readSqlite,
  postgres: readPostgres,
}

/**
 * Copies tables with their columns, keys, checks, defaults and indexes, the numbers that count up, views that both
 * engines understand, and all rows with their exact values, into an empty database of the other engine; in one
 * transaction. What could not be carried over is in the report.
 */
export async function copyDatabase(from: Copied, to: Copied, options: CopyOptions = {}): Promise<CopyReport> {
  const end = (kind: CopyReport['kind'], message: string): CopyReport => ({
    kind,
    message,
    tables: 0,
    rows: 0,
    not: [],
  })
  if (from.dialect === to.dialect)
    return end('failed', 'Both databases are of the same engine: duplicate it instead.')
  if (from.transaction !== 'none')
    return end('failed', 'A transaction is open. End it with COMMIT or ROLLBACK, then copy again.')
  if ((await to.schema()).tables.length > 0)
    return end('failed', 'The database to copy into has tables already.')
  const source = await readers[from.dialect](from, await from.schema())
  const copy = new Copy(from, to, source, options)
  try {
    await copy.run()
  } catch (error) {
    await ask(to, 'ROLLBACK')
    if (options.signal?.aborted) return end('stopped', 'You stopped the copy. Nothing of it was kept.')
    if (error instanceof Failed) return end('failed', error.message)
    throw error
  } finally {
    if (to.dialect === 'sqlite') await ask(to, 'PRAGMA foreign_keys = ON')
  }
  const tables = source.tables.length
  const amount = `${tables.toLocaleString('en')} ${tables === 1 ? 'table' : 'tables'} with ${copy.rows.toLocaleString('en')} ${copy.rows === 1 ? 'row' : 'rows'}`
  return {
    kind: 'done',
    message: `${amount} copied to ${dialectName[to.dialect]}.`,
    tables,
    rows: copy.rows,
    not: copy.not,
  }
}

class Copy {
  rows = 0
  readonly not: NotCopied[]
  /** generated columns that are plain ones in the copy */
  readonly #plain = new Set<CopyColumn>()
  /** SQLite's checks in the copy */
  readonly #kept = new Set<string>()
  /** checks that hold in the source and not in the copy */
  readonly #broken = new Set<string>()
  readonly #into: CopyTarget
  readonly #computed = new Map<CopyTable, readonly Computed[]>()

  constructor(
    readonly from: Copied,
    readonly to: Copied,
    readonly source: CopySource,
    readonly options: CopyOptions,
  ) {
    this.not = [...source.not]
    this.#into = new CopyTarget(to)
  }

  async run(): Promise<void> {
    const { tables } = this.source
    if (this.to.dialect === 'sqlite') await this.#into.must('PRAGMA foreign_keys = OFF')
    await this.#into.must('BEGIN')
    for (const table of tables) await this.#create(table)
    for (const [index, table] of tables.entries()) {
      this.rows += await this.#fill(table, index / tables.length)
    }
    for (const table of tables) await this.#finish(table)
    await copyViews(this.#into, this.from, this.source, (what, why) => this.#leave(what, why))
    await this.#into.must('COMMIT')
    if (this.to.dialect === 'sqlite') {
      for (const [table] of await textsOf(this.to, 'SELECT DISTINCT "table" FROM pragma_foreign_key_check')) {
        this.#leave(`foreign keys of ${table ?? ''}`, 'Some of its rows refer to rows that are not there.')
      }
    }
  }

  async #fill(table: CopyTable, share: number): Promise<number> {
    const computed = this.#computed.get(table) ?? []
    const rows = (into: CopyTable) =>
      copyRows(this.from, this.to, into, {
        progress: (count) => this.options.progress?.(table.from, this.rows + count, share),
        misfit: (column, count) =>
          this.#leave(
            `${count.toLocaleString('en')} ${count === 1 ? 'value' : 'values'} of ${column} of ${table.from}`,
            count === 1 ? 'It does not fit, and is NULL.' : 'They do not fit, and are NULL.',
          ),
        failed: (message) => new Failed(`${table.from}: ${message}`),
        ...(this.options.signal !== undefined && { signal: this.options.signal }),
      })
    const said = this.not.length
    await this.#into.must('SAVEPOINT filling')
    try {
      const count = await rows(filled(table, computed))
      if (await this.#agree(table, computed)) {
        await this.#into.must('RELEASE SAVEPOINT filling')
        for (const { column } of computed)
          this.#doubt(`column ${column.from} of ${table.from}`, column.computed ?? '', table)
        return count
      }
    } catch (error) {
      if (!(error instanceof Failed) || this.options.signal?.aborted) throw error
      await this.#into.must('ROLLBACK TO SAVEPOINT filling')
      this.not.splice(said)
      if (!this.#withoutCheck(table, error.message)) {
        if (computed.length === 0) throw error
        await this.#withoutFailing(table, computed, error.message)
      }
    }
    await this.#into.must('RELEASE SAVEPOINT filling')
    await this.#again(table)
    return this.#fill(table, share)
  }

  async #again(table: CopyTable): Promise<void> {
    await this.#into.must(`DROP TABLE ${quoteName(table.name, this.to.dialect)}`)
    await this.#create(table)
  }

  /** Gives up the check that SQLite says a row breaks: it held in the source, and means something else here. */
  #withoutCheck(table: CopyTable, message: string): boolean {
    const check = table.checks.find(
      (each) =>
        !this.#broken.has(each) && message.endsWith(`CHECK constraint failed: ${toSqlite(each).trim()}`),
    )
    if (check === undefined || this.to.dialect !== 'sqlite') return false
    this.#broken.add(check)
    this.#kept.delete(check)
    this.#leave(
      `check of ${table.from}`,
      `Left out: ${check}. It means something else in SQLite, where rows of the table break it.`,
    )
    return true
  }

  /** Gives up computing the columns whose expressions fail for a row: each is tried beside its values. */
  async #withoutFailing(table: CopyTable, computed: readonly Computed[], message: string): Promise<void> {
    const { dialect } = this.to
    for (const { column } of computed) this.#plain.add(column)
    if (computed.length > 1) {
      await this.#again(table)
      await this.#fill(table, 0)
    }
    const name = quoteName(table.name, dialect)
    let found = 0
    for (const { column } of computed) {
      const why =
        computed.length === 1
          ? message
          : await this.#into.refusal(
              countOthers(name, { column, beside: column }, dialect, `(${this.#expression(table, column)})`),
            )
      if (why === null) this.#plain.delete(column)
      else this.#asValues(table, column, why)
      found += why === null ? 0 : 1
    }
    if (found === 0) for (const { column } of computed) this.#asValues(table, column, message)
  }

  /** What a generated column computes, in the words of the copy. */
  #expression(table: CopyTable, { computed, type }: CopyColumn): string {
    const { dialect } = this.to
    const text = computed ?? 'NULL'
    return computedExpression(
      dialect === 'postgres' ? toPostgres(text, table.columns) : toSqlite(text),
      type,
      dialect,
    )
  }

  /** Whether the copy computes what the source did; then what was kept to compare goes. */
  async #agree(table: CopyTable, computed: readonly Computed[]): Promise<boolean> {
    const { dialect } = this.to
    const name = quoteName(table.name, dialect)
    let same = true
    for (const each of computed) {
      const [[others] = []] = await textsOf(this.to, countOthers(name, each, dialect)).catch(
        (error: unknown) => {
          throw new Failed(error instanceof Error ? error.message : String(error))
        },
      )
      if (others === '0') continue
      same = false
      this.#asValues(table, each.column, `its expression gives other values in ${dialectName[dialect]}`)
    }
    for (const { beside } of same ? computed : [])
      await this.#into.must(`ALTER TABLE ${name} DROP COLUMN ${quoteName(beside.name, dialect)}`)
    return same
  }

  #asValues(table: CopyTable, column: CopyColumn, why: string): void {
    this.#plain.add(column)
    this.#leave(
      `column ${column.from} of ${table.from}`,
      `It is computed no more, and its values were copied as they are: ${why.replace(/\.$/, '')}.`,
    )
  }

  /** Writes the columns that the copy can compute in place of the plain ones, with those to compare them behind. */
  async #compute(table: CopyTable, lines: string[]): Promise<void> {
    const { dialect } = this.to
    const able: CopyColumn[] = []
    for (const [i, column] of table.columns.entries()) {
      if (column.computed === null || this.#plain.has(column)) continue
      const { name, type, notNull } = column
      const line = `${quoteName(name, dialect)} ${type} GENERATED ALWAYS AS (${this.#expression(table, column)}) STORED${notNull ? ' NOT NULL' : ''}`
      const key = table.primaryKey.includes(name) ? [`PRIMARY KEY (${quoteName(name, dialect)})`] : []
      const why = await this.#into.refusal(
        `CREATE TABLE "tandem probe" (${[...lines.slice(0, i), line, ...lines.slice(i + 1), ...key].join(', ')})`,
        'DROP TABLE "tandem probe"',
      )
      if (why !== null) {
        this.#asValues(table, column, `${dialectName[dialect]} says: ${why}`)
        continue
      }
      lines[i] = line
      able.push(column)
    }
    const computed = besides(table, able)
    this.#computed.set(table, computed)
    for (const { beside } of computed) lines.push(`${quoteName(beside.name, dialect)} ${beside.type}`)
  }

  async #create(table: CopyTable): Promise<void> {
    const { dialect } = this.to
    const name = (text: string) => quoteName(text, dialect)
    const list = (texts: readonly string[]) => `(${texts.map(name).join(', ')})`
    const inside =
      dialect === 'sqlite' && table.columns.some((column) => column.counts || column.type === 'INTEGER')
    const [only] = table.primaryKey
    const rowid =
      inside &&
      table.primaryKey.length === 1 &&
      table.columns.find((column) => column.name === only)?.type === 'INTEGER'
    const lines: string[] = []
    for (const column of table.columns) {
      const isRowid = rowid && column.name === only
      const words = [name(column.name), column.type]
      if (isRowid) words.push(column.counts ? 'PRIMARY KEY AUTOINCREMENT' : 'PRIMARY KEY')
      else if (column.counts && dialect === 'postgres') words.push('GENERATED BY DEFAULT AS IDENTITY')
      if (column.notNull && !isRowid) words.push('NOT NULL')
      const fallback =
        dialect === 'sqlite' && column.default !== null
          ? await this.#sqliteDefault(table, column, column.default)
          : null
      if (fallback !== null) words.push(`DEFAULT ${fallback}`)
      lines.push(words.join(' '))
    }
    await this.#compute(table, lines)
    if (table.primaryKey.length > 0 && !rowid) lines.push(`PRIMARY KEY ${list(table.primaryKey)}`)
    for (const unique of table.uniques) lines.push(`UNIQUE ${list(unique)}`)
    if (dialect === 'sqlite') {
      for (const check of table.checks.filter((each) => !this.#broken.has(each))) {
        const clause = `CHECK (${toSqlite(check)})`
        if (await this.#works(lines, clause)) {
          lines.push(clause)
          this.#kept.add(check)
        } else this.#leave(`check of ${table.from}`, `SQLite does not understand ${check}`)
      }
      for (const key of table.foreignKeys) lines.push(this.#foreignKey(key))
    }
    await this.#into.must(`CREATE TABLE ${name(table.name)} (\n  ${lines.join(',\n  ')}\n)`, table.from)
  }

  /** Carries over what can be: the whole, else the parts of it that PostgreSQL understands. */
  async #postgresCheck(table: CopyTable, check: string): Promise<void> {
    const what = `check of ${table.from}`
    const parts = checkParts(check, table.columns).flatMap(({ sql, instead }) =>
      instead === null ? [] : [{ sql, text: `(${instead})` }],
    )
    const add = (text: string) =>
      this.#into.refusal(`ALTER TABLE ${quoteName(table.name, 'postgres')} ADD CHECK (${text})`)
    if (parts.length === 0) {
      this.#leave(what, `It keeps values to one type, which PostgreSQL's columns do by themselves: ${check}`)
      return
    }
    if (parts.length > 1 && (await add(parts.map(({ text }) => text).join(' AND '))) === null) {
      this.#doubt(what, check, table)
      return
    }
    for (const { sql, text } of parts) {
      const why = await add(text)
      if (why === null) this.#doubt(what, sql, table)
      else this.#leave(what, `Left out: ${sql}. PostgreSQL says: ${why}`)
    }
  }

  /** Says of what is in the copy where it may mean something else. */
  #doubt(what: string, sql: string, { columns }: CopyTable): void {
    const why = doubts(sql, this.to.dialect, columns)
    if (why.length > 0) this.#leave(what, mayDiffer(why))
  }

  /** What can only be said of a table that has its rows. */
  async #finish(table: CopyTable): Promise<void> {
    const { dialect } = this.to
    const name = quoteName(table.name, dialect)
    if (dialect === 'postgres') {
      for (const column of table.columns) {
        if (column.default === null || column.counts) continue
        const text = postgresDefault(column, column.default)
        const set = `ALTER TABLE ${name} ALTER COLUMN ${quoteName(column.name, dialect)} SET DEFAULT ${text}`
        if (!(await this.#into.attempt(set)))
          this.#leave(
            `default of ${column.from} of ${table.from}`,
            `PostgreSQL does not understand ${column.default}`,
          )
      }
      for (const check of table.checks) await this.#postgresCheck(table, check)
      for (const key of table.foreignKeys) {
        const why = await this.#into.refusal(`ALTER TABLE ${name} ADD ${this.#foreignKey(key)}`)
        if (why !== null) this.#leave(`foreign key of ${table.from} to ${key.toTable}`, why)
      }
    }
    for (const check of table.checks.filter((each) => this.#kept.has(each)))
      this.#doubt(`check of ${table.from}`, check, table)
    for (const { name: index, unique, body } of table.indexes) {
      const make = `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoteName(index, dialect)} ON ${name} ${translate[dialect](body)}`
      const why = await this.#into.refusal(make)
      if (why !== null) this.#leave(`index ${index}`, why)
    }
    const counting = table.columns.find((column) => column.counts)
    if (counting === undefined || table.counted === null || table.counted < 1n) return
    await this.#into.must(
      dialect === 'postgres'
        ? `ALTER TABLE ${name} ALTER COLUMN ${quoteName(counting.name, dialect)} RESTART WITH ${table.counted + 1n}`
        : `INSERT INTO sqlite_sequence (name, seq) SELECT '${table.name.replaceAll("'", "''")}', ${table.counted} WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = '${table.name.replaceAll("'", "''")}')`,
    )
    if (dialect === 'sqlite') {
      await this.#into.must(
        `UPDATE sqlite_sequence SET seq = ${table.counted} WHERE name = '${table.name.replaceAll("'", "''")}'`,
      )
    }
  }

  #foreignKey(key: CopyTable['foreignKeys'][number]): string {
    const { dialect } = this.to
    const list = (texts: readonly string[]) => `(${texts.map((text) => quoteName(text, dialect)).join(', ')})`
    const rule = (event: string, action: string) =>
      action === '' || /^no action$/i.test(action) ? '' : ` ON ${event} ${action}`
    const to = key.toColumns.length > 0 ? ` ${list(key.toColumns)}` : ''
    return `FOREIGN KEY ${list(key.columns)} REFERENCES ${quoteName(key.toTable, dialect)}${to}${rule('DELETE', key.onDelete)}${rule('UPDATE', key.onUpdate)}${key.deferred ? ' DEFERRABLE INITIALLY DEFERRED' : ''}`
  }

  async #sqliteDefault(table: CopyTable, column: CopyColumn, text: string): Promise<string | null> {
    const expression = sqliteDefault(column, text)
    if ((await ask(this.to, `SELECT ${expression}`)).ok) return expression
    this.#leave(`default of ${column.from} of ${table.from}`, `SQLite does not understand ${text}`)
    return null
  }

  #works(lines: readonly string[], clause: string): Promise<boolean> {
    return this.#into.attempt(
      `CREATE TABLE "tandem probe" (${[...lines, clause].join(', ')})`,
      'DROP TABLE "tandem probe"',
    )
  }

  #leave(what: string, why: string): void {
    // a table that is made again says it again
    if (!this.not.some((each) => each.what === what && each.why === why)) this.not.push({ what, why })
  }
}
