/**
 * The one open connection to what is stored, and how it stands. Opens by itself, reopens what went away, and steps aside
 * for a newer page. Nothing here throws: what cannot be done is a `Problem`, and the page goes on in memory.
 */
import { openIndexedShelf, type OpenedShelf } from './indexed-shelf'
import { memoryShelf } from './memory-shelf'
import { migrations as published, type Migration } from './migrations'
import type { Reading, Shelf, Writing } from './shelf'
import type { Problem, Result, StorageState, Unavailable } from './state'
import type { TableName } from './tables'

export interface StoreOptions {
  /** the IndexedDB database; a page has one, tests have many */
  readonly name?: string
  readonly migrations?: readonly Migration[]
  /** milliseconds after which a browser that does not answer is given up */
  readonly patience?: number
  /**
   * Fills a database that has nothing in it (from the second copy), while it is still being made; true when there was
   * something.
   */
  readonly refill?: (shelf: Promise<Shelf>) => Promise<boolean>
}

export class Store {
  readonly #options: Required<StoreOptions>
  readonly #stateListeners = new Set<(state: StorageState) => void>()
  readonly #lostListeners = new Set<() => void>()
  readonly #leavingListeners = new Set<() => Promise<unknown>>()
  #state: StorageState = { kind: 'opening' }
  #shelf: Promise<Shelf>
  #savedAt: number | null = null
  /** what found no room; a setting that still fits does not end a database's "not saved" */
  readonly #full = new Set<string>()
  #losses = 0
  #closed = false

