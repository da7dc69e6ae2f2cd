import fc from '../property/fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { chunkSize as imageChunk, Image } from '../../src/engine/image'
import { hashesIn } from '../../src/storage/hash'
import {
  chunkSize,
  decode,
  encode,
  lengthOf,
  type Listing,
  type StoredFiles,
} from '../../src/storage/listing'
import { sha256 } from '../../src/storage/sha256'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** Files with holes: PostgreSQL's images name only chunks that differ from the shipped ones. */
const listings = fc
  .uniqueArray(
    fc.record({
      path: fc.string({ minLength: 1, unit: 'grapheme' }),
      sizes: fc.uniqueArray(fc.nat(400), { maxLength: 30 }),
    }),
    { selector: (file) => file.path, maxLength: 5 },
  )
  .map((files) =>
    files.map(({ path, sizes }) => ({
      path,
      size: 401 * chunkSize - 7,
      chunks: sizes.sort((a, b) => a - b).map((index) => [index, hash(`${path} ${index}`)] as const),
    })),
  )

test("an engine's image can be stored as it is, and has the same chunks", () => {
  const image = new Image().apply({
    files: [{ path: 'a', size: 1, chunks: [[0, new Uint8Array(1)]] }],
    removed: ['b'],
  })
  const stored: StoredFiles = image
  expect([[...stored.files.keys()], [...stored.removed], imageChunk]).toEqual([['a'], ['b'], chunkSize])
})

test('a listing comes back from its pieces as it was', () => {
  fc.assert(
    fc.property(listings, fc.array(fc.string()), (files, removed) => {
      const { head, body } = encode({ files, removed })
      expect(decode(head, body)).toEqual({ files, removed })
      expect(body.flatMap(hashesIn)).toEqual(files.flatMap((file) => file.chunks.map(([, each]) => each)))
    }),
  )
})

describe('a large database', () => {
  const chunks = (change: number) =>
    Array.from({ length: 3200 }, (_, i) => [i, hash(i === change ? 'new' : `chunk ${i}`)] as const)
  const listing = (change: number): Listing => ({
    files: [{ path: 'database', size: 3200 * chunkSize, chunks: chunks(change) }],
    removed: [],
  })

  test('has a listing in pieces of at most 32 KiB', () => {
    const { head, body } = encode(listing(-1))
    expect(Math.max(...[...head, ...body].map((piece) => piece.length))).toBeLessThanOrEqual(chunkSize)
  })

  test('needs one new piece when one chunk changed', () => {
    const before = encode(listing(-1)).body.map((piece) => Buffer.from(piece).toString('hex'))
    const after = encode(listing(2000)).body.map((piece) => Buffer.from(piece).toString('hex'))
    expect(after.filter((piece, i) => piece !== before[i])).toHaveLength(1)
  })
})

describe('what is no listing is refused', () => {
  const bytes = (value: unknown) => [new TextEncoder().encode(JSON.stringify(value))]
  test.each([
    ['another shape', bytes({ files: [{ path: 'a' }], removed: [] }), []],
    ['fewer hashes than it names', bytes({ files: [['a', 100, [[0, 1]]]], removed: [] }), []],
    ['more hashes than it names', bytes({ files: [], removed: [] }), [new Uint8Array(32)]],
    [
      'a chunk past the end of its file',
      bytes({ files: [['a', 100, [[1, 1]]]], removed: [] }),
      [new Uint8Array(32)],
    ],
    ['a negative run', bytes({ files: [['a', 100, [[0, -1]]]], removed: [] }), []],
    ['no JSON', [new Uint8Array([1, 2, 3])], []],
  ])('%s', (_, head, body) => {
    expect(() => decode(head, body)).toThrow()
  })
})

test('the last chunk of a file is as long as what is left', () => {
  expect([lengthOf(chunkSize, 0), lengthOf(chunkSize + 5, 1), lengthOf(3, 0)]).toEqual([chunkSize, 5, 3])
})

test('SHA-256 in JavaScript gives what the platform gives', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 32 * 1024]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256)
    expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})
