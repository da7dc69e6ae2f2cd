/**
 * The second copy, in the site's private files: small rows, and the newest state of each database. For the day on which
 * the browser drops its whole IndexedDB, which Chromium does when it finds it damaged. A copy may be a minute behind.
 */
import { check, find, type Checked } from './generation'
import { hashesIn, hashOf } from './hash'
import { privateFolder, type PrivateFolder } from './private-files'
import { atOnce } from './run-history'
import type { Reading, Shelf } from './shelf'
import type { Store } from './store'
import type { DatabaseRow, GenerationRow, HistoryRow, RecordRow } from './tables'

export interface MirrorOptions {
  /** name of the folder */
  readonly name?: string
  /** milliseconds between a change and its copy, at least: where copying takes long it is done less often */
  readonly delay?: number
}

/** Chunks in one file: the page copies 1 MB for each file in which a chunk has changed. */
const segmentChunks = 32
/** UTF-16 units of runs that are copied: all of an ordinary history, and of one of long scripts what the page writes without a stall. */
const runUnits = 2_000_000
const smallFile = 'small.json'
const stateFile = 'state.json'

interface Small {
  readonly databases: readonly DatabaseRow[]
  readonly records: readonly RecordRow[]
  readonly history: readonly HistoryRow[]
}

/** The chunks of one file: hash and bytes, in order. */
type Segment = readonly (readonly [hash: string, length: number])[]

interface MirroredState {
  readonly row: GenerationRow
  readonly segments: readonly { readonly name: string; readonly chunks: Segment }[]
}

export class Mirror {
  readonly #name: string
  readonly #delay: number
  /** number of the state that the copy holds, by database, as far as this tab knows */
  readonly #copied = new Map<string, number>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> = Promise.resolve()
  /** milliseconds the last copy took */
  #took = 0

  constructor({ name = 'tandem', delay = 3000 }: MirrorOptions = {}) {
    this.#name = name
    this.#delay = delay
  }

  /** Something was stored; it is copied a little later. */
  changed(store: Store): void {
    const pause = Math.max(this.#delay, 20 * this.#took)
    this.#timer ??= setTimeout(() => void this.refresh(store), pause)
  }

  /** Copies what changed, now. Never rejects: the first copy is what counts. */
  refresh(store: Store): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#running = this.#running.then(() => this.#alone(() => this.#refresh(store))).catch(() => undefined)
    return this.#running
  }

  /** Puts everything into an empty shelf; false when there is no copy. What does not verify is left out. */
  async restore(shelf: Promise<Shelf>): Promise<boolean> {
    try {
      return await this.#restore(shelf)
    } catch (error) {
      // what could not be put back must not be overwritten by the copy of what is there now
      const folder = await privateFolder(this.#name)
      const copy = await folder?.read(smallFile)
      if (copy) await folder?.write(`aside-${Date.now()}.json`, [copy])
      throw error
    }
  }

  async #restore(empty: Promise<Shelf>): Promise<boolean> {
    const folder = await privateFolder(this.#name)
    const small = folder && (await readJson<Small>(folder, smallFile))
    if (!small) return false
    const shelf = await empty
    await shelf.write(['records', 'history'], async (rows) => {
      await rows.put('records', small.records)
      await rows.put('history', small.history)
    })
    for (const database of small.databases) {
      const state = await this.#state(database.id)
      const generation = Math.max(database.generation, state?.row.number ?? 0)
      await shelf.write(['databases', 'generations', 'chunks'], async (rows) => {
        await rows.put('databases', [{ ...database, generation }])
        if (state === null) return
        await rows.put(
          'chunks',
          [...state.chunks].map(([hash, bytes]) => ({ hash, bytes })),
        )
        await rows.put('generations', [state.row])
      })
    }
    return small.databases.length > 0 || small.records.length > 0
  }

  /** The copy of one database, verified; null when there is none or it is damaged too. */
  async load(id: string): Promise<{ readonly files: Checked['files']; readonly at: number } | null> {
    const state = await this.#state(id)
    return state === null ? null : { files: state.files, at: state.row.at }
  }

  /** One tab at a time, or they would take each other's files away. */
  async #alone(work: () => Promise<void>): Promise<void> {
    const { locks }: { locks?: LockManager } = navigator
    const start = performance.now()
    let refused = locks === undefined
    const turn = locks?.request(`${this.#name} second copy`, work)
    // where site data are blocked a lock is refused: then no other tab has one either
    await turn?.catch((error: unknown) => {
      refused = error instanceof DOMException && error.name === 'SecurityError'
      if (!refused) throw error
    })
    if (refused) await work()
    this.#took = performance.now() - start
  }

