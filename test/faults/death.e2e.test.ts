/** Engines that die, starve or fall silent while a page uses them. The worker's script is served with a fault in it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { launch, type Site } from '../e2e/site'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { Desk, serveBuilt } from './desk'

let site: Site
let browser: Browser
let desk: Desk | undefined
beforeAll(async () => {
  ;[site, browser] = await Promise.all([serveBuilt(), launch()])
})
afterEach(async () => {
  site.fault = null
  await desk?.close()
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

/** Puts a script before that of a worker. */
function spoil(dialect: Dialect, script: string): void {
  site.fault = (path, _, response) => {
    const name = path.split('/').at(-1) ?? ''
    if (!name.startsWith(`worker-${dialect}`)) return false
    const file = readFileSync(join(process.env.SITE ?? 'dist', 'assets', name), 'utf8')
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(`${script}\n${file}`)
    return true
  }
}

/** Once the page says so, the engine's memory cannot grow any more. */
const starved = `
  const starve = new BroadcastChannel('fault')
  const grow = WebAssembly.Memory.prototype.grow
  let full = false
  starve.onmessage = () => (full = true)
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (full) throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded')
    return grow.call(this, pages)
  }`
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
  new BroadcastChannel('fault').onmessage = () => {
    for (const memory of memories) new Uint8Array(memory.buffer).fill(0xa5)
  }`
/** Once the page says so, the engine hears and says nothing. */
const silent = `
  let mute = false
  new BroadcastChannel('fault').onmessage = () => (mute = true)
  const listen = self.addEventListener.bind(self)
  self.addEventListener = (type, listener, options) =>
    listen(type, type === 'message' ? (event) => void (mute || listener(event)) : listener, options)`

const strike = (found: Desk) =>
  found.page.evaluate(async () => {
    new BroadcastChannel('fault').postMessage('now')
    await new Promise((resolve) => setTimeout(resolve, 200))
  })

async function prepared(dialect: Dialect, script: string): Promise<Desk> {
  spoil(dialect, script)
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
    await strike(found)
    await found.run(big[dialect])
    expect(await found.result(1).innerText()).toMatch(/memory|engine|too big/i)
    expect(await found.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })

  test('a trap in the middle: said, restarted, nothing reported is lost, the script is kept', async () => {
    const found = await prepared(dialect, corrupted)
    await strike(found)
    await found.run('SELECT count(*) AS n FROM keep')
    expect(await found.said(1)).toMatch(/^engine ended|^failed/)
    expect(await found.page.getByRole('textbox', { name: 'SQL editor' }).innerText()).toContain(
      'SELECT count(*) AS n',
    )
    expect(await found.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })

  test('an engine that falls silent can be stopped, and is back', async () => {
    const found = await prepared(dialect, silent)
    await strike(found)
    await found.begin('SELECT count(*) FROM keep')
    await found.button('Stop').click()
    await found.ended()
    expect(await found.said(1)).toMatch(/^stopped/)
    expect(await found.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })
})

test('an idle engine that does not answer for half a minute is replaced by itself', async () => {
  spoil('sqlite', silent)
  desk = await Desk.open(browser, site)
  await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1), (2)')
  await desk.page.clock.install()
  await desk.run('SELECT 1') // the watch begins anew after each question, now with the installed clock
  await strikeWithoutClock(desk)
  await desk.page.clock.runFor(21_000)
  await desk.page.clock.runFor(16_000)
  await desk.page.clock.resume()
  expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
})

/** With the clock installed no timer of the page fires by itself. */
async function strikeWithoutClock(found: Desk): Promise<void> {
  await found.page.evaluate(() => new BroadcastChannel('fault').postMessage('now'))
  await new Promise((resolve) => setTimeout(resolve, 200))
}

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
])('%s goes back with Undo run, at once and after a reload', async (_, dialect, script) => {
  desk = await Desk.open(browser, site)
  await desk.choose(dialect)
  await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1), (2)')
  const undone = desk.page.getByText(/^The database is as it was before: (DELETE|PRAGMA)/)
  await desk.run(script)
  await desk.button('Undo run').click()
  await undone.waitFor()
  expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  await desk.run(script)
  await desk.page.getByTitle(/^Undo: (DELETE|PRAGMA)/).waitFor()
  await desk.page.getByText('Saved in this browser').waitFor()
  await desk.page.reload()
  await desk.page.getByTitle(/^Undo: (DELETE|PRAGMA)/).waitFor()
  await desk.button('Undo run').click()
  await undone.waitFor()
  expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
})
