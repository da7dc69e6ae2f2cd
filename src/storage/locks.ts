/**
 * One owner per database among all tabs, by Web Locks: the browser frees a lock when its tab ends, however it ends.
 * Where there are no Web Locks (pages without https) everybody is an owner, and the epoch in `databases` decides.
 */

/** What the owner of a lock hears. */
export interface Owner {
  /** another tab asks for it: the last moment to save; the lock goes over when this resolves, or after `patience` */
  handOver(): Promise<unknown>
  /** it is gone; `save` nothing any more */
  taken(): void
}

export interface Lock {
  readonly release: () => void
  /** false once another tab has taken it */
  readonly held: () => boolean
}

/** Where nobody can be told apart everybody is an owner. */
const anybodys: Lock = { release: () => undefined, held: () => true }

export interface LocksOptions {
  /** what the locks and the channel are named after */
  readonly name?: string
  /** milliseconds the owner gets to save before the lock is taken from it */
  readonly patience?: number
}

/** `held`: a tab owns it from now on */
type Message = { readonly kind: 'hand over' | 'held'; readonly id: string }

/** Of the lock of a database. */
export const lockName = (site: string, id: string): string => `${site} ${id}`
/** Of the channel on which owners talk. */
export const ownersChannel = (site: string): string => `${site} owners`

export class Locks {
  readonly #name: string
  readonly #patience: number
  readonly #locks: LockManager | undefined
  readonly #channel: BroadcastChannel | null
  readonly #held = new Map<string, { owner: Owner; release: () => void }>()

  constructor({ name = 'tandem', patience = 1500 }: LocksOptions = {}) {
    this.#name = name
    this.#patience = patience
    const { locks }: { locks?: LockManager } = navigator
    this.#locks = locks
    this.#channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel(ownersChannel(name)) : null
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isMessage(data, 'hand over')) void this.#handOver(data.id)
    })
  }

  /** The lock if it is free; null when another tab holds it. */
  claim(id: string, owner: Owner): Promise<Lock | null> {
    // a browser that refuses locks (an opaque origin) is like one that has none
    return this.#request(id, owner, { ifAvailable: true }).catch(() => anybodys)
  }

  /** The lock in any case: its owner is asked to save and let go, and loses it if it does not answer. */
  async takeOver(id: string, owner: Owner): Promise<Lock> {
    this.#tell({ kind: 'hand over', id })
    const lock = await this.#request(id, owner, { signal: AbortSignal.timeout(this.#patience) }).catch(
      () => null,
    )
    const stolen = lock ?? (await this.#request(id, owner, { steal: true }).catch(() => null))
    return stolen ?? anybodys
  }

  close(): void {
    for (const { release } of this.#held.values()) release()
    this.#channel?.close()
  }

  #tell(message: Message): void {
    this.#channel?.postMessage(message)
  }

  async #handOver(id: string): Promise<void> {
    const held = this.#held.get(id)
    if (held === undefined) return
    await held.owner.handOver()
    this.#lose(id, held)
    held.release()
  }

  #lose(id: string, held: { owner: Owner }): void {
    if (this.#held.get(id) !== held) return
    this.#held.delete(id)
    held.owner.taken()
  }

  #request(id: string, owner: Owner, options: LockOptions): Promise<Lock | null> {
    return new Promise((resolve, reject) => {
      let release = (): void => undefined
      const over = new Promise<void>((done) => {
        release = done
      })
      const held = { owner, release }
      const given = (): Promise<void> => {
        this.#held.set(id, held)
        this.#tell({ kind: 'held', id })
        resolve({
          release: () => {
            if (this.#held.get(id) === held) this.#held.delete(id)
            release()
          },
          held: () => this.#held.get(id) === held,
        })
        return over
      }
      if (this.#locks === undefined) return void given()
      this.#locks
        .request(lockName(this.#name, id), options, (lock) => (lock === null ? resolve(null) : given()))
        .catch((error: unknown) => {
          // a stolen lock ends with AbortError, after it was given; before that it is a timeout
          this.#lose(id, held)
          reject(error instanceof Error ? error : new Error(String(error)))
        })
    })
  }
}

/** Whether this was heard on the owners' channel, of that kind. */
export const isMessage = (data: unknown, wanted: Message['kind']): data is Message => {
  const { kind, id } = Object(data) as Partial<Message>
  return kind === wanted && typeof id === 'string'
}
