/** Serves Tandem and the bare page, as fast as can be or over a line of 9 Mbit/s with 170 ms to the server. */
import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'

/** @type {Readonly<Record<string, string>>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}
const compressed = new Set(['.html', '.js', '.css', '.svg', '.wasm', '.data'])

/** Builds the bare page. @returns {Promise<string>} its folder */
export async function buildReference() {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'))
  await build({
    configFile: false,
    root: fileURLToPath(new URL('./reference', import.meta.url)),
    base: './',
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  })
  return folder
}

/**
 * One line that all answers share in equal parts. It is made here and not in the browser, whose own emulation of slow
 * networks leaves out what workers fetch.
 */
class Line {
  static bytesPerMs = 9_000_000 / 8 / 1000
  static latency = 170
  /** @type {Set<{ response: import('node:http').ServerResponse, bytes: Buffer, sent: number }>} */
  #open = new Set()
  #last = 0

  /** @param {import('node:http').ServerResponse} response @param {Buffer} bytes */
  send(response, bytes) {
    setTimeout(() => {
      if (this.#open.size === 0) {
        this.#last = performance.now()
        setTimeout(() => this.#go(), 2)
      }
      this.#open.add({ response, bytes, sent: 0 })
    }, Line.latency)
  }

  #go() {
    const now = performance.now()
    const share = Math.ceil(((now - this.#last) * Line.bytesPerMs) / this.#open.size)
    this.#last = now
    for (const item of this.#open) {
      item.response.write(item.bytes.subarray(item.sent, item.sent + share))
      item.sent += share
      if (item.sent < item.bytes.length) continue
      item.response.end()
      this.#open.delete(item)
    }
    if (this.#open.size > 0) setTimeout(() => this.#go(), 2)
  }
}

/**
 * @param {string} folder
 * @param {{ slow: boolean }} options
 */
export async function serve(folder, { slow }) {
  const line = new Line()
  /** @type {Map<string, Buffer>} */
  const packed = new Map()
  /** @param {string} file */
  const content = (file) => {
    if (!slow || !compressed.has(extname(file))) return readFileSync(file)
    const known = packed.get(file) ?? brotliCompressSync(readFileSync(file))
    packed.set(file, known)
    return known
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').replace(/[?#].*$/, ''))
    const file = join(folder, normalize(path === '/' ? '/index.html' : path))
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end()
      return
    }
    const bytes = content(file)
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-length': bytes.length,
      ...(slow && compressed.has(extname(file)) ? { 'content-encoding': 'br' } : {}),
    })
    if (slow) line.send(response, bytes)
    else response.end(bytes)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)))
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
