import { expect, test, vi } from 'vitest'
import { openConnection } from '../../src/engine/connection'
import type { Connection, OpenOptions, Reply, Status } from '../../src/engine/engine'
import { dialects } from '../../src/sql/dialect'

/** Resolves with the sentence of the next failure. */
function failure(connection: Connection): Promise<string> {
  return new Promise((resolve) => {
    const end = connection.onStatus((status) => {
      if (status.kind !== 'failed') return
      end()
      resolve(status.detail)
    })
  })
}

const faults: readonly (readonly [said: string, answer: () => Response])[] = [
  ['the server answered 404', () => new Response('no', { status: 404 })],
  ['sign in', () => new Response('<!doctype html><title>Sign in</title>')],
  ['did not arrive whole', () => new Response(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 9]))],
]

// the page keeps an engine's files once they are there, so that all of it is one story
test.each(dialects)('%s that cannot be loaded says why, and loads when tried again', async (dialect) => {
  const real = globalThis.fetch
  let answer: (() => Response) | undefined
  vi.stubGlobal('fetch', (...request: Parameters<typeof fetch>) =>
    answer === undefined ? real(...request) : Promise.resolve(answer()),
  )
  answer = faults[0]?.[1]
  const connection = openConnection(dialect, { seed: ['CREATE TABLE t (a integer)'] })
  const seen: Status[] = []
  connection.onStatus((status) => seen.push(status))
  for (const [i, [said]] of faults.entries()) {
    expect(await failure(connection)).toContain(said)
    answer = faults[i + 1]?.[1]
    connection.retry()
  }
  // asked while it is loading: it waits, and then finds what was to be opened
  const ended = vi.fn<(index: number, reply: Reply) => void>()
  const end = await connection.run([{ text: 'SELECT * FROM t', from: 0, to: 15 }], { ended })
  vi.unstubAllGlobals()
  expect(end).toEqual({ kind: 'finished' })
  expect(ended).toHaveBeenCalledWith(0, expect.objectContaining({ ok: true }))
  const last = seen.filter((status) => status.kind === 'loading').at(-1)
  expect(last?.loaded).toBeGreaterThan(100_000)
  expect(last?.loaded).toBe(last?.total)
  expect(seen.at(-1)).toEqual({ kind: 'ready' })
  connection.close()
})

test('a worker that ends before it has opened anything is replaced by one that opens it', async () => {
  const workers: Worker[] = []
  const Real = globalThis.Worker
  vi.stubGlobal(
    'Worker',
    class extends Real {
      constructor(...options: ConstructorParameters<typeof Worker>) {
        super(...options)
        workers.push(this)
      }
    },
  )
  let give: (options: OpenOptions) => void = () => undefined
  const connection = openConnection('sqlite', new Promise<OpenOptions>((resolve) => (give = resolve)))
  await vi.waitUntil(() => workers.length === 1)
  await new Promise((resolve) => workers[0]?.addEventListener('message', resolve, { once: true })) // hello
  workers[0]?.dispatchEvent(new ErrorEvent('error', { message: 'it ended', cancelable: true }))
  await vi.waitUntil(() => workers.length === 2)
  vi.unstubAllGlobals()
  give({ seed: ['CREATE TABLE t (a integer)'] })
  const ended = vi.fn<(index: number, reply: Reply) => void>()
  await connection.run([{ text: 'SELECT * FROM t', from: 0, to: 15 }], { ended })
  expect(ended).toHaveBeenCalledWith(0, expect.objectContaining({ ok: true }))
  connection.close()
})
