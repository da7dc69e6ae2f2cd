import { expect, test } from 'vitest'
import fc from '../property/fast-check'
import { CsvParser } from '../../src/transfer/csv'
import { wholeRecords } from '../../src/transfer/csv-pieces'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

async function cut(text: string, size: number, end: string, header: boolean): Promise<string[]> {
  const all = encoder.encode(text)
  async function* pieces() {
    for (let at = 0; at < all.length; at += size)
      yield await Promise.resolve({ bytes: all.slice(at, at + size), share: 0 })
  }
  const found: string[] = []
  // who takes a piece may take its memory
  for await (const { bytes } of wholeRecords(pieces(), end, header))
    found.push(decoder.decode(structuredClone(bytes, { transfer: [bytes.buffer] })))
  return found
}

test('wherever a file falls into pieces, each holds whole records and none is lost', async () => {
  const field = fc.array(fc.constantFrom('a', 'é', '𝄞', '""', '\n', '\r', '\r\n', ',', '\\.'), {
    maxLength: 5,
  })
  const record = fc.array(
    field.map((parts) => `"${parts.join('')}"`),
    { minLength: 2, maxLength: 2 },
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 2, maxLength: 6 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      async (records, end, header, ended, size) => {
        const lines = records.map((fields) => fields.join(',') + end)
        const text = lines.join('')
        const found = await cut(ended ? text : text.slice(0, -end.length), size, end, header)
        expect(found.join('')).toBe(lines.slice(header ? 1 : 0).join(''))
        const counts = found.map((piece) => new CsvParser(',').push(piece, true).length)
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(lines.length - (header ? 1 : 0))
      },
    ),
    { numRuns: 300 },
  )
})

test('a long field of many lines at the end of a piece is not gone through once for each of them', async () => {
  const long = `"${'\n'.repeat(400_000)}"`
  const text = `a,b\n1,2\n3,${long}\n`
  const start = performance.now()
  expect((await cut(text, 400_000, '\n', true)).join('')).toBe(`1,2\n3,${long}\n`)
  expect(performance.now() - start).toBeLessThan(2_000)
})
