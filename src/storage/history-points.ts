/**
 * The time machine: states of a database to go back to, in a ring with a budget of bytes. States share chunks, and what
 * they share counts once. The oldest goes first. Only the tab that owns the database remembers.
 */
import { describe, putChunks, sealed } from './generation'
import { hashesIn } from './hash'
import { chunkSize, type StoredFiles } from './listing'
import { readState } from './load'
import { Ring, type Weighed } from './ring'
import type { Result } from './state'
import type { Store } from './store'
import type { PointRow } from './tables'

export interface Point {
  readonly id: string
  readonly database: string
  /** what was done next, in the words of whoever remembered it */
  readonly label: string
  readonly at: number
}

export interface Remembered {
  readonly point: Point
  /** points that had to go to make room, oldest first */
  readonly dropped: readonly Point[]
  /** it will outlive the tab; else it is there as long as the tab */
  readonly stored: boolean
}

export interface HistoryPointsOptions {
  /** bytes that the points of one database may hold together */
  readonly budget?: number
}

export class HistoryPoints {
  readonly #store: Store
  readonly #budget: number
  readonly #rings = new Map<string, Promise<Ring<PointRow>>>()
  /** the files of points made in this visit: going back needs no reading */
  readonly #files = new Map<string, StoredFiles>()
  /** the newest point of each database that this visit stored, with its chunks: they need not be looked for again */
  readonly #stored = new Map<string, { readonly row: PointRow; readonly chunks: Chunks }>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(store: Store, { budget = 128 * 1024 * 1024 }: HistoryPointsOptions = {}) {
    this.#store = store
    this.#budget = budget
    store.onLost(() => void this.#again())
  }

  /** Keeps a state under a label. Calls are done one after the other. */
  remember(database: string, files: StoredFiles, label: string, at: number): Promise<Remembered> {
    const result = this.#last.then(() => this.#remember(database, files, label, at))
    this.#last = result.catch(() => undefined)
    return result
  }

  /** The points of a database, newest first. */
  async points(database: string): Promise<Point[]> {
    const ring = await this.#ring(database)
    return ring.items.map(({ item }) => shown(item)).reverse()
  }

