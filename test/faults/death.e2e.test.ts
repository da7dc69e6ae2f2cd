/** Engines that die or starve while a page uses them. The worker's script is served with a fault in it. */
import { afterEach, describe, expect, test } from 'vitest'
import { browser, site, withSite } from '../e2e/site'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { Desk, engineName } from './desk'
import { spoil, tell } from './spoil'

let desk: Desk | undefined
withSite()
afterEach(() => desk?.close())

/** Once the page says so, the engine's memory cannot grow any more. */
const starved = `
  const fault = new BroadcastChannel('fault')
  const grow = WebAssembly.Memory.prototype.grow
  let full = false
  fault.onmessage = () => {
    full = true
    fault.postMessage('heard')
  }
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (!full) return grow.call(this, pages)
    fault.postMessage('refused')
    throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded')
  }`
/** No memory at all is to be had. */
const bare = `
  WebAssembly.Memory = function () { throw new RangeError('WebAssembly.Memory(): could not allocate memory') }
  WebAssembly.instantiate = () => Promise.reject(new RangeError('WebAssembly.instantiate(): Out of memory'))
  WebAssembly.instantiateStreaming = WebAssembly.instantiate`
/** Once the page says so, every byte of the engine's memory is overwritten. */
const corrupted = `
  const memories = new Set()
  const note = (instance) => {
    for (const item of Object.values(instance.exports)) if (item instanceof WebAssembly.Memory) memories.add(item)
  }
  const instantiate = WebAssembly.instantiate
  WebAssembly.instantiate = async (module, imports) => {
    for (const part of Object.values(imports ?? {}))
      for (const item of Object.values(part)) if (item instanceof WebAssembly.Memory) memories.add(item)
    const made = await instantiate(module, imports)
    note(made.instance ?? made)
    return made
  }
  const fault = new BroadcastChannel('fault')
  fault.onmessage = () => {
    for (const memory of memories) new Uint8Array(memory.buffer).fill(0xa5)
    fault.postMessage('heard')
  }`
async function prepared(dialect: Dialect, script: string): Promise<Desk> {
  spoil(site, dialect, script)
  desk = await Desk.open(browser, site)
  await desk.choose(dialect)
  await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1), (2)')
  return desk
}

describe.each(dialects)('%s', (dialect) => {
  const big: Record<Dialect, string> = {
    sqlite: 'SELECT length(hex(zeroblob(400000000)))',
    postgres: "SELECT length(repeat('x', 400000000) || repeat('y', 400000000))",
  }

  test('on a device without memory left, the query fails in words and the data are there', async () => {
    const found = await prepared(dialect, starved)
    await tell(found, 'now')
    const refused = await found.page.evaluateHandle(() => {
      const heard: unknown[] = []
      new BroadcastChannel('fault').onmessage = ({ data }) => heard.push(data)
      return heard
    })
    await found.run(big[dialect])
    expect(await refused.jsonValue()).toContain('refused')
    expect(await found.result(1).innerText()).toMatch(/memory|engine|too big/i)
    expect(await found.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })

  test('a trap in the middle: said, restarted, nothing reported is lost, the script is kept', async () => {
    const found = await prepared(dialect, corrupted)
    await tell(found, 'now')
    await found.run('SELECT count(*) AS n FROM keep')
    expect(await found.said(1)).toMatch(/^engine ended|^failed/)
    expect(await found.page.getByRole('textbox', { name: 'SQL editor' }).innerText()).toContain(
      'SELECT count(*) AS n',
    )
    expect(await found.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })

  test('on a device without memory for an engine, that is said, and it starts when there is some', async () => {
    spoil(site, dialect, bare)
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    const said = await desk.page.getByText(/could not be started: .*memory.*Your text is kept/is).innerText()
    expect(said).toContain(engineName[dialect])
    site.fault = null
    await desk.button('Try again').click()
    expect(await desk.ask('SELECT count(*) FROM sales')).toEqual([['50']])
  })
})

test('SQLite that was left without memory by its own SQL is restarted, with what was reported', async () => {
  desk = await Desk.open(browser, site)
  await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1), (2)')
  await desk.run('PRAGMA hard_heap_limit = 1; SELECT * FROM keep')
  expect(`${await desk.said(1)} ${await desk.said(2)}`).toMatch(/engine ended|failed/)
  expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
})

test.each<[string, Dialect, string]>([
  ['PostgreSQL whose catalog was emptied', 'postgres', 'DELETE FROM pg_class'],
  [
    'SQLite whose schema was damaged',
    'sqlite',
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'nonsense'; PRAGMA writable_schema = RESET",
  ],
])('%s is back by itself: said, never saved, the same after a reload', async (_, dialect, script) => {
  desk = await Desk.open(browser, site)
  await desk.choose(dialect)
  await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1), (2)')
  const saved = desk.page.getByText('Saved in this browser', { exact: true })
  await saved.waitFor()
  await desk.run(`INSERT INTO keep VALUES (3); ${script}`)
  await desk.page.getByText(/left the database damaged .*The database is as it was after Result 1/).waitFor()
  const titles = await desk.page.getByRole('heading', { name: /^Result \d+$/ }).allInnerTexts()
  expect(titles).toEqual(titles.map((_, i) => `Result ${i + 1}`))
  expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['3']])
  await saved.waitFor()
  await desk.page.reload()
  expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['3']])
  await desk.run('INSERT INTO keep VALUES (4)')
  await saved.waitFor()
})
