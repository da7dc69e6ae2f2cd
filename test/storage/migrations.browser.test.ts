import { expect, onTestFinished, test } from 'vitest'
import { migrations } from '../../src/storage/migrations'
import { openStorage } from '../../src/storage/storage'
import { asPromise, freshName } from './browser'
import { storedVersions, type StoredVersion } from './stored-versions'

/** Makes the database as that version of the page left it. */
async function leave(name: string, { version, stores, rows }: StoredVersion): Promise<void> {
  const request = indexedDB.open(name, version)
  request.onupgradeneeded = () => {
    for (const [store, path] of Object.entries(stores)) {
      request.result.createObjectStore(store, { keyPath: typeof path === 'string' ? path : [...path] })
    }
  }
  const database = await asPromise(request)
  for (const [store, list] of Object.entries(rows)) {
    const target = database.transaction(store, 'readwrite').objectStore(store)
    for (const row of list) await asPromise(target.put(row))
  }
  database.close()
}

test('every published version is written down', () => {
  expect(storedVersions.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1))
})

test.each(storedVersions.map((stored) => [stored.version, stored] as const))(
  'what version %i of the page stored is there in this one',
  async (_, stored) => {
    const name = freshName()
    await leave(name, stored)
    const storage = openStorage({ name })
    onTestFinished(async () => {
      await storage.close()
      indexedDB.deleteDatabase(name)
    })
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
    expect(await storage.records.get('theme', text)).toBe('dark')
    expect(await storage.records.get('draft', text)).toBe('select 1')
    const [list, bin] = [await storage.databases.list(), await storage.databases.bin()]
    expect(list).toMatchObject({
      ok: true,
      value: [{ id: 'shop', name: 'Shop', dialect: 'sqlite', sample: 'sales' }],
    })
    expect(bin).toMatchObject({ ok: true, value: [{ id: 'old', dialect: 'postgres', base: 'pg 18.6' }] })
    expect(await storage.history.search()).toMatchObject([{ sql: 'select 1', database: 'Shop', rows: 1 }])
    expect(await storage.contents.claim('shop', { taken: () => undefined })).toEqual({ kind: 'owner' })
  },
)

test('what this version makes in a new browser is what is written down for it', async () => {
  const name = freshName()
  const storage = openStorage({ name })
  await storage.store.opened()
  const database = await asPromise(indexedDB.open(name))
  onTestFinished(async () => {
    database.close()
    await storage.close()
    indexedDB.deleteDatabase(name)
  })
  const made = [...database.objectStoreNames].map((store) => [
    store,
    database.transaction(store).objectStore(store).keyPath,
  ])
  expect(Object.fromEntries(made)).toEqual(storedVersions.at(-1)?.stores)
})
