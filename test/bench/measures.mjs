/** What is measured; each gives one or more lines, our time and the reference's taken in turns. */
import { bareDesk, engineName, idle, largeDesk, newPage, runToRows, write } from './desk.mjs'
import { keeping } from './keeping.mjs'
import { inTurns, quantile, ratio } from './line.mjs'

const dialects = /** @type {const} */ (['sqlite', 'postgres'])

/** @typedef {import('./line.mjs').Bench} Bench */
/** @typedef {import('./line.mjs').Line} Line */

/** First visits over a slow line. @param {Bench} bench @returns {Promise<Line[]>} */
async function cold({ launch, slowTandem, slowBare, rounds }) {
  const browser = await launch() // as visitors have it: frames come sixty times a second, and no more often

  /** @param {string} url @param {string} field what one writes in @param {string} cell */
  const visit = async (url, field, cell) => {
    const page = await newPage(browser)
    await page.goto(url, { waitUntil: 'commit' })
    const times = await page.evaluate(
      async ({ field, cell }) => {
        const coloured = probe.painted(() => document.querySelector('.cm-content'))
        const editor = await probe.painted(() => document.querySelector(field))
        await probe.painted(() => probe.button('Run'))
        probe.button('Run')?.click()
        const result = await probe.painted(() => document.querySelector(cell))
        return { editor, coloured: await coloured, result }
      },
      { field, cell },
    )
    await page.context().close()
    return times
  }
  const ours = () =>
    visit(`${slowTandem}#/play`, '[aria-label="SQL editor"]', '[aria-label="Result 1 rows"] [role=gridcell]')
  const theirs = () => visit(slowBare, '.cm-content', '#rows td')
  await ours() // the servers compress their files at the first visit
  await theirs()
  /** @typedef {{ editor: number, coloured: number, result: number }} Times */
  /** @type {{ ours: Times, reference: Times }[]} */
  const taken = []
  for (let i = 0; i < rounds; i++) taken.push({ ours: await ours(), reference: await theirs() })
  await browser.close()
  const median = (/** @type {keyof Times} */ part) => ({
    ours: quantile(taken.map((times) => times.ours[part])),
    reference: quantile(taken.map((times) => times.reference[part])),
  })
  return [
    ratio('cold, 9 Mbit/s, 170 ms: editor usable', median('editor'), 1.1),
    // a plain field is there first: this is when the editor with colours is in its place
    ratio('cold, 9 Mbit/s, 170 ms: editor coloured', median('coloured'), 1.5),
    ratio('cold, 9 Mbit/s, 170 ms: first SQLite result', median('result'), 1.1),
  ]
}

/** PostgreSQL from its prepared files, against initdb. @param {Bench} bench @returns {Promise<Line[]>} */
async function start({ browser, tandem, bare: reference, rounds }) {
  const ours = async () => {
    const page = await newPage(browser)
    await page.goto(`${tandem}#/play`)
    await write(page, 'SELECT count(*) FROM sales')
    await runToRows(page)
    const time = await page.evaluate(async () => {
      const begin = performance.now()
      const radio = [...document.querySelectorAll('[role=radio]')].find((each) =>
        each.textContent.includes('PostgreSQL'),
      )
      if (radio instanceof HTMLElement) radio.click()
      await probe.painted(() => document.querySelector('[data-engine=postgres]'))
      probe.button('Run')?.click()
      const rows = await probe.painted(() => document.querySelector('[data-engine=postgres] [role=gridcell]'))
      return rows - begin
    })
    await page.context().close()
    return time
  }
  const theirs = async () => {
    const page = await newPage(browser)
    await page.goto(`${reference}?idle`)
    const time = await page.evaluate(() => bare.start('postgres'))
    await page.context().close()
    return time
  }
  return [
    ratio('PostgreSQL: chosen → first result, against initdb', await inTurns(rounds, ours, theirs), 0.4),
  ]
}

