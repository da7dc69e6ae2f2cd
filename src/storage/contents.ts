/**
 * What is in the databases. A tab claims a database before it saves it; every other tab can load it and look. Nothing here
 * throws; what could not be done is in the answer.
 */
import type { StoredFiles } from './listing'
import { load, salvage, type Loaded } from './load'
import type { Lock, Locks, Owner } from './locks'
import { Saver, type Saved } from './saver'
import type { Problem, Result } from './state'
import type { Store } from './store'

/** Whether this tab may save the database. */
export type Claim =
  | { readonly kind: 'owner' }
  /** another tab owns it: look, or take it over */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** What the owner hears. */
export interface OwnerEvents {
  /** another tab is about to take over: the last moment to `save` */
  leaving?(): unknown
  /** another tab owns it now; nothing of this tab is saved any more */
  taken(): void
}

/** One saved state. */
export interface Generation {
  readonly number: number
  readonly at: number
  /** bytes of its own chunks, shared or not */
  readonly bytes: number
  /** it could not be read whole and lies aside */
  readonly damaged: boolean
}

export interface ContentsOptions {
  /** milliseconds from the start of one save of a database to the start of the next */
  readonly pause?: number
  /** Called after each save. */
  readonly saved?: (id: string) => void
  /** The second copy of a database, for when no saved state verifies. */
  readonly secondCopy?: (id: string) => Promise<{ readonly files: StoredFiles; readonly at: number } | null>
}

export class Contents {
  readonly #store: Store
  readonly #locks: Locks
  readonly #options: ContentsOptions
  /** the newest claim of each database: they are done one after the other */
  readonly #claiming = new Map<string, Promise<Claim>>()
  readonly #owned = new Map<string, { readonly saver: Saver; readonly lock: Lock }>()

