/** Files that are not what they seem, told by their content before anything is opened. */
import { expect, test } from 'vitest'
import { openInNode } from '../../src/build/node-engine'
import { Image } from '../../src/engine/image'
import { detect } from '../../src/transfer/detect'
import { storedSqlite } from '../../src/transfer/stored'
import { rows } from '../engine/probe'
import { badFiles, damagedDatabase, filled, native, walDatabase } from './bad-files'

test.each(badFiles)('%s is refused with a sentence that names it', async (_, content, sentence) => {
  const found = await detect(new Blob([content]))
  expect(found).toEqual({ kind: 'refused', sentence: expect.stringMatching(sentence) as string })
  // and what to do
  expect(found.kind === 'refused' && found.sentence).toMatch(/\bagain\b|\bimport (that|what is inside)\b/)
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
  const bytes = walDatabase()
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
  const stored = await storedSqlite(new Blob([damagedDatabase()]))
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
