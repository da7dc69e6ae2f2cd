import { expect, onTestFinished, test } from 'vitest'
import { LastWords } from '../../src/storage/last-words'
import { Records, type RecordsOptions } from '../../src/storage/records'
import type { Store } from '../../src/storage/store'
import { asPromise, freshName, openStore, outside, until } from './browser'

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

function records(store: Store, options: RecordsOptions = {}): Records {
  const made = new Records(store, { channel: freshName(), ...options })
  onTestFinished(() => made.close())
  return made
}

test('a value is there again in the next visit, without a flush, within 300 ms and a little', async () => {
  const store = openStore()
  const first = records(store)
  await store.opened()
  const began = performance.now()
  first.set('theme', 'dark')
  const second = records(store)
  await until(async () => (await second.get('theme', text)) === 'dark')
  expect(performance.now() - began).toBeLessThan(1500)
})

test('somebody who types without a pause is saved all the same', async () => {
  const store = openStore()
  const writer = records(store, { delay: 30 })
  const reader = records(store)
  let typed = 0
  await until(async () => {
    writer.set('draft', `select ${++typed}`)
    return (await reader.get('draft', text)) !== undefined
  })
})

test('what was set is read back before it is stored, and removed before it is removed there', async () => {
  const made = records(openStore(), { delay: 60_000 })
  made.set('a', 'one')
  expect(await made.get('a', text)).toBe('one')
  expect(await made.keys()).toEqual(['a'])
  await made.flush()
  made.remove('a')
  expect(await made.get('a', text)).toBeUndefined()
  expect(await made.keys()).toEqual([])
})

test('a draft of two million characters comes back whole, and leaves nothing behind when it gets short', async () => {
  const store = openStore()
  const made = records(store)
  const long = 'select “ä😀” -- '.repeat(130_000)
  made.set('draft', long)
  await made.flush()
  expect(await records(store).get('draft', text)).toBe(long)
  made.set('draft', 'select 1')
  await made.flush()
  expect(await records(store).get('draft', text)).toBe('select 1')
  expect(await store.read(['records'], (rows) => rows.keys('records'))).toEqual({
    ok: true,
    value: ['draft'],
  })
})

test('no stored row is longer than 64 KiB, where Chromium would make it a file of its own', async () => {
  const store = openStore()
  const made = records(store)
  made.set('draft', '😀'.repeat(100_000))
  await made.flush()
  const rows = await store.read(['records'], (tables) => tables.all('records'))
  expect(rows.ok && Math.max(...rows.value.map((row) => row.json.length * 2))).toBeLessThan(64 * 1024)
})

test.each([
  ['what the caller does not know', '{"colour":"teal"}'],
  ['what is not JSON', '{"the'],
])('%s is set aside, never deleted', async (_, json) => {
  const store = openStore()
  await store.opened()
  await outside(store.name, (database) =>
    asPromise(
      database
        .transaction('records', 'readwrite')
        .objectStore('records')
        .put({ key: 'theme', json, parts: 1 }),
    ),
  )
  const made = records(store)
  expect(await made.get('theme', text)).toBeUndefined()
  const [aside] = await made.keys('aside:theme:')
  expect(await made.get(aside ?? '', (value) => value)).toEqual({ key: 'theme', json })
  expect(await made.keys('theme')).toEqual([])
})

test('another tab hears what was stored', async () => {
  const store = openStore()
  const channel = freshName()
  const [one, other] = [records(store, { channel }), records(store, { channel })]
  const heard = new Promise<string>((resolve) => other.onChange(resolve))
  one.set('theme', 'dark')
  await one.flush()
  expect(await heard).toBe('theme')
})

test('after site data were deleted under the page, its values are stored again', async () => {
  const store = openStore()
  const made = records(store)
  made.set('draft', 'select 1')
  await made.flush()
  await asPromise(indexedDB.deleteDatabase(store.name))
  await until(() => store.state.kind === 'lost')
  await until(async () => (await records(store).get('draft', text)) === 'select 1')
})

test('what waits when the page is left is there for the next one, though its transaction is dropped', async () => {
  const lastWords = new LastWords(freshName())
  const left = records(openStore(), { lastWords, delay: 60_000 })
  left.set('draft', 'the last words')
  left.remove('old')
  void left.leave()
  const store = openStore() // as if nothing had come to the first one
  const next = records(store, { lastWords })
  expect(await next.get('draft', text)).toBe('the last words')
  await next.flush()
  expect(await records(store).get('draft', text)).toBe('the last words')
})

test('what was stored after all is not told twice: it would take the place of something newer', async () => {
  const lastWords = new LastWords(freshName())
  const store = openStore()
  const left = records(store, { lastWords, delay: 60_000 })
  left.set('draft', 'old')
  await left.leave()
  expect(lastWords.take()).toEqual([])
  left.set('draft', 'older')
  lastWords.keep([['draft', '"older"']]) // of a page that went while this one lives
  await left.flush()
  expect(lastWords.take()).toEqual([])
})

test('of last words that are too many the longest are left out, and junk is none', () => {
  const name = freshName()
  const lastWords = new LastWords(name)
  lastWords.keep([
    ['long', 'x'.repeat(2_000_000)],
    ['draft', '"short"'],
    ['gone', null],
  ])
  expect(new Map(lastWords.take())).toEqual(
    new Map([
      ['gone', null],
      ['draft', '"short"'],
    ]),
  )
  for (const junk of ['{', '7', '[1, ["a"], ["b", 2], [3, "c"]]']) {
    localStorage.setItem(`${name} last words`, junk)
    expect(lastWords.take()).toEqual([])
  }
  expect(localStorage.getItem(`${name} last words`)).toBeNull()
})
