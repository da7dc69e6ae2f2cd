import { expect, onTestFinished, test, vi } from 'vitest'
import { usage } from '../../src/storage/persistence'
import { openStorage, type PageStorage } from '../../src/storage/storage'
import { freshName, until } from './browser'
import { files, namesIn } from './files'

function visit(name = freshName()): PageStorage {
  const storage = openStorage({ name, pause: 60_000 })
  onTestFinished(async () => {
    await storage.close()
    indexedDB.deleteDatabase(name)
  })
  return storage
}

async function owned(storage: PageStorage): Promise<string> {
  const made = await storage.databases.create({ name: 'Shop', dialect: 'sqlite', sample: null, base: null })
  const id = made.ok ? made.value.id : ''
  await storage.contents.claim(id, { taken: () => undefined })
  return id
}

test('when the page hides, all that waits is saved at once', async () => {
  const name = freshName()
  const first = visit(name)
  const id = await owned(first)
  await first.contents.save(id, files('first'))
  // the pause of this page is a minute: these would wait
  void first.contents.save(id, files('second'))
  first.records.set('draft', 'select 1')
  dispatchEvent(new PageTransitionEvent('pagehide'))
  const second = visit(name)
  await until(async () => {
    const loaded = await second.contents.load(id)
    return loaded.kind === 'loaded' && namesIn(loaded.files)[0] === 'second'
  })
  expect(await second.records.get('draft', (value) => value)).toBe('select 1')
})

test('the browser is asked to keep the data at the first save, once, and not before', async () => {
  const persisted = vi.spyOn(navigator.storage, 'persisted').mockResolvedValue(false)
  const persist = vi.spyOn(navigator.storage, 'persist').mockResolvedValue(false)
  onTestFinished(() => {
    persisted.mockRestore()
    persist.mockRestore()
  })
  const storage = visit()
  const id = await owned(storage)
  expect(persist).not.toHaveBeenCalled()
  await storage.contents.save(id, files('a'))
  void storage.contents.save(id, files('b'))
  await storage.flush()
  expect(await storage.persistence.ask()).toBe(false)
  expect(persist).toHaveBeenCalledTimes(1)
})

test('what is used is known in bytes, and nothing is known where the browser does not say', async () => {
  const known = await usage()
  expect(known?.quota).toBeGreaterThan(known?.used ?? Infinity)
  const estimate = vi.spyOn(navigator.storage, 'estimate').mockRejectedValue(new TypeError('no'))
  onTestFinished(() => estimate.mockRestore())
  expect(await usage()).toBeNull()
})

test('where the browser refuses to speak of storage, nothing is known and saving goes on', async () => {
  const refused = vi.spyOn(navigator, 'storage', 'get').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError')
  })
  onTestFinished(() => refused.mockRestore())
  const storage = visit()
  await storage.contents.save(await owned(storage), files('a'))
  expect(await storage.persistence.ask()).toBeNull()
  expect(await usage()).toBeNull()
})

test('two pages that open for the first time at once have the same databases', async () => {
  const name = freshName()
  const wanted = ['One', 'Two'].map((title) => ({
    name: title,
    dialect: 'sqlite' as const,
    sample: null,
    base: null,
  }))
  const [mine, other] = await Promise.all(
    [visit(name), visit(name)].map((page) => page.databases.begin(wanted)),
  )
  expect(mine?.ok && mine.value.map((database) => database.name)).toEqual(['One', 'Two'])
  expect(other).toEqual(mine)
})
