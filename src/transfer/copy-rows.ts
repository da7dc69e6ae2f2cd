import type { ResultSet } from '../engine/value'
import { quoteName } from '../sql/quote'
import { ask, rowsOf, type Runner } from './ask'
import type { CopyTable } from './copy-model'
import { writers } from './writers'
import type { Plan } from './plan'

export interface RowsOptions {
  readonly progress: (rows: number) => void
  /** cells of a column that the copy cannot hold */
  readonly misfit: (column: string, count: number) => void
  /** texts of a SQLite column that are no valid UTF-8: they come with U+FFFD in place of what nobody can read */
  readonly garbled: (column: string, count: number) => void
  readonly failed: (message: string) => Error
  readonly signal?: AbortSignal
}

const pageRows = 2000

/** Copies all rows of one table, page by page; throws what `failed` makes where the copy refuses them. */
export async function copyRows(
  from: Runner,
  to: Runner,
  table: CopyTable,
  options: RowsOptions,
): Promise<number> {
  const plan: Plan = {
    table: table.name,
    create: false,
    columns: table.columns.map(({ name, kind }, index) => ({ from: index, name, kind })),
    misfits: 'null',
  }
  const misfits = new Map<number, number>()
  const marked = new Map<number, number>()
  const writer = writers[to.dialect](plan)
  let copied = 0
  if (table.columns.length === 0) return 0
  for await (const page of pages[from.dialect](from, table)) {
    if (options.signal?.aborted) throw options.failed('It was stopped.')
    if (page.rowCount === 0) continue
    const texts = Array.from({ length: page.rowCount }, (_, row) =>
      writer.row(
        plan.columns.map((_, column) => {
          const value = page.value(row, column)
          if (typeof value === 'string' && value.includes('\ufffd'))
            marked.set(column, (marked.get(column) ?? 0) + 1)
          return value
        }),
        (column) => misfits.set(column, (misfits.get(column) ?? 0) + 1),
      ),
    )
    const answer = await ask(to, writer.statement(texts))
    if (!answer.ok)
      throw options.failed(
        answer.error?.detail === undefined ? answer.message : `${answer.message} ${answer.error.detail}`,
      )
    copied += page.rowCount
    options.progress(copied)
  }
  for (const [column, count] of misfits) options.misfit(table.columns[column]?.from ?? '', count)
  if (from.dialect === 'sqlite')
    for (const [column, count] of marked) {
      const name = table.columns[column]?.from ?? ''
      const garbled = count - (await reallyMarked(from, table, name))
      if (garbled > 0) options.garbled(name, garbled)
    }
  return copied
}

/** Texts of a SQLite column that have U+FFFD in the database too: `instr` compares bytes. */
async function reallyMarked(from: Runner, table: CopyTable, column: string): Promise<number> {
  const name = quoteName(column, 'sqlite')
  const query = `SELECT count(*) FROM main.${quoteName(table.from, 'sqlite')} WHERE typeof(${name}) = 'text' AND instr(${name}, char(65533)) > 0`
  return Number((await rowsOf(from, query)).value(0, 0))
}

const pages: Record<Runner['dialect'], (from: Runner, table: CopyTable) => AsyncGenerator<ResultSet>> = {
  /** By rowid, which every page reaches at once; by the primary key where a table has no rowid. */
  async *sqlite(from, table) {
    const columns = table.columns.map((column) => quoteName(column.from, 'sqlite')).join(', ')
    const name = `main.${quoteName(table.from, 'sqlite')}`
    const taken = new Set(table.columns.map((column) => column.from.toLowerCase()))
    const free = ['rowid', '_rowid_', 'oid'].find((word) => !taken.has(word))
    const rowid =
      free !== undefined && (await ask(from, `SELECT ${free} FROM ${name} LIMIT 0`)).ok ? free : null
    if (rowid === null) {
      for (let offset = 0; ; offset += pageRows) {
        const page = await rowsOf(from, `SELECT ${columns} FROM ${name} LIMIT ${pageRows} OFFSET ${offset}`)
        yield page
        if (page.rowCount < pageRows) return
      }
    }
    let after: string | null = null
    for (;;) {
      const where = after === null ? '' : ` WHERE ${rowid} > ${after}`
      const page = await rowsOf(
        from,
        `SELECT ${columns}, ${rowid} FROM ${name}${where} ORDER BY ${rowid} LIMIT ${pageRows}`,
      )
      yield page
      if (page.rowCount < pageRows) return
      after = String(page.value(page.rowCount - 1, table.columns.length))
    }
  },
  /** Through a cursor in a transaction that only reads. */
  async *postgres(from, table) {
    const columns = table.columns.map((column) => quoteName(column.from, 'postgres')).join(', ')
    const name = `${quoteName(table.schema, 'postgres')}.${quoteName(table.from, 'postgres')}`
    const must = async (text: string) => {
      const answer = await ask(from, text)
      if (!answer.ok) throw new Error(answer.message)
    }
    await must('BEGIN READ ONLY')
    try {
      await must(`DECLARE tandem_copy NO SCROLL CURSOR FOR SELECT ${columns} FROM ${name}`)
      for (;;) {
        const page = await rowsOf(from, `FETCH ${pageRows} FROM tandem_copy`)
        yield page
        if (page.rowCount < pageRows) return
      }
    } finally {
      await ask(from, 'COMMIT')
    }
  },
}
