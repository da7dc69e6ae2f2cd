import { PGlite } from '@electric-sql/pglite'
import { catalogQuery } from '../engine/postgres-catalog.ts'
import { DataFiles } from '../engine/postgres-files.ts'
import { startParams } from '../engine/postgres-settings.ts'
import { pack } from './pgdata.ts'

type Files = ReturnType<DataFiles['all']>

/** Runs initdb in Node, tidies the new database up and shuts it down, so that its files start without recovery. */
export async function packedDirectory(): Promise<Uint8Array> {
  let catalog = ''
  const fresh = await session(null, async (pg) => {
    await pg.exec('VACUUM (FREEZE, ANALYZE)')
    await pg.exec('CHECKPOINT')
    const { rows } = await pg.query<Record<string, string>>(catalogQuery)
    catalog = Object.values(rows[0] ?? {})[0] ?? ''
  })
  // a second start writes the caches that the first one's VACUUM made stale
  const made = await session(fresh, () => Promise.resolve())
  if (catalog === '') throw new Error('PostgreSQL did not answer as expected.')
  const passing = /^(postmaster\.|pg_stat\/)/
  return pack(made.directories, new Map([...made.files].filter(([path]) => !passing.test(path))), catalog)
}

async function session(start: Files | null, work: (pg: PGlite) => Promise<void>): Promise<Files> {
  let made: Files | undefined
  const files = new DataFiles(start && { ...start, catalog: '' }, Infinity, (closed) => (made = closed.all()))
  const pg = new PGlite({ fs: files, initDbStartParams: ['--wal-segsize=1'], startParams })
  await pg.waitReady
  await work(pg)
  await pg.close()
  if (made === undefined) throw new Error('PostgreSQL did not shut down as expected.')
  return made
}
