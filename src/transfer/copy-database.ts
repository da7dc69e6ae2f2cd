/** A database of one engine made again in the other. */
import type { Connection } from '../engine/engine'
import { dialectName, type Dialect } from '../sql/dialect'
import { ask, textsOf, type Runner } from './ask'
import { readPostgres } from './copy-from-postgres'
import { readSqlite } from './copy-from-sqlite'
import type { CopySource, NotCopied } from './copy-model'
import { CopyNotes } from './copy-notes'
import { TableCopy } from './copy-table'
import { CopyTarget, Failed } from './copy-target'
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
  const notes = new CopyNotes(source.not)
  let rows: number
  try {
    rows = await copyAll(source, from, to, notes, options)
  } catch (error) {
    await ask(to, 'ROLLBACK')
    if (options.signal?.aborted) return end('stopped', 'You stopped the copy. Nothing of it was kept.')
    if (error instanceof Failed) return end('failed', error.message)
    throw error
  } finally {
    if (to.dialect === 'sqlite') await ask(to, 'PRAGMA foreign_keys = ON')
  }
  const tables = source.tables.length
  const amount = `${tables.toLocaleString('en')} ${tables === 1 ? 'table' : 'tables'} with ${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`
  return {
    kind: 'done',
    message: `${amount} copied to ${dialectName[to.dialect]}.`,
    tables,
    rows,
    not: notes.all,
  }
}

/** In one transaction; gives the number of rows. */
async function copyAll(
  source: CopySource,
  from: Runner,
  to: Runner,
  notes: CopyNotes,
  { progress, signal }: CopyOptions,
): Promise<number> {
  const into = new CopyTarget(to)
  const tables = source.tables.map((table) => new TableCopy(table, from, into, notes))
  let rows = 0
  if (to.dialect === 'sqlite') await into.must('PRAGMA foreign_keys = OFF')
  await into.must('BEGIN')
  for (const table of tables) await table.create()
  for (const [index, table] of tables.entries()) {
    const share = index / tables.length
    rows += await table.fill({
      progress: (count) => progress?.(table.table.from, rows + count, share),
      signal,
    })
  }
  for (const table of tables) await table.finish()
  await copyViews(into, from, source, notes.leave)
  await into.must('COMMIT')
  if (to.dialect === 'sqlite') {
    for (const [table] of await textsOf(to, 'SELECT DISTINCT "table" FROM pragma_foreign_key_check'))
      notes.leave(`foreign keys of ${table ?? ''}`, 'Some of its rows refer to rows that are not there.')
  }
  return rows
}
