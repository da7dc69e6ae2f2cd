/**
 * `npm run bench`: how Tandem compares, as ratios to references measured in the same run. Needs a built site (`npm run
 * build`; SITE names another folder) and a quiet machine. `npm run bench -- cold typing` measures some things only,
 * ROUNDS=3 takes fewer rounds.
 */
import { existsSync, rmSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import process from 'node:process'
import { chromium } from 'playwright'
import { createServer } from 'vite'
import { findChromium } from '../scripts/find-chromium.mjs'
import { measures } from './measures.mjs'
import { buildReference, certificate, serve } from './sites.mjs'

const site = process.env.SITE ?? 'dist'
if (!existsSync(`${site}/index.html`)) {
  console.error(`There is no ${site}/: run "npm run build" first.`)
  process.exit(1)
}
const asked = process.argv.slice(2)
const chosen = Object.entries(measures).filter(([name]) => asked.length === 0 || asked.includes(name))
if (chosen.length === 0) {
  console.error(`Nothing to measure. There are: ${Object.keys(measures).join(', ')}.`)
  process.exit(1)
}

/** The statements of the large sample, from the site's own source. */
async function seeds() {
  const vite = await createServer({
    configFile: false,
    server: { middlewareMode: true, ws: false },
    optimizeDeps: { noDiscovery: true },
    logLevel: 'error',
  })
  const { salesLarge } = await vite.ssrLoadModule('/src/dataset/sales-large.ts')
  await vite.close()
  const today = new Date()
  return {
    sqlite: salesLarge.statements('sqlite', today),
    postgres: salesLarge.statements('postgres', today),
  }
}

const load = () => (loadavg()[0] ?? 0).toFixed(1)
const before = load()
const reference = await buildReference()
const slow = certificate()
const [tandem, bare, slowTandem, slowBare, seed] = await Promise.all([
  serve(site, null),
  serve(reference, null),
  serve(site, slow),
  serve(reference, slow),
  seeds(),
])
/** @param {readonly string[]} more */
const launch = (more) =>
  chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      slow.flag,
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
// a frame is painted when there is something to paint, not at the next sixtieth of a second
const browser = await launch(['--disable-frame-rate-limit', '--disable-gpu-vsync'])

const bench = {
  browser,
  launch: () => launch([]),
  tandem: tandem.url,
  bare: bare.url,
  slowTandem: slowTandem.url,
  slowBare: slowBare.url,
  seed,
  rounds: Number(process.env.ROUNDS ?? 5),
}
/** @type {import('./line.mjs').Line[]} */
const lines = []
for (const [name, measure] of chosen) {
  console.error(`measuring: ${name}`)
  try {
    lines.push(...(await measure(bench)))
  } catch (error) {
    console.error(error)
    lines.push({ what: `${name}: could not be measured`, ours: NaN, reach: '', ok: false })
  }
}
const version = browser.version()
await browser.close()
for (const server of [tandem, bare, slowTandem, slowBare]) server.close()
rmSync(reference, { recursive: true })

/** @param {number | undefined} value @param {string} [unit] */
const number = (value, unit = 'ms') =>
  value === undefined
    ? '–'
    : `${value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 })}${unit === '' ? '' : ` ${unit}`}`
const table = [
  ['what', 'ours', 'reference', 'ratio', 'reach', ''],
  ...lines.map(({ what, ours, reference: theirs, reach, ok, unit }) => [
    what,
    number(ours, unit),
    number(theirs, unit),
    theirs === undefined ? '–' : (ours / theirs).toFixed(2),
    reach,
    ok ? 'reached' : 'MISSED',
  ]),
]
const widths = (table[0] ?? []).map((_, column) =>
  Math.max(...table.map((row) => (row[column] ?? '').length)),
)
for (const row of table)
  console.log(
    row
      .map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
      .join('  '),
  )
console.log(
  `\nMedians of ${bench.rounds} rounds or more, taken in turns. ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, load ${before} before and ${load()} after; Chromium ${version}, ${new Date().toISOString().slice(0, 10)}.`,
)
process.exit(0) // a page's connection over HTTP/2 would keep the process for a while