const queries = {
  aggregate:
    'SELECT product_category_id, count(*) AS n, sum(sale_amount) AS total, avg(sale_amount) AS mean, min(sale_date) AS first FROM sales GROUP BY product_category_id ORDER BY product_category_id',
  window:
    'SELECT * FROM (SELECT id, customer_id, sum(sale_amount) OVER (PARTITION BY customer_id ORDER BY sale_date, id) AS running, row_number() OVER (PARTITION BY customer_id ORDER BY sale_amount DESC, id) AS place FROM sales) ranked WHERE place <= 3 ORDER BY customer_id, place',
  join: 'SELECT c.name AS customer, g.name AS category, count(*) AS n, sum(s.sale_amount) AS total FROM sales s JOIN customers c ON c.id = s.customer_id JOIN categories g ON g.id = s.product_category_id GROUP BY c.name, g.name ORDER BY c.name, g.name',
}

/** Queries over 100,000 sales, a million rows, and Stop, in one playground each. @param {Bench} bench @returns {Promise<Line[]>} */
async function engines({ browser, tandem, bare: reference, seed, rounds }) {
  /** @type {Line[]} */
  const lines = []
  for (const dialect of dialects) {
    const name = engineName[dialect]
    const desk = await largeDesk(browser, tandem, dialect)
    const other = await bareDesk(browser, reference, dialect, seed[dialect])
    for (const [query, text] of Object.entries(queries)) {
      await write(desk, text)
      await runToRows(desk)
      await other.evaluate((sql) => bare.run(sql), text)
      const ours = async () => {
        await idle(desk)
        return runToRows(desk)
      }
      /** @type {number[]} */
      const tables = []
      const theirs = async () => {
        tables.push(await other.evaluate((sql) => bare.show(sql), text))
        return other.evaluate((sql) => bare.run(sql), text)
      }
      const times = await inTurns(rounds * 2 + 1, ours, theirs)
      const what = `${name}, 100,000 sales, ${query}: run → painted`
      // the raw engine's answer is painted by nobody: the second line is the same way, to a table without anything
      lines.push(ratio(what, times, 1.15))
      lines.push(ratio(`${what}, against a bare table`, { ...times, reference: quantile(tables) }, 1.15))
    }
    lines.push(...(await million(desk, other, dialect, rounds)), await stop(desk, other, dialect, rounds))
    await desk.context().close()
    await other.context().close()
  }
  return lines
}

const rows = {
  sqlite:
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT i AS id, i % 97 AS a, (i * 7919) % 1000003 AS b, 'row ' || i AS c, i / 3.0 AS d, date('2024-01-01', (i % 700) || ' days') AS e FROM n ORDER BY b",
  postgres:
    "SELECT i AS id, i % 97 AS a, (i::bigint * 7919) % 1000003 AS b, 'row ' || i AS c, i / 3.0 AS d, date '2024-01-01' + i % 700 AS e FROM generate_series(1, 1000000) i ORDER BY b",
}

/** A million rows that the engine must sort before it knows the first. @param {import('playwright').Page} desk @param {import('playwright').Page} other @param {'sqlite' | 'postgres'} dialect @param {number} rounds @returns {Promise<Line[]>} */
async function million(desk, other, dialect, rounds) {
  const text = rows[dialect]
  const what = `${engineName[dialect]}, 1,000,000 × 6 rows`
  await write(desk, text)
  /** @type {number[]} */
  const stalls = []
  const whole = () =>
    desk.getByRole('grid', { name: 'Result 1 rows' }).and(desk.locator('[aria-rowcount="1000000"]')).waitFor()
  const ours = async () => {
    await idle(desk)
    const watch = await desk.evaluateHandle(() => probe.watch())
    const time = await runToRows(desk)
    await whole()
    await idle(desk)
    stalls.push(await watch.evaluate((end) => end()))
    return time
  }
  const times = await inTurns(Math.min(rounds, 3), ours, () =>
    other.evaluate(([sql, cursor]) => bare.run(sql, cursor), /** @type {const} */ ([text, true])),
  )
  const watch = await desk.evaluateHandle(() => probe.watch())
  await desk.getByRole('grid', { name: 'Result 1 rows' }).getByRole('gridcell').first().click()
  await desk.keyboard.press('ControlOrMeta+End')
  const reached = await desk
    .locator('[role=row][aria-rowindex="1000000"]')
    .waitFor({ timeout: 10_000 })
    .then(
      () => true,
      () => false,
    )
  const scroll = await watch.evaluate((end) => end())
  const nodes = await desk.evaluate(() => document.querySelectorAll('*').length)
  const stall = Math.max(quantile(stalls), scroll)
  return [
    ratio(`${what}: run → first rows painted`, times, 1.2),
    { what: `${what}: longest stall of the page`, ours: stall, reach: '≤ 50 ms', ok: stall <= 50 },
    { what: `${what}: nodes in the page`, ours: nodes, unit: '', reach: '≤ 1,500', ok: nodes <= 1500 },
    {
      what: `${what}: last row reached`,
      ours: reached ? 1_000_000 : 0,
      unit: '',
      reach: '1,000,000',
      ok: reached,
    },
  ]
}

