import { gzipSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { downloadBytes, type RemoteFile } from '../../src/engine/download'

const file: RemoteFile = { url: 'http://here/engine.gz', bytes: 0, name: 'PostgreSQL' }
const ignore = () => undefined

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('gzip is unpacked, and what a host has unpacked already is taken as it is', async () => {
  const content = new TextEncoder().encode('the engine')
  for (const body of [Uint8Array.from(gzipSync(content)), content]) {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body)))
    expect(new Uint8Array(await downloadBytes(file, ignore, false))).toEqual(content)
  }
})

test('an error of the server is said with its number', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 500 })))
  await expect(downloadBytes(file, ignore, false)).rejects.toThrow(
    'PostgreSQL could not be loaded: the server answered 500.',
  )
})

test('ten seconds without an answer are enough', async () => {
  vi.useFakeTimers()
  const silent = (_: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
  vi.stubGlobal('fetch', silent)
  const failed = expect(downloadBytes(file, ignore, false)).rejects.toThrow(
    'nothing has arrived for ten seconds',
  )
  await vi.advanceTimersByTimeAsync(10_000)
  await failed
})

test('ten seconds without a further byte as well', async () => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
    const body = new ReadableStream({
      start(out) {
        out.enqueue(new Uint8Array([1, 2, 3]))
        signal.addEventListener('abort', () => out.error(signal.reason))
      },
    })
    return Promise.resolve(new Response(body))
  })
  const failed = expect(downloadBytes(file, ignore, false)).rejects.toThrow(
    'nothing has arrived for ten seconds',
  )
  await vi.advanceTimersByTimeAsync(10_000)
  await failed
})

test.each([
  ['a length that the host told', { 'content-length': '4' }, 4],
  ['no length', {}, 0],
  ['the length of what was packed for the way', { 'content-length': '2', 'content-encoding': 'gzip' }, 0],
])('a download that comes with %s is measured by that, or not at all', async (_, headers, total) => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(new Uint8Array(4), { headers })))
  const told = vi.fn()
  await downloadBytes(file, told, false)
  expect(told.mock.calls.at(-1)).toEqual([4, total])
})
