import { describe, expect, onTestFinished, test } from 'vitest'
import { exportAll, importAll } from '../../src/storage/archive'
import { pack, type Frame } from '../../src/storage/archive-frames'
import { encode } from '../../src/storage/listing'
import { sealed } from '../../src/storage/generation'
import { hashOf } from '../../src/storage/hash'
import { openStorage, type PageStorage } from '../../src/storage/storage'
import { freshName } from './browser'
import { chunk, files, namesIn } from './files'

function visit(): PageStorage {
  const name = freshName()
  const storage = openStorage({ name, pause: 0, refill: () => Promise.resolve(false) })
  onTestFinished(async () => {
    await storage.close()
    indexedDB.deleteDatabase(name)
  })
  return storage
}

/** A visit with a database, a draft and a run. */
async function used(): Promise<PageStorage> {
  const storage = visit()
  const made = await storage.databases.create({
    name: 'Shop',
    dialect: 'postgres',
    sample: 'sales',
    base: 'pg 1',
  })
  const id = made.ok ? made.value.id : ''
  await storage.contents.claim(id, { taken: () => undefined })
  await storage.contents.save(id, files('a', 'b', chunk('end', 10)))
  await storage.databases.create({ name: 'Empty', dialect: 'sqlite', sample: null, base: null })
  storage.records.set('draft:1', { text: 'select “ä”', cursor: 3 })
  await storage.history.append({
    sql: 'select 1',
    dialect: 'sqlite',
    database: 'Shop',
    at: 9,
    ms: 1,
    rows: 1,
    error: null,
  })
  return storage
}

async function contents(storage: PageStorage) {
  const list = await storage.databases.list()
  const databases = (list.ok ? list.value : []).map(async ({ id, name, dialect, sample, base }) => {
    const loaded = await storage.contents.load(id)
    return [name, dialect, sample, base, loaded.kind === 'loaded' ? namesIn(loaded.files) : loaded.kind]
  })
  return {
    databases: await Promise.all(databases),
    records: Object.fromEntries(await storage.records.all()),
    runs: (await storage.history.search()).map((run) => run.sql),
  }
}

async function* frames(...list: Frame[]): AsyncGenerator<Frame> {
  for (const frame of list) yield await Promise.resolve(frame)
}
const json = (value: unknown): Frame => ({ kind: 'json', value })
const end = json({ kind: 'end' })

/** Says why the file was refused, and makes sure that nothing was written. */
async function refused(file: Blob, limits?: Parameters<typeof importAll>[2]): Promise<string> {
  const storage = visit()
  const result = await importAll(file, storage, limits)
  expect(await contents(storage)).toEqual({ databases: [], records: {}, runs: [] })
  return result.ok ? 'not refused' : result.sentence
}

test('a run of the file knows its database under the id that it gets, and comes once', async () => {
  const from = await used()
  const list = await from.databases.list()
  const shop = list.ok ? list.value.find(({ name }) => name === 'Shop') : undefined
  const run = { dialect: 'postgres', database: 'Shop', at: 10, ms: 1, rows: 1, error: null } as const
  await from.history.append({ ...run, sql: 'select 2', databaseId: shop?.id ?? '' })
  await from.history.append({ ...run, sql: 'select 3', databaseId: 'of a database that was deleted' })
  const { file } = await exportAll(from)
  const to = visit()
  const result = await importAll(file, to)
  const made = result.ok ? result.report.databases.find((one) => one.from === 'Shop') : undefined
  expect(made?.id).not.toBe(shop?.id)
  const ids = async (storage: PageStorage) =>
    (await storage.history.search()).map(({ sql, databaseId }) => [sql, databaseId])
  const runs = [
    ['select 3', 'of a database that was deleted'],
    ['select 2', made?.id],
    ['select 1', undefined],
  ]
  expect(await ids(to)).toEqual(runs)
  expect(await importAll(file, to)).toMatchObject({ ok: true, report: { runs: 0 } })
  expect(await ids(to)).toEqual(runs)
})

test('everything comes back in another browser', async () => {
  const from = await used()
  const { file, left } = await exportAll(from)
  expect(left).toEqual([])
  const to = visit()
  const result = await importAll(file, to)
  expect(result).toMatchObject({ ok: true, report: { records: ['draft:1'], beside: [], runs: 1 } })
  expect(await contents(to)).toEqual(await contents(from))
  expect((await contents(to)).databases).toContainEqual([
    'Shop',
    'postgres',
    'sales',
    'pg 1',
    ['a', 'b', 'end'],
  ])
})

