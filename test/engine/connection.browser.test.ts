import { afterEach, describe, expect, test } from 'vitest'
import { openConnection } from '../../src/engine/connection'
import type { Connection, OpenOptions, Reply, RunEnd } from '../../src/engine/engine'
import type { ResultSet, Value } from '../../src/engine/value'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { split } from '../../src/sql/split'

const opened: Connection[] = []
afterEach(() => {
  for (const connection of opened.splice(0)) connection.close()
})

function open(dialect: Dialect, options: OpenOptions = {}): Connection {
  const connection = openConnection(dialect, options)
  opened.push(connection)
  return connection
}

interface Ran {
  readonly end: RunEnd
  readonly replies: readonly Reply[]
  readonly rows: readonly (readonly (readonly Value[])[])[]
  readonly sets: readonly ResultSet[]
}

/** Runs a script; `heard` is called with the index of each statement that starts. */
async function run(
  connection: Connection,
  script: string,
  heard: (index: number) => void = () => undefined,
): Promise<Ran> {
  const replies: Reply[] = []
  const sets: ResultSet[] = []
  const end = await connection.run(split(script, connection.dialect), {
    started: heard,
    head: (index, set) => (sets[index] = set),
    ended: (index, reply) => (replies[index] = reply),
  })
  const rows = sets.map((set) =>
    Array.from({ length: Math.min(set.rowCount, 100) }, (_, row) =>
      set.columns.map((_, column) => set.value(row, column)),
    ),
  )
  return { end, replies, rows, sets }
}

/** Runs a script and stops it when its statement `at` has started and the page has had a moment. */
async function stoppedAt(connection: Connection, script: string, at: number): Promise<RunEnd> {
  let begun: () => void = () => undefined
  const started = new Promise<void>((resolve) => (begun = resolve))
  const running = run(connection, script, (index) => index === at && begun())
  await started
  await connection.stop()
  return (await running).end
}

const keep = ['CREATE TABLE keep (a integer)', 'INSERT INTO keep VALUES (1), (2)']
const count = 'SELECT count(*) FROM keep'
const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'

