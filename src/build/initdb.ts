import { PGlite } from '@electric-sql/pglite'
import { salesTables } from '../dataset/sales-rows.ts'
import { sales } from '../dataset/sales.ts'
import { catalogQuery } from '../engine/postgres-catalog.ts'
import { pageSize } from '../engine/data-directory.ts'
import { DataFiles } from '../engine/postgres-files.ts'
import { startParams } from '../engine/postgres-settings.ts'
import { datePlaces } from './date-places.ts'
import { pack, type Unpacked } from './pgdata.ts'

type Files = ReturnType<DataFiles['all']>
/** A database that was shut down, and how far its log had come: the name of a segment and an offset in it, in bytes. */
type Closed = Files & { readonly segment: string; readonly offset: number }

/**
 * Runs initdb in Node, tidies the new database up and shuts it down, so that its files start without recovery. The
 * sales tables are made in a copy, and filled in another: every lesson and every first visit begins with them.
 */
export async function packedDirectory(): Promise<Uint8Array> {
  let [catalog, version]: [string, string] = ['', '']
  let types: [number, string][] = []
  const fresh = await session(null, async (pg) => {
    await pg.exec('VACUUM (FREEZE, ANALYZE)')
    await checkpoint(pg)
    catalog = await one(pg, catalogQuery)
    version = await one(pg, "SELECT pg_catalog.current_setting('server_version')")
    // those that initdb names in its own sources: they are the same in every database of one version
    const { rows } = await pg.query<{ oid: number; typname: string }>(
      'SELECT oid, typname FROM pg_catalog.pg_type WHERE oid < 12000 ORDER BY oid',
    )
    types = rows.map(({ oid, typname }) => [oid, typname])
  })
  // a second start writes the caches that the first one's VACUUM made stale
  const empty = await session(fresh, () => Promise.resolve())
  const tables = await after(empty, salesTables('postgres'))
  const filled = [sales.statements('postgres', firstDay), sales.statements('postgres', nextDay)] as const
  const [first, next] = [await after(empty, filled[0]), await after(empty, filled[1])]
  if (catalog === '' || types.length === 0) throw new Error('PostgreSQL did not answer as expected.')
  return pack({
    directories: [...new Set([empty, tables, first].flatMap(({ directories }) => directories))],
    files: lasting(empty),
    prepared: [
      { statements: filled[0], files: lasting(first), dates: datePlaces(lasting(first), lasting(next)) },
      { statements: salesTables('postgres'), files: lasting(tables), dates: [] },
    ] satisfies Unpacked['prepared'],
    catalog,
    types,
    version,
  })
}

/** The samples are filled as of these days; any would do. */
const firstDay = new Date('2026-01-01T00:00:00Z')
const nextDay = new Date('2026-01-02T00:00:00Z')

/** A copy in which statements were run. */
async function after(start: Files, statements: readonly string[]): Promise<Closed> {
  const done = await session(start, async (pg) => {
    for (const statement of statements) await pg.exec(statement)
    await checkpoint(pg)
  })
  return session(done, () => Promise.resolve())
}

/** What was done is in the tables then; the log of it is not needed any more. */
async function checkpoint(pg: PGlite): Promise<void> {
  await pg.exec('SELECT pg_switch_wal()')
  await pg.exec('CHECKPOINT')
}

/**
 * Files to start from. Of the log only the segment that was written last: those before it are done with, and those after
 * it are old ones that were renamed to be written anew. What such a one still holds behind the last record goes as well.
 */
function lasting({ files, segment, offset }: Closed): Files['files'] {
  const kept = new Map(
    [...files].filter(([path]) => !/^(postmaster\.|pg_stat\/|pg_wal\/[0-9A-F]{24}$)/.test(path)),
  )
  const log = files.get(`pg_wal/${segment}`)?.slice()
  if (log === undefined) throw new Error('PostgreSQL did not shut down as expected.')
  // the record of the shutdown comes after the offset, and may reach into the next page
  kept.set(`pg_wal/${segment}`, log.fill(0, (Math.floor(offset / pageSize) + 2) * pageSize))
  return kept
}

async function one(pg: PGlite, query: string): Promise<string> {
  const { rows } = await pg.query<Record<string, string>>(query)
  return Object.values(rows[0] ?? {})[0] ?? ''
}

/** Without checksums in the pages: what is stored has its own, and the dates of a prepared database are moved. */
const initDbStartParams = ['--wal-segsize=1', '--no-data-checksums']

async function session(start: Files | null, work: (pg: PGlite) => Promise<void>): Promise<Closed> {
  let made: Files | undefined
  // the engine works in the bytes that it is given
  const own = start && {
    ...start,
    files: new Map([...start.files].map(([path, bytes]) => [path, bytes.slice()])),
  }
  const files = new DataFiles(own, Infinity, (closed) => (made = closed.all()))
  const pg = new PGlite({ fs: files, initDbStartParams, startParams })
  await pg.waitReady
  await work(pg)
  const position = 'pg_walfile_name_offset(pg_current_wal_insert_lsn())'
  const segment = await one(pg, `SELECT file_name FROM ${position}`)
  const offset = Number(await one(pg, `SELECT file_offset FROM ${position}`))
  await pg.close()
  if (made === undefined) throw new Error('PostgreSQL did not shut down as expected.')
  return { ...made, segment, offset }
}
