import { describe, expect, onTestFinished, test } from 'vitest'
import { Contents, loadSentence, type ContentsOptions } from '../../src/storage/contents'
import { Databases } from '../../src/storage/databases'
import { chunkSize } from '../../src/storage/listing'
import { Locks } from '../../src/storage/locks'
import type { Store } from '../../src/storage/store'
import { sweep } from '../../src/storage/sweep'
import type { ChunkRow } from '../../src/storage/tables'
import { asPromise, freshName, openStore, outside, until } from './browser'
import { chunk, files, namesIn } from './files'
import type { Order } from './owner.worker'

/** One tab on a store. */
function tab(store: Store & { readonly name: string }, options: ContentsOptions = {}) {
  const locks = new Locks({ name: store.name, patience: 100 })
  const contents = new Contents(store, locks, { pause: 0, ...options })
  const databases = new Databases(store, { channel: freshName(), settle: (id) => contents.flush(id) })
  onTestFinished(() => {
    locks.close()
    databases.close()
  })
  const made = async (name = 'Shop'): Promise<string> => {
    const result = await databases.create({ name, dialect: 'sqlite', sample: 'sales', base: null })
    if (!result.ok) throw new Error(result.problem.kind)
    return result.value.id
  }
  const owned = async (name?: string): Promise<string> => {
    const id = await made(name)
    expect(await contents.claim(id, { taken: () => undefined })).toEqual({ kind: 'owner' })
    return id
  }
  const loaded = async (id: string) => {
    const result = await contents.load(id)
    return result.kind === 'loaded' ? namesIn(result.files) : result.kind
  }
  return { contents, databases, made, owned, loaded }
}

const count = async (store: Store, table: 'chunks' | 'generations') => {
  const result = await store.read([table], (rows) => rows.keys(table))
  return result.ok ? result.value.length : -1
}

/** Writes other bytes over a chunk, as a failing disk would. */
async function damage(store: Store & { readonly name: string }, name: string): Promise<void> {
  await outside(store.name, async (database) => {
    const chunks = database.transaction('chunks', 'readwrite').objectStore('chunks')
    for (const row of (await asPromise(chunks.getAll())) as { hash: string; bytes: Uint8Array }[]) {
      if (!new TextDecoder().decode(row.bytes).startsWith(name)) continue
      row.bytes[1000] = 99
      await asPromise(chunks.put(row))
    }
  })
}

