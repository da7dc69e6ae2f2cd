import type { PGlite } from '@electric-sql/pglite'

/**
 * An SQL script as pg_dump writes it, which a PostgreSQL from version 15 on restores. Owners and grants are left out:
 * their roles would be missing there. Changes the session's settings and leaves a transaction behind: for an engine
 * that is used for nothing else afterwards.
 */
export async function dump(pg: PGlite): Promise<string> {
  const { pgDump } = await import('@electric-sql/pglite-tools/pg_dump')
  const file = await pgDump({ pg, args: ['--no-owner', '--no-privileges'] })
  const text = await file.text()
  // a setting that PostgreSQL 17 brought
  return text.replace(/^SET transaction_timeout = .*\n/m, '')
}
