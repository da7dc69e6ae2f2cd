/** Whether the browser may throw away what is stored when space gets tight, and how much is used. */
export interface Usage {
  /** bytes used by this site, everything included; browsers round it */
  readonly used: number
  /** bytes the browser would give at most */
  readonly quota: number
  /** true when the browser promised not to evict it by itself; null when it does not say */
  readonly persistent: boolean | null
}

/** What the browser says about space; null where it says nothing (pages without https, old browsers). */
export async function usage(): Promise<Usage | null> {
  try {
    const { storage }: { storage?: StorageManager } = navigator // reading it may throw
    const estimate = await storage?.estimate()
    if (estimate?.usage === undefined || estimate.quota === undefined) return null
    return { used: estimate.usage, quota: estimate.quota, persistent: (await storage?.persisted()) ?? null }
  } catch {
    return null
  }
}

/** Asks at the first save, when it is clear what for; a page that was answered is not asked again. */
export class Persistence {
  #asked: Promise<boolean | null> | null = null

  /** True: promised. False: the browser may evict what is stored, so the page reminds of export. Null: it does not say. */
  ask(): Promise<boolean | null> {
    this.#asked ??= request()
    return this.#asked
  }
}

async function request(): Promise<boolean | null> {
  try {
    const { storage }: { storage?: StorageManager } = navigator // reading it may throw
    if (await storage?.persisted()) return true
    return (await storage?.persist()) ?? null
  } catch {
    return null
  }
}
