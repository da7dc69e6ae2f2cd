import { openDB, unwrap, type IDBPDatabase, type IDBPObjectStore } from 'idb'
import type { Migration } from './migrations'
import type { Reading, Shelf, Writing } from './shelf'
import type { Key, TableName, Tables } from './tables'

/** What the browser says about an open shelf from outside. */
export interface ShelfEvents {
  /** there is nothing yet; told while the shelf is still being made */
  fresh(): void
  /** another tab with an older page holds the database open, so that this one cannot upgrade it yet */
  blocked(): void
  /** a newer page wants to upgrade (`version`), or somebody deletes the database (null); it waits until `close` */
  asked(version: number | null): void
  /** the browser closed it: site data were cleared, or the disk failed */
  closed(): void
}

export interface OpenedShelf {
  readonly shelf: Shelf
  /** there was nothing before: a first visit, or everything is gone */
  readonly fresh: boolean
  /** Chromium found its files damaged and threw everything away */
  readonly wiped: boolean
}

/** Opens the IndexedDB database and brings it to the newest version. Rejects with the browser's error. */
export async function openIndexedShelf(
  name: string,
  migrations: readonly Migration[],
  events: ShelfEvents,
): Promise<OpenedShelf> {
  let [fresh, wiped] = [false, false]
  const database = await openDB(name, migrations.length, {
    upgrade: (opened, from, _to, transaction, event) => {
      fresh = from === 0
      if (fresh) events.fresh()
      // `dataLoss` exists in Chromium only: 'total' after it dropped a corrupt database
      wiped = (event as IDBVersionChangeEvent & { dataLoss?: string }).dataLoss === 'total'
      const all = async () => {
        for (const migrate of migrations.slice(from)) await migrate(opened, transaction)
      }
      // a step that fails leaves everything as it was: the old version is still there for the next attempt
      all().catch(() => transaction.abort())
      transaction.done.catch(() => undefined)
    },
    blocked: () => events.blocked(),
    blocking: (_current, wanted) => events.asked(wanted),
    terminated: () => events.closed(),
  })
  return { shelf: indexedShelf(database), fresh, wiped }
}

function indexedShelf(database: IDBPDatabase): Shelf {
  return {
    read: async (tables, work) => {
      const transaction = database.transaction([...tables], 'readonly')
      const done = transaction.done.catch(() => undefined)
      const value = await work(reading((table) => transaction.objectStore(table)))
      await done
      return value
    },
    write: async (tables, work) => {
      const transaction = database.transaction([...tables], 'readwrite', { durability: 'strict' })
      // without this an abort is reported twice: by the call that failed, and by a promise that nobody awaits
      transaction.done.catch(() => undefined)
      try {
        const value = await work(writing((table) => transaction.objectStore(table)))
        commitNow(transaction)
        await transaction.done
        return value
      } catch (error) {
        try {
          transaction.abort()
        } catch {
          // it has ended by itself, which is what brought us here
        }
        throw transaction.error ?? error
      }
    },
    close: () => database.close(),
  }
}

/** Asks for the commit now instead of after the next turn: a page that goes away may have no next turn. */
function commitNow(transaction: { commit(): void }): void {
  try {
    transaction.commit()
  } catch {
    // it is committing by itself already
  }
}

/** So many are not asked for one by one: a list of all keys is shorter work for the page. */
const manyKeys = 500

/** Calls under way at once: enough to keep the browser busy, few enough to let the page breathe in between. */
const lanes = 64

async function inLanes<A, B>(items: readonly A[], work: (item: A) => Promise<B>): Promise<B[]> {
  const results = new Array<B>(items.length)
  const rest = items.entries()
  const lane = async (): Promise<void> => {
    for (const [i, item] of rest) results[i] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane))
  return results
}

/** As inLanes, without a promise for each of thousands of rows: they take as long as the reading itself. */
function rowsOf(store: Pick<IDBObjectStore, 'get'>, keys: readonly Key[]): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const rows = new Array<unknown>(keys.length)
    const rest = keys.entries()
    let missing = keys.length
    const ask = (): void => {
      const next = rest.next()
      if (next.done === true) return
      const [i, key] = next.value
      const request = store.get(asKey(key)) as IDBRequest<unknown>
      request.onerror = () => reject(request.error ?? new Error('A row could not be read.'))
      request.onsuccess = () => {
        rows[i] = request.result
        missing--
        if (missing === 0) resolve(rows)
        else ask()
      }
    }
    if (missing === 0) resolve(rows)
    for (let lane = 0; lane < lanes; lane++) ask()
  })
}

type Of<M extends IDBTransactionMode> = (table: TableName) => IDBPObjectStore<unknown, string[], TableName, M>
const asKey = (key: Key): IDBValidKey => (typeof key === 'string' ? key : [...key])

function reading<M extends IDBTransactionMode>(of: Of<M>): Reading {
  const get = async <T extends TableName>(table: T, key: Key) =>
    (await of(table).get(asKey(key))) as Tables[T] | undefined
  return {
    get,
    getMany: <T extends TableName>(table: T, keys: readonly Key[]) =>
      rowsOf(unwrap(of(table)), keys) as Promise<(Tables[T] | undefined)[]>,
    has: async (table, keys) => {
      if (keys.length < manyKeys || !keys.every((key) => typeof key === 'string'))
        return inLanes(keys, async (key) => (await of(table).getKey(asKey(key))) !== undefined)
      const all = new Set<IDBValidKey>(await of(table).getAllKeys())
      return keys.map((key) => all.has(key))
    },
    all: async <T extends TableName>(table: T, id?: string) =>
      (await of(table).getAll(id === undefined ? null : IDBKeyRange.bound([id], [id, []]))) as Tables[T][],
    between: async <T extends TableName>(table: T, first: string, last: string) =>
      (await of(table).getAll(IDBKeyRange.bound(first, last))) as Tables[T][],
    keys: async (table) => (await of(table).getAllKeys()) as Key[],
  }
}

function writing(of: Of<'readwrite'>): Writing {
  return {
    ...reading(of),
    put: async (table, rows) => void (await inLanes(rows, (row) => of(table).put(row))),
    delete: async (table, keys) => void (await inLanes(keys, (key) => of(table).delete(asKey(key)))),
    deleteRange: (table, from, end) => of(table).delete(IDBKeyRange.bound(from, end, false, true)),
  }
}
