import { expect, test } from 'vitest'
import { postgresParts } from '../../src/build/node-engine'
import { whole } from '../../src/engine/chunks'
import { dataDirectory } from '../../src/engine/data-directory'
import { wholeFiles } from '../../src/engine/whole-files'
import { Image } from '../../src/engine/image'
import { PostgresLink } from '../../src/engine/postgres-link'

test('an image is the data directory, to the byte', async () => {
  const parts = await postgresParts()
  const link = await PostgresLink.open(parts, null)
  let image = new Image()
  const difference = () => {
    const delta = link.files.delta()
    if (delta !== null) image = image.apply(delta)
    const { files } = dataDirectory(new Uint8Array(parts.base), image)
    const now = link.files.all().files
    const passing = /^(postmaster\.|pg_stat\/|pg_stat_tmp\/|base\/\d+\/t\d+_)/
    const paths = [...new Set([...files.keys(), ...now.keys()])].filter((path) => !passing.test(path))
    return paths.filter((path) => {
      const [was, is] = [files.get(path), now.get(path)]
      return was === undefined || is === undefined || Buffer.compare(was, is) !== 0
    })
  }
  for (const sql of [
    'SELECT 1',
    'CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)',
    'INSERT INTO t (v) SELECT repeat(md5(i::text), 40) FROM generate_series(1, 3000) i',
    'CHECKPOINT',
    'CREATE TEMP TABLE passing AS SELECT generate_series(1, 1000) AS a',
    'VACUUM FULL t',
    'TRUNCATE t',
    "INSERT INTO t (v) VALUES ('x')",
    'CHECKPOINT',
    'DROP TABLE t',
    'CHECKPOINT',
    'CREATE DATABASE other',
    'DROP DATABASE other',
    'CREATE UNLOGGED TABLE u AS SELECT 1 AS a',
  ]) {
    await link.pg.exec(sql)
    expect({ sql, differs: difference() }).toEqual({ sql, differs: [] })
  }
  await link.pg.close()
})

test('a stored image opens without the data directory it began with', async () => {
  const parts = await postgresParts()
  const packed = new Uint8Array(parts.base)
  const link = await PostgresLink.open(parts, null)
  await link.pg.exec(
    'CREATE TABLE kept AS SELECT i, repeat(md5(i::text), 9) AS v FROM generate_series(1, 900) i',
  )
  const delta = link.files.delta()
  const image = delta === null ? new Image() : new Image().apply(delta)
  await link.pg.close()

  const stored = new Image(await wholeFiles(packed, image))
  const other = dataDirectory(packed, null)
  const nothingOfIt = [...dataDirectory(packed, stored).files]
  expect(nothingOfIt.length).toBeGreaterThan(other.files.size)
  for (const [path, bytes] of dataDirectory(packed, image).files)
    expect({
      path,
      same: Buffer.compare(bytes, whole(stored.files.get(path) ?? { size: 0, chunks: new Map() })),
    }).toEqual({
      path,
      same: 0,
    })
  // unchanged chunks are the same objects, so that storing twice hashes them once
  const version = (await wholeFiles(packed, image)).get('PG_VERSION')
  expect(version).toBeDefined()
  expect((await wholeFiles(packed, image)).get('PG_VERSION')).toBe(version)

  const again = await PostgresLink.open(parts, stored)
  const answer = await again.pg.query<{ n: string; sum: string }>(
    'SELECT count(*)::text n, max(v) sum FROM kept',
  )
  expect(answer.rows[0]?.n).toBe('900')
  await again.pg.close()
})
