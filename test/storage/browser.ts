/** What the storage tests share: stores of their own, raw access to IndexedDB, a way to wait. */
import { onTestFinished } from 'vitest'
import { Store, type StoreOptions } from '../../src/storage/store'

let count = 0
/** A name no other test uses. */
export const freshName = (): string => `test ${++count} ${Math.random().toString(36).slice(2)}`

/** A store that is closed and deleted after the test. */
export function openStore(options: StoreOptions = {}): Store & { readonly name: string } {
  const name = options.name ?? freshName()
  const store = new Store({ ...options, name })
  onTestFinished(async () => {
    await store.close()
    indexedDB.deleteDatabase(name)
  })
  return Object.assign(store, { name })
}

export const asPromise = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no reason given'))
  })

/** Raw work on a database from outside, as another program would do it. */
export async function outside(
  name: string,
  work: (database: IDBDatabase) => Promise<unknown>,
): Promise<void> {
  const database = await asPromise(indexedDB.open(name))
  try {
    await work(database)
  } finally {
    database.close()
  }
}

/** Resolves when `condition` holds; looks again after each turn. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5))
}
