import { expect, onTestFinished, test } from 'vitest'
import { Mirror } from '../../src/storage/mirror'
import { privateFolder } from '../../src/storage/private-files'
import { openStorage, type PageStorage } from '../../src/storage/storage'
import { asPromise, freshName } from './browser'
import { chunk, files, namesIn } from './files'

/** One visit to the page; closed by the test or after it. */
function visit(name: string): PageStorage {
  const storage = openStorage({ name, pause: 0 })
  onTestFinished(async () => {
    await storage.close()
    indexedDB.deleteDatabase(name)
    const root = await navigator.storage.getDirectory()
    await root.removeEntry(name, { recursive: true }).catch(() => undefined)
  })
  return storage
}

async function made(storage: PageStorage, name = 'Shop'): Promise<string> {
  const result = await storage.databases.create({ name, dialect: 'sqlite', sample: null, base: null })
  const id = result.ok ? result.value.id : ''
  await storage.contents.claim(id, { taken: () => undefined })
  return id
}

const namesOf = async (storage: PageStorage, id: string) => {
  const loaded = await storage.contents.load(id)
  return loaded.kind === 'loaded' ? namesIn(loaded.files) : loaded.kind
}

/** What Chromium does when it finds its files damaged. */
async function wipe(storage: PageStorage, name: string): Promise<void> {
  await storage.close()
  await asPromise(indexedDB.deleteDatabase(name))
}

test('when the whole IndexedDB is gone, databases, values and history come back from the second copy, and that is said', async () => {
  const name = freshName()
  const first = visit(name)
  const id = await made(first)
  await first.contents.save(id, files('a', 'b'))
  first.records.set('draft', 'select 1')
  await first.history.append({
    sql: 'select 2',
    dialect: 'sqlite',
    database: 'Shop',
    at: 1,
    ms: 1,
    rows: 1,
    error: null,
  })
  await first.flush()
  await first.mirror.refresh(first.store)
  await wipe(first, name)

  const second = visit(name)
  expect(await second.store.opened()).toEqual({ kind: 'lost', from: 'second copy' })
  expect(await namesOf(second, id)).toEqual(['a', 'b'])
  expect(await second.records.get('draft', (value) => value)).toBe('select 1')
  expect((await second.history.search()).map((row) => row.sql)).toEqual(['select 2'])
  // and it can be saved again
  await second.contents.claim(id, { taken: () => undefined })
  expect(await second.contents.save(id, files('c'))).toMatchObject({ kind: 'saved', generation: 2 })
})

test('of a history of long scripts the newest are in the copy, which stays small', async () => {
  const name = freshName()
  const first = visit(name)
  await first.store.write(['history'], (rows) =>
    rows.put(
      'history',
      Array.from({ length: 500 }, (_, i) => ({
        id: String(i).padStart(16, '0'),
        sql: `-- ${i}`.padEnd(20_000),
        dialect: 'sqlite' as const,
        database: 'Shop',
        at: i,
        ms: 1,
        rows: 1,
        error: null,
      })),
    ),
  )
  await first.mirror.refresh(first.store)
  const folder = await privateFolder(name)
  expect((await folder?.read('small.json'))?.length).toBeLessThan(3_000_000)
  await wipe(first, name)
  const second = visit(name)
  await second.store.opened()
  const runs = await second.history.search('', Infinity)
  expect(runs.map(({ at }) => at)).toEqual(Array.from({ length: 100 }, (_, i) => 499 - i))
})

test('a copy that was cut off is not taken for a good one: the entry comes back, its content is said to be damaged', async () => {
  const name = freshName()
  const first = visit(name)
  const id = await made(first)
  await first.contents.save(id, files('a'))
  await first.mirror.refresh(first.store)
  await wipe(first, name)
  const folder = await (await privateFolder(name))?.folder(id)
  for (const file of (await folder?.names()) ?? []) {
    const bytes = await folder?.read(file)
    if (file !== 'state.json') await folder?.write(file, [bytes?.slice(0, 1000) ?? new Uint8Array()])
  }
  const second = visit(name)
  expect(await namesOf(second, id)).toBe('damaged')
})

test('a change in a large database rewrites the part it is in', async () => {
  const name = freshName()
  const storage = visit(name)
  const id = await made(storage)
  const chunks = Array.from({ length: 400 }, (_, i) => chunk(`chunk ${i}`, 64 + 32 * 1023))
  await storage.contents.save(id, files(...chunks))
  await storage.mirror.refresh(storage.store)
  const folder = await (await privateFolder(name))?.folder(id)
  const before = new Set(await folder?.names())
  chunks[300] = chunk('changed', 64 + 32 * 1023)
  await storage.contents.save(id, files(...chunks))
  await storage.mirror.refresh(storage.store)
  const after = (await folder?.names()) ?? []
  // the part with the listing, and the part with the chunk
  expect(after.filter((file) => !before.has(file))).toHaveLength(2)
  expect(after).toHaveLength(before.size)
})

test('a database that was deleted for good is deleted in the second copy too', async () => {
  const name = freshName()
  const storage = visit(name)
  const id = await made(storage)
  await storage.contents.save(id, files('a'))
  await storage.mirror.refresh(storage.store)
  const mirror = new Mirror({ name })
  expect(await mirror.load(id)).not.toBeNull()
  await storage.databases.remove(id)
  await storage.databases.purge(id)
  await storage.mirror.refresh(storage.store)
  expect(await mirror.load(id)).toBeNull()
})

test('a browser without private files is no trouble', async () => {
  Object.defineProperty(navigator.storage, 'getDirectory', { value: undefined, configurable: true })
  const storage = visit(freshName())
  onTestFinished(() => void Reflect.deleteProperty(navigator.storage, 'getDirectory'))
  expect(await storage.store.opened()).toEqual({ kind: 'available' })
  await storage.mirror.refresh(storage.store)
  expect(await storage.mirror.load('x')).toBeNull()
})
