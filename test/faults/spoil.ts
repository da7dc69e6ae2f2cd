/** Workers of the built site that are served with a fault in them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { built, type Site } from '../e2e/site'
import type { Dialect } from '../../src/sql/dialect'
import type { Desk } from './desk'

/** Puts a script before that of every worker of an engine from now on. */
export function spoil(site: Site, dialect: Dialect, script: string): void {
  site.fault = (path, _, response) => {
    const name = path.split('/').at(-1) ?? ''
    if (!name.startsWith(`worker-${dialect}`)) return false
    const file = readFileSync(join(built, 'assets', name), 'utf8')
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(`${script}\n${file}`)
    return true
  }
}

/** From a word of the page to the next, the engine hears and says nothing; what it was told it hears then. */
export const silent = `
  let mute = false
  const missed = []
  const listen = self.addEventListener.bind(self)
  self.addEventListener = (type, listener, options) =>
    listen(type, type === 'message' ? (event) => (mute ? missed.push(() => listener(event)) : listener(event)) : listener, options)
  const fault = new BroadcastChannel('fault')
  fault.onmessage = ({ data }) => {
    mute = data === 'now'
    if (!mute) for (const hear of missed.splice(0)) hear()
    fault.postMessage('heard')
  }`

/** Says a word to the worker; resolves when the worker has taken it. */
export const tell = (desk: Desk, word: 'now' | 'over') =>
  desk.page.evaluate(
    (word) =>
      new Promise<void>((resolve) => {
        const fault = new BroadcastChannel('fault')
        fault.onmessage = () => resolve()
        fault.postMessage(word)
      }),
    word,
  )
