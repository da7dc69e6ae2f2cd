/** A Chromium with a profile that outlives it, which can be killed as the world kills it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { findChromium } from '../scripts/find-chromium.mjs'

/** @type {Set<() => Promise<void>>} */
const running = new Set()

/** Ends every Chromium that was started here. */
export const killAll = () => Promise.all([...running].map((kill) => kill()))

/** @param {string} profile a folder */
export async function startChromium(profile) {
  // left behind by a killed browser; a new one would take it for a running one
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) {
    await rm(join(profile, name), { force: true })
  }
  const child = spawn(
    findChromium() ?? chromium.executablePath(),
    [
      '--headless=new',
      '--no-sandbox',
      '--no-first-run',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    // a process group of its own: all of it, and nothing else, ends with `kill`
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  )
  const address = await listening(child)
  const browser = await chromium.connectOverCDP(address)
  const [context] = browser.contexts()
  if (context === undefined) throw new Error('Chromium opened without a context')
  /** Ends the browser with all its processes, as a power cut does for the processes. */
  const kill = async () => {
    running.delete(kill)
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    if (child.pid !== undefined) end(-child.pid)
    await exited
  }
  running.add(kill)
  return {
    kill,
    /** @param {string} url */
    async open(url) {
      for (let tries = 0; ; tries++) {
        try {
          const page = await context.newPage()
          await page.goto(url)
          return page
        } catch (error) {
          // the process that Chromium kept ready for the next page was killed with the others
          if (tries === 4) throw error
        }
      }
    },
    context,
    /** Ends the processes that hold pages, as the system does when memory is short. */
    async killRenderers() {
      const session = await browser.newBrowserCDPSession()
      const { processInfo } = await session.send('SystemInfo.getProcessInfo')
      for (const { type, id } of processInfo) if (type === 'renderer') end(id)
      await session.detach()
    },
  }
}

/** @param {number} id a process of ours, or its negative for its group */
function end(id) {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>} the address to drive it by
 */
function listening(child) {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.on('data', (data) => {
      text += String(data)
      const address = /DevTools listening on (ws:\/\/\S+)/.exec(text)?.[1]
      if (address !== undefined) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}:\n${text}`)))
  })
}
