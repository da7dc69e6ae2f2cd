/** A value by key, as JSON text; null where the key was removed. */
export type Word = readonly [key: string, json: string | null]

/** UTF-16 units that are kept in all; browsers give localStorage 5 million for a site. */
const room = 2_000_000

/**
 * What a page that is left had not stored yet. Chromium may drop a transaction of IndexedDB that a page begins when it
 * goes; localStorage is written before the page is gone, and the next page stores what it finds there. Where the browser
 * forbids it nothing is kept, and nothing is thrown.
 */
export class LastWords {
  readonly #name: string

  constructor(name: string) {
    this.#name = `${name} last words`
  }

  /** Keeps these in place of what was kept before; of too much the longest are left out. */
  keep(words: readonly Word[]): void {
    let left = room
    const kept = words
      .toSorted(([, a], [, b]) => (a?.length ?? 0) - (b?.length ?? 0))
      .filter(([key, json]) => (left -= key.length + (json?.length ?? 0)) >= 0)
    try {
      if (kept.length > 0) localStorage.setItem(this.#name, JSON.stringify(kept))
    } catch {
      // full or forbidden: the transaction that was begun has to do
    }
  }

  /** What was kept, once. */
  take(): readonly Word[] {
    try {
      const text = localStorage.getItem(this.#name)
      this.forget()
      const found: unknown = JSON.parse(text ?? '[]')
      return Array.isArray(found) ? found.filter(isWord) : []
    } catch {
      return []
    }
  }

  /** All was stored meanwhile. */
  forget(): void {
    try {
      localStorage.removeItem(this.#name)
    } catch {
      // there is nothing where it is forbidden
    }
  }
}

function isWord(value: unknown): value is Word {
  if (!Array.isArray(value)) return false
  const [key, json] = value as readonly unknown[]
  return typeof key === 'string' && (json === null || typeof json === 'string')
}
