import type { Page } from 'playwright'

/** Keeps a part of storage busy, as a large save does: what a visitor types, or everything else. The answer lets it go. */
export async function holdStorage(
  on: Page,
  part: 'texts' | 'databases' = 'databases',
): Promise<() => Promise<void>> {
  const held = await on.evaluateHandle(
    (part) =>
      new Promise<() => void>((resolve, reject) => {
        const opening = indexedDB.open('tandem')
        opening.onerror = () => reject(new Error('IndexedDB does not open'))
        opening.onsuccess = () => {
          const database = opening.result
          let over = false
          const tables = [...database.objectStoreNames].filter(
            (name) => (name === 'records') === (part === 'texts'),
          )
          const transaction = database.transaction(tables, 'readwrite')
          const store = transaction.objectStore(part === 'texts' ? 'records' : 'databases')
          const next = () => {
            if (over) database.close()
            else store.count().onsuccess = next
          }
          store.count().onsuccess = () => {
            next()
            resolve(() => (over = true))
          }
        }
      }),
    part,
  )
  return () => held.evaluate((release) => release())
}
