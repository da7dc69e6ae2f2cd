/**
 * Kills the page and the browser at random moments while it saves, damages what is on the disk, takes away the room, and
 * counts what was lost of the saves that were reported as done. Prints one table; ends with 1 if a promise was broken.
 * `node test/faults/kill.mjs [kills]`, 50 without a number.
 */
import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killAll, startChromium } from './chromium.mjs'
import { serve } from './site.mjs'

const count = Number(process.argv[2] ?? 50)
const folder = await mkdtemp(join(tmpdir(), 'tandem-kill-'))
const site = await serve('kill-page', join(folder, 'site'))

/** @param {string} name @returns {Promise<string>} the folder of a browser that was never used */
const newProfile = (name) => mkdtemp(join(folder, name))

/** What one page was told is safe. */
class Visit {
  saved = 0
  draft = 0
  /** @param {import('playwright').Page} page */
  constructor(page) {
    this.page = page
    page.on('console', (message) => {
      const [kind, number] = message.text().split(' ')
      if (kind === 'saved') this.saved = Number(number)
      if (kind === 'draft') this.draft = Number(number)
    })
  }
  begin() {
    return this.page.evaluate(() => window.visit.begin())
  }
  /** Saves so many states. @param {string} id @param {number} states */
  save(id, states) {
    return this.page.evaluate(
      ([id, states]) => window.visit.work(id, states),
      /** @type {const} */ ([id, states]),
    )
  }
  /** Starts saving for ever; it ends with the page. @param {string} id */
  saveOn(id) {
    this.save(id, 1e9).catch(() => undefined)
  }
  copy() {
    return this.page.evaluate(() => window.visit.copy())
  }
  state() {
    return this.page.evaluate(() => window.visit.state())
  }
}

/** @param {Awaited<ReturnType<typeof startChromium>>} browser */
const visit = async (browser) => new Visit(await browser.open(site.origin))

/** Rows 73 and 74: compares what each visit finds with what the one before was promised. @param {'page' | 'browser'} what @param {number} kills */
async function killed(what, kills) {
  const figures = { kills: 0, promised: 0, lost: 0, mixed: 0, drafts: 0, fellBack: 0 }
  const profile = await newProfile(what)
  let [saved, draft] = [0, 0]
  let browser = await startChromium(profile)
  for (let round = 0; ; round++) {
    const here = await visit(browser)
    const found = await here.begin()
    if (found.state === -1 || found.claim !== 'owner') figures.mixed++
    else figures.lost += Math.max(0, saved - found.state)
    if (found.draft < draft) figures.drafts++
    if (found.fellBack) figures.fellBack++
    if (round === kills) break
    here.saveOn(found.id)
    await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 700))
    if (what === 'page') {
      const crashed = here.page.waitForEvent('crash')
      await browser.killRenderers()
      await crashed
    } else {
      await browser.kill()
      browser = await startChromium(profile)
    }
    figures.kills++
    figures.promised += Math.max(0, here.saved - Math.max(found.state, 0))
    saved = Math.max(here.saved, found.state)
    draft = Math.max(here.draft, found.draft)
  }
  await browser.kill()
  return { held: figures.lost + figures.mixed + figures.drafts === 0, figures }
}

/** The folder of the site's IndexedDB, and its newest log. @param {string} profile */
async function files(profile) {
  const root = join(profile, 'Default', 'IndexedDB')
  const name = (await readdir(root)).find((each) => each.endsWith('.leveldb')) ?? ''
  const names = await readdir(join(root, name))
  return {
    names: names.map((each) => join(root, name, each)),
    log: join(
      root,
      name,
      names
        .filter((each) => each.endsWith('.log'))
        .sort()
        .at(-1) ?? '',
    ),
  }
}

/**
 * Row 75, again and again on one profile. Chromium goes on writing behind a torn end, and finds the tear at the start
 * after that: then it drops everything, and the second copy is what is left.
 * @param {number} rounds
 */