describe('saving', () => {
  test('what was saved is there in the next visit, byte for byte', async () => {
    const store = openStore()
    const first = tab(store)
    const id = await first.owned()
    const tail = chunk('tail', 100)
    expect(await first.contents.save(id, files('a', 'b', tail))).toMatchObject({
      kind: 'saved',
      generation: 1,
    })
    const next = await tab(openStore({ name: store.name })).contents.load(id)
    expect(next.kind === 'loaded' && next.files).toEqual(files('a', 'b', tail))
  })

  test('files with holes and removed files come back with them', async () => {
    const { contents, owned } = tab(openStore())
    const id = await owned()
    const saved = {
      files: new Map([
        ['base/5/1249', { size: 5 * chunkSize, chunks: new Map([[3, chunk('x')]]) }],
        ['empty', { size: 0, chunks: new Map<number, Uint8Array>() }],
      ]),
      removed: new Set(['base/5/gone']),
    }
    await contents.save(id, saved)
    const back = await contents.load(id)
    expect(back.kind === 'loaded' && back.files).toEqual(saved)
  })

  test('a chunk that is a view of a large buffer is stored as itself', async () => {
    const store = openStore()
    const { contents, owned, loaded } = tab(store)
    const id = await owned()
    const large = new Uint8Array(10 * chunkSize)
    large.set(chunk('view'), chunkSize)
    await contents.save(id, files(large.subarray(chunkSize, 2 * chunkSize)))
    const rows = await store.read(['chunks'], (tables) => tables.all('chunks'))
    expect(rows.ok && Math.max(...rows.value.map((row) => row.bytes.buffer.byteLength))).toBe(chunkSize)
    expect(await loaded(id)).toEqual(['view'])
  })

  test('only what is new is written', async () => {
    const store = openStore()
    const { contents, owned } = tab(store)
    const id = await owned()
    const shared = [chunk('a'), chunk('b'), chunk('c')]
    await contents.save(id, files(...shared))
    const before = await count(store, 'chunks')
    await contents.save(id, files(...shared, 'd'))
    // the new chunk, and the two pieces of the listing
    expect((await count(store, 'chunks')) - before).toBe(3)
  })

  test('three states are kept, and what none of them needs is collected', async () => {
    const store = openStore()
    const { contents, owned } = tab(store)
    const id = await owned()
    for (const name of ['one', 'two', 'three', 'four', 'five']) await contents.save(id, files(name))
    const kept = await contents.generations(id)
    expect(kept.ok && kept.value.map((each) => each.number)).toEqual([5, 4, 3])
    await sweep(store)
    // three chunks, three bodies of listings, and the one head they share
    expect(await count(store, 'chunks')).toBe(7)
    const oldest = await contents.load(id, 3)
    expect(oldest.kind === 'loaded' && namesIn(oldest.files)).toEqual(['three'])
  })

  test('a storm of 1,000 saves is answered, a few are made, and the last one is kept', async () => {
    const store = openStore()
    const { contents, owned, loaded } = tab(store, { pause: 100 })
    const id = await owned()
    const saves = Array.from({ length: 1000 }, (_, i) => contents.save(id, files(`state ${i}`)))
    const answers = await Promise.all(saves)
    expect(answers.every((answer) => answer.kind === 'saved')).toBe(true)
    expect(answers.at(-1)).toMatchObject({ kind: 'saved', generation: 2 })
    expect(await loaded(id)).toEqual(['state 999'])
  })

  test('the clock may jump back: the number decides which is newest', async () => {
    const store = openStore()
    const { contents, owned, loaded } = tab(store)
    const id = await owned()
    const { now } = Date
    onTestFinished(() => void (Date.now = now))
    await contents.save(id, files('first'))
    Date.now = () => 1000
    await contents.save(id, files('second'))
    expect(await loaded(id)).toEqual(['second'])
  })
})

describe('damage', () => {
  test('when the newest state is damaged the one before is loaded, that is said, and the damaged one is kept', async () => {
    const store = openStore()
    const { contents, owned } = tab(store)
    const id = await owned()
    await contents.save(id, files('same', 'old'))
    await contents.save(id, files('same', 'new'))
    await damage(store, 'new')
    const result = await contents.load(id)
    expect(result.kind === 'loaded' && namesIn(result.files)).toEqual(['same', 'old'])
    expect(loadSentence(result, 'Shop')).toContain('damaged')
    const rescued = await contents.salvage(id, 2)
    expect(rescued && namesIn(rescued.files)).toEqual(['same', 'new'])
    expect(rescued?.missing).toBe(1)
    // it goes on from there, and the right bytes can be stored again
    expect(await contents.save(id, files('same', 'new'))).toMatchObject({ kind: 'saved', generation: 3 })
    const again = await contents.load(id)
    expect(again.kind === 'loaded' && again.damaged).toEqual([])
    expect(again.kind === 'loaded' && namesIn(again.files)).toEqual(['same', 'new'])
  })

  test('when every state is damaged that is said, and the second copy is taken where there is one', async () => {
    const store = openStore()
    const { contents, owned } = tab(store)
    const id = await owned()
    await contents.save(id, files('a'))
    await damage(store, 'a')
    expect(loadSentence(await contents.load(id), 'Shop')).toContain('no older state')
    const copy = { files: files('copy'), at: 5 }
    const other = tab(store, { secondCopy: () => Promise.resolve(copy) })
    expect(await other.loaded(id)).toEqual(['copy'])
  })

  test('a state that lost a chunk or its listing is damaged too', async () => {
    const store = openStore()
    const { contents, owned, loaded } = tab(store)
    const id = await owned()
    await contents.save(id, files('a'))
    await contents.save(id, files('b'))
    await outside(store.name, async (database) => {
      const chunks = database.transaction('chunks', 'readwrite').objectStore('chunks')
      for (const row of (await asPromise(chunks.getAll())) as { hash: string; bytes: Uint8Array }[]) {
        if (new TextDecoder().decode(row.bytes).startsWith('b')) await asPromise(chunks.delete(row.hash))
      }
    })
    expect(await loaded(id)).toEqual(['a'])
  })

  test.each([
    ['without its sum, as an older page stored it,', undefined],
    ['with a sum that does not fit', '0.0.0'],
  ])('a chunk %s is checked by its hash', async (_, sum) => {
    const store = openStore()
    const { contents, owned, loaded } = tab(store)
    const id = await owned()
    await contents.save(id, files('a'))
    await contents.save(id, files('b'))
    await outside(store.name, async (database) => {
      const chunks = database.transaction('chunks', 'readwrite').objectStore('chunks')
      for (const { hash, bytes } of (await asPromise(chunks.getAll())) as ChunkRow[])
        await asPromise(chunks.put({ hash, bytes, ...(sum !== undefined && { sum }) }))
    })
    expect(await loaded(id)).toEqual(['b'])
    await damage(store, 'b')
    expect(await loaded(id)).toEqual(['a'])
  })

  test('a manifest that was changed does not verify', async () => {
    const store = openStore()
    const { contents, owned, loaded } = tab(store)
    const id = await owned()
    await contents.save(id, files('a'))
    await contents.save(id, files('b'))
    await outside(store.name, async (database) => {
      const rows = database.transaction('generations', 'readwrite').objectStore('generations')
      const row = (await asPromise(rows.get([id, 2]))) as { bytes: number }
      await asPromise(rows.put({ ...row, bytes: row.bytes + 1 }))
    })
    expect(await loaded(id)).toEqual(['a'])
  })
})

