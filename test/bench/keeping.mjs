/** What keeping costs: saving as one works, opening what was kept, taking a file in, taking a run back. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { engineName, idle, largeDesk, newPage, runToRows, write } from './desk.mjs'
import { inTurns, quantile, ratio } from './line.mjs'

/** @typedef {import('./desk.mjs').Dialect} Dialect */
/** @typedef {import('./desk.mjs').Page} Page */
/** @typedef {import('./line.mjs').Bench} Bench */
/** @typedef {import('./line.mjs').Line} Line */

const dialects = /** @type {const} */ (['sqlite', 'postgres'])

/** Runs what changes data, says yes where it is asked whether to, and waits until it is kept. @param {Page} page @param {string} text */
async function keep(page, text) {
  await write(page, text)
  await page.evaluate(async () => {
    const results = () => [...document.querySelectorAll('[role=group][aria-label^="Result "]')]
    const old = new Set(results())
    probe.button('Run')?.click()
    await probe.painted(() => {
      probe.button('Run it')?.click()
      const lines = results().map(
        (each) => each.querySelector('header [role=status]')?.textContent ?? 'running',
      )
      return (
        lines.length > 0 && !results().some((each) => old.has(each)) && !/running|waiting/.test(lines.join())
      )
    })
  })
  await idle(page)
  await page.evaluate(() =>
    probe.painted(() => document.querySelector('.status')?.textContent.includes('Saved in this browser')),
  )
}

/** A new visitor's sales database on an engine. @param {Bench} bench @param {Dialect} dialect */
async function salesDesk({ browser, tandem }, dialect) {
  const page = await newPage(browser)
  await page.goto(`${tandem}#/play`)
  await page.getByRole('radio', { name: engineName[dialect], exact: true }).click()
  await write(page, 'SELECT count(*) FROM sales')
  await runToRows(page)
  return page
}

/**
 * The page's own thread for one save: a statement that changes a row, less the same statement that changes none.
 * @param {Bench} bench @param {Dialect} dialect @returns {Promise<Line>}
 */
async function save(bench, dialect) {
  const page = await salesDesk(bench, dialect)
  await keep(page, 'UPDATE sales SET sale_amount = sale_amount + 1 WHERE id = 1')
  const session = await page.context().newCDPSession(page)
  // the thread's own time: what other programs take of the processor does not count
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000
  }
  /** ms of the page's thread from Run until all has been quiet for a moment @param {string} where */
  const cost = async (where) => {
    await write(page, `UPDATE sales SET sale_amount = sale_amount + 1 WHERE ${where}`)
    await page.waitForTimeout(1500)
    const before = await busy()
    await page.evaluate(() => probe.button('Run')?.click())
    await page.waitForTimeout(2000)
    return (await busy()) - before
  }
  const [kept, idled] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])]
  for (let i = 0; i < bench.rounds + 2; i++) {
    kept.push(await cost('id = 1'))
    idled.push(await cost('id = -1'))
  }
  await page.context().close()
  const ours = quantile(kept) - quantile(idled)
  return {
    what: `${engineName[dialect]}, sales: the page's thread for a save and a state to go back to`,
    ours,
    reach: '≤ 30 ms',
    ok: ours <= 30,
  }
}

const hundred = {
  sqlite:
    'CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) SELECT i, randomblob(1000000) AS b FROM n',
  postgres:
    'CREATE TABLE big AS SELECT i, md5(i::text) || md5((i + 1)::text) || md5((i + 2)::text) AS b FROM generate_series(1, 750000) i',
}

/** A database of 100 MB saved whole, then after a small change. @param {Bench} bench @param {Dialect} dialect @returns {Promise<Line[]>} */
async function stalls(bench, dialect) {
  const browser = await bench.launch()
  const page = await salesDesk({ ...bench, browser }, dialect)
  await idle(page) // the tables have come, and are shown
  await page.waitForTimeout(1000)
  const stall = async (/** @type {string} */ text) => {
    const watch = await page.evaluateHandle(() => probe.watch())
    await keep(page, text)
    await page.waitForTimeout(8000) // the second copy follows
    return watch.evaluate((end) => end())
  }
  const whole = await stall(hundred[dialect])
  const small = []
  for (let i = 0; i < 3; i++)
    small.push(await stall('UPDATE sales SET sale_amount = sale_amount + 1 WHERE id = 1'))
  await browser.close()
  const name = engineName[dialect]
  const line = (/** @type {string} */ what, /** @type {number} */ ours) => ({
    what: `${name}, 100 MB: longest stall, ${what}`,
    ours,
    reach: '≤ 50 ms',
    ok: ours <= 50,
  })
  return [line('saved whole', whole), line('saved after a small change', Math.max(...small))]
}

