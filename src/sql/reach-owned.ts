/** How far PostgreSQL's DROP OWNED reaches. */
import { nothing, type Reach } from './reach'
import { isGone, isNamed, seeds } from './reach-dependents'
import { quoteText } from './quote'
import type { WriteReader } from './write-reader'

const own = /^(CURRENT_USER|CURRENT_ROLE|SESSION_USER)$/

/**
 * Read behind DROP: the tables with rows and the views that belong to the roles, and what goes along with CASCADE. Only
 * the catalog knows whose they are, so each is counted, and counts 0 where it stays. Other things that a role owns hold
 * no rows. What belongs to the user who made the database cannot be dropped so, and counts nothing; a role that may not
 * read every table counts nothing either.
 */
export function dropOwnedReaches(reader: WriteReader): Reach[] {
  if (reader.dialect !== 'postgres' || !reader.skip('OWNED BY')) return []
  const roles = reader.names()
  if (roles === null || roles.some(({ schema }) => schema !== null)) return []
  const seed = roles
    .map(({ name: { text, exact } }) => {
      if (!exact && own.test(text.toUpperCase())) return seeds.owned(text.replace(/_role$/i, '_user'))
      return seeds.owned(quoteText(exact ? text : text.toLowerCase(), 'postgres'))
    })
    .join(' UNION ALL ')
  const goes = reader.cascades ? isGone : isNamed
  const tables = reader.tables.filter(({ kind }) => kind === 'table')
  const views = reader.tables.filter(({ kind }) => kind !== 'table')
  const rows = tables.map((table) => ({
    table: table.name,
    count: `SELECT CASE WHEN (${goes(seed, table)}) > 0 THEN (SELECT count(*) FROM ${reader.keys.written(table)}) ELSE 0 END`,
  }))
  const seen = views.map((view) => ({ table: view.name, count: goes(seed, view) }))
  const reaches: Reach[] = [
    { ...nothing, verb: 'drop', all: true, along: true, targets: rows },
    { ...nothing, verb: 'drop view', along: true, targets: seen },
  ]
  return reaches.filter(({ targets }) => targets.length > 0)
}