describe('owners', () => {
  test('a second tab is told that the database is open elsewhere, can look, and cannot save', async () => {
    const store = openStore()
    const [first, second] = [tab(store), tab(store)]
    const id = await first.owned()
    await first.contents.save(id, files('a'))
    expect(await second.contents.claim(id, { taken: () => undefined })).toEqual({ kind: 'elsewhere' })
    expect(await second.loaded(id)).toEqual(['a'])
    expect(await second.contents.save(id, files('b'))).toEqual({ kind: 'taken' })
    expect(await first.loaded(id)).toEqual(['a'])
  })

  test('taking over lets the old owner save first, tells it, and stops its saving', async () => {
    const store = openStore()
    const [first, second] = [tab(store), tab(store)]
    const id = await first.made()
    const heard: string[] = []
    await first.contents.claim(id, {
      leaving: () => {
        heard.push('leaving')
        void first.contents.save(id, files('last words'))
      },
      taken: () => void heard.push('taken'),
    })
    await first.contents.save(id, files('a'))
    expect(await second.contents.takeOver(id, { taken: () => undefined })).toEqual({ kind: 'owner' })
    expect(heard).toEqual(['leaving', 'taken'])
    expect(await second.loaded(id)).toEqual(['last words'])
    expect(await first.contents.save(id, files('too late'))).toEqual({ kind: 'taken' })
    await second.contents.save(id, files('second tab'))
    expect(await first.loaded(id)).toEqual(['second tab'])
  })

  test('an owner that does not answer loses the database all the same, and what it saves later is refused', async () => {
    const store = openStore()
    const [first, second] = [tab(store), tab(store)]
    const id = await first.made()
    let taken = false
    await first.contents.claim(id, {
      leaving: () => new Promise(() => undefined),
      taken: () => (taken = true),
    })
    await first.contents.save(id, files('a'))
    await second.contents.takeOver(id, { taken: () => undefined })
    await until(() => taken)
    await second.contents.save(id, files('b'))
    expect(await first.contents.save(id, files('old'))).toEqual({ kind: 'taken' })
    expect(await second.loaded(id)).toEqual(['b'])
  })

  test('of several that take over at once one owns it in the end, and no other one saves', async () => {
    const store = openStore()
    const tabs = Array.from({ length: 5 }, () => tab(store))
    const [first] = tabs
    const id = (await first?.made()) ?? ''
    const told = new Set<number>()
    const claims = await Promise.all(
      tabs.map(({ contents }, n) => contents.takeOver(id, { taken: () => told.add(n) })),
    )
    const owners = () => tabs.filter(({ contents }) => contents.owns(id)).length
    await until(() => owners() === 1)
    const saved = await Promise.all(tabs.map(({ contents }, n) => contents.save(id, files(`tab ${n}`))))
    expect(saved.filter(({ kind }) => kind === 'saved').length).toBe(1)
    // whoever does not own it knows: by the answer, or told since
    for (const [n, { contents }] of tabs.entries())
      expect(contents.owns(id) || told.has(n) || claims[n]?.kind === 'elsewhere').toBe(true)
  })

  test('without Web Locks an older copy is refused by its number, and its tab is told', async () => {
    const store = openStore()
    // locks of different names do not see each other, like tabs of a page without Web Locks
    const [first, second] = [
      tab(store),
      tab(Object.assign(openStore({ name: store.name }), { name: freshName() })),
    ]
    const id = await first.made()
    let taken = 0
    await first.contents.claim(id, { taken: () => taken++ })
    await first.contents.save(id, files('a'))
    await second.contents.claim(id, { taken: () => undefined })
    await second.contents.save(id, files('b'))
    expect(await first.contents.save(id, files('old'))).toEqual({ kind: 'taken' })
    expect(taken).toBe(1)
    expect(await second.loaded(id)).toEqual(['b'])
  })

  test('two claims at once in one tab are one', async () => {
    const { contents, made } = tab(openStore())
    const id = await made()
    const claim = () => contents.claim(id, { taken: () => undefined })
    expect(await Promise.all([claim(), claim()])).toEqual([{ kind: 'owner' }, { kind: 'owner' }])
  })

  test('a tab that ends gives its databases free', async () => {
    const store = openStore()
    const [first, second] = [tab(store), tab(store)]
    const id = await first.owned()
    await first.contents.release(id)
    expect(await second.contents.claim(id, { taken: () => undefined })).toEqual({ kind: 'owner' })
  })
})