  constructor(options: StoreOptions = {}) {
    this.#options = {
      name: 'tandem',
      migrations: published,
      patience: 5000,
      refill: () => Promise.resolve(false),
      ...options,
    }
    this.#shelf = this.#open(false)
  }

  get state(): StorageState {
    return this.#state
  }

  /** when this page last saved something; null for never */
  get savedAt(): number | null {
    return this.#savedAt
  }

  /** how often everything went away under this page */
  get losses(): number {
    return this.#losses
  }

  /** Called on every change of state; returns the function that ends it. */
  onState(listener: (state: StorageState) => void): () => void {
    this.#stateListeners.add(listener)
    return () => this.#stateListeners.delete(listener)
  }

  /** Called when the stored data went away under the page and what it still knows must be saved again. */
  onLost(listener: () => void): () => void {
    this.#lostListeners.add(listener)
    return () => this.#lostListeners.delete(listener)
  }

  /** Called before the connection is given up to a newer page: the last moment to save. */
  onLeaving(listener: () => Promise<unknown>): () => void {
    this.#leavingListeners.add(listener)
    return () => this.#leavingListeners.delete(listener)
  }

  /** Resolves when it is known whether there is storage. */
  async opened(): Promise<StorageState> {
    await this.#shelf
    return this.#state
  }

  read<T>(tables: readonly TableName[], work: (rows: Reading) => Promise<T>): Promise<Result<T>> {
    return this.#attempt((shelf) => shelf.read(tables, work))
  }

  /** All of `work` is stored, durably, or nothing of it. */
  async write<T>(tables: readonly TableName[], work: (rows: Writing) => Promise<T>): Promise<Result<T>> {
    const result = await this.#attempt((shelf) => shelf.write(tables, work))
    if (!result.ok) {
      if (result.problem.kind === 'full') this.#full.add(tables.join())
      this.#become(result.problem)
      return result
    }
    if (this.#state.kind === 'unavailable' && this.#state.reason !== 'failed') return result
    this.#savedAt = Date.now()
    this.#full.delete(tables.join())
    const over = this.#state.kind === 'unavailable' || this.#state.kind === 'full'
    if (over && this.#full.size === 0) this.#become({ kind: 'available' })
    return result
  }

  /** The visitor has read that something was lost. */
  acknowledge(): void {
    if (this.#state.kind === 'lost') this.#become({ kind: 'available' })
  }

  async close(): Promise<void> {
    this.#closed = true
    ;(await this.#shelf).close()
  }

  #become(state: StorageState): void {
    this.#state = state
    for (const listener of this.#stateListeners) listener(state)
  }

  async #attempt<T>(work: (shelf: Shelf) => Promise<T>): Promise<Result<T>> {
    for (let tries = 0; ; tries++) {
      const opening = this.#shelf
      try {
        return { ok: true, value: await work(await opening) }
      } catch (error) {
        // the connection was closed under us, perhaps before the browser told us so: once more with a new one
        if (isClosed(error) && tries < 2 && !this.#closed) {
          if (this.#shelf === opening) this.#shelf = this.#open(true)
          continue
        }
        return { ok: false, problem: this.#fail(error) }
      }
    }
  }

  #fail(error: unknown): Problem {
    if (isQuota(error)) return { kind: 'full', savedAt: this.#savedAt }
    // a bug of ours is no state of the browser's: it must be seen
    if (!(error instanceof DOMException)) reportError(error)
    return { kind: 'unavailable', reason: 'failed' }
  }

  /** `again` when there was a connection before. */
  async #open(again: boolean): Promise<Shelf> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#openOnce(again)
      } catch (error) {
        // while the browser is still clearing site data it refuses for a moment
        if (!isPassing(error) || tries === 4) {
          return this.#goOnInMemory(nameOf(error) === 'VersionError' ? 'newer data' : 'denied', again)
        }
        await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tries))
      }
    }
  }

  async #openOnce(again: boolean): Promise<Shelf> {
    let waiting: Unavailable = 'silent'
    /** empty until the browser has answered */
    const current: { shelf?: Shelf } = {}
    let refilled = Promise.resolve(false)
    const opening: Promise<OpenedShelf> = Promise.resolve().then(() =>
      openIndexedShelf(this.#options.name, this.#options.migrations, {
        fresh: () => {
          refilled = this.#options.refill(opening.then(({ shelf }) => shelf)).catch(() => false)
        },
        blocked: () => (waiting = 'blocked'),
        asked: (version) => void (current.shelf && this.#stepAside(current.shelf, version)),
        closed: () => void (current.shelf && this.#wentAway(current.shelf)),
      }),
    )
    const opened = await within(this.#options.patience, opening)
    if (opened === 'late') {
      opening.then(({ shelf }) => shelf.close()).catch(() => undefined)
      return this.#goOnInMemory(waiting, again)
    }
    current.shelf = opened.shelf
    const state = judge(opened, again, await refilled)
    if (again && opened.fresh) this.#lost()
    this.#become(state)
    return opened.shelf
  }

  /** Everybody stores again what this page knows, once the new shelf is in its place. */
  #lost(): void {
    this.#losses++
    setTimeout(() => this.#lostListeners.forEach((listener) => listener()))
  }

  #goOnInMemory(reason: Unavailable, again: boolean): Shelf {
    if (again) this.#lost()
    this.#become({ kind: 'unavailable', reason })
    return memoryShelf()
  }

  /** Site data were cleared, or the disk failed: a new connection, and what this page knows goes into it. */
  #wentAway(shelf: Shelf): void {
    if (this.#closed) return
    this.#shelf = this.#shelf.then((now) => (now === shelf ? this.#open(true) : now))
  }

  async #stepAside(shelf: Shelf, version: number | null): Promise<void> {
    if (version === null) {
      shelf.close()
      return this.#wentAway(shelf)
    }
    // a newer page waits until we close; what is not saved yet gets two seconds
    await within(2000, Promise.all([...this.#leavingListeners].map((leave) => leave())))
    if ((await this.#shelf) !== shelf) return
    const copy = await copySmall(shelf)
    this.#shelf = Promise.resolve(copy)
    shelf.close()
    this.#become({ kind: 'unavailable', reason: 'newer page open' })
    this.#lost()
  }
}

function judge({ fresh, wiped }: OpenedShelf, again: boolean, refilled: boolean): StorageState {
  if (!fresh) return { kind: 'available' }
  if (again) return { kind: 'lost', from: 'this page' }
  if (refilled) return { kind: 'lost', from: 'second copy' }
  return wiped ? { kind: 'lost', from: 'nothing' } : { kind: 'available' }
}

/** All but the contents of databases, in memory. */
async function copySmall(from: Shelf): Promise<Shelf> {
  const copy = memoryShelf()
  for (const table of ['databases', 'records', 'history'] as const) {
    const rows = await from.read([table], (tables) => tables.all(table)).catch(() => [])
    await copy.write([table], (tables) => tables.put(table, rows))
  }
  return copy
}

/** The promise's value, or 'late' when it takes longer than `ms`. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | 'late'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

const nameOf = (error: unknown): string => (error instanceof DOMException ? error.name : '')
const isQuota = (error: unknown): boolean => nameOf(error) === 'QuotaExceededError'
const isPassing = (error: unknown): boolean =>
  ['AbortError', 'InvalidStateError', 'UnknownError'].includes(nameOf(error))
/** `InvalidStateError` is a closed connection, `AbortError` a transaction that was cut off by its closing. */
const isClosed = (error: unknown): boolean => ['InvalidStateError', 'AbortError'].includes(nameOf(error))
