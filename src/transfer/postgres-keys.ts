import type { Table } from '../engine/schema'
import { quoteText } from '../sql/quote'
import { textsOf, type Runner } from './ask'
import type { CopyKey, Leave } from './copy-model'
import { qualifiedName, shownName, type PostgresNames } from './postgres-names'

/** The foreign keys of a table. */
export async function keysOf(
  source: Runner,
  table: Table,
  names: PostgresNames,
  leave: Leave,
): Promise<CopyKey[]> {
  const shown = shownName(table)
  // the schema that a key leads to; in the order in which the keys were read
  const targets = await textsOf(
    source,
    `SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || t.relname, f.condeferred, f.confmatchtype
    FROM pg_catalog.pg_constraint f JOIN pg_catalog.pg_class t ON t.oid = f.confrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
    WHERE f.conrelid = ${quoteText(qualifiedName(table), 'postgres')}::regclass AND f.contype = 'f' AND f.conparentid = 0 ORDER BY f.oid`,
  )
  for (const [target, , match] of targets) {
    if (match === 'f')
      leave(
        `foreign key of ${shown} to ${target ?? ''}`,
        'SQLite has no MATCH FULL: one NULL in it is enough for it not to be checked.',
      )
  }
  return table.foreignKeys.map((key, i) => {
    const [to, deferred] = targets[i] ?? []
    const target = to ?? key.toTable
    return {
      ...key,
      columns: key.columns.map((name) => names.column(shown, name)),
      toTable: names.tables.get(target),
      toColumns: key.toColumns.map((name) => names.column(target, name)),
      deferred: deferred === 'true',
    }
  })
}