describe('owners in other contexts', () => {
  /** Another context of the same site, with its own memory and its own end. */
  function other() {
    const worker = new Worker(new URL('./owner.worker.ts', import.meta.url), { type: 'module' })
    onTestFinished(() => worker.terminate())
    const heard: string[] = []
    worker.addEventListener('message', ({ data }: MessageEvent<string>) => heard.push(data))
    return {
      heard,
      die: () => worker.terminate(),
      ask: async (order: Order) => {
        const before = heard.length
        worker.postMessage(order)
        await until(() => heard.length > before)
        return heard.at(-1)
      },
    }
  }

  test('a context that dies gives its databases free, with what it saved', async () => {
    const store = openStore()
    const here = tab(store)
    const id = await here.made()
    const there = other()
    expect(await there.ask({ kind: 'claim', name: store.name, id })).toBe('owner')
    expect(await here.contents.claim(id, { taken: () => undefined })).toEqual({ kind: 'elsewhere' })
    expect(await there.ask({ kind: 'save', chunk: 'theirs' })).toBe('saved')
    there.die()
    await until(async () => (await here.contents.claim(id, { taken: () => undefined })).kind === 'owner')
    expect(await here.loaded(id)).toEqual(['theirs'])
  })

  test('a context that is taken over is told, and its next save is refused', async () => {
    const store = openStore()
    const here = tab(store)
    const id = await here.made()
    const there = other()
    await there.ask({ kind: 'claim', name: store.name, id })
    await there.ask({ kind: 'save', chunk: 'theirs' })
    expect(await here.contents.takeOver(id, { taken: () => undefined })).toEqual({ kind: 'owner' })
    await until(() => there.heard.includes('told'))
    await here.contents.save(id, files('ours'))
    expect(await there.ask({ kind: 'save', chunk: 'too late' })).toBe('taken')
    expect(await here.loaded(id)).toEqual(['ours'])
  })
})

