import { expect, test, vi } from 'vitest'
import { openConnection } from '../../src/engine/connection'
import type { Connection, Status } from '../../src/engine/engine'
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
  // asked while it is loading: it waits
  const end = await connection.run([{ text: 'SELECT * FROM t', from: 0, to: 15 }], {})
  vi.unstubAllGlobals()
  expect(end).toEqual({ kind: 'finished' })
  const last = seen.filter((status) => status.kind === 'loading').at(-1)
  expect(last?.loaded).toBeGreaterThan(100_000)
  expect(last?.loaded).toBe(last?.total)
  expect(seen.at(-1)).toEqual({ kind: 'ready' })
  connection.close()
})
