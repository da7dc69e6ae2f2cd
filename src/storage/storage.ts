/**
 * All that outlives a visit, opened at once. Nothing waits for it: every call queues until the browser has answered, and
 * where it gives no storage everything goes on in memory, with `state` and `sentence` to say so.
 */
import { Contents } from './contents'
import { Databases } from './databases'
import { HistoryPoints } from './history-points'
import { LastWords } from './last-words'
import { Locks } from './locks'
import { Mirror } from './mirror'
import { Persistence } from './persistence'
import { Records } from './records'
import { RunHistory } from './run-history'
import { Store, type StoreOptions } from './store'

export interface PageStorage {
  /** how it stands: `state`, `onState`, `acknowledge` */
  readonly store: Store
  /** small values: settings, drafts, progress */
  readonly records: Records
  /** the list of databases */
  readonly databases: Databases
  /** what is in them, and who may save it */
  readonly contents: Contents
  /** states to go back to */
  readonly points: HistoryPoints
  /** what was run */
  readonly history: RunHistory
  readonly persistence: Persistence
  /** the second copy */
  readonly mirror: Mirror
  /** Saves all that waits, now. */
  flush(): Promise<void>
  close(): Promise<void>
}

export interface PageStorageOptions extends StoreOptions {
  /** milliseconds from the start of one save of a database to the start of the next */
  readonly pause?: number
}

export function openStorage(options: PageStorageOptions = {}): PageStorage {
  const name = options.name ?? 'tandem'
  const mirror = new Mirror({ name })
  const store = new Store({ refill: (shelf) => mirror.restore(shelf), ...options })
  const locks = new Locks({ name })
  const persistence = new Persistence()
  const records = new Records(store, {
    channel: `${name} records`,
    stored: () => mirror.changed(store),
    lastWords: new LastWords(name),
  })
  const contents = new Contents(store, locks, {
    saved: () => {
      void persistence.ask()
      mirror.changed(store)
    },
    secondCopy: (id) => mirror.load(id),
    ...(options.pause !== undefined && { pause: options.pause }),
  })
  const databases = new Databases(store, { channel: `${name} databases`, settle: (id) => contents.flush(id) })
  const flush = async (): Promise<void> => {
    await Promise.all([records.flush(), contents.flush()])
  }
  const leave = async (): Promise<void> => {
    await Promise.all([records.leave(), contents.flush()])
    await mirror.refresh(store)
  }
  const closing = new AbortController()
  // a phone may end a hidden page without another word
  const hidden = (): void => void (document.visibilityState === 'hidden' && leave())
  document.addEventListener('visibilitychange', hidden, { signal: closing.signal })
  addEventListener('pagehide', () => void leave(), { signal: closing.signal })
  return {
    store,
    records,
    databases,
    contents,
    points: new HistoryPoints(store),
    history: new RunHistory(store),
    persistence,
    mirror,
    flush,
    close: async () => {
      closing.abort()
      await flush()
      locks.close()
      records.close()
      databases.close()
      await store.close()
    },
  }
}
