/** The built site with an ear in every page and worker: console errors, uncaught errors, refusals, requests to others. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { built, serveSite } from '../e2e/site'

/**
 * Runs first in every page and worker, and tells the server what went wrong. That sizes are told of one frame later, the
 * "ResizeObserver loop", is no error, whatever the event is called.
 */
const ear = `
  const tell = (text) => void fetch(new URL('complaint', ORIGIN), { method: 'POST', body: text, keepalive: true })
  const said = console.error.bind(console)
  console.error = (...words) => { tell('console: ' + words.join(' ')); said(...words) }
  addEventListener('error', ({ message }) => { if (!message.startsWith('ResizeObserver loop')) tell('error: ' + message) })
  addEventListener('unhandledrejection', (event) => tell('rejection: ' + event.reason))
  addEventListener('securitypolicyviolation', (event) => tell('policy: ' + event.blockedURI))`

/** The site, the proxy that sees what leaves for another host, and what either had to complain of. */
export interface Watched {
  readonly url: string
  readonly proxy: number
  readonly complaints: string[]
  close(): Promise<void>
}

/** Firefox asks for settings and decoders of its own, whatever page is open. */
const ownTraffic = /\.mozilla\.(com|net|org):443$|^update\.googleapis\.com:443$/

export async function watchedSite(): Promise<Watched> {
  const complaints: string[] = []
  const note = (target = '') => {
    if (!ownTraffic.test(target)) complaints.push(`request to ${target}`)
  }
  const proxy = createServer((request, response) => {
    note(request.url)
    response.writeHead(502).end()
  })
  proxy.on('connect', (request, socket) => {
    note(request.url)
    socket.on('error', () => undefined) // the browser may hang up first
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const site = await serveSite()
  const base = new URL(site.url).pathname
  const script = ear.replace('ORIGIN', JSON.stringify(site.url))
  site.fault = (path, request, response) => {
    const name = path.slice(base.length)
    if (name === 'complaint') {
      let text = ''
      request.on('data', (data) => (text += String(data)))
      request.on('end', () => complaints.push(text))
      response.writeHead(204).end()
    } else if (name === 'ear.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
    } else if (name === '') {
      const page = readFileSync(join(built, 'index.html'), 'utf8')
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(page.replace('<head>', '<head><script src="./ear.js"></script>'))
    } else if (/^assets\/worker-[^/]*\.js$/.test(name)) {
      const worker = readFileSync(join(built, name), 'utf8')
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(`{${script}\n}${worker}`)
    } else {
      if (!existsSync(join(built, name))) complaints.push(`not there: ${name}`)
      return false
    }
    return true
  }
  return {
    url: site.url,
    proxy: (proxy.address() as AddressInfo).port,
    complaints,
    async close() {
      proxy.close()
      proxy.closeAllConnections()
      await site.close()
    },
  }
}