  async #refresh(store: Store): Promise<void> {
    const folder = await privateFolder(this.#name)
    if (folder === null || store.state.kind === 'unavailable') return
    const small = await store.read(['databases', 'records', 'history'], async (rows): Promise<Small> => ({
      databases: await rows.all('databases'),
      records: await rows.all('records'),
      history: await newestRuns(rows),
    }))
    if (!small.ok) return
    const before = await readJson<Small>(folder, smallFile)
    await writeJson(folder, smallFile, small.value)
    for (const { id, generation } of small.value.databases) {
      if (generation === 0 || this.#copied.get(id) === generation) continue
      const copied = await copyState(store, id, await folder.folder(id))
      if (copied !== null) this.#copied.set(id, copied)
    }
    // only what the last copy had and was deleted since; a folder that nobody knows may be all that is left
    const now = new Set(small.value.databases.map((row) => row.id))
    const gone = before?.databases.filter((row) => !now.has(row.id)) ?? []
    const there = await folder.names()
    for (const { id } of gone) if (there.includes(id)) await folder.remove(id)
  }

  async #state(id: string) {
    const folder = await privateFolder(this.#name)
    if (folder === null || !(await folder.names()).includes(id)) return null
    const inside = await folder.folder(id)
    const state = await readJson<MirroredState>(inside, stateFile)
    if (state === null) return null
    const chunks = new Map<string, Uint8Array>()
    for (const segment of state.segments) {
      const bytes = await inside.read(segment.name)
      let offset = 0
      for (const [hash, length] of segment.chunks) {
        if (bytes !== null) chunks.set(hash, bytes.slice(offset, offset + length))
        offset += length
      }
    }
    const found = await find((hashes) => Promise.resolve(hashes.map((hash) => chunks.get(hash))), state.row)
    const checked = found && (await check(state.row, found))
    return checked?.damaged === 0 ? { row: state.row, files: checked.files, chunks } : null
  }
}

/** The runs that fit into `runUnits`, oldest first. Reads a few at a time, so that the page has its turns in between. */
async function newestRuns(rows: Reading): Promise<HistoryRow[]> {
  const keys = (await rows.keys('history')).map(String)
  const newest: HistoryRow[] = []
  let room = runUnits
  for (let end = keys.length; end > 0 && room > 0; end -= atOnce) {
    const read = await rows.between('history', keys[Math.max(0, end - atOnce)] ?? '', keys[end - 1] ?? '')
    for (const row of read.toReversed()) if ((room -= row.sql.length) >= 0) newest.push(row)
  }
  return newest.reverse()
}

/** Gives the number of the state that is in the copy now; null when it could not be copied. */
async function copyState(store: Store, id: string, folder: PrivateFolder): Promise<number | null> {
  const found = await store.read(['generations', 'chunks'], async (rows) => {
    const row = (await rows.all('generations', id)).filter((each) => each.damaged === undefined).at(-1)
    return row && ([row, await rows.getMany('chunks', row.body)] as const)
  })
  if (!found.ok || found.value === undefined) return null
  const [row, bodies] = found.value
  const hashes = [
    ...row.head,
    ...row.body,
    ...bodies.flatMap((body) => hashesIn(body?.bytes ?? new Uint8Array())),
  ]
  const unique = [...new Set(hashes)]
  const there = new Set(await folder.names())
  const before = new Map(
    (await readJson<MirroredState>(folder, stateFile))?.segments.map((each) => [each.name, each]),
  )
  const segments: MirroredState['segments'][number][] = []
  for (let i = 0; i < unique.length; i += segmentChunks) {
    const part = unique.slice(i, i + segmentChunks)
    const name = await hashOf(new TextEncoder().encode(part.join()))
    const known = before.get(name)
    if (known !== undefined && there.has(name)) {
      segments.push(known)
      continue
    }
    const read = await store.read(['chunks'], (rows) => rows.getMany('chunks', part))
    // a save went on meanwhile and dropped this state: the next refresh has the newer one
    if (!read.ok || read.value.includes(undefined)) return null
    const chunks = read.value.flatMap((chunk) => chunk ?? [])
    await folder.write(
      name,
      chunks.map((chunk) => chunk.bytes),
    )
    segments.push({ name, chunks: chunks.map((chunk) => [chunk.hash, chunk.bytes.length]) })
  }
  await writeJson(folder, stateFile, { row, segments } satisfies MirroredState)
  const kept = new Set([stateFile, ...segments.map((segment) => segment.name)])
  for (const name of there) if (!kept.has(name)) await folder.remove(name)
  return row.number
}

/** JSON behind its own hash, so that half a file is no file. */
async function writeJson(folder: PrivateFolder, name: string, value: unknown): Promise<void> {
  const json = new TextEncoder().encode(JSON.stringify(value))
  await folder.write(name, [new TextEncoder().encode(await hashOf(json)), json])
}

/** What `writeJson` wrote, unchanged; null for anything else. */
async function readJson<T>(folder: PrivateFolder, name: string): Promise<T | null> {
  const bytes = await folder.read(name)
  if (bytes === null || bytes.length < 64) return null
  const json = bytes.slice(64)
  if (new TextDecoder().decode(bytes.subarray(0, 64)) !== (await hashOf(json))) return null
  return JSON.parse(new TextDecoder().decode(json)) as T
}
