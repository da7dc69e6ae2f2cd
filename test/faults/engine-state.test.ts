/** SQL that is dangerous to the engine or to what the page believes of it: settings, system tables, the file system. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openInNode } from '../../src/build/node-engine'
import type { Engine } from '../../src/engine/engine'
import { Image } from '../../src/engine/image'
import { refusal } from '../../src/sql/refuse'
import { split } from '../../src/sql/split'
import { all, ask, failure, rows } from '../engine/probe'

/** The engine again, from what it reported as changed. */
async function reopened(engine: Engine, before = new Image()): Promise<{ engine: Engine; image: Image }> {
  const delta = await engine.delta()
  const image = delta === null ? before : before.apply(delta)
  return { engine: await openInNode(engine.dialect, image), image }
}

describe('postgres', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await openInNode('postgres')
    await all(engine, 'CREATE TABLE keep (a int PRIMARY KEY, at timestamptz)')
    await all(engine, "INSERT INTO keep VALUES (1, '2024-03-31 02:30:00+00')")
  })
  afterAll(() => engine.close())
  const kept = async () => {
    const schema = await engine.schema()
    expect(schema.tables.map(({ name, columns }) => [name, columns.map((c) => c.name)])).toContainEqual([
      'keep',
      ['a', 'at'],
    ])
    expect(await rows(engine, 'SELECT a FROM public.keep')).toEqual([[1n]])
  }

  test.each([
    "SET search_path = ''",
    'SET ROLE pg_read_all_data',
    "SET SESSION AUTHORIZATION 'postgres'",
    "ALTER ROLE postgres SET search_path = 'nowhere'",
    "SET statement_timeout = '1ms'",
    'SET default_transaction_read_only = on',
    "SET client_encoding = 'LATIN1'",
    "SET DateStyle = 'German, DMY'",
    "SET IntervalStyle = 'iso_8601'",
    "SET bytea_output = 'escape'",
    'SET standard_conforming_strings = off',
    'SET extra_float_digits = -15',
    "SET TimeZone = 'Pacific/Kiritimati'",
    'SET enable_seqscan = off',
    'SET row_security = off; SET transform_null_equals = on',
    'SET quote_all_identifiers = on',
    'SET array_nulls = off',
    "SET lc_messages = 'C'; SET lc_numeric = 'C'",
    'DISCARD ALL',
  ])('after %s the schema and the rows are read as before', async (script) => {
    for (const { text } of split(script, 'postgres')) await ask(engine, text)
    // a statement that is too slow for the visitor's own timeout is theirs; the page's questions are not
    if (!script.includes('statement_timeout')) await kept()
    else expect((await engine.schema()).tables.map(({ name }) => name)).toEqual(['keep'])
    await all(
      engine,
      'RESET SESSION AUTHORIZATION',
      'RESET ALL',
      'ALTER ROLE postgres RESET ALL',
      'RESET ROLE',
    )
    await kept()
  })

  test.each(['RESET SESSION AUTHORIZATION', 'SET SESSION AUTHORIZATION DEFAULT', 'DISCARD ALL'])(
    'after %s the session belongs to its first user again',
    async (back) => {
      await all(engine, 'CREATE ROLE ann', 'SET SESSION AUTHORIZATION ann')
      expect(await rows(engine, 'SELECT session_user')).toEqual([['ann']])
      await all(engine, back)
      expect(await rows(engine, 'SELECT session_user, current_user')).toEqual([['postgres', 'postgres']])
      await kept()
      await all(engine, 'DROP ROLE ann')
    },
  )

  test('with standard_conforming_strings off a backslash in a text does not fool what is run', async () => {
    await all(engine, 'SET standard_conforming_strings = off')
    expect(await rows(engine, String.raw`SELECT E'it\'s', 'a''b'`)).toEqual([["it's", "a'b"]])
    await all(engine, 'RESET ALL')
  })

  test('what this build does not have is said with its name', async () => {
    for (const name of ['plpython3u', 'pgcrypto', 'postgis']) {
      const error = await failure(engine, `CREATE EXTENSION ${name}`)
      expect(error.message).toContain(name)
      expect(error.code).toMatch(/^(0A000|58P01|22023)$/)
    }
    await kept()
  })

  test('files are those of the sandbox, nothing of the machine', async () => {
    expect((await failure(engine, "SELECT pg_read_file('/etc/shadow')")).message).toMatch(
      /No such file|could not/,
    )
    const names = (await rows(engine, "SELECT pg_ls_dir('/')")).flat()
    expect(names).not.toContain('usr')
    expect(names).not.toContain('work')
    expect((await failure(engine, "SELECT lo_import('/etc/hostname')")).message).toMatch(/could not open/)
    await kept()
  })

  test('databases and schemas that are dropped, made or missing are answers', async () => {
    expect((await failure(engine, 'DROP DATABASE postgres')).message).toMatch(/currently open|cannot/)
    const made = await ask(engine, 'CREATE DATABASE x')
    if (!made.reply.ok) expect(made.reply.error.message).not.toBe('')
    await kept()
    const own = await openInNode('postgres')
    await all(own, 'CREATE TABLE t (a int)', 'DROP SCHEMA public CASCADE')
    expect((await own.schema()).tables).toEqual([])
    await all(own, 'CREATE SCHEMA public', 'CREATE TABLE t (a int)')
    expect((await own.schema()).tables.length).toBe(1)
    await own.close()
  })

  test('notifications, cursors and large objects are shown, and no crash', async () => {
    await all(engine, 'LISTEN shop')
    const told = await ask(engine, "NOTIFY shop, 'open'")
    expect(told.notices.map(({ message }) => message).join()).toContain('open')
    await all(engine, 'BEGIN', 'DECLARE c CURSOR FOR SELECT a FROM keep')
    expect(await rows(engine, 'FETCH ALL FROM c')).toEqual([[1n]])
    await all(engine, 'COMMIT')
    await all(engine, "SELECT lo_from_bytea(424242, '\\x0102')")
    expect(await rows(engine, 'SELECT lo_get(424242)')).toEqual([[Uint8Array.of(1, 2)]])
    await kept()
  })

  test.each([
    "ALTER SYSTEM SET shared_buffers = '8GB'",
    'ALTER SYSTEM SET max_connections = 100000',
    "ALTER SYSTEM SET shared_preload_libraries = 'nothing'",
    "COPY (SELECT 'shared_buffers = 8GB') TO '/pglite/data/postgresql.conf'",
    "COPY (SELECT 1) TO PROGRAM 'id'",
    'COPY keep FROM STDOUT',
  ])('%s never reaches the engine, and the next start works', async (sql) => {
    expect(refusal(sql, 'postgres')?.hint).toMatch(/\S/)
    const again = await reopened(engine)
    await again.engine.close()
  })

  test('an ALTER SYSTEM that hides in a DO block does not outlive the session', async () => {
    const own = await openInNode('postgres')
    await all(own, 'CREATE TABLE t (a int)')
    const { reply } = await ask(
      own,
      `DO $$ BEGIN EXECUTE 'ALTER SYSTEM SET shared_buffers = ''8GB'''; END $$`,
    )
    expect(reply.ok).toBe(false)
    const again = await reopened(own)
    expect((await again.engine.schema()).tables.map(({ name }) => name)).toEqual(['t'])
    await Promise.all([own.close(), again.engine.close()])
  })

  test.each(['pg_attribute', 'pg_proc'])(
    'rows deleted from %s are seen before anything is saved',
    async (catalog) => {
      const own = await openInNode('postgres')
      await all(own, 'CREATE TABLE t (a int)', 'INSERT INTO t VALUES (7)')
      const delta = await own.delta()
      const before = delta === null ? new Image() : new Image().apply(delta)
      await ask(own, `DELETE FROM ${catalog}`)
      expect(await own.check().catch((error: unknown) => String(error))).not.toBeNull()
      const sound = await openInNode('postgres', before)
      expect(await rows(sound, 'SELECT a FROM t')).toEqual([[7n]])
      await sound.close()
    },
  )

  test('a data directory of another PostgreSQL is refused, not hung on', { timeout: 60_000 }, async () => {
    const image = new Image(
      new Map([['PG_VERSION', { size: 3, chunks: new Map([[0, new TextEncoder().encode('17\n')]]) }]]),
    )
    await expect(openInNode('postgres', image)).rejects.toThrow(
      /^PostgreSQL 17 made the files of this database, and PostgreSQL 18 runs here, .* import that dump\.$/,
    )
  })
})

