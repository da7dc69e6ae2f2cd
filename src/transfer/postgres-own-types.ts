import { quoteText } from '../sql/quote'
import { textsOf, type Runner } from './ask'

/** What a type that was made here says of a column. */
export interface OwnType {
  /** the type below a domain; null for an enum */
  readonly type: string | null
  readonly notNull: boolean
  /** of the outermost domain that has one */
  readonly default: string | null
  /** in PostgreSQL's words, the value called VALUE */
  readonly checks: readonly string[]
}

/** By the columns of such types: domains and enums. */
export async function ownTypes(source: Runner, qualified: string): Promise<ReadonlyMap<string, OwnType>> {
  const rows = await textsOf(
    source,
    `WITH RECURSIVE own(name, type, base, typmod) AS (
      SELECT a.attname, t.oid, t.typbasetype, t.typtypmod FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = ${quoteText(qualified, 'postgres')}::regclass AND a.attnum > 0 AND t.typtype IN ('d', 'e')
      UNION ALL SELECT name, t.oid, t.typbasetype, t.typtypmod FROM own JOIN pg_catalog.pg_type t ON t.oid = base WHERE t.typtype IN ('d', 'e'))
    SELECT name, CASE WHEN base <> 0 THEN pg_catalog.format_type(base, typmod) END,
      (SELECT typnotnull FROM pg_catalog.pg_type t WHERE t.oid = type),
      (SELECT pg_catalog.pg_get_expr(typdefaultbin, 0) FROM pg_catalog.pg_type t WHERE t.oid = type),
      (SELECT 'VALUE IN (' || pg_catalog.string_agg(pg_catalog.quote_literal(enumlabel), ', ' ORDER BY enumsortorder) || ')'
        FROM pg_catalog.pg_enum WHERE enumtypid = type),
      (SELECT pg_catalog.string_agg(pg_catalog.pg_get_expr(conbin, 0), ' AND ')
        FROM pg_catalog.pg_constraint WHERE contypid = type AND contype = 'c')
    FROM own`,
  )
  const found = new Map<string, OwnType>()
  for (const [name = '', type = null, notNull = null, standard = null, ...checks] of rows) {
    const before = found.get(name ?? '')
    found.set(name ?? '', {
      type: type ?? before?.type ?? null,
      notNull: notNull === 'true' || before?.notNull === true,
      default: before?.default ?? standard,
      checks: [...(before?.checks ?? []), ...checks.filter((check) => check !== null)],
    })
  }
  return found
}
