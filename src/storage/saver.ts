/** Saves one database for the tab that owns it. */
import { describe, putChunks, sealed } from './generation'
import type { StoredFiles } from './listing'
import { SaveQueue } from './save-queue'
import type { Problem } from './state'
import type { Store } from './store'
import { sweep } from './sweep'
import type { DatabaseRow } from './tables'

/** How a save ended. Only 'saved' means that it outlives the tab. */
export type Saved =
  | { readonly kind: 'saved'; readonly generation: number; readonly at: number }
  /** another tab owns the database now: nothing was written, and nothing will be */
  | { readonly kind: 'taken' }
  /** it was deleted for good */
  | { readonly kind: 'deleted' }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** Saved states that are kept of each database. They share their chunks. */
export const keptGenerations = 3
/** bytes written after which what nobody needs any more is collected */
const sweepAfter = 16 * 1024 * 1024

const nothing = (): void => undefined

export interface SaverOptions {
  /** called after each save */
  readonly saved?: () => void
  /** called when a save was refused because another tab owns the database, or it was deleted */
  readonly refused?: () => void
  /** milliseconds from the start of one save to the start of the next */
  readonly pause?: number
}

export class Saver {
  readonly #store: Store
  readonly #queue: SaveQueue<StoredFiles, Saved>
  readonly #told: () => void
  readonly #refused: () => void
  #row: DatabaseRow
  /** hashes of the newest generation, which are stored for certain */
  #stored: ReadonlySet<string> | ReadonlyMap<string, unknown> = new Set<string>()
  #losses: number
  #latest: StoredFiles | null = null
  #failed = false
  #written = 0
  #taken = false

  /** `row` as it was claimed. */
  constructor(
    store: Store,
    row: DatabaseRow,
    { saved = nothing, refused = nothing, pause }: SaverOptions = {},
  ) {
    this.#store = store
    this.#row = row
    this.#losses = store.losses
    this.#told = saved
    this.#refused = refused
    this.#queue = new SaveQueue({
      write: (files) => this.#save(files),
      ...(pause !== undefined && { pause }),
    })
  }

  /** the newest files it was given or that were loaded; null for none */
  get latest(): StoredFiles | null {
    return this.#latest
  }

  /** Remembers what was loaded: its chunks need not be written, and it can be saved again if the storage goes away. */
  loaded(files: StoredFiles, hashes: ReadonlySet<string>): void {
    this.#latest ??= files
    this.#stored = hashes
  }

  save(files: StoredFiles): Promise<Saved> {
    this.#latest = files
    return this.#queue.save(files)
  }

  flush(): Promise<void> {
    return this.#queue.flush()
  }

  /** Another tab owns the database: what waits is not saved any more. */
  stop(): void {
    this.#taken = true
  }

  /** Tries again what failed. */
  retry(): void {
    if (this.#failed && this.#latest !== null) void this.#queue.save(this.#latest)
  }

  /** The stored data went away: makes the entry again and saves what this tab has. */
  async again(): Promise<void> {
    await this.#comeBack()
    if (this.#latest !== null) void this.#queue.save(this.#latest)
  }

  async #comeBack(): Promise<void> {
    const { losses } = this.#store
    const result = await this.#store.write(['databases'], async (rows) => {
      const there = await rows.get('databases', this.#row.id)
      const epoch = Math.max(there?.epoch ?? 0, this.#row.epoch)
      const row = { ...this.#row, epoch, generation: Math.max(there?.generation ?? 0, this.#row.generation) }
      await rows.put('databases', [row])
      return row
    })
    if (!result.ok) return
    this.#losses = losses
    this.#row = result.value
    this.#stored = new Set()
  }

  async #save(files: StoredFiles): Promise<Saved> {
    if (this.#taken) return { kind: 'taken' }
    // a save may meet the new, empty storage before anybody was told
    if (this.#losses !== this.#store.losses) await this.#comeBack()
    let saved = await this.#write(files)
    if (saved.kind === 'deleted' && this.#losses !== this.#store.losses) {
      await this.#comeBack()
      saved = await this.#write(files)
    }
    if (saved.kind === 'failed' && saved.problem.kind === 'full' && (await sweep(this.#store)) > 0) {
      saved = await this.#write(files)
    }
    this.#failed = saved.kind === 'failed'
    if (saved.kind === 'taken' || saved.kind === 'deleted') this.#refused()
    if (this.#written > sweepAfter) {
      this.#written = 0
      await sweep(this.#store)
    }
    return saved
  }

  async #write(files: StoredFiles): Promise<Saved> {
    const { id, generation, epoch } = this.#row
    const { chunks, ...listing } = await describe(files)
    const at = Date.now()
    const next = await sealed({ database: id, number: generation + 1, at, ...listing })
    const result = await this.#store.write(['databases', 'generations', 'chunks'], async (rows) => {
      const now = await rows.get('databases', id)
      if (now === undefined) return 'deleted'
      // compare and set: an older copy never overwrites a newer one
      if (this.#taken || now.epoch !== epoch || now.generation !== generation) return 'taken'
      const written = await putChunks(rows, chunks, this.#stored)
      await rows.put('generations', [next])
      const good = (await rows.all('generations', id)).filter((row) => row.damaged === undefined)
      const old = good.slice(0, -keptGenerations).map((row) => [id, row.number] as const)
      await rows.delete('generations', old)
      const row: DatabaseRow = { ...now, generation: next.number, changedAt: at, bytes: next.bytes }
      await rows.put('databases', [row])
      return { row, written }
    })
    if (!result.ok) return { kind: 'failed', problem: result.problem }
    if (typeof result.value === 'string') return { kind: result.value }
    this.#row = result.value.row
    this.#stored = chunks
    this.#written += result.value.written
    this.#told()
    return { kind: 'saved', generation: next.number, at }
  }
}