describe('sqlite', () => {
  let engine: Engine
  beforeEach(async () => {
    engine = await openInNode('sqlite')
    await all(engine, 'CREATE TABLE keep (a)', 'INSERT INTO keep VALUES (1)')
  })
  afterEach(() => engine.close())

  test('reading files and loading code do not exist', async () => {
    for (const sql of [
      "SELECT readfile('/etc/passwd')",
      "SELECT load_extension('x')",
      "SELECT writefile('x', 'y')",
    ])
      expect((await failure(engine, sql)).message).toMatch(/no such function|not authorized/)
    expect((await failure(engine, "ATTACH '/etc/passwd' AS host")).message).toMatch(
      /not a database|unable to open/,
    )
  })

  test('pragmas stay from run to run, and an attached database is not in what is saved', async () => {
    await all(engine, 'PRAGMA foreign_keys = OFF', "ATTACH 'x.db' AS x", 'CREATE TABLE x.t (a)')
    await engine.settle()
    expect(await rows(engine, 'PRAGMA foreign_keys')).toEqual([[0n]])
    expect((await engine.schema()).tables.map(({ schema, name }) => `${schema}.${name}`)).toContain('x.t')
    const again = await reopened(engine)
    expect((await again.engine.schema()).tables.map(({ name }) => name)).toEqual(['keep'])
    expect([...again.image.files.keys()]).toEqual(['database.sqlite'])
    await again.engine.close()
  })

  test('a hostile database runs nothing when it is opened: only its schema is read', async () => {
    await all(
      engine,
      'CREATE TABLE "<img src=x onerror=alert(1)>" (a, b GENERATED ALWAYS AS (a || a))',
      'CREATE VIEW endless AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) AS n FROM c',
      'CREATE TRIGGER t AFTER INSERT ON keep BEGIN INSERT INTO keep SELECT * FROM endless; END',
    )
    for (let i = 0; i < 3000; i++) await all(engine, `CREATE TABLE t${i} (a)`)
    const again = await reopened(engine)
    const began = performance.now()
    const schema = await again.engine.schema()
    expect(performance.now() - began).toBeLessThan(5000)
    expect(schema.tables.length).toBe(3003)
    expect(schema.tables.map(({ name }) => name)).toContain('<img src=x onerror=alert(1)>')
    await again.engine.close()
  })
})
