/** WebDriver, by which Firefox and WebKit are driven: the few commands a visit needs, over the line that each offers. */
import { connect } from 'node:net'

/** Each command by its name in Firefox (Marionette) and its path under a session over HTTP. */
const paths = {
  SetTimeouts: 'timeouts',
  SetWindowRect: 'window/rect',
  Navigate: 'url',
  Refresh: 'refresh',
  ExecuteAsyncScript: 'execute/async',
  PerformActions: 'actions',
} as const
type Command = keyof typeof paths

/** Sends one command and resolves with what it gave. */
export type Line = (command: Command, body: object) => Promise<unknown>

/** Firefox's own line: packets of `length:[0, id, command, body]` over TCP, answered by `length:[1, id, error, result]`. */
export async function marionette(port: number): Promise<Line> {
  const socket = connect(port, '127.0.0.1')
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let last = 0
  let read = Buffer.alloc(0)
  const send = (name: string, body: object) =>
    new Promise<unknown>((resolve, reject) => {
      const packet = JSON.stringify([0, ++last, `WebDriver:${name}`, body])
      waiting.set(last, { resolve, reject })
      socket.write(`${Buffer.byteLength(packet)}:${packet}`)
    })
  const greeted = new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('data', (data) => {
      read = Buffer.concat([read, data])
      for (;;) {
        const colon = read.indexOf(':')
        const end = colon + 1 + Number(read.subarray(0, Math.max(0, colon)).toString())
        if (colon < 0 || read.length < end) return
        const packet: unknown = JSON.parse(read.subarray(colon + 1, end).toString())
        read = read.subarray(end)
        if (!Array.isArray(packet)) {
          resolve() // it says hello with an object
          continue
        }
        const [, id, error, result] = packet as [1, number, { message: string } | null, unknown]
        if (error === null) waiting.get(id)?.resolve(result)
        else waiting.get(id)?.reject(new Error(error.message))
        waiting.delete(id)
      }
    })
    socket.on('close', () => {
      for (const { reject } of waiting.values()) reject(new Error('Firefox has ended'))
    })
  })
  await greeted
  await send('NewSession', { capabilities: {} })
  return async (command, body) => {
    const result = await send(command, body)
    // every result but a session's is wrapped
    return result !== null && typeof result === 'object' && 'value' in result ? result.value : result
  }
}

/** The line of the standard: HTTP. */
export async function http(origin: string, capabilities: object): Promise<Line> {
  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(`${origin}/session${path}`, { method: 'POST', body: JSON.stringify(body) })
    const { value } = (await response.json()) as { value: unknown }
    if (!response.ok) throw new Error(JSON.stringify(value))
    return value
  }
  const { sessionId } = (await post('', { capabilities })) as { sessionId: string }
  return (command, body) => post(`/${sessionId}/${paths[command]}`, body)
}