  /** What another tab added is read again: for a database that this one took over. */
  reread(database: string): Promise<void> {
    const result = this.#last.then(() => {
      for (const id of this.#files.keys()) if (parse(id)[0] === database) this.#files.delete(id)
      this.#rings.delete(database)
      this.#stored.delete(database)
    })
    this.#last = result
    return result
  }

  /** The state at a point; null when it was dropped or cannot be read whole. */
  async at(id: string): Promise<StoredFiles | null> {
    const here = this.#files.get(id)
    if (here !== undefined) return here
    const [database, number] = parse(id)
    const row = await this.#store.read(['points'], (rows) => rows.get('points', [database, number]))
    if (!row.ok || row.value === undefined) return null
    const state = await readState(this.#store, row.value, 'points')
    return typeof state === 'string' || state.damaged > 0 ? null : state.files
  }

  /** Drops a point that was gone back to, so that the next visit does not offer it again. */
  drop(id: string): Promise<void> {
    const result = this.#last.then(() => this.#drop(id))
    this.#last = result.catch(() => undefined)
    return result
  }

  async #drop(id: string): Promise<void> {
    const [database, number] = parse(id)
    const ring = await this.#ring(database)
    const found = ring.items.find(({ item }) => item.number === number)
    if (found === undefined) return
    ring.remove(found.item)
    this.#files.delete(id)
    if (this.#stored.get(database)?.row === found.item) this.#stored.delete(database)
    await this.#store.write(['points'], (rows) => rows.delete('points', [[database, number]]))
  }

  /** Drops all points of a database. */
  async forget(database: string): Promise<Result<void>> {
    const ring = await this.#ring(database)
    for (const { item } of ring.items) this.#files.delete(idOf(item))
    this.#rings.delete(database)
    this.#stored.delete(database)
    return this.#store.write(['points'], async (rows) => {
      const kept = await rows.all('points', database)
      await rows.delete(
        'points',
        kept.map(({ number }) => [database, number] as const),
      )
    })
  }

  async #remember(database: string, files: StoredFiles, label: string, at: number): Promise<Remembered> {
    const ring = await this.#ring(database)
    const { chunks, ...listing } = await describe(files)
    const number = (ring.items.at(-1)?.item.number ?? 0) + 1
    const row: PointRow = await sealed({ database, number, at, label, ...listing })
    const dropped = ring.add({ item: row, weights: weigh(chunks) })
    this.#files.set(idOf(row), files)
    for (const each of dropped) this.#files.delete(idOf(each))
    const result = await this.#put(row, chunks, dropped)
    return { point: shown(row), dropped: dropped.map(shown), stored: result.ok }
  }

  async #put(row: PointRow, chunks: Chunks, dropped: readonly PointRow[]): Promise<Result<void>> {
    const before = this.#stored.get(row.database)
    const result = await this.#store.write(['points', 'chunks'], async (rows) => {
      // as long as a point is there nobody collects its chunks
      const there = before && (await rows.get('points', [row.database, before.row.number]))
      await putChunks(rows, chunks, there?.seal === before?.row.seal ? (before?.chunks ?? none) : none)
      await rows.put('points', [row])
      await rows.delete(
        'points',
        dropped.map((each) => [each.database, each.number] as const),
      )
    })
    if (result.ok) this.#stored.set(row.database, { row, chunks })
    else this.#stored.delete(row.database)
    return result
  }

  /** The stored data went away: stores again what was remembered in this visit. */
  async #again(): Promise<void> {
    for (const ring of this.#rings.values()) {
      for (const { item } of (await ring).items) {
        const files = this.#files.get(idOf(item))
        if (files !== undefined) await this.#put(item, (await describe(files)).chunks, [])
      }
    }
  }

  #ring(database: string): Promise<Ring<PointRow>> {
    const known = this.#rings.get(database)
    if (known !== undefined) return known
    const loading = this.#load(database)
    this.#rings.set(database, loading)
    return loading
  }

  /** The ring as it was left in the last visit. A point weighs what its listing names. */
  async #load(database: string): Promise<Ring<PointRow>> {
    const ring = new Ring<PointRow>(this.#budget)
    const result = await this.#store.read(['points', 'chunks'], async (rows) => {
      const points = await rows.all('points', database)
      const pieces = [...new Set(points.flatMap((point) => point.body))]
      return { points, bodies: await rows.getMany('chunks', pieces) }
    })
    if (!result.ok) return ring
    const bodies = new Map(
      result.value.bodies.flatMap((row) => (row === undefined ? [] : [[row.hash, row.bytes] as const])),
    )
    for (const item of result.value.points) ring.add({ item, weights: weightsOf(item, bodies) })
    return ring
  }
}

type Chunks = ReadonlyMap<string, Uint8Array>
const none: ReadonlySet<string> = new Set()

type Weights = Weighed<PointRow>['weights']

/** What a stored point holds, by its listing; every chunk is taken for a full one. */
function weightsOf({ head, body }: PointRow, bodies: ReadonlyMap<string, Uint8Array>): Weights {
  const hashes = body.flatMap((piece) => hashesIn(bodies.get(piece) ?? new Uint8Array()))
  return new Map([...head, ...body, ...hashes].map((hash) => [hash, chunkSize]))
}

const weigh = (chunks: ReadonlyMap<string, Uint8Array>): Weights =>
  new Map([...chunks].map(([hash, bytes]) => [hash, bytes.length]))

const idOf = ({ database, number }: PointRow): string => `${database}:${number}`
const parse = (id: string): [string, number] => {
  const colon = id.lastIndexOf(':')
  return [id.slice(0, colon), Number(id.slice(colon + 1))]
}
const shown = (row: PointRow): Point => ({
  id: idOf(row),
  database: row.database,
  label: row.label,
  at: row.at,
})