const log = {
  sqlite: [
    'CREATE TABLE log (id INTEGER PRIMARY KEY, at TEXT, note TEXT)',
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400000) INSERT INTO log SELECT i, datetime(1700000000 + i, 'unixepoch'), hex(randomblob(46)) FROM n",
  ],
  postgres: [
    'CREATE TABLE log (id int PRIMARY KEY, at timestamp, note text)',
    'INSERT INTO log SELECT i, to_timestamp(1700000000 + i), md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 350000) i',
  ],
}
const kept = 'SELECT id, note FROM log WHERE id = 17'

/** A later visit: from the address to a row of 50 MB that were kept. @param {Bench} bench @param {Dialect} dialect @returns {Promise<Line>} */
async function open({ launch, tandem, bare: reference, rounds }, dialect) {
  const browser = await launch() // as visitors have it: what moves while it loads is drawn sixty times a second, no more often
  const page = await newPage(browser)
  await page.goto(`${tandem}#/play`)
  await page.getByRole('button', { name: 'New database' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: engineName[dialect], exact: true }).click()
  await dialog.getByLabel('Starts with').selectOption('empty')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await keep(page, log[dialect].join(';\n'))
  await write(page, kept)
  await runToRows(page)
  await page.waitForTimeout(15_000) // drafts and the second copy are written
  const other = await newPage(browser)
  await other.goto(`${reference}?idle`)
  await other.evaluate(
    ([engine, seed]) => bare.keep(engine, seed),
    /** @type {const} */ ([dialect, log[dialect]]),
  )

  /** @param {Page} visitor @param {string} url @param {string} cell */
  const visit = async (visitor, url, cell) => {
    await visitor.goto('about:blank')
    await visitor.goto(url, { waitUntil: 'commit' })
    return visitor.evaluate(async (shown) => {
      if (shown.includes('grid')) {
        await probe.painted(() => probe.button('Run') && document.querySelector('.cm-content'))
        probe.button('Run')?.click()
      }
      // what was shown when the page was left comes back too, with a note: that is no answer
      const old = () => document.body.textContent.includes('from before the page was loaded')
      return probe.painted(() => document.querySelector(shown) && !old())
    }, cell)
  }
  const ours = () => visit(page, `${tandem}#/play`, '[aria-label="Result 1 rows"] [role=gridcell]')
  const theirs = () => visit(other, `${reference}?kept=${dialect}#${encodeURIComponent(kept)}`, '#rows td')
  await ours()
  await theirs()
  const times = await inTurns(rounds, ours, theirs)
  await browser.close()
  const from = dialect === 'sqlite' ? 'one value of IndexedDB' : 'PGlite’s idb://'
  return ratio(`${engineName[dialect]}, 50 MB kept: address → row, against ${from}`, times, 1.2)
}

/** 100,000 sales as separated values. */
function csvText() {
  const lines = ['id,customer,product,amount,sold,note']
  for (let i = 1; i <= 100_000; i++) {
    const day = new Date(Date.UTC(2024, 0, 1 + (i % 700))).toISOString().slice(0, 10)
    const note = i % 10 === 0 ? `"said ""yes"", paid ${i}"` : `order ${(i * 7919) % 100_003}`
    lines.push(
      `${i},Customer ${i % 997},${i % 17},${(((i * 37) % 100_000) / 100 + 0.5).toFixed(2)},${day} 10:${String(i % 60).padStart(2, '0')}:00,${note}`,
    )
  }
  return `${lines.join('\n')}\n`
}

