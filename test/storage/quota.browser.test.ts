import { expect, onTestFinished, test, vi } from 'vitest'
import { Contents } from '../../src/storage/contents'
import { Databases } from '../../src/storage/databases'
import { Locks } from '../../src/storage/locks'
import { Records } from '../../src/storage/records'
import { sentence } from '../../src/storage/state'
import { freshName, openStore } from './browser'
import { files, namesIn } from './files'

interface Bucket {
  readonly indexedDB: IDBFactory
}
interface Buckets {
  open(name: string, options: { quota: number }): Promise<Bucket>
  delete(name: string): Promise<void>
}

/** Gives this test an IndexedDB of its own with so many bytes. The quota of the whole site is remembered for a while by Chromium. */
async function room(bytes: number): Promise<void> {
  const { storageBuckets } = navigator as Navigator & { storageBuckets: Buckets }
  const name = `room-${Date.now()}`
  const bucket = await storageBuckets.open(name, { quota: bytes })
  const open = vi.spyOn(indexedDB, 'open').mockImplementation((...args) => bucket.indexedDB.open(...args))
  onTestFinished(async () => {
    open.mockRestore()
    await storageBuckets.delete(name)
  })
}

test('with no room left nothing is lost: it is said since when, reading goes on, and what fits is saved again', async () => {
  await room(2_000_000)
  const store = openStore()
  const contents = new Contents(store, new Locks({ name: store.name }), { pause: 0 })
  const databases = new Databases(store, { channel: freshName() })
  const records = new Records(store, { channel: freshName() })
  const made = await databases.create({ name: 'Shop', dialect: 'sqlite', sample: null, base: null })
  const id = made.ok ? made.value.id : ''
  await contents.claim(id, { taken: () => undefined })
  await contents.save(id, files('a'))

  const large = files('b', ...Array.from({ length: 200 }, (_, i) => `much ${i}`))
  expect(await contents.save(id, large)).toMatchObject({ kind: 'failed', problem: { kind: 'full' } })
  expect(store.state).toMatchObject({ kind: 'full' })
  expect(sentence(store.state)).toMatch(/^Not saved since \d\d:\d\d: the browser has no room left/)
  const old = await contents.load(id)
  expect(old.kind === 'loaded' && namesIn(old.files)).toEqual(['a'])

  // a setting still fits, and does not take the warning away
  records.set('theme', 'dark')
  expect(await records.flush()).toEqual({ ok: true, value: undefined })
  expect(store.state.kind).toBe('full')

  expect(await contents.save(id, files('b'))).toMatchObject({ kind: 'saved' })
  expect(store.state).toEqual({ kind: 'available' })
  const saved = await contents.load(id)
  expect(saved.kind === 'loaded' && namesIn(saved.files)).toEqual(['b'])
})
