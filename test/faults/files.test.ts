/** Files that are not what they seem, told by their content before anything is opened. */
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openInNode } from '../../src/build/node-engine'
import { Image } from '../../src/engine/image'
import { detect } from '../../src/transfer/detect'
import { storedSqlite } from '../../src/transfer/stored'
import { rows } from '../engine/probe'

/** A database as the native sqlite3 writes it. */
function native(...script: string[]): Uint8Array<ArrayBuffer> {
  const path = join(mkdtempSync(join(tmpdir(), 'tandem-file-')), 'a.db')
  execFileSync('sqlite3', [path, script.join(';\n')])
  return new Uint8Array(readFileSync(path))
}

/** Bytes without a pattern, the same at every run: what an encrypted database looks like. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    createHash('sha256').update(String(i)).digest(),
  )
  return new Uint8Array(Buffer.concat(blocks).subarray(0, length))
}

const filled = native(
  'CREATE TABLE t (a)',
  'INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) SELECT i FROM n',
)
const header = (page: number) => {
  const bytes = filled.slice()
  new DataView(bytes.buffer).setUint16(16, page)
  return bytes
}

test.each<[string, BlobPart, RegExp]>([
  ['nothing at all', '', /empty: it has 0 bytes/],
  ['blanks', ' \n\n ', /nothing but blanks/],
  ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', /web page/],
  ['50 bytes of a database', filled.slice(0, 50), /cut off: only 50 bytes/],
  ['half a database', filled.slice(0, filled.length / 2), /cut off: .* bytes belong to it/],
  ['a header that cannot be', header(1000), /damaged: its header/],
  ['an encrypted database', noise(8192), /encrypted database/],
  ['random bytes', noise(8191), /none that Import knows/],
  ['an empty zip', 'PK\x05\x06'.padEnd(22, '\0'), /zip file with nothing in it/],
  ['a zip', 'PK\x03\x04\x14\0\0\0\0\0readme.txt', /zip file\. Unpack it/],
  ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), /packed with gzip/],
  ['a custom-format pg_dump', 'PGDMP\x01\x0e', /pg_dump in the custom format/],
  ['a PDF', '%PDF-1.7', /PDF/],
  ['XML', '<?xml version="1.0"?><a/>', /XML/],
])('%s is refused with a sentence that names it', async (_, content, sentence) => {
  const found = await detect(new Blob([content]))
  expect(found).toEqual({ kind: 'refused', sentence: expect.stringMatching(sentence) as string })
})

test('a file larger than the limit is refused by its size, with a small part of it read', async () => {
  let read = 0
  const head = new Blob([filled])
  const huge = {
    size: 2 * 1024 ** 3,
    slice: (from: number, to: number) => {
      read += to - from
      return head.slice(from, to)
    },
  } as Blob
  const found = await detect(huge)
  expect(found).toMatchObject({ kind: 'refused' })
  expect(found.kind === 'refused' && found.sentence).toMatch(/2,048 MB|cut off/)
  expect(read).toBeLessThan(1024 * 1024)
})

test('a database in WAL mode is opened with a warning that changes may be missing', async () => {
  const bytes = native('PRAGMA journal_mode = WAL', 'CREATE TABLE t (a)', 'INSERT INTO t VALUES (1)')
  expect([bytes[18], bytes[19]]).toEqual([2, 2])
  const found = await detect(new Blob([bytes]))
  expect(found).toEqual({ kind: 'sqlite', notes: [expect.stringContaining('recent changes may be missing')] })
  const stored = await storedSqlite(new Blob([bytes]))
  const engine = await openInNode('sqlite', new Image(stored.files, 0, stored.removed))
  expect(await rows(engine, 'SELECT a FROM t')).toEqual([[1n]])
  await engine.close()
})

test.each([512, 1024, 65_536])('a database with pages of %i bytes opens', async (size) => {
  const bytes = native(`PRAGMA page_size = ${size}`, 'CREATE TABLE t (a)', 'INSERT INTO t VALUES (1)')
  expect(await detect(new Blob([bytes]))).toEqual({ kind: 'sqlite', notes: [] })
  const stored = await storedSqlite(new Blob([bytes]))
  const engine = await openInNode('sqlite', new Image(stored.files, 0, stored.removed))
  expect(await rows(engine, 'SELECT a FROM t')).toEqual([[1n]])
  expect(await engine.check()).toBeNull()
  await engine.close()
})

test('bytes that were changed in the middle are found when the database is looked through', async () => {
  const bytes = filled.slice()
  bytes.fill(0x5a, 4096 + 8, 4096 + 400)
  const stored = await storedSqlite(new Blob([bytes]))
  const engine = await openInNode('sqlite', new Image(stored.files, 0, stored.removed))
  expect(await engine.check()).not.toBeNull()
  await engine.close()
})

test('text that is no UTF-8 keeps its bytes, whatever is shown', async () => {
  const bytes = native('CREATE TABLE t (a)', "INSERT INTO t VALUES (CAST(x'61ff62edA0bd63' AS TEXT))")
  const stored = await storedSqlite(new Blob([bytes]))
  const engine = await openInNode('sqlite', new Image(stored.files, 0, stored.removed))
  expect(await rows(engine, 'SELECT hex(a), typeof(a) FROM t')).toEqual([['61FF62EDA0BD63', 'text']])
  const [[shown]] = (await rows(engine, 'SELECT a FROM t')) as [[string]]
  expect(shown).toMatch(/^a\ufffdb\ufffd+c$/)
  await engine.close()
})
