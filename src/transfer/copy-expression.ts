import type { Dialect } from '../sql/dialect'
import { toPostgres } from './copy-to-postgres'
import { toSqlite } from './copy-to-sqlite'

/**
 * An expression or a query of the other engine, by the dialect that it gets: defaults, checks, views. What is not known
 * stays as it is.
 */
export const translate: Record<Dialect, (sql: string) => string> = { sqlite: toSqlite, postgres: toPostgres }