describe('the list', () => {
  const list = async (databases: Databases) => {
    const result = await databases.list()
    return result.ok ? result.value.map((each) => each.name) : result.problem
  }

  test('names stay apart', async () => {
    const { databases, made } = tab(openStore())
    await made('Shop')
    const id = await made('Shop')
    expect(await databases.rename(id, 'Shop')).toEqual({ ok: true, value: 'Shop 2' })
    expect(await databases.rename(id, 'Library')).toEqual({ ok: true, value: 'Library' })
    expect(await databases.rename('nobody', 'x')).toEqual({ ok: true, value: null })
    expect(await list(databases)).toEqual(['Shop', 'Library'])
  })

  test('a duplicate has the content, shares its chunks, and goes its own way', async () => {
    const store = openStore()
    const { contents, databases, owned, loaded } = tab(store)
    const id = await owned()
    await contents.save(id, files('a', 'b'))
    const before = await count(store, 'chunks')
    const copy = await databases.duplicate(id)
    const copyId = copy.ok && copy.value ? copy.value.id : ''
    expect(copy).toMatchObject({ ok: true, value: { name: 'Shop 2', sample: 'sales', bytes: 2 * chunkSize } })
    expect(await count(store, 'chunks')).toBe(before)
    await contents.claim(copyId, { taken: () => undefined })
    await contents.save(copyId, files('c'))
    expect([await loaded(id), await loaded(copyId)]).toEqual([['a', 'b'], ['c']])
  })

  test('deleting can be undone with all content; for good means for good', async () => {
    const store = openStore()
    const { contents, databases, owned, loaded } = tab(store)
    const id = await owned()
    await contents.save(id, files('a'))
    expect(await databases.purge(id)).toEqual({ ok: true, value: false })
    await databases.remove(id)
    expect(await list(databases)).toEqual([])
    const bin = await databases.bin()
    expect(bin.ok && bin.value.map((each) => each.id)).toEqual([id])
    expect(await contents.save(id, files('b'))).toEqual({ kind: 'taken' })
    await databases.undoRemove(id)
    expect(await loaded(id)).toEqual(['a'])
    await databases.remove(id)
    await databases.purge(id)
    expect(await loaded(id)).toBe('absent')
    expect([await count(store, 'chunks'), await count(store, 'generations')]).toEqual([0, 0])
  })

  test('the bin keeps for thirty days', async () => {
    const store = openStore()
    const { contents, databases, owned, loaded } = tab(store)
    const [old, kept] = [await owned(), await owned()]
    await contents.save(old, files('a'))
    await contents.save(kept, files('b'))
    await databases.remove(old)
    const days = (count: number) => Date.now() + count * 24 * 60 * 60 * 1000
    await databases.purgeOld(days(29.9))
    expect((await databases.bin()).ok).toBe(true)
    expect(await loaded(old)).toEqual(['a'])
    await databases.purgeOld(days(30.1))
    expect(await loaded(old)).toBe('absent')
    expect(await databases.bin()).toEqual({ ok: true, value: [] })
    expect(await loaded(kept)).toEqual(['b'])
    expect(await count(store, 'generations')).toBe(1)
  })
})

describe('without room or gone', () => {
  test('after site data were deleted under the page, what is open is saved again', async () => {
    const store = openStore()
    const { contents, owned, loaded } = tab(store)
    const id = await owned()
    await contents.save(id, files('a'))
    await asPromise(indexedDB.deleteDatabase(store.name))
    await until(async () => JSON.stringify(await loaded(id)) === '["a"]')
    expect(store.state).toEqual({ kind: 'lost', from: 'this page' })
    expect(await contents.save(id, files('b'))).toMatchObject({ kind: 'saved' })
  })

  test('a save that meets the deleted storage itself is not lost', async () => {
    const store = openStore()
    const { contents, owned, loaded } = tab(store)
    const id = await owned()
    await contents.save(id, files('a'))
    const deleting = asPromise(indexedDB.deleteDatabase(store.name))
    void contents.save(id, files('b'))
    await deleting
    await until(async () => JSON.stringify(await loaded(id)) === '["b"]')
  })
})