describe.each(dialects)('%s', (dialect) => {
  const on = <T>(answers: Record<Dialect, T>): T => answers[dialect]

  test('answers from a worker, statement by statement, until one fails', async () => {
    const connection = open(dialect, { seed: keep })
    const { end, rows, replies } = await run(
      connection,
      'SELECT a FROM keep ORDER BY a; INSERT INTO keep VALUES (3); SELECT nope; SELECT 1',
    )
    expect(end).toEqual({ kind: 'finished' })
    expect(rows[0]).toEqual([[1n], [2n]])
    expect(replies.map((reply) => reply.ok)).toEqual([true, true, false])
    expect(connection.status).toEqual({ kind: 'ready' })
    expect((await run(connection, count)).rows[0]).toEqual([[3n]])
    expect((await connection.schema()).tables[0]).toMatchObject({ name: 'keep', rows: 3 })
    expect(await connection.check()).toBeNull()
  })

  test('a query without end is stopped, and everything reported before it is there', async () => {
    const connection = open(dialect, { seed: keep })
    const end = await stoppedAt(connection, `INSERT INTO keep VALUES (3); ${endless}`, 1)
    expect(end).toEqual({ kind: 'stopped', index: 1 })
    expect(connection.status).toEqual({ kind: 'ready' })
    expect((await run(connection, count)).rows[0]).toEqual([[3n]])
  })

  test('stopping inside a transaction takes back only what was not committed', async () => {
    const connection = open(dialect, { seed: keep })
    await run(connection, 'INSERT INTO keep VALUES (3); BEGIN; DELETE FROM keep')
    expect(connection.transaction).toBe('open')
    await stoppedAt(connection, endless, 0)
    expect(connection.transaction).toBe('none')
    expect((await run(connection, count)).rows[0]).toEqual([[3n]])
  })

  test('two runs never mix, and a run before the engine is ready waits', async () => {
    const connection = open(dialect)
    const order: string[] = []
    const runs = ['a', 'b', 'c'].map((name) =>
      connection.run(split(`SELECT 1; SELECT 2`, dialect), {
        started: (index) => order.push(`${name}${index}`),
        ended: (index) => order.push(`${name}${index}`),
      }),
    )
    await Promise.all(runs)
    expect(order.join(' ')).toBe('a0 a0 a1 a1 b0 b0 b1 b1 c0 c0 c1 c1')
  })

  test('undo is an image taken earlier', async () => {
    const connection = open(dialect, { seed: keep })
    await run(connection, 'SELECT 1')
    const before = connection.image
    await run(
      connection,
      on({ sqlite: 'DROP TABLE keep', postgres: 'DROP TABLE keep; DROP SCHEMA public CASCADE' }),
    )
    await connection.restore(before)
    expect((await run(connection, count)).rows[0]).toEqual([[2n]])
    expect(connection.image.version).toBeGreaterThan(before.version)
  })

  test('another connection opens the same image', async () => {
    const first = open(dialect, { seed: keep })
    await run(first, 'INSERT INTO keep VALUES (9)')
    const { image } = first
    first.close()
    const second = open(dialect, { image })
    expect((await run(second, count)).rows[0]).toEqual([[3n]])
  })

  test('a reset begins anew, whatever was done before; a wrong seed leaves what was there', async () => {
    const connection = open(dialect, { seed: keep })
    await run(connection, 'CREATE TABLE other (a integer); BEGIN')
    await connection.reset(['CREATE TABLE fresh (a integer)'])
    expect((await connection.schema()).tables.map((table) => table.name)).toEqual(['fresh'])
    await expect(connection.reset(['CREATE TABLE a (a integer)', 'nonsense'])).rejects.toThrow('nonsense')
    expect((await connection.schema()).tables.map((table) => table.name)).toEqual(['fresh'])
  })

  test('a long script is told of in batches, with nothing missing', async () => {
    const connection = open(dialect, { seed: keep })
    const script = Array.from({ length: 3000 }, (_, i) => `INSERT INTO keep VALUES (${i})`).join(';\n')
    const { end, replies } = await run(connection, script)
    expect(end).toEqual({ kind: 'finished' })
    expect(replies.filter((reply) => reply.ok && reply.changes === 1).length).toBe(3000)
    expect((await run(connection, count)).rows[0]).toEqual([[3002n]])
  })

  test('100,000 rows arrive whole, the first 500 on their own', async () => {
    const connection = open(dialect)
    const sizes: number[] = []
    const query = `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 100000) SELECT x, 'é' || x AS t FROM c`
    let last: ResultSet | undefined
    await connection.run(split(query, dialect), {
      grew: (_, set) => {
        sizes.push(set.rowCount)
        last = set
      },
    })
    expect(sizes[0]).toBe(500)
    expect(last?.rowCount).toBe(100_000)
    expect([last?.value(99_999, 0), last?.value(99_999, 1), last?.value(500, 1)]).toEqual([
      100_000n,
      'é100000',
      'é501',
    ])
  })

  test('the whole of a shortened cell can be asked for, until the next run', async () => {
    const connection = open(dialect)
    const { sets } = await run(
      connection,
      on({ sqlite: "SELECT 1, printf('%.200000c', 'x')", postgres: "SELECT 1, repeat('x', 200000)" }),
    )
    expect(sets[0]?.wholeBytes(0, 1)).toBe(200_000)
    expect(await connection.whole(0, 0, 1)).toBe('x'.repeat(200_000))
    // what is asked aside leaves it, and puts nothing in its place
    const aside = on({
      sqlite: "SELECT 1, printf('%.200000c', 'y')",
      postgres: "SELECT 1, repeat('y', 200000)",
    })
    await connection.run(split(aside, dialect), {}, { aside: true })
    expect(await connection.whole(0, 0, 1)).toBe('x'.repeat(200_000))
    await run(connection, 'SELECT 1')
    expect(await connection.whole(0, 0, 1)).toBeNull()
  })

  test('a script that damages the database is taken back: what was there before it is there, and in the image', async () => {
    const connection = open(dialect, { seed: keep })
    await run(connection, 'INSERT INTO keep VALUES (3)')
    const damaging = on({
      sqlite: "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'nonsense'; SELECT 1",
      postgres: 'DELETE FROM pg_catalog.pg_attribute; SELECT 1',
    })
    const { end, replies } = await run(connection, `INSERT INTO keep VALUES (4); ${damaging}`)
    expect(replies.map(({ ok }) => ok)).toEqual([true])
    expect(end).toMatchObject({ kind: 'crashed', index: 1 })
    if (end.kind === 'crashed') expect(end.message).toMatch(/left the database damaged|engine/i)
    expect((await run(connection, count)).rows[0]).toEqual([[4n]])
    const other = open(dialect, { image: connection.image })
    expect([await other.check(), (await run(other, count)).rows[0]]).toEqual([null, [[4n]]])
  })

  test('refuses what no engine should be given, with the reason', async () => {
    const connection = open(dialect)
    const { replies } = await run(
      connection,
      on({ sqlite: 'USE sales', postgres: "ALTER SYSTEM SET shared_buffers = '8GB'" }),
    )
    expect(replies[0]).toMatchObject({ ok: false, error: { origin: 'refused', position: 0 } })
    const line = (await run(connection, 'SELECT 1;\n  \\d sales \nSELECT 2')).replies[1]
    expect(line).toMatchObject({ ok: false, error: { position: 0, length: '\\d sales'.length } })
  })

  test('the dump and the file are of the database as it was reported', async () => {
    const connection = open(dialect, { seed: keep })
    await run(connection, on({ sqlite: 'SELECT 1', postgres: "SET search_path = ''; BEGIN" }))
    expect(await connection.dump()).toMatch(/CREATE TABLE (public\.)?keep/)
    const file = await connection.file()
    expect(
      new TextDecoder('latin1').decode(file.subarray(...on({ sqlite: [0, 15], postgres: [257, 262] }))),
    ).toBe(on({ sqlite: 'SQLite format 3', postgres: 'ustar' }))
    if (dialect === 'postgres') {
      expect(connection.transaction).toBe('open')
      expect((await run(connection, 'SHOW search_path')).rows[0]).toEqual([['""']])
    }
  })
})