/** A file dropped into the import dialog: reading and showing it, then importing it. @param {Bench} bench @param {Dialect} dialect @returns {Promise<Line[]>} */
async function csv({ browser, tandem, bare: reference, rounds }, dialect) {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'))
  const path = join(folder, 'orders.csv')
  writeFileSync(path, csvText())
  const page = await newPage(browser)
  await page.goto(`${tandem}#/play`)
  await page.getByRole('button', { name: 'New database' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: engineName[dialect], exact: true }).click()
  await dialog.getByLabel('Starts with').selectOption('empty')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await write(page, 'SELECT 1')
  await runToRows(page)
  /** @type {number[]} */
  const reads = []
  const ours = async () => {
    await page.evaluate(() => {
      const chosen = document.querySelector('input[type=file]')
      chosen?.addEventListener('change', () => Object.assign(window, { began: performance.now() }), {
        once: true,
        capture: true,
      })
    })
    const [read] = await Promise.all([
      page.evaluate(async () => {
        const end = await probe.painted(() =>
          document.querySelector('dialog[open] [aria-label="First rows"]'),
        )
        return end - /** @type {{ began: number }} */ (/** @type {unknown} */ (window)).began
      }),
      page.locator('input[type=file]').first().setInputFiles(path),
    ])
    const imported = await page.evaluate(async () => {
      const begin = performance.now()
      const submit = [...document.querySelectorAll('dialog[open] button')].find(
        (each) => each.textContent === 'Import',
      )
      if (submit instanceof HTMLElement) submit.click()
      const done = () => document.querySelector('dialog[open]')?.textContent.includes('100,000 rows imported')
      return (await probe.painted(done)) - begin
    })
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await keep(page, 'DROP TABLE orders')
    reads.push(read)
    return imported
  }
  const native = () => {
    const file = join(folder, 'native.db')
    rmSync(file, { force: true })
    const begin = performance.now()
    execFileSync('sqlite3', [file, `.import --csv ${path} orders`])
    const time = performance.now() - begin
    if (statSync(file).size < 1_000_000) throw new Error('sqlite3 imported nothing')
    return Promise.resolve(time)
  }
  const other = await newPage(browser)
  await other.goto(`${reference}?idle`)
  const blob = await other.evaluateHandle((text) => new Blob([text]), csvText())
  const raw = () =>
    blob.evaluate((given) =>
      bare.copy(
        'CREATE TABLE orders (id bigint, customer text, product bigint, amount numeric, sold timestamp, note text)',
        "COPY orders FROM '/dev/blob' WITH (FORMAT csv, HEADER)",
        given,
      ),
    )
  const times = await inTurns(rounds, ours, dialect === 'sqlite' ? native : raw)
  await page.context().close()
  await other.context().close()
  rmSync(folder, { recursive: true })
  const what = `${engineName[dialect]}, CSV of 100,000 rows`
  return [
    dialect === 'sqlite'
      ? ratio(`${what}: Import → imported, against sqlite3 .import`, times, 2)
      : ratio(`${what}: Import → imported, against COPY FROM '/dev/blob'`, times, 1.2),
    { what: `${what}: chosen → read and shown`, ours: quantile(reads), reach: '(told)', ok: true },
  ]
}

/** Undo run after every one of 100,000 sales changed. @param {Bench} bench @param {Dialect} dialect @returns {Promise<Line>} */
async function undo({ browser, tandem, rounds }, dialect) {
  const page = await largeDesk(browser, tandem, dialect)
  const sum = async () => {
    await write(page, 'SELECT sum(sale_amount) AS total FROM sales')
    await runToRows(page)
    return page.getByRole('grid', { name: 'Result 1 rows' }).getByRole('gridcell').first().innerText()
  }
  const before = await sum()
  const times = []
  for (let i = 0; i < rounds; i++) {
    await keep(page, `UPDATE sales SET sale_amount = sale_amount + ${i + 1}`)
    await page.getByTitle(`Undo: UPDATE sales SET sale_amount = sale_amount + ${i + 1}`).waitFor()
    times.push(
      await page.evaluate(async () => {
        const begin = performance.now()
        probe.button('Undo run')?.click()
        const said = () => document.querySelector('.status')?.textContent.includes('is as it was before')
        return (await probe.painted(said)) - begin
      }),
    )
    if ((await sum()) !== before) throw new Error('Undo run did not bring the rows back')
  }
  await page.context().close()
  const ours = quantile(times)
  return {
    what: `${engineName[dialect]}, 100,000 sales changed: Undo run → as before`,
    ours,
    reach: '≤ 1,000 ms',
    ok: ours <= 1000,
  }
}

/** PARTS=csv,undo takes some of it only. @param {Bench} bench @returns {Promise<Line[]>} */
export async function keeping(bench) {
  const parts = { save, stalls, open, csv, undo }
  const wanted = process.env.PARTS?.split(',') ?? Object.keys(parts)
  /** @type {Line[]} */
  const lines = []
  for (const [name, part] of Object.entries(parts))
    for (const dialect of dialects)
      if (wanted.includes(name)) lines.push(...[await part(bench, dialect)].flat())
  return lines
}
