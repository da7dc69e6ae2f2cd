import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { migrations } from '../../src/storage/migrations'
import { sentence } from '../../src/storage/state'
import { Store } from '../../src/storage/store'
import { asPromise, freshName, openStore, outside, until } from './browser'

const record = (key: string) => ({ key, json: '1', parts: 1 })
const put = (store: Store, key: string) =>
  store.write(['records'], (rows) => rows.put('records', [record(key)]))
const keys = async (store: Store) => {
  const read = await store.read(['records'], (rows) => rows.keys('records'))
  return read.ok ? read.value : read.problem
}

test('a first visit finds storage available and has nothing to say', async () => {
  const state = await openStore().opened()
  expect(state).toEqual({ kind: 'available' })
  expect(sentence(state)).toBeNull()
})

test('a transaction whose work fails leaves nothing behind', async () => {
  const store = openStore()
  const failed = await store.write(['records'], async (rows) => {
    await rows.put('records', [record('half')])
    throw new DOMException('the disk is gone', 'UnknownError')
  })
  expect(failed).toEqual({ ok: false, problem: { kind: 'unavailable', reason: 'failed' } })
  expect(await keys(store)).toEqual([])
  expect(sentence(store.state)).toContain('storage failed')
  await put(store, 'whole')
  expect(store.state).toEqual({ kind: 'available' })
})

describe('without storage', () => {
  function neverAnswers(): void {
    const unheard = Object.assign(indexedDB.open(freshName()), { addEventListener: () => undefined })
    const open = vi.spyOn(indexedDB, 'open').mockReturnValue(unheard)
    onTestFinished(() => open.mockRestore())
  }

  test('a browser that throws at indexedDB.open gets a page that works in memory and says so', async () => {
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('denied by the visitor', 'SecurityError')
    })
    onTestFinished(() => open.mockRestore())
    const store = openStore()
    await put(store, 'kept in memory')
    expect(await keys(store)).toEqual(['kept in memory'])
    expect(store.state).toEqual({ kind: 'unavailable', reason: 'denied' })
    expect(sentence(store.state)).toContain('gone when you close the tab')
  })

  test('a browser that never answers is given up after a while', async () => {
    neverAnswers()
    const store = openStore({ patience: 20 })
    await put(store, 'a')
    expect(store.state).toEqual({ kind: 'unavailable', reason: 'silent' })
  })

  test('in memory too a transaction is all or nothing', async () => {
    neverAnswers()
    const store = openStore({ patience: 1 })
    await put(store, 'a')
    await store.write(['records'], async (rows) => {
      await rows.delete('records', ['a'])
      await rows.put('records', [record('b')])
      throw new DOMException('no', 'UnknownError')
    })
    expect(await keys(store)).toEqual(['a'])
  })
})

describe('versions', () => {
  const next = [
    ...migrations,
    (database: { createObjectStore(name: string): unknown }) => void database.createObjectStore('extra'),
  ]

  test('an old tab steps aside for a newer page, which finds what the old one saved at the last moment', async () => {
    const old = openStore()
    await old.opened()
    old.onLeaving(() => put(old, 'last words'))
    const newer = openStore({ name: old.name, migrations: next })
    expect(await keys(newer)).toEqual(['last words'])
    await until(() => old.state.kind === 'unavailable')
    expect(old.state).toEqual({ kind: 'unavailable', reason: 'newer page open' })
    expect(await keys(old)).toEqual(['last words'])
  })

  test('data of a newer version are left untouched', async () => {
    const newer = openStore({ migrations: next })
    await put(newer, 'from tomorrow')
    await newer.close()
    const old = openStore({ name: newer.name })
    await put(old, 'from today')
    expect(old.state).toEqual({ kind: 'unavailable', reason: 'newer data' })
    expect(sentence(old.state)).toContain('untouched')
    expect(await keys(openStore({ name: newer.name, migrations: next }))).toEqual(['from tomorrow'])
  })

  test('an older tab that does not step aside is named, and the page goes on in memory', async () => {
    const name = freshName()
    const old = await asPromise(indexedDB.open(name, 1))
    onTestFinished(() => old.close())
    const store = openStore({ name, migrations: next, patience: 50 })
    expect(await store.opened()).toEqual({ kind: 'unavailable', reason: 'blocked' })
  })

  test('a migration that fails leaves the old version as it was', async () => {
    const first = openStore()
    await put(first, 'a')
    await first.close()
    const failing = openStore({
      name: first.name,
      migrations: [...migrations, () => Promise.reject(new Error('a step that fails'))],
    })
    expect((await failing.opened()).kind).toBe('unavailable')
    expect(await keys(openStore({ name: first.name }))).toEqual(['a'])
  })
})

describe('gone under the open page', () => {
  test('a database deleted from outside is made again, and this page is asked to save what it knows', async () => {
    const store = openStore()
    await put(store, 'a')
    store.onLost(() => void put(store, 'again'))
    await asPromise(indexedDB.deleteDatabase(store.name))
    await until(() => store.state.kind === 'lost')
    await until(async () => JSON.stringify(await keys(store)) === '["again"]')
    expect(sentence(store.state)).toContain('saved again')
    store.acknowledge()
    expect(store.state).toEqual({ kind: 'available' })
  })

  test('what the second copy holds is put back first, and that is said', async () => {
    const store = openStore({
      refill: async (shelf) => {
        await (await shelf).write(['records'], (rows) => rows.put('records', [record('copy')]))
        return true
      },
    })
    expect(await store.opened()).toEqual({ kind: 'lost', from: 'second copy' })
    expect(await keys(store)).toEqual(['copy'])
  })
})

test('rows are found under the keys the tables name', async () => {
  const store = openStore()
  await put(store, 'a')
  await outside(store.name, async (database) => {
    expect(database.version).toBe(migrations.length)
    expect(await asPromise(database.transaction('records').objectStore('records').get('a'))).toEqual(
      record('a'),
    )
  })
})
