import { deflateRawSync } from 'node:zlib'
import fc from '../property/fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { datasets } from '../../src/dataset/datasets'
import { dialects } from '../../src/sql/dialect'
import {
  addressWith,
  codeIn,
  decodeShare,
  embedSnippet,
  encodeShare,
  longestHash,
  longestText,
  views,
  type Shared,
} from '../../src/workbench/share'

afterEach(() => {
  vi.unstubAllGlobals()
})

const shared: fc.Arbitrary<Shared> = fc.record({
  sql: fc.oneof(fc.string({ unit: 'binary', maxLength: 2000 }), fc.constant('\uD800 lone, \0 and "quotes"')),
  dialect: fc.constantFrom(...dialects),
  sample: fc.constantFrom(...datasets.map(({ id }) => id)),
  view: fc.option(fc.record({ result: fc.integer({ min: 1, max: 1000 }), name: fc.constantFrom(...views) })),
})

const small: Shared = { sql: 'SELECT 1', dialect: 'sqlite', sample: 'sales', view: null }
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url')
const packed = (text: string) => `1.${base64(deflateRawSync(text))}`
const plain = (value: unknown) => `1p.${base64(JSON.stringify(value))}`

/** The sentence of a refusal; fails where the code was accepted. */
async function refusal(code: string): Promise<string> {
  const opened = await decodeShare(code)
  if (opened.ok) throw new Error(`accepted: ${JSON.stringify(opened.shared).slice(0, 200)}`)
  return opened.sentence
}

describe('a shared query', () => {
  test('comes back exactly, whatever its text holds', async () => {
    await fc.assert(
      fc.asyncProperty(shared, async (query) => {
        expect(await decodeShare(await encodeShare(query))).toEqual({ ok: true, shared: query })
      }),
    )
  })

  test('comes back also from a browser that cannot pack', async () => {
    vi.stubGlobal('CompressionStream', undefined)
    const code = await encodeShare(small)
    expect(code).toMatch(/^1p\./)
    vi.stubGlobal('DecompressionStream', undefined)
    expect(await decodeShare(code)).toEqual({ ok: true, shared: small })
  })

  test('has a code that needs no escapes in an address', async () => {
    const code = await encodeShare({ ...small, sql: "SELECT '??>>ÿÿ' || '😀&#\"<x>'" })
    expect(code).toMatch(/^1\.[A-Za-z0-9_-]+$/)
    expect(codeIn(`#/play?s=${code}`)).toBe(code)
    expect(codeIn(`#/embed?engine=postgres&s=${code}`)).toBe(code)
    expect(codeIn('#/play')).toBeNull()
  })

  test('is found in a link that a mail broke or a sentence ended', async () => {
    const code = await encodeShare({ ...small, sql: 'SELECT name FROM customers' })
    for (const end of ['.', ').', '%3E', '%22', '%0A', ' '])
      expect(codeIn(`#/play?s=${code}${end}`), end).toBe(code)
    expect(codeIn(`#/play?s=${code.slice(0, 9)}%0D%0A${code.slice(9)}`)).toBe(code)
  })

  test('is a tenth of a long text that repeats itself', async () => {
    const code = await encodeShare({ ...small, sql: 'SELECT name FROM customers;\n'.repeat(500) })
    expect(code.length).toBeLessThan(1400)
  })
})