  constructor(store: Store, locks: Locks, options: ContentsOptions = {}) {
    this.#store = store
    this.#locks = locks
    this.#options = options
    store.onLeaving(() => this.#giveFree())
    store.onLost(() => {
      for (const { saver } of this.#owned.values()) void saver.again()
    })
  }

  /** What this tab has of a database it owns, saved or not; null for nothing. */
  latest(id: string): StoredFiles | null {
    return this.#owned.get(id)?.saver.latest ?? null
  }

  /** Makes this tab the owner, unless another one is. Claim first, then load: so nothing is saved in between. */
  claim(id: string, events: OwnerEvents): Promise<Claim> {
    return this.#once(id, () => this.#claim(id, events))
  }

  async #claim(id: string, events: OwnerEvents): Promise<Claim> {
    // an older page that has to step aside first gives free what it owns
    await this.#store.opened()
    const lock = await this.#locks.claim(id, this.#owner(id, events))
    return lock === null ? { kind: 'elsewhere' } : this.#own(id, lock, events)
  }

  /** Makes this tab the owner in any case. The tab that was it saves what it has, is told, and can save no more. */
  takeOver(id: string, events: OwnerEvents): Promise<Claim> {
    return this.#once(id, async () => {
      const lock = await this.#locks.takeOver(id, this.#owner(id, events))
      return this.#own(id, lock, events)
    })
  }

  owns(id: string): boolean {
    return this.#owned.has(id)
  }

  /** Saves what waits and gives the database free for other tabs. */
  async release(id: string): Promise<void> {
    await this.flush(id)
    const owned = this.#owned.get(id)
    this.#owned.delete(id)
    owned?.lock.release()
  }

  /**
   * Saves a state; resolves when it, or a newer one given meanwhile, is stored durably. Call it after every change, never
   * with the files of an open transaction. Without a claim nothing is saved.
   */
  save(id: string, files: StoredFiles): Promise<Saved> {
    return this.#owned.get(id)?.saver.save(files) ?? Promise.resolve({ kind: 'taken' })
  }

  /** Saves at once what waits, of one database or of all: when the page hides. */
  async flush(id?: string): Promise<void> {
    const wanted = [...this.#owned].filter(([each]) => id === undefined || each === id)
    await Promise.all(wanted.map(([, { saver }]) => saver.flush()))
  }

  /** Tries again what could not be saved: there may be room now. */
  retry(): void {
    for (const { saver } of this.#owned.values()) saver.retry()
  }

  /** The newest state that verifies, or state `generation`. `sentence` has the words where it is not the newest. */
  async load(id: string, generation?: number): Promise<Loaded> {
    const loaded = await load(this.#store, id, generation)
    const saver = this.#owned.get(id)?.saver
    if (loaded.kind === 'loaded') {
      saver?.loaded(loaded.files, generation === undefined ? loaded.hashes : new Set())
      return loaded
    }
    const copy = loaded.kind === 'damaged' ? await this.#options.secondCopy?.(id) : null
    if (loaded.kind !== 'damaged' || copy === null || copy === undefined) return loaded
    return { ...copy, kind: 'loaded', generation: 0, damaged: loaded.damaged, hashes: new Set() }
  }

  /** The saved states of a database, newest first, with those that lie aside. */
  async generations(id: string): Promise<Result<Generation[]>> {
    const result = await this.#store.read(['generations'], (rows) => rows.all('generations', id))
    if (!result.ok) return result
    const list = result.value.map(({ number, at, bytes, damaged }) => ({
      number,
      at,
      bytes,
      damaged: damaged !== undefined,
    }))
    return { ok: true, value: list.reverse() }
  }

  /** What can still be read of a damaged state, for download; null when nothing can. */
  salvage(id: string, generation: number): ReturnType<typeof salvage> {
    return salvage(this.#store, id, generation)
  }

  /** Deletes a state that lies aside. */
  dropDamaged(id: string, generation: number): Promise<Result<void>> {
    return this.#store.write(['generations'], async (rows) => {
      const row = await rows.get('generations', [id, generation])
      if (row?.damaged !== undefined) await rows.delete('generations', [[id, generation]])
    })
  }

  /** For a newer page: what is saved here from now on stays in memory. */
  async #giveFree(): Promise<void> {
    await this.flush()
    for (const { lock } of this.#owned.values()) lock.release()
  }

  /** Two calls at once are one: a tab never finds its own lock held elsewhere. */
  #once(id: string, claim: () => Promise<Claim>): Promise<Claim> {
    const before = this.#claiming.get(id) ?? Promise.resolve()
    const claiming = before.then((): Claim | Promise<Claim> =>
      this.#owned.has(id) ? { kind: 'owner' } : claim(),
    )
    this.#claiming.set(id, claiming)
    return claiming
  }

  #owner(id: string, events: OwnerEvents): Owner {
    return {
      handOver: async () => {
        await events.leaving?.()
        await this.flush(id)
      },
      taken: () => this.#lose(id, events),
    }
  }

  #lose(id: string, events: OwnerEvents): void {
    const owned = this.#owned.get(id)
    if (owned === undefined) return
    this.#owned.delete(id)
    owned.saver.stop()
    owned.lock.release()
    events.taken()
  }

  /** Raises the epoch: a save that an earlier owner has under way is refused from here on. */
  async #own(id: string, lock: Lock, events: OwnerEvents): Promise<Claim> {
    const result = await this.#store.write(['databases'], async (rows) => {
      const row = await rows.get('databases', id)
      if (row === undefined || row.deletedAt !== null) return undefined
      const claimed = { ...row, epoch: row.epoch + 1 }
      await rows.put('databases', [claimed])
      return claimed
    })
    if (!result.ok || result.value === undefined) {
      lock.release()
      return result.ok ? { kind: 'absent' } : { kind: 'failed', problem: result.problem }
    }
    // taken over while it was written down: nobody was there yet who could have been told
    if (!lock.held()) return { kind: 'elsewhere' }
    const saver = new Saver(this.#store, result.value, {
      saved: () => this.#options.saved?.(id),
      refused: () => this.#lose(id, events),
      ...(this.#options.pause !== undefined && { pause: this.#options.pause }),
    })
    this.#owned.set(id, { saver, lock })
    return { kind: 'owner' }
  }
}

/** What to tell about a database that was loaded; null where all is as it should be. */
export function loadSentence(loaded: Loaded, name: string): string | null {
  switch (loaded.kind) {
    case 'loaded':
      if (loaded.damaged.length === 0) return null
      return `What was saved last of “${name}” is damaged. This is how it was at ${new Date(loaded.at).toLocaleTimeString()}; the damaged state is kept, and you can download it.`
    case 'damaged':
      return `What was saved of “${name}” is damaged, and there is no older state that is not. It is kept, and you can download what can be read.`
    case 'absent':
      return `“${name}” is not there any more. It was deleted in another tab.`
    case 'failed':
      return `“${name}” could not be read.`
    case 'empty':
      return null
  }
}
