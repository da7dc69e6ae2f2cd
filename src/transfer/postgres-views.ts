import { quoteText } from '../sql/quote'
import { textsOf, type Runner } from './ask'
import type { CopyView, Leave } from './copy-model'
import { mentions, withoutSchemas } from './copy-names'
import { qualifiedName, shownName, type PostgresNames } from './postgres-names'

/** The queries of a PostgreSQL database's views. */
export async function viewsOf(source: Runner, names: PostgresNames, leave: Leave): Promise<CopyView[]> {
  const views: CopyView[] = []
  for (const table of names.all) {
    const { kind } = table
    if (kind !== 'view' && kind !== 'materialized view') continue
    const shown = shownName(table)
    const regclass = quoteText(qualifiedName(table), 'postgres')
    const [[query] = []] = await textsOf(
      source,
      `SELECT pg_catalog.pg_get_viewdef(${regclass}::regclass, true)`,
    )
    const original = (query ?? '').replace(/;\s*$/, '')
    if (mentions(original, names.changed)) {
      leave(`${kind} ${shown}`, 'It uses a name that is another in the copy: write it again.')
      continue
    }
    views.push({ name: names.tables.get(shown), query: withoutSchemas(original, names.roomed), original })
    if (kind === 'materialized view')
      leave(`materialized view ${shown}`, 'It is a plain view: SQLite computes it each time.')
  }
  return views
}