async function torn(rounds) {
  const figures = { cuts: rounds, lostMost: 0, copies: 0, lostMostWithCopy: 0, unreadable: 0 }
  const profile = await newProfile('torn')
  let saved = 0
  for (let round = 0; ; round++) {
    const browser = await startChromium(profile)
    const here = await visit(browser)
    const found = await here.begin()
    const lost = saved - found.state
    if (found.state === -1) figures.unreadable++
    else if (found.storage.kind === 'lost') {
      figures.copies++
      figures.lostMostWithCopy = Math.max(figures.lostMostWithCopy, lost)
    } else figures.lostMost = Math.max(figures.lostMost, lost)
    if (round < rounds) {
      await here.copy()
      await here.save(found.id, 5)
      saved = here.saved
    }
    await browser.kill()
    if (round === rounds) break
    const { log } = await files(profile)
    const { size } = await stat(log)
    const handle = await open(log, 'r+')
    await handle.truncate(Math.max(0, size - 1 - Math.floor(Math.random() * 2048)))
    await handle.close()
  }
  // five states are saved after each copy
  return { held: figures.unreadable === 0 && figures.lostMost <= 1 && figures.lostMostWithCopy <= 5, figures }
}

/** Row 76: overwrites the heads of all its files. */
async function wiped() {
  const profile = await newProfile('wiped')
  const first = await startChromium(profile)
  const before = await visit(first)
  const { id } = await before.begin()
  await before.save(id, 5)
  await before.copy()
  await first.kill()
  for (const name of (await files(profile)).names) {
    if (!/\.(log|ldb)$|MANIFEST/.test(name)) continue
    const handle = await open(name, 'r+')
    await handle.write(Buffer.alloc(400, 0xa5), 0, 400, 20)
    await handle.close()
  }
  const second = await startChromium(profile)
  const { state, draft, storage, said } = await (await visit(second)).begin()
  await second.kill()
  return { held: state === 5 && draft === 5 && storage.kind === 'lost', figures: { state, of: 5, said } }
}

/** Row 81. */
async function cleared() {
  const browser = await startChromium(await newProfile('cleared'))
  const here = await visit(browser)
  const { id } = await here.begin()
  await here.save(id, 3)
  const session = await browser.context.newCDPSession(here.page)
  await session.send('Storage.clearDataForOrigin', { origin: site.origin, storageTypes: 'all' })
  const went = await here.save(id, 2)
  const { kind } = await here.state()
  const { state } = await (await visit(browser)).begin()
  await browser.kill()
  return { held: went === 'done' && kind === 'lost' && state === 5, figures: { state, of: 5, said: kind } }
}

/** Row 79: the quota is set before the first visit, because Chromium remembers for a while how much room there was. */
async function full() {
  const browser = await startChromium(await newProfile('full'))
  const session = await browser.context.newCDPSession(await browser.open('about:blank'))
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.origin, quotaSize: 6_000_000 })
  const here = await visit(browser)
  const { id } = await here.begin()
  const first = await here.save(id, 5000)
  const before = await here.state()
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.origin })
  const second = await here.save(id, 1)
  const after = await here.state()
  const { state } = await (await visit(browser)).begin()
  await browser.kill()
  const told = first === 'failed' && before.kind === 'full' && second === 'done' && after.kind === 'available'
  return { held: told && state >= here.saved, figures: { saved: here.saved, found: state } }
}

const pages = Math.max(1, Math.round(count * 0.6))
/** @type {readonly (readonly [row: number, what: string, run: () => Promise<{ held: boolean, figures: object }>])[]} */
const faults = [
  [73, 'page killed while it saves', () => killed('page', pages)],
  [74, 'browser killed while it saves', () => killed('browser', Math.max(1, count - pages))],
  [75, 'log cut by up to 2 KB', () => torn(Math.max(3, Math.round(count / 6)))],
  [76, 'IndexedDB damaged and dropped', wiped],
  [79, 'no room left, then room again', full],
  [81, 'site data cleared under the page', cleared],
]
const table = []
try {
  for (const [row, what, run] of faults) {
    const { held, figures } = await run()
    const words = Object.entries(figures).map(([name, figure]) => `${name} ${String(figure)}`)
    table.push({ row, what, outcome: held ? 'held' : 'BROKEN', figures: words.join(', ') })
  }
} finally {
  site.close()
  await killAll()
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}
console.table(table)
process.exitCode = table.every(({ outcome }) => outcome === 'held') ? 0 : 1
