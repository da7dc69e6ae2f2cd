import type { Schema, Table } from '../engine/schema'
import { textsOf, type Runner } from './ask'
import { leftBehind } from './copy-left-behind'
import { inOrder, type CopySource, type CopyTable, type Leave, type NotCopied } from './copy-model'
import { PostgresNames, shownName } from './postgres-names'
import { tableOf } from './postgres-table'
import { leaveLengths } from './postgres-types'
import { viewsOf } from './postgres-views'

/** What a PostgreSQL database is made of, in SQLite's words. */
export async function readPostgres(source: Runner, schema: Schema): Promise<CopySource> {
  const not: NotCopied[] = []
  const leave: Leave = (what, why) => not.push({ what, why })
  const all = schema.tables.filter(({ schema: room }) => !room.startsWith('pg_temp'))
  const names = new PostgresNames(all, leave)
  const parts = new Map((await textsOf(source, partitions)).map(([part, whole]) => [part, whole]))
  const copied: Table[] = []
  const tables: CopyTable[] = []
  for (const table of all) {
    const shown = shownName(table)
    const whole = parts.get(`${table.schema}.${table.name}`)
    if (whole !== undefined)
      leave(`partition ${shown}`, `SQLite has none: its rows are in ${names.tables.get(whole ?? '')}.`)
    else if (table.kind === 'table' && table.columns.length === 0)
      leave(`table ${shown}`, 'It has no columns: SQLite has no such tables.')
    else if (table.kind === 'table') {
      copied.push(table)
      tables.push(await tableOf(source, table, names, leave))
    }
    for (const trigger of table.triggers)
      leave(`trigger ${trigger.name} on ${shown}`, 'Triggers are written differently in SQLite.')
  }
  const views = await viewsOf(source, names, leave)
  leaveLengths(copied, leave)
  for (const [what, why] of await textsOf(source, leftBehind)) leave(what ?? '', why ?? '')
  return { tables: inOrder(tables), views, not }
}

/** Tables whose rows are those of a partitioned table, which is copied whole; and that table as `key` calls it. */
const partitions = `SELECT n.nspname || '.' || c.relname,
  (SELECT CASE WHEN pn.nspname = 'public' THEN p.relname ELSE pn.nspname || '.' || p.relname END
    FROM pg_catalog.pg_class p JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
    WHERE p.oid = pg_catalog.pg_partition_root(c.oid))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f') AND c.oid >= 16384`