describe('a link is refused in words', () => {
  test('when it unpacks to more than 256 KB, without unpacking the rest', async () => {
    const bomb = deflateRawSync(Buffer.alloc(40 * 1024 * 1024, 32), { level: 9 })
    const code = `1.${base64(bomb)}`
    expect(code.length).toBeLessThan(longestHash)
    let unpacked = 0
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        unpacked += piece.length
        controller.enqueue(piece)
      },
    })
    const { readable, writable } = new DecompressionStream('deflate-raw')
    const counted = { writable, readable: readable.pipeThrough(counter) }
    vi.stubGlobal('DecompressionStream', function () {
      return counted
    })
    expect(await refusal(code)).toMatch(/more than 256 KB/)
    expect(unpacked).toBeGreaterThan(longestText)
    expect(unpacked).toBeLessThan(2 * longestText + 600_000)
  })

  test('when it is longer than any link that Tandem makes', async () => {
    expect(await refusal(`1.${'A'.repeat(longestHash)}`)).toMatch(/longer than any/)
  })

  test('when a newer version made it', async () => {
    // the page forgets a link that it opened: a reload alone would not bring it back
    expect(await refusal('2.AAAA')).toMatch(/newer version.* Reload this page, then open the link again/)
    expect(await refusal('17p.AAAA')).toMatch(/newer version/)
  })

  test('when a browser cannot unpack it', async () => {
    const code = await encodeShare(small)
    vi.stubGlobal('DecompressionStream', undefined)
    expect(await refusal(code)).toMatch(/cannot unpack/)
  })

  test.each([
    ['nothing', ''],
    ['no version', 'AAAA'],
    ['a version that never was', '0.AAAA'],
    ['a version without an end', '1'],
    ['characters that are not base64url', '1.ab cd'],
    ['base64 of an impossible length', '1.A'],
    ['bytes that are not packed', `1.${base64('SELECT 1')}`],
    ['packed bytes that are cut off', packed(JSON.stringify(small)).slice(0, -6)],
    ['text that is not UTF-8', `1p.${base64(Uint8Array.of(0xff, 0xfe))}`],
    ['text that is not JSON', packed('{"sql":')],
    ['markup', '1.<img src=x onerror=alert(1)>'],
  ])('when it holds %s', async (_, code) => {
    expect(await refusal(code)).toMatch(/^This link cannot be opened\. It was cut off or changed/)
  })

  const good = { sql: 'SELECT 1', engine: 'sqlite', sample: 'sales' }
  test.each([
    ['a list', [good]],
    ['null', null],
    ['a number', 1],
    ['no text', { engine: 'sqlite', sample: 'sales' }],
    ['a text that is a number', { ...good, sql: 1 }],
    ['another engine', { ...good, engine: 'mysql' }],
    ['an engine that every object has', { ...good, engine: 'constructor' }],
    ['a key too many', { ...good, run: true }],
    ['a view that is none', { ...good, view: { result: 1, name: 'html' } }],
    ['a result before the first', { ...good, view: { result: 0, name: 'chart' } }],
    ['a view as a text', { ...good, view: 'chart' }],
  ])('when it is %s', async (_, value) => {
    expect(await refusal(plain(value))).toMatch(/not a query for Tandem/)
  })

  test.each(['{"__proto__":{"polluted":1},', '{"constructor":{"prototype":{"polluted":1}},'])(
    'when it brings the key of a prototype: %s',
    async (begin) => {
      const json = `${begin}"sql":"SELECT 1","engine":"sqlite","sample":"sales"}`
      expect(await refusal(packed(json))).toMatch(/not a query for Tandem/)
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    },
  )

  test('when its sample is not here', async () => {
    expect(await refusal(plain({ ...good, sample: 'payroll' }))).toMatch(/sample database.* Reload this page/)
    expect(await refusal(plain({ ...good, sample: '__proto__' }))).toMatch(/sample database/)
  })

  test('whatever was typed behind the hash', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.base64String().map((text) => `1.${text}`),
        ),
        async (code) => {
          expect(await refusal(code)).toMatch(/^This link cannot be opened\. [A-Z].*\.$/)
        },
      ),
    )
  })
})

describe('addresses', () => {
  test('keep the place of the site and drop the page', () => {
    expect(addressWith('#/play?s=1.A', 'https://x.org/sub/?a=1#/learn/2')).toBe(
      'https://x.org/sub/?a=1#/play?s=1.A',
    )
  })

  test('stand in a snippet without ending its attribute', () => {
    const snippet = embedSnippet('1.A', 'https://x.org/?a="><script>&b#/play')
    expect(snippet).toContain('src="https://x.org/?a=&quot;><script>&amp;b#/embed?s=1.A"')
  })
})
