/** Firefox and WebKit as they are installed, each with an empty profile that goes with it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { http, marionette, type Line } from './webdriver'
import { programs, type BrowserName } from '../scripts/find-others.mjs'

/** A browser that runs. */
export interface Running {
  readonly line: Line
  /** where what the page saves as a file ends up */
  readonly downloads: string
  close(): Promise<void>
}

/** Starts a browser whose every request that is not for this machine goes to `proxy`, a port here. */
export async function start(name: BrowserName, proxy: number): Promise<Running> {
  const home = mkdtempSync(join(tmpdir(), `tandem-${name}-`))
  const children: ChildProcess[] = []
  const close = async () => {
    for (const child of children) {
      if (child.pid === undefined || child.exitCode !== null) continue
      const ended = once(child, 'exit')
      // a process group of its own: all of it, and nothing else
      process.kill(-child.pid, 'SIGTERM')
      await ended
    }
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  /** Starts a program and returns what it has written so far. */
  const run = (program: string, ...args: string[]): (() => string) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, HOME: home },
    })
    children.push(child)
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += String(data)))
    return () => text
  }
  try {
    const line = await (name === 'firefox' ? firefox : webkit)(home, proxy, run)
    await line('SetTimeouts', { script: 120_000 })
    await line('SetWindowRect', { width: 1280, height: 900 })
    return { line, downloads: home, close }
  } catch (error) {
    await close()
    throw error
  }
}

type Run = (program: string, ...args: string[]) => () => string

async function firefox(home: string, proxy: number, run: Run): Promise<Line> {
  const preferences = {
    'marionette.port': 0, // any; it writes down which
    'browser.download.folderList': 2,
    'browser.download.dir': home,
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': proxy,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': proxy,
  }
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`,
  )
  writeFileSync(join(home, 'user.js'), lines.join(''))
  const said = run(programs.firefox.browser(), '--headless', '--marionette', '--no-remote', '--profile', home)
  const port = await until('Firefox', said, () => {
    const file = join(home, 'MarionetteActivePort')
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  })
  return marionette(port)
}

async function webkit(home: string, proxy: number, run: Run): Promise<Line> {
  const port = await freePort()
  const said = run(programs.webkit.screen(), '-a', programs.webkit.driver(), `--port=${port}`)
  const origin = `http://127.0.0.1:${port}`
  await until('WebKitWebDriver', said, () =>
    fetch(`${origin}/status`).then(
      () => 1,
      () => 0,
    ),
  )
  const address = `127.0.0.1:${proxy}`
  return http(origin, {
    alwaysMatch: {
      proxy: { proxyType: 'manual', httpProxy: address, sslProxy: address, noProxy: ['127.0.0.1'] },
      'webkitgtk:browserOptions': {
        binary: programs.webkit.browser(),
        args: ['--automation'],
      },
    },
  })
}

/** Asks again and again until there is a number that is not 0. */
async function until(
  what: string,
  said: () => string,
  found: () => number | Promise<number>,
): Promise<number> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const number = await found()
    if (number > 0) return number
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${what} did not start:\n${said()}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
