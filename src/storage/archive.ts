/**
 * Export everything, Import everything: one file with all values, the newest state of every database, and the history of
 * runs. An import checks the whole file before it writes anything, writes it in one transaction, and replaces nothing in
 * which somebody did something.
 */
import type { Dialect } from '../sql/dialect'
import { ArchiveError, archiveLimits, pack, unpack, type ArchiveLimits, type Frame } from './archive-frames'
import { archiveItem, isSafePath, type ArchivedDatabase, type ArchiveItem } from './archive-items'
import type { Contents } from './contents'
import { placesOf } from './archive-places'
import type { Databases } from './databases'
import { check, describe, find, putChunks, sealed } from './generation'
import { hashOf } from './hash'
import { fromRows, toRows, type Records } from './records'
import type { StoredFiles } from './listing'
import type { RunHistory } from './run-history'
import { sentence } from './state'
import type { Store } from './store'
import type { GenerationRow, HistoryRow } from './tables'

/** What an archive is made of. */
export interface Archived {
  readonly store: Store
  readonly records: Records
  readonly databases: Databases
  readonly contents: Contents
  readonly history: RunHistory
}

/** A database that the page has and storage may not, since nothing could be stored. */
export interface Held {
  readonly id: string
  readonly name: string
  readonly dialect: Dialect
  readonly sample: string | null
  /** null where it is still its sample, undefined where only storage has it */
  readonly files: StoredFiles | null | undefined
}

export interface Exported {
  readonly file: Blob
  /** names of databases whose content could not be read and is not in the file */
  readonly left: readonly string[]
}

export interface ImportReport {
  /** the new databases; `from` is the name in the file, `name` the one it got; `filled`: it is in one that was untouched */
  readonly databases: readonly {
    readonly id: string
    readonly name: string
    readonly from: string
    readonly filled: boolean
  }[]
  /** databases of the file that are here already, with the same content */
  readonly already: number
  /** values that were not there before, or were put together with those that were */
  readonly records: readonly string[]
  /** values that are there already and differ: the file's value is now under `key` */
  readonly beside: readonly { readonly of: string; readonly key: string }[]
  /** runs that were not in the history before */
  readonly runs: number
}

/**
 * Puts values of the file together with those that are there: takes them out of `file`, and gives what is to be stored
 * under their keys. `ids` are the new ids of the file's databases, by the ids they had.
 */
export type Join = (
  file: Map<string, string>,
  there: ReadonlyMap<string, string>,
  ids: ReadonlyMap<string, string>,
) => ReadonlyMap<string, string>

export type Imported =
  | { readonly ok: true; readonly report: ImportReport }
  /** nothing was written */
  | { readonly ok: false; readonly sentence: string }

/** All that is stored, and of what the page holds (`here`) that which is not. */
export async function exportAll(from: Archived, here: readonly Held[] = []): Promise<Exported> {
  const left: string[] = []
  return { file: await pack(framesOf(from, here, left)), left }
}

async function* framesOf(from: Archived, held: readonly Held[], left: string[]): AsyncGenerator<Frame> {
  for (const [key, value] of await from.records.all()) yield json({ kind: 'record', key, json: value })
  for (const run of await from.history.search('', Infinity)) yield json({ kind: 'run', run })
  const list = await from.databases.list()
  const stored = new Set(list.ok ? list.value.map(({ id }) => id) : [])
  const written = new Set<string>()
  for (const { id, name, dialect, sample, files } of held) {
    if (stored.has(id)) continue
    const archived = { id, name, dialect, sample, base: null, createdAt: Date.now() }
    if (files === undefined) left.push(name)
    else if (files === null) yield json({ kind: 'database', database: { ...archived, state: null } })
    else yield* content(archived, files, archived.createdAt, written)
  }
  for (const database of list.ok ? list.value : []) {
    const { id, name, dialect, sample, base, createdAt } = database
    const archived = { id, name, dialect, sample, base, createdAt }
    // what this tab has is newer than what is stored, above all when there was no room to store it
    const here = from.contents.latest(id)
    const loaded = here ? { kind: 'loaded' as const, files: here } : await from.contents.load(id)
    if (loaded.kind !== 'loaded') {
      if (loaded.kind === 'empty') yield json({ kind: 'database', database: { ...archived, state: null } })
      else left.push(name)
      continue
    }
    yield* content(archived, loaded.files, database.changedAt, written)
  }
  yield json({ kind: 'end' })
}

/** A database behind its chunks, but for those that are in the file already. */
async function* content(
  archived: Omit<ArchivedDatabase, 'state'>,
  files: StoredFiles,
  at: number,
  written: Set<string>,
): AsyncGenerator<Frame> {
  const { chunks, ...listing } = await describe(files)
  for (const [hash, bytes] of chunks) {
    if (!written.has(hash)) yield { kind: 'chunk', bytes }
    written.add(hash)
  }
  const state = await sealed({ at, ...listing })
  yield json({ kind: 'database', database: { ...archived, state } })
}

const json = (value: ArchiveItem): Frame => ({ kind: 'json', value })

