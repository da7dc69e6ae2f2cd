/** Serves Tandem and the bare page, as fast as can be or over a line of 9 Mbit/s with 170 ms to the server. */
import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
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

/**
 * A certificate for an hour, made with openssl: browsers speak HTTP/2, as hosts of static pages do, only over TLS.
 * @returns {{ key: Buffer, cert: Buffer, flag: string }} `flag` tells Chromium to trust it
 */
export function certificate() {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  const made = { key: readFileSync(key), cert: readFileSync(cert) }
  rmSync(folder, { recursive: true })
  const spki = new X509Certificate(made.cert).publicKey.export({ type: 'spki', format: 'der' })
  const digest = createHash('sha256').update(spki).digest('base64')
  return { ...made, flag: `--ignore-certificate-errors-spki-list=${digest}` }
}

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

/** @typedef {{ write(bytes: Buffer): unknown, end(): unknown, writeHead(status: number, headers: Record<string, string | number>): unknown }} Response */

/**
 * One line for all answers. What the browser calls most urgent goes first, as hosts with HTTP/2 do it (RFC 9218), and
 * equally urgent answers one after the other, unless they are of use in parts (`i`): those share. It is made here and not in the browser, whose own emulation of slow
 * networks leaves out what workers fetch.
 */
class Line {
  static bytesPerMs = 9_000_000 / 8 / 1000
  static latency = 170
  /** @type {Set<{ response: Response, bytes: Buffer, sent: number, urgency: number, inParts: boolean }>} */
  #open = new Set()
  #last = 0

  /** @param {Response} response @param {Buffer} bytes @param {string} priority the browser's header; urgency 0 is the most urgent, 3 the default */
  send(response, bytes, priority) {
    const urgency = Number(/u=(\d)/.exec(priority)?.[1] ?? 3)
    const inParts = /\bi\b/.test(priority)
    setTimeout(() => {
      if (this.#open.size === 0) {
        this.#last = performance.now()
        setTimeout(() => this.#go(), 2)
      }
      this.#open.add({ response, bytes, sent: 0, urgency, inParts })
    }, Line.latency)
  }

  #go() {
    const now = performance.now()
    let room = Math.ceil((now - this.#last) * Line.bytesPerMs)
    this.#last = now
    while (room > 0 && this.#open.size > 0) {
      const most = Math.min(...[...this.#open].map(({ urgency }) => urgency))
      const equal = [...this.#open].filter(({ urgency }) => urgency === most)
      const first = equal[0]?.inParts === true ? equal.filter(({ inParts }) => inParts) : equal.slice(0, 1)
      const share = Math.ceil(room / first.length)
      for (const item of first) {
        const part = item.bytes.subarray(item.sent, item.sent + share)
        item.response.write(part)
        item.sent += part.length
        room -= part.length
        if (item.sent < item.bytes.length) continue
        item.response.end()
        this.#open.delete(item)
      }
    }
    if (this.#open.size > 0) setTimeout(() => this.#go(), 2)
  }
}

/**
 * @param {string} folder
 * @param {{ key: Buffer, cert: Buffer } | null} slow the certificate where it goes over the slow line
 */
export async function serve(folder, slow) {
  const line = new Line()
  /** @type {Map<string, Buffer>} */
  const packed = new Map()
  /** @param {string} file */
  const content = (file) => {
    if (slow === null || !compressed.has(extname(file))) return readFileSync(file)
    const known = packed.get(file) ?? brotliCompressSync(readFileSync(file))
    packed.set(file, known)
    return known
  }
  /** @param {{ url?: string | undefined, headers: import('node:http2').IncomingHttpHeaders }} request @param {Response} response */
  const answer = (request, response) => {
    const path = decodeURIComponent((request.url ?? '/').replace(/[?#].*$/, ''))
    const file = join(folder, normalize(path === '/' ? '/index.html' : path))
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, {})
      response.end()
      return
    }
    const bytes = content(file)
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-length': bytes.length,
      'cache-control': 'max-age=600', // as hosts of static pages send it
      ...(slow !== null && compressed.has(extname(file)) ? { 'content-encoding': 'br' } : {}),
    })
    if (slow !== null) line.send(response, bytes, `${request.headers.priority ?? ''}`)
    else {
      response.write(bytes)
      response.end()
    }
  }
  const server =
    slow === null
      ? createServer(answer)
      : createSecureServer({ ...slow, allowHTTP1: true }, (request, response) => answer(request, response))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)))
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `${slow === null ? 'http' : 'https'}://127.0.0.1:${address.port}/`,
    close: () => {
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close()
    },
  }
}