test('importing replaces nothing: databases get new names, values that differ a key of their own', async () => {
  const from = await used()
  const { file } = await exportAll(from)
  from.records.set('draft:1', 'newer')
  const list = await from.databases.list()
  for (const { id } of list.ok ? list.value : []) {
    await from.contents.claim(id, { taken: () => undefined })
    await from.contents.save(id, files('newer'))
  }
  await from.flush()
  const result = await importAll(file, from)
  const databases = (await contents(from)).databases.map(([name, , , , held]) => [name, held])
  expect(databases).toEqual([
    ['Shop', ['newer']],
    ['Empty', ['newer']],
    ['Shop 2', ['a', 'b', 'end']],
    ['Empty 2', 'empty'],
  ])
  expect(await from.records.get('draft:1', (value) => value)).toBe('newer')
  const beside = result.ok ? result.report.beside : []
  expect(beside.map(({ of }) => of)).toEqual(['draft:1'])
  expect(await from.records.get(beside[0]?.key ?? '', (value) => value)).toEqual({
    text: 'select “ä”',
    cursor: 3,
  })
  expect((await contents(from)).runs).toEqual(['select 1'])
})

test('a database that is here already with the same content does not come twice, whatever number it got', async () => {
  const from = await used()
  await from.databases.create({ name: 'Shop', dialect: 'postgres', sample: 'sales', base: 'pg 1' })
  const { file } = await exportAll(from)
  const before = await contents(from)
  expect(await importAll(file, from)).toMatchObject({ ok: true, report: { databases: [], already: 3 } })
  expect(await contents(from)).toEqual(before)
  const list = await from.databases.list()
  await from.databases.rename((list.ok && list.value[0]?.id) || '', 'Shop 7')
  expect(await importAll(file, from)).toMatchObject({ ok: true, report: { databases: [], already: 3 } })
  await from.databases.rename((list.ok && list.value[0]?.id) || '', 'Shopping')
  expect(await importAll(file, from)).toMatchObject({ ok: true, report: { databases: [{ name: 'Shop' }] } })
})

test('an untouched database gives its place to the one of its name, and whoever had it saves no more', async () => {
  const from = await used()
  const { file } = await exportAll(from)
  const to = visit()
  const shop = { name: 'Shop', dialect: 'postgres', sample: 'sales', base: 'pg 1' } as const
  const made = await to.databases.create(shop)
  const id = made.ok ? made.value.id : ''
  await to.databases.create({ ...shop, name: 'Other' })
  await to.contents.claim(id, { taken: () => undefined })
  const result = await importAll(file, to, undefined, undefined, new Set([id]))
  expect(result).toMatchObject({ report: { databases: [{ id, filled: true }, { filled: false }] } })
  const databases = (await contents(to)).databases.map(([name, , , , held]) => [name, held])
  expect(databases).toEqual([
    ['Shop', ['a', 'b', 'end']],
    ['Other', 'empty'],
    ['Empty', 'empty'],
  ])
  expect(await to.contents.save(id, files('the sample'))).toEqual({ kind: 'taken' })
})

test('values can be put together with those that are there, and learn the new ids of the databases', async () => {
  const from = await used()
  from.records.set('draft:1', 'x'.repeat(60_000))
  await from.flush()
  const { file } = await exportAll(from)
  from.records.set('draft:1', 'y'.repeat(90_000))
  await from.flush()
  const before = await from.databases.list()
  let known: ReadonlyMap<string, string> = new Map()
  const result = await importAll(file, from, undefined, (values, there, ids) => {
    known = ids
    values.delete('draft:1')
    return new Map([['draft:1', JSON.stringify(`both ${there.get('draft:1')?.length}`)]])
  })
  expect(result).toMatchObject({ ok: true, report: { records: ['draft:1'], beside: [] } })
  expect([...(await from.records.all())]).toEqual([['draft:1', '"both 90002"']])
  expect(await from.records.get('draft:1', (value) => value)).toBe('both 90002')
  expect([...known.keys()].sort()).toEqual(before.ok ? before.value.map(({ id }) => id).sort() : null)
  expect([...known.values()].sort()).toEqual([...known.keys()].sort())
})