describe('SQLite', () => {
  test('an engine that SQL left without memory is restarted with everything reported', async () => {
    const connection = open('sqlite', { seed: keep })
    const { end } = await run(
      connection,
      'INSERT INTO keep VALUES (3); PRAGMA hard_heap_limit = 1; SELECT * FROM keep',
    )
    expect(end).toMatchObject({ kind: 'crashed' })
    expect((await run(connection, count)).rows[0]).toEqual([[3n]])
  })
})

describe('PostgreSQL', () => {
  test('what COMMIT AND CHAIN committed outlives a stop', async () => {
    const connection = open('postgres', { seed: keep })
    await run(connection, 'BEGIN; INSERT INTO keep VALUES (3); COMMIT AND CHAIN; DELETE FROM keep')
    await stoppedAt(connection, 'SELECT pg_sleep(100)', 0)
    expect((await run(connection, count)).rows[0]).toEqual([[3n]])
  })

  test.each([
    ['a loop in PL/pgSQL', 'DO $$ BEGIN LOOP END LOOP; END $$'],
    ['a long sleep', 'SELECT pg_sleep(100)'],
  ])('%s is stopped like any query', async (_, text) => {
    const connection = open('postgres', { seed: keep })
    expect(await stoppedAt(connection, text, 0)).toEqual({ kind: 'stopped', index: 0 })
    expect((await run(connection, count)).rows[0]).toEqual([[2n]])
  })

  test('an engine that dies is restarted with everything reported, and the statement is known', async () => {
    const connection = open('postgres', { seed: keep })
    const { end } = await run(
      connection,
      `INSERT INTO keep VALUES (3); SELECT '${'['.repeat(50_000)}'::jsonb; SELECT 1`,
    )
    expect(end).toMatchObject({ kind: 'crashed', index: 1 })
    expect((await run(connection, count)).rows[0]).toEqual([[3n]])
    expect(connection.status).toEqual({ kind: 'ready' })
  })

  test('files of another PostgreSQL say which, and what to do; they can still be exported', async () => {
    const first = open('postgres', { seed: keep })
    await run(first, 'SELECT 1')
    const files = new Map((await first.storable()).files)
    files.set('PG_VERSION', { size: 3, chunks: new Map([[0, new TextEncoder().encode('17\n')]]) })
    const connection = open('postgres', { image: { files, removed: new Set() } })
    await expect(connection.schema()).rejects.toThrow()
    expect(connection.status).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(
        /^PostgreSQL 17 made the files of this database, and PostgreSQL 18 runs here.*export the data directory, start PostgreSQL 17 with it/,
      ) as string,
    })
    expect(connection.image.files.size).toBe(files.size)
    expect((await connection.file()).length).toBeGreaterThan(1_000_000)
  })

  test('a database that no longer starts says so, and an earlier image helps', async () => {
    const connection = open('postgres', { seed: keep })
    await run(connection, 'SELECT 1')
    const before = connection.image
    const files = new Map((await connection.storable()).files)
    files.set('global/pg_control', { size: 8192, chunks: new Map([[0, new Uint8Array(8192)]]) })
    await expect(connection.restore({ files, removed: new Set() })).rejects.toThrow()
    expect(connection.status).toEqual({
      kind: 'failed',
      detail:
        'PostgreSQL could not be started: its files are damaged. Go back to an earlier state of the database, or reset it.',
    })
    await connection.restore(before)
    expect((await run(connection, count)).rows[0]).toEqual([[2n]])
  })
})
