import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answers } from '../../src/build/answers'
import { fonts } from '../../src/build/fonts'
import { contentPolicy, policy } from '../../src/build/policy'

mkdirSync('test/output', { recursive: true })
const root = mkdtempSync('test/output/page-')
let html: string
let files: string[]

const head = '<meta charset="utf-8" /><title>T</title>'
const page = (inHead: string) =>
  writeFileSync(
    join(root, 'index.html'),
    `<!doctype html><html><head>${head}${inHead}</head><body></body></html>`,
  )
const run = () =>
  build({
    configFile: false,
    root,
    base: './',
    logLevel: 'silent',
    plugins: [fonts(), answers(), policy()],
    build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, emptyOutDir: true },
  })

beforeAll(async () => {
  writeFileSync(
    join(root, 'main.js'),
    `import 'virtual:fonts.css'
import { homeAnswers } from 'virtual:home-answers'
console.log(homeAnswers(new Date()))
document.onclick = () => import('./later.js')`,
  )
  writeFileSync(join(root, 'later.js'), 'console.log("later")')
  page('<script type="module" src="./main.js"></script>')
  await run()
  html = readFileSync(join(root, 'dist/index.html'), 'utf8')
  files = readdirSync(join(root, 'dist/assets'))
})
afterAll(() => rmSync(root, { recursive: true }))

test('the policy comes before every script, style and preload, and nothing in the page breaks it', () => {
  expect(html).toContain(`content="${contentPolicy}"`)
  expect(html.indexOf(contentPolicy)).toBeLessThan(html.search(/<(script|link)/))
})

test('the letters of the name of the site and Instrument Sans, and no other font, are asked for at once', () => {
  const preloads = [
    ...html.matchAll(/<link rel="preload"[^>]*href="\.\/assets\/([^"]+)"[^>]*crossorigin[^>]*>/g),
  ]
  expect(preloads.map(([, name]) => name?.replace(/-[\w-]{8}\.woff2$/, '')).sort()).toEqual([
    'instrument-sans',
    'literata-sign',
  ])
  for (const [, name = ''] of preloads) expect(files).toContain(name)
})

test('the style sheet names every font by its hashed file, and the licences go with them', () => {
  const css = files
    .filter((name) => name.endsWith('.css'))
    .map((name) => readFileSync(join(root, 'dist/assets', name), 'utf8'))
  const named = [...css.join('').matchAll(/url\((?:\.\/)?([^)]+\.woff2)\)/g)].map(([, name]) => name)
  expect(named.length).toBe(17)
  expect(files.filter((name) => name.endsWith('.woff2')).sort()).toEqual(named.sort())
  expect(css.join('')).toContain('font-display:swap')
  expect(css.join('')).toContain('Literata Fallback')
  expect(
    readFileSync(join(root, 'dist/fonts-licence.txt'), 'utf8').match(/SIL OPEN FONT LICENSE Version/gi),
  ).toHaveLength(3)
})

test("the page's script has both answers, and no date of the day it was built", () => {
  const script = files
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(root, 'dist/assets', name), 'utf8'))
  expect(script.join('')).toContain('Henry Taylor')
  expect(script.join('')).toContain('Grace Miller')
  expect(script.join('')).toMatch(/4 rows · \d+\.\d ms/)
  expect(script.join('')).not.toMatch(/20\d\d-\d\d-\d\d/)
})

test('a page with an inline script is not built', async () => {
  page('<script>console.log(1)</script>')
  await expect(run()).rejects.toThrow('The content policy refuses this in index.html')
})