const endless = {
  sqlite: 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c;',
  postgres: 'DO $$ BEGIN LOOP END LOOP; END $$;',
}

/** Stop, then a query of the same data, in the small sales database. @param {import('playwright').Page} desk @param {import('playwright').Page} other @param {'sqlite' | 'postgres'} dialect @param {number} rounds @returns {Promise<Line>} */
async function stop(desk, other, dialect, rounds) {
  const name = engineName[dialect]
  const small = await newPage(desk.context().browser() ?? fail())
  await small.goto(desk.url())
  await small.getByRole('radio', { name, exact: true }).click()
  const count = 'SELECT count(*) AS n FROM sales;'
  await write(small, `${count}\n${endless[dialect]}`)
  const times = []
  for (let i = 0; i < rounds; i++) {
    await idle(small)
    await small.evaluate(() => probe.button('Run')?.click())
    await small.getByText('Running statement 2 of 2').waitFor()
    await small.waitForTimeout(500)
    await small.locator('.cm-content').click({ position: { x: 60, y: 10 } }) // the cursor in the first statement
    const time = await small.evaluate(async () => {
      const start = performance.now()
      probe.button('Stop')?.click()
      await probe.painted(() => probe.button('Run statement') && !document.querySelector('[aria-busy=true]'))
      const old = document.querySelector('[role=grid]')
      probe.button('Run statement')?.click()
      const grid = () => document.querySelector('[role=grid]')
      return (await probe.painted(() => grid() !== old && grid()?.querySelector('[role=gridcell]'))) - start
    })
    times.push(time)
  }
  await small.context().close()
  const ours = quantile(times)
  const most = dialect === 'sqlite' ? 250 : 1500
  const reference = await other.evaluate(
    ([engine, text]) => bare.restart(engine, text),
    /** @type {const} */ ([dialect, count]),
  )
  return {
    what: `${name}: Stop → the same data answers`,
    ours,
    reference,
    with: 'a bare worker restarted with 100,000 sales, for comparison',
    reach: `≤ ${most} ms`,
    ok: ours <= most,
  }
}

/** @returns {never} */
function fail() {
  throw new Error('No browser')
}

/** @param {number} lines */
const script = (lines) =>
  Array.from(
    { length: lines / 5 },
    (_, i) =>
      `SELECT c.name, count(*) AS n, 'text ${i}' AS label\nFROM customers c\nJOIN sales s ON s.customer_id = c.id -- line ${i}\nWHERE s.sale_amount > ${i}\nGROUP BY c.name;`,
  ).join('\n')