test('what could not be saved is in the export all the same', async () => {
  const from = await used()
  const list = await from.databases.list()
  const id = (list.ok && list.value[0]?.id) || ''
  void from.contents.save(id, files('not stored yet'))
  const { file } = await exportAll(from)
  const to = visit()
  await importAll(file, to)
  expect((await contents(to)).databases[0]?.at(-1)).toEqual(['not stored yet'])
})

describe('a bad file is refused whole, with a sentence', () => {
  test('another kind of file', async () => {
    expect(await refused(new Blob(['PK\x03\x04']))).toBe(
      'This file is not a Tandem archive: choose one that Export everything wrote.',
    )
    expect(await refused(new Blob([]))).toBe(
      'This file is not a Tandem archive: choose one that Export everything wrote.',
    )
  })

  test('a newer version', async () => {
    expect(await refused(new Blob(['Tandem archive 2\n…']))).toContain('newer version')
  })

  test('cut off anywhere', async () => {
    const { file } = await exportAll(await used())
    for (const part of [0.1, 0.5, 0.9, 0.99]) {
      expect(await refused(file.slice(0, Math.floor(file.size * part)))).toContain('damaged or not complete')
    }
    expect(await refused(await pack(frames(json({ kind: 'record', key: 'a', json: '1' }))))).toContain(
      'not complete',
    )
  })

  test('a byte changed', async () => {
    const { file } = await exportAll(await used())
    const bytes = new Uint8Array(await file.arrayBuffer())
    bytes[bytes.length - 30] = (bytes[bytes.length - 30] ?? 0) ^ 0xff
    expect(await refused(new Blob([bytes]))).toContain('Nothing was imported')
  })

  test('one that unpacks to a thousand times its size', async () => {
    const bomb = await pack(frames(...Array.from({ length: 400 }, () => json('x'.repeat(32_000))), end))
    expect(bomb.size).toBeLessThan(100_000)
    expect(await refused(bomb, { file: 1_000_000, unpacked: 1_000_000 })).toContain('holds something unknown')
    const valid = Array.from({ length: 400 }, (_, i) =>
      json({ kind: 'record', key: `k${i}`, json: JSON.stringify('x'.repeat(32_000)) }),
    )
    expect(
      await refused(await pack(frames(...valid, end)), { file: 1_000_000, unpacked: 1_000_000 }),
    ).toContain('unpacks to more than 1 MB')
    expect(await refused(bomb, { file: 100, unpacked: 1_000_000 })).toContain('larger than')
  })

  test.each([
    ['an unknown item', { kind: 'script', text: 'alert(1)' }],
    ['an empty key', { kind: 'record', key: '', json: '1' }],
    ['a value that is not JSON', { kind: 'record', key: 'a', json: '{' }],
    [
      'an unknown dialect',
      {
        kind: 'database',
        database: { name: 'x', dialect: 'mysql', sample: null, base: null, createdAt: 1, state: null },
      },
    ],
    ['a run without a text', { kind: 'run', run: { id: 'a' } }],
    ['nothing', null],
  ])('%s', async (_, item) => {
    expect(await refused(await pack(frames(json(item), end)))).toContain('holds something unknown')
  })

  test.each(['../up', '/root', 'a/../../b', 'a\\b', 'C:x', 'a//b', 'line\nbreak', ''])(
    'a file named %j',
    async (path) => {
      const { head, body } = encode({
        files: [[path, 0]].map(() => ({ path, size: 0, chunks: [] })),
        removed: [],
      })
      const hashes = await Promise.all(head.map(hashOf))
      const length = head.reduce((sum, piece) => sum + piece.length, 0)
      const state = await sealed({ at: 1, bytes: 0, length, head: hashes, body: [] })
      const database = { name: 'Bad', dialect: 'sqlite', sample: null, base: null, createdAt: 1, state }
      expect(body).toEqual([])
      const chunks = head.map((bytes): Frame => ({ kind: 'chunk', bytes }))
      expect(
        await refused(await pack(frames(...chunks, json({ kind: 'database', database }), end))),
      ).toContain('outside of it')
    },
  )

  test('a database with a chunk missing', async () => {
    const state = await sealed({ at: 1, bytes: 0, length: 0, head: ['0'.repeat(64)], body: [] })
    const database = { name: 'Bad', dialect: 'sqlite', sample: null, base: null, createdAt: 1, state }
    expect(await refused(await pack(frames(json({ kind: 'database', database }), end)))).toContain(
      '“Bad” in this archive is damaged',
    )
  })
})
