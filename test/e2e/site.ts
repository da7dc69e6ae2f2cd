import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { findChromium } from '../scripts/find-chromium.mjs'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** A fault to serve instead of a file: return true when the response was made. */
export type Fault = (path: string, request: IncomingMessage, response: ServerResponse) => boolean

export interface Site {
  /** address of the built site, under a sub-path, ending in `/` */
  readonly url: string
  fault: Fault | null
  close(): Promise<void>
}

/** The built site; `SITE` names another folder than `dist/`. */
export const built = process.env.SITE ?? 'dist'

/** Serves a folder as any static host would, under `/some/course/`. */
export async function serveSite(folder = built): Promise<Site> {
  if (!existsSync(join(folder, 'index.html'))) throw new Error('There is no dist/: run `npm run build` first')
  const base = '/some/course/'
  const site: Site = { url: '', fault: null, close: () => Promise.resolve() }
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').replace(/[?#].*$/, ''))
    if (site.fault?.(path, request, response) === true) return
    const file = join(folder, normalize(path.slice(base.length)) || 'index.html')
    const found = path.startsWith(base) && existsSync(file) && !statSync(file).isDirectory()
    const target = found ? file : path === base ? join(folder, 'index.html') : null
    if (target === null) {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html><title>Not found</title>')
      return
    }
    response.writeHead(200, { 'content-type': types[extname(target)] ?? 'application/octet-stream' })
    createReadStream(target).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(site, {
    url: `http://127.0.0.1:${port}${base}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** What a page did that it must never do. */
export interface Watch {
  /** requests to another host, console errors and warnings of the content policy */
  readonly complaints: string[]
}

/** A page of its own context that notes foreign requests, console errors and policy violations, workers included. */
export async function openPage(
  browser: Browser,
  site: Site,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; watch: Watch }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const complaints: string[] = []
  const host = new URL(site.url).host
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.host !== host) complaints.push(`request to ${request.url()}`)
  })
  context.on('console', (message) => {
    if (message.type() === 'error')
      complaints.push(
        `console: ${message.text()} at ${message.location().url}:${message.location().lineNumber}`,
      )
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  return { page, watch: { complaints } }
}

/** What `withSite` and `withVisitor` fill; vitest loads this file anew for every file of tests. */
export let site: Site
export let browser: Browser
export let page: Page
export let watch: Watch

/** Gives the tests of a file, or of the `describe` it is called in, one site and one browser. A fault ends with its test. */
export function withSite(): void {
  beforeAll(async () => {
    ;[site, browser] = await Promise.all([serveSite(), launch()])
  })
  afterEach(() => {
    site.fault = null
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })
}

/**
 * The same, and a new visitor for each test: at `address` (a hash), or at no page yet where it is null. A page that
 * complains fails its test.
 */
export function withVisitor(address: string | null = '#/play', options: BrowserContextOptions = {}): void {
  withSite()
  beforeEach(async () => {
    ;({ page, watch } = await openPage(browser, site, options))
    if (address !== null) await page.goto(site.url + address)
  })
  afterEach(async () => {
    await page.context().close()
    expect(watch.complaints).toEqual([])
  })
}

/** The editor's text replaced by typing, as a person would. */
export async function write(page: Page, sql: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: 'SQL editor' })
  await editor.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(sql)
}