/** Keys in the middle of a long script. @param {Bench} bench @returns {Promise<Line[]>} */
async function typing({ launch, tandem, bare: reference, rounds }) {
  const browser = await launch() // the caret of plain CodeMirror is an animation: without a limit it would never rest
  const open = async (/** @type {string} */ url) => {
    const page = await newPage(browser)
    await page.goto(url)
    await write(page, script(5000))
    await page.waitForTimeout(1000)
    await page.evaluate(() => {
      const scroller = document.querySelector('.cm-scroller')
      if (scroller !== null) scroller.scrollTop = scroller.scrollHeight / 2
    })
    await page.waitForTimeout(500)
    const box = await page.locator('.cm-scroller').boundingBox()
    if (box === null) throw new Error('The editor has no size')
    await page.mouse.click(box.x + 300, box.y + box.height / 2)
    await page.keyboard.press('End')
    await page.keyboard.type(' x y') // completion and the like are there from now on
    await page.waitForTimeout(500)
    await page.evaluate(() => probe.takeKeys())
    return page
  }
  const pages = [await open(`${tandem}#/play`), await open(`${reference}?idle`)]
  /** @type {number[][]} */
  const taken = [[], []]
  for (let i = 0; i < rounds; i++) {
    for (const [at, page] of pages.entries()) {
      await page.bringToFront()
      await page.keyboard.type(' and name = total (amount) or x', { delay: 60 })
      await page.waitForTimeout(200)
      taken[at]?.push(...(await page.evaluate(() => probe.takeKeys())))
    }
  }
  await browser.close()
  const at = (/** @type {number} */ share) => ({
    ours: quantile(taken[0] ?? [], share),
    reference: quantile(taken[1] ?? [], share),
  })
  return [
    ratio('5,000-line script: key → painted, p50', at(0.5), 1.3),
    ratio('5,000-line script: key → painted, p95', at(0.95), 2),
  ]
}

/** A line through 100,000 points. @param {Bench} bench @returns {Promise<Line[]>} */
async function chart({ browser, tandem, bare: reference, rounds }) {
  const desk = await largeDesk(browser, tandem, 'sqlite')
  await write(desk, 'SELECT sale_date, sale_amount FROM sales ORDER BY sale_date')
  await runToRows(desk)
  await idle(desk)
  const tab = (/** @type {string} */ name) => desk.getByRole('tab', { name, exact: true })
  await tab('Chart').click()
  await desk.waitForTimeout(2000)
  const watch = await desk.evaluateHandle(() => probe.watch())
  const ours = async () => {
    await tab('Table').click()
    await desk.waitForTimeout(300)
    const begin = await desk.evaluate(() => {
      const start = performance.now()
      const found = [...document.querySelectorAll('[role=tab]')].find((each) => each.textContent === 'Chart')
      if (found instanceof HTMLElement) found.click()
      return start
    })
    await desk.waitForTimeout(1200)
    return (await desk.evaluate(() => probe.drawn())) - begin
  }
  const page = await newPage(browser)
  await page.goto(`${reference}?idle`)
  // as many points as the width of the picture leaves: the first, lowest, highest and last of each of its columns
  const width = await desk.evaluate(() => document.querySelector('canvas')?.clientWidth ?? 0)
  const points = Array.from({ length: width * 4 }, (_, x) => ({ x, y: 50 + ((x * 7919) % 997) }))
  const theirs = () => page.evaluate((given) => bare.draw(given), points)
  await theirs()
  const times = await inTurns(rounds, ours, theirs)
  const stall = await watch.evaluate((end) => end())
  await desk.context().close()
  await page.context().close()
  return [
    ratio(`chart of 100,000 points, against ${points.length} drawn directly`, times, 1.5),
    { what: 'chart of 100,000 points: longest stall of the page', ours: stall, reach: '(told)', ok: true },
  ]
}

/** First visits to a lesson, against those to the playground, as fast as the line can be. @param {Bench} bench @returns {Promise<Line[]>} */
async function lesson({ browser, tandem, rounds }) {
  /** @param {string} path */
  const visit = async (path) => {
    const page = await newPage(browser)
    await page.goto(tandem + path)
    const time = await page.evaluate(() =>
      probe.painted(() => document.querySelector('[aria-label="SQL editor"]')),
    )
    await page.waitForLoadState('networkidle') // an engine that is only starting would end beside the next visit
    await page.context().close()
    return time
  }
  const ours = () => visit('#/learn/sql/left-join/left-join-never-bought')
  const theirs = () => visit('#/play')
  await ours() // the first visits of a browser are slower, whatever they visit
  await theirs()
  const times = await inTurns(rounds, ours, theirs)
  return [ratio('lesson: ready to type in, against the playground', times, 1.3)]
}

/** In the order of the table. */
export const measures = { cold, start, engines, typing, chart, keeping, lesson }
