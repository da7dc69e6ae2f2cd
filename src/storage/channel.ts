/** Tells the other tabs, and the listeners of this one, that something changed. */
export class Channel {
  readonly #listeners = new Set<(what: string) => void>()
  readonly #channel: BroadcastChannel | null

  constructor(name: string) {
    this.#channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel(name) : null
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') this.#hear(data)
    })
  }

  /** Called with what changed; returns the function that ends it. */
  on(listener: (what: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Everybody hears it, this tab's own listeners too. */
  tell(what: string): void {
    this.#channel?.postMessage(what)
    this.#hear(what)
  }

  /** Only the other tabs hear it. */
  tellOthers(what: string): void {
    this.#channel?.postMessage(what)
  }

  close(): void {
    this.#channel?.close()
  }

  #hear(what: string): void {
    for (const listener of this.#listeners) listener(what)
  }
}
