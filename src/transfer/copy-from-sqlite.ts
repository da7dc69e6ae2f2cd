import type { Schema } from '../engine/schema'
import { textsOf, type Runner } from './ask'
import { inOrder, NameMap, type CopySource, type CopyTable, type Leave, type NotCopied } from './copy-model'
import { pieces } from './copy-pieces'
import { fold, tableOf, type Made } from './sqlite-table'

/** What a SQLite database is made of, in PostgreSQL's words. Types follow what is in the columns, not only their names. */
export async function readSqlite(source: Runner, schema: Schema): Promise<CopySource> {
  const not: NotCopied[] = []
  const leave: Leave = (what, why) => not.push({ what, why })
  const main = schema.tables.filter((table) => table.schema === 'main')
  for (const { kind, name } of schema.tables) {
    if (kind === 'virtual table') leave(`table ${name}`, 'It is a virtual table: its module is SQLite’s own.')
  }
  const names = new NameMap(
    main.map(({ name }) => name),
    fold,
  )
  if (main.some(({ name }) => names.get(name) !== name))
    leave('names', 'Capitals became small letters, as PostgreSQL reads names without quotes.')
  const made = await madeOf(source)
  const tables: CopyTable[] = []
  for (const table of main) {
    if (table.kind === 'table') tables.push(await tableOf(source, table, names, made, leave))
  }
  for (const { name, triggers } of main) {
    for (const trigger of triggers)
      leave(`trigger ${trigger.name} on ${name}`, 'Triggers are written differently in PostgreSQL.')
  }
  const views = main
    .filter(({ kind }) => kind === 'view')
    .map(({ name }) => ({ name: names.get(name), ...viewQuery(made.sql.get(`view ${name}`) ?? '') }))
  return { tables: inOrder(tables), views, not }
}

async function madeOf(source: Runner): Promise<Made> {
  const rows = await textsOf(source, "SELECT type || ' ' || name, sql FROM main.sqlite_schema")
  const sql = new Map(rows.map(([key, text]) => [key ?? '', text ?? '']))
  const numbers = sql.has('table sqlite_sequence')
    ? await textsOf(source, 'SELECT name, seq FROM sqlite_sequence')
    : []
  return { sql, counters: new Map(numbers.map(([name, seq]) => [name ?? '', BigInt(seq ?? 0)])) }
}

/** What stands behind AS; names of columns before it go with it. */
function viewQuery(sql: string): { readonly query: string; readonly original: string } {
  const all = pieces(sql, 'sqlite')
  const at = (word: RegExp, from = 0) =>
    all.findIndex(({ kind, text }, i) => i >= from && kind === 'word' && word.test(text))
  const as = all[at(/^as$/i, at(/^view$/i))]
  const end = all.at(-1)?.text === ';' ? all.at(-1)?.from : sql.length
  const original = sql.slice(as?.to ?? 0, end).trim()
  const open = all.find(({ text }) => text === '(')
  const columns = open !== undefined && as !== undefined && open.from < as.from
  return {
    original,
    query: columns ? `SELECT * FROM (${original}) AS t ${sql.slice(open.from, as.from)}` : original,
  }
}