/**
 * Adds what is in the file. What is there stays: databases get new names, differing values a key of their own. Only a
 * database of `untouched` (ids), of which nothing was ever saved, gives its place to one of its name.
 */
export async function importAll(
  file: Blob,
  into: Archived,
  limits: ArchiveLimits = archiveLimits,
  join: Join = () => new Map(),
  untouched: ReadonlySet<string> = new Set(),
): Promise<Imported> {
  try {
    const contents = await readAll(file, limits)
    const report = await write(contents, into.store, join, untouched)
    if (report === null)
      return {
        ok: false,
        sentence:
          'There is no room for this archive. Nothing was imported. Delete a database that you do not need, then import it again.',
      }
    into.databases.tell()
    into.records.tell(report.records)
    return { ok: true, report }
  } catch (error) {
    if (error instanceof ArchiveError) return { ok: false, sentence: error.message }
    throw error
  }
}

interface Contained {
  readonly chunks: Map<string, Uint8Array>
  readonly databases: ArchivedDatabase[]
  readonly records: Map<string, string>
  readonly runs: HistoryRow[]
}

async function readAll(file: Blob, limits: ArchiveLimits): Promise<Contained> {
  const all: Contained = { chunks: new Map(), databases: [], records: new Map(), runs: [] }
  let ended = false
  for await (const frame of unpack(file, limits)) {
    if (ended) throw new ArchiveError('This archive goes on after its end. Nothing was imported.')
    if (frame.kind === 'chunk') {
      all.chunks.set(await hashOf(frame.bytes), frame.bytes)
      continue
    }
    const item = archiveItem(frame.value)
    if (item === undefined)
      throw new ArchiveError('This archive holds something unknown. Nothing was imported.')
    if (item.kind === 'database') all.databases.push(item.database)
    if (item.kind === 'record') all.records.set(item.key, item.json)
    if (item.kind === 'run') all.runs.push(item.run)
    ended = item.kind === 'end'
  }
  if (!ended)
    throw new ArchiveError(
      'This archive is damaged or not complete. Nothing was imported. Copy it again from where it came.',
    )
  for (const database of all.databases) await verify(database, all.chunks)
  return all
}

async function verify(
  { name, state }: ArchivedDatabase,
  chunks: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  if (state === null) return
  const row: GenerationRow = { database: '', number: 1, ...state }
  const found = await find((hashes) => Promise.resolve(hashes.map((hash) => chunks.get(hash))), row)
  const checked = found && (await check(row, found))
  if (found === null || checked?.damaged !== 0) {
    throw new ArchiveError(`The database “${name}” in this archive is damaged. Nothing was imported.`)
  }
  const paths = [...found.listing.files.map((listed) => listed.path), ...found.listing.removed]
  if (!paths.every(isSafePath)) {
    throw new ArchiveError(
      `The database “${name}” in this archive names files outside of it. Nothing was imported.`,
    )
  }
}

/** One transaction. */
async function write(
  { chunks, databases, records, runs }: Contained,
  store: Store,
  join: Join,
  untouched: ReadonlySet<string>,
): Promise<ImportReport | null> {
  const tables = ['databases', 'generations', 'chunks', 'records', 'history'] as const
  const result = await store.write(tables, async (rows): Promise<ImportReport> => {
    await putChunks(rows, chunks, new Set())
    const places = placesOf(databases, await rows.all('databases'), await rows.all('generations'), untouched)
    const ids = new Map<string, string>()
    const made: { id: string; name: string; from: string; filled: boolean }[] = []
    for (const { of, row, kind } of places) {
      if (of.id !== undefined) ids.set(of.id, row.id)
      if (kind === 'same') continue
      made.push({ id: row.id, name: row.name, from: of.name, filled: kind === 'filled' })
      await rows.put('databases', [row])
      if (of.state !== null) await rows.put('generations', [{ ...of.state, database: row.id, number: 1 }])
    }
    const [added, beside]: [string[], { of: string; key: string }[]] = [[], []]
    const there = fromRows(await rows.all('records'))
    const separate = new Map(records)
    for (const [key, json] of join(separate, there, ids)) {
      await rows.deleteRange('records', `${key}\0`, `${key}\x01`)
      await rows.put('records', toRows(key, json))
      added.push(key)
    }
    for (const [key, json] of separate) {
      const same = there.get(key)
      if (same === json) continue
      const free = same === undefined ? key : `imported:${Date.now()}:${key}`
      await rows.put('records', toRows(free, json))
      if (same === undefined) added.push(key)
      else beside.push({ of: key, key: free })
    }
    const ran = new Set(await rows.keys('history'))
    const fresh = runs.filter(({ id }) => !ran.has(id))
    const moved = fresh.map((run) => {
      const databaseId = ids.get(run.databaseId ?? '')
      return databaseId === undefined ? run : { ...run, databaseId }
    })
    await rows.put('history', moved)
    const already = places.length - made.length
    return { databases: made, already, records: added, beside, runs: fresh.length }
  })
  if (!result.ok) throw new ArchiveError(`Nothing was imported. ${sentence(result.problem) ?? ''}`.trim())
  return result.value
}
