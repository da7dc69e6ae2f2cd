/**
 * The built site in a real browser that is killed at random moments while a visitor inserts rows: every row of which the
 * page had said "Saved in this browser" must be there when it is opened again. Both engines; page and browser in turn.
 * `node test/faults/kill-page.mjs [--kills 50]`, 10 for each engine without a number. Needs `npm run build`.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ask, choose, run, saved, serveBuilt } from './built-site.mjs'
import { killAll, startChromium } from './chromium.mjs'

const { values } = parseArgs({ options: { kills: { type: 'string', default: '10' } } })
const kills = Number(values.kills)
const folder = await mkdtemp(join(tmpdir(), 'tandem-kill-page-'))
const site = await serveBuilt()

/** @param {'SQLite' | 'PostgreSQL'} engine */
async function killed(engine) {
  const figures = { kills: 0, inserted: 0, saved: 0, lost: 0, gaps: 0, said: 0 }
  const profile = join(folder, engine)
  let browser = await startChromium(profile)
  let page = await browser.open(`${site.origin}/#/play`)
  await choose(page, engine)
  await run(page, 'CREATE TABLE keep (a int PRIMARY KEY)')
  await saved(page)
  let promised = 0
  let next = 1
  for (let round = 0; round < kills; round++) {
    const visit = page
    let on = true
    const work = (async () => {
      while (on) {
        await run(visit, `INSERT INTO keep VALUES (${next})`)
        figures.inserted++
        next++
        await saved(visit)
        if (on) promised = next - 1
      }
    })().catch(() => undefined) // it ends with its page
    await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 2500))
    on = false
    if (round % 2 === 0) {
      const crashed = page.waitForEvent('crash')
      await browser.killRenderers()
      await crashed
    } else {
      await browser.kill()
      browser = await startChromium(profile)
    }
    await work
    figures.kills++
    page = await browser.open(`${site.origin}/#/play`)
    await choose(page, engine)
    const [count = '0', last = '0'] = await ask(page, 'SELECT count(*), coalesce(max(a), 0) FROM keep')
    figures.lost += Math.max(0, promised - Number(last))
    if (count !== last) figures.gaps++
    if ((await page.getByText(/damaged|second copy|could not be/).count()) > 0) figures.said++
    next = Number(last) + 1
    promised = Number(last)
    figures.saved = promised
  }
  await browser.kill()
  return { held: figures.lost === 0 && figures.gaps === 0, figures }
}

const table = []
try {
  for (const engine of /** @type {const} */ (['SQLite', 'PostgreSQL'])) {
    const { held, figures } = await killed(engine)
    const words = Object.entries(figures).map(([name, figure]) => `${name} ${figure}`)
    table.push({
      rows: '73, 74',
      what: `${engine} killed while rows are inserted`,
      outcome: held ? 'held' : 'BROKEN',
      figures: words.join(', '),
    })
  }
} finally {
  site.close()
  await killAll()
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}
console.table(table)
process.exitCode = table.length === 2 && table.every(({ outcome }) => outcome === 'held') ? 0 : 1
