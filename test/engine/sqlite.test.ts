import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sqliteParts } from '../../src/build/node-engine'
import { whole } from '../../src/engine/chunks'
import type { Engine } from '../../src/engine/engine'
import { Image } from '../../src/engine/image'
import { SqliteEngine, sqliteCaps } from '../../src/engine/sqlite'
import { SqliteLibrary } from '../../src/engine/sqlite-api'
import { sqlitePath } from '../../src/engine/sqlite-path'
import { all, ask, failure, rows } from './probe'

const library = await SqliteLibrary.load((await sqliteParts()).wasm)
let engine: Engine
beforeEach(() => {
  engine = SqliteEngine.open(library, null)
})
afterEach(() => engine.close())

const reopened = async () => {
  const delta = await engine.delta()
  return SqliteEngine.open(library, delta && new Image().apply(delta))
}

describe('values', () => {
  test('text with NUL inside is whole', async () => {
    expect(await rows(engine, "SELECT 'a' || char(0) || 'b'")).toEqual([['a\0b']])
  })

  test('text that is no UTF-8 shows replacement marks', async () => {
    expect(
      await rows(engine, "SELECT CAST(X'61ff62' AS TEXT) UNION ALL SELECT CAST(X'a962' AS TEXT)"),
    ).toEqual([['a�b'], ['�b']])
  })

  test('a column of mixed types keeps each type', async () => {
    const { rows, columns } = await ask(
      engine,
      "SELECT 1 AS v UNION ALL SELECT 1.5 UNION ALL SELECT 'x' UNION ALL SELECT X'00' UNION ALL SELECT NULL",
    )
    expect(rows).toEqual([[1n], [1.5], ['x'], [new Uint8Array([0])], [null]])
    expect(columns[0]).toMatchObject({ type: 'integer', kind: 'unknown' })
  })

  test('columns of dates are told from other texts', async () => {
    const { columns } = await ask(
      engine,
      "SELECT '2024-01-31' AS a, '2024-01-31 10:00:00' AS b, '2024-1-31' AS c, NULL AS d",
    )
    expect(columns.map((column) => column.kind)).toEqual(['date', 'timestamp', 'text', 'unknown'])
  })
})

describe('limits', () => {
  test('foreign keys are enforced', async () => {
    await all(engine, 'CREATE TABLE p (id INTEGER PRIMARY KEY)', 'CREATE TABLE c (p REFERENCES p)')
    expect((await failure(engine, 'INSERT INTO c VALUES (1)')).message).toContain('FOREIGN KEY')
  })

  test('a database stops growing at the cap, and goes on', async () => {
    const small = SqliteEngine.open(library, null, { ...sqliteCaps, database: 1024 * 1024 })
    await all(small, 'CREATE TABLE big (b)')
    const error = await failure(small, 'INSERT INTO big VALUES (zeroblob(3000000))')
    expect(error).toMatchObject({
      message: 'database or disk is full',
      hint: 'A database here may grow to 1 MB.',
    })
    expect(await rows(small, 'SELECT count(*) FROM big')).toEqual([[0n]])
    await small.close()
  })

  test('a cap that SQL changed is set again before the next run', async () => {
    await all(engine, 'CREATE TABLE t (a)', 'PRAGMA max_page_count = 3')
    await engine.settle()
    await all(engine, 'INSERT INTO t VALUES (zeroblob(100000))')
  })

  test('memory that runs out is an error, and the engine lives', async () => {
    const small = SqliteEngine.open(library, null, { ...sqliteCaps, heap: 20_000_000 })
    expect(
      (
        await failure(
          small,
          "SELECT group_concat(printf('%.1000000c', 'x')) FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c LIMIT 100) SELECT x FROM c)",
        )
      ).message,
    ).toContain('out of memory')
    expect(await rows(small, 'SELECT 1')).toEqual([[1n]])
    await small.close()
    await all(engine, `PRAGMA hard_heap_limit = 0`)
  })

  test('two texts that are too long together are an error', async () => {
    expect((await failure(engine, 'SELECT zeroblob(900000000) || zeroblob(900000000)')).message).toMatch(
      /too big|memory/,
    )
  })

  test('recursive triggers and view bombs are errors', async () => {
    await all(
      engine,
      'CREATE TABLE t (a)',
      'PRAGMA recursive_triggers = ON',
      'CREATE TRIGGER again AFTER INSERT ON t BEGIN INSERT INTO t VALUES (new.a + 1); END',
    )
    expect((await failure(engine, 'INSERT INTO t VALUES (1)')).message).toContain('trigger')
    await all(engine, 'CREATE VIEW w0 AS SELECT 1 AS a')
    for (let i = 1; i <= 14; i++)
      await all(engine, `CREATE VIEW w${i} AS SELECT l.a FROM w${i - 1} l JOIN w${i - 1} r`)
    expect((await failure(engine, 'SELECT * FROM w14')).message).toContain('too many')
  })
})

describe('state', () => {
  test('a damaged schema is seen, and the image before it is sound', async () => {
    await all(engine, 'CREATE TABLE t (a)', 'INSERT INTO t VALUES (1)')
    const before = await reopened()
    await all(
      engine,
      'PRAGMA writable_schema = ON',
      "UPDATE sqlite_schema SET sql = 'nonsense'",
      'PRAGMA writable_schema = OFF',
    )
    const after = await reopened()
    expect(await after.check()).toContain('malformed')
    expect((await after.schema()).tables).toEqual([])
    expect(await before.check()).toBeNull()
    expect(await rows(before, 'SELECT a FROM t')).toEqual([[1n]])
    await Promise.all([before.close(), after.close()])
  })

  test('damage is seen at the end of the run that did it, and a change of the schema that is right is none', async () => {
    await all(engine, 'CREATE TABLE t (a)', 'INSERT INTO t VALUES (1)')
    await engine.delta()
    expect([engine.doubtful, await engine.damage()]).toEqual([false, null])
    const rename = "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a, b)' WHERE name = 't'"
    await all(engine, 'PRAGMA writable_schema = ON', rename)
    expect([engine.doubtful, await engine.damage(), engine.doubtful]).toEqual([true, null, true])
    await all(engine, 'PRAGMA writable_schema = RESET')
    expect([await engine.damage(), engine.doubtful]).toEqual([null, false])
    await engine.delta()
    await all(engine, 'PRAGMA writable_schema = ON', 'BEGIN', "UPDATE sqlite_schema SET sql = 'nonsense'")
    expect(await engine.damage()).toBeNull() // nothing is saved inside a transaction
    await all(engine, 'COMMIT')
    expect(await engine.damage()).toContain('malformed')
  })

  test('a database that was damaged before is not brought back for it', async () => {
    await all(engine, 'CREATE TABLE t (a)', 'PRAGMA writable_schema = ON')
    await all(engine, "UPDATE sqlite_schema SET sql = 'nonsense'", 'PRAGMA writable_schema = OFF')
    const damaged = await reopened()
    await ask(damaged, 'SELECT * FROM t')
    expect(damaged.doubtful).toBe(true)
    expect([await damaged.damage(), damaged.doubtful]).toEqual([null, false])
    await damaged.close()
  })

  test('attached databases and VACUUM INTO work within the session', async () => {
    await all(
      engine,
      "ATTACH ':memory:' AS side",
      'CREATE TABLE side.t (a)',
      "VACUUM INTO 'copy.db'",
      "ATTACH 'copy.db' AS copy",
    )
    expect((await engine.schema()).tables.map((table) => table.schema)).toEqual(['side'])
  })

  test('pages of 12 MB stay in memory between statements, also after saving and in a database from a file', async () => {
    await all(engine, 'CREATE TABLE t (a)')
    const again = await reopened()
    for (const each of [engine, again]) expect(await rows(each, 'PRAGMA cache_size')).toEqual([[-12288n]])
    await again.close()
  })

  test('journal modes, page sizes and encodings survive saving', async () => {
    for (const pragma of [
      "encoding = 'UTF-16le'",
      'page_size = 1024',
      'journal_mode = OFF',
      'journal_mode = WAL',
      'locking_mode = EXCLUSIVE',
    ]) {
      const own = SqliteEngine.open(library, null)
      await all(own, `PRAGMA ${pragma}`, 'VACUUM', 'CREATE TABLE t (a)', "INSERT INTO t VALUES ('é')")
      const delta = await own.delta()
      const again = SqliteEngine.open(library, delta && new Image().apply(delta))
      expect(await rows(again, 'SELECT a FROM t')).toEqual([['é']])
      expect(await again.check()).toBeNull()
      await Promise.all([own.close(), again.close()])
    }
  })

  test('only the chunks that changed are reported', async () => {
    await all(
      engine,
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a)',
      "INSERT INTO t SELECT value, printf('%.200c', 'x') FROM json_each(json_array(1)) ",
      "WITH RECURSIVE c(x) AS (SELECT 2 UNION ALL SELECT x+1 FROM c LIMIT 5000) INSERT INTO t SELECT x, printf('%.200c', 'x') FROM c",
    )
    await engine.delta()
    await all(engine, "UPDATE t SET a = printf('%.200c', 'y') WHERE id = 2500")
    const delta = await engine.delta()
    expect(delta?.files[0]?.size).toBeGreaterThan(1_000_000)
    expect(delta?.files[0]?.chunks.length).toBeLessThan(4)
  })

  test('what changes in a database that was opened from a file is reported, and nothing else', async () => {
    await all(
      engine,
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a)',
      "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c LIMIT 5000) INSERT INTO t SELECT x, printf('%.200c', 'x') FROM c",
    )
    const delta = await engine.delta()
    const image = delta && new Image().apply(delta)
    const again = SqliteEngine.open(library, image)
    expect(await rows(again, "SELECT count(*) FROM t WHERE a LIKE '%x'")).toEqual([[5000n]])
    expect(await again.delta()).toBeNull()
    await all(again, "UPDATE t SET a = printf('%.200c', 'y') WHERE id = 2500")
    const changes = await again.delta()
    expect(changes?.files[0]?.chunks.length).toBeLessThan(4)
    const third = SqliteEngine.open(library, changes && (image?.apply(changes) ?? null))
    expect(await rows(third, "SELECT id FROM t WHERE a LIKE '%y'")).toEqual([[2500n]])
    expect(await third.check()).toBeNull()
    await Promise.all([again.close(), third.close()])
  })
})

describe('native sqlite3', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-'))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const everything = [
    'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, "a b" TEXT DEFAULT \'x\', r REAL, bl BLOB, g INT GENERATED ALWAYS AS (id * 2))',
    "INSERT INTO t (\"a b\", r, bl) VALUES ('it''s', 0.1, X'00ff'), ('a' || char(0) || 'b', 1e999, NULL), ('é😀', 45.0, zeroblob(3)), (NULL, -9223372036854775808, 5), ('dos\r\nunix\n\\r' || char(13), 1, NULL)",
    'DELETE FROM t WHERE id = 3',
    'CREATE TABLE nokey (a)',
    'INSERT INTO nokey (rowid, a) VALUES (7, 1), (9, 2)',
    'CREATE TABLE backwards (a INTEGER PRIMARY KEY DESC)',
    'INSERT INTO backwards (rowid, a) VALUES (7, 1), (9, 2)',
    'CREATE TABLE "from" (a PRIMARY KEY) WITHOUT ROWID',
    'INSERT INTO "from" VALUES (-9223372036854775808)',
    'CREATE INDEX by_r ON t (r DESC) WHERE r > 0',
    'CREATE VIEW v AS SELECT count(*) AS n FROM t',
    'CREATE TRIGGER tr AFTER INSERT ON nokey BEGIN UPDATE t SET r = 1; END',
    'CREATE VIRTUAL TABLE docs USING fts4(body)',
    "INSERT INTO docs VALUES ('the quick fox')",
    'PRAGMA user_version = 7',
    'PRAGMA application_id = -9',
  ]
  const questions = [
    'SELECT id, "a b" IS NULL, hex("a b"), r, hex(bl), g, typeof(bl) FROM t',
    'SELECT rowid, a FROM nokey',
    'SELECT rowid, a FROM backwards ORDER BY rowid',
    'SELECT a, typeof(a) FROM "from"',
    'SELECT * FROM v',
    'SELECT seq FROM sqlite_sequence',
    "SELECT body FROM docs WHERE docs MATCH 'quick'",
    'SELECT type, name FROM sqlite_schema ORDER BY 1, 2',
    'PRAGMA user_version',
    'PRAGMA application_id',
    'PRAGMA integrity_check',
  ]
  const native = (file: string) =>
    questions.map((sql) => execFileSync('sqlite3', [file, sql], { encoding: 'utf8' }))

  test('opens the file and restores the dump to the same rows', async () => {
    await all(engine, ...everything)
    const delta = await engine.delta()
    const stored = new Image().apply(delta ?? { files: [], removed: [] }).files.get(sqlitePath)
    const script = await engine.dump()
    const [file, restored] = [join(folder, 'file.db'), join(folder, 'restored.db')]
    execFileSync('mkdir', ['-p', folder])
    writeFileSync(file, stored ? whole(stored) : '')
    execFileSync('sqlite3', ['-bail', restored], { input: script })
    expect(native(file).at(-1)).toBe('ok\n')
    expect(native(file).slice(-3, -1)).toEqual(['7\n', '-9\n'])
    expect(native(restored)).toEqual(native(file))
  })

  test('restores a dump of definitions that end in a comment', async () => {
    const restored = join(folder, 'comments.db')
    execFileSync('mkdir', ['-p', folder])
    await all(
      engine,
      'CREATE TABLE t (a) -- the table\n;',
      'CREATE VIEW v AS SELECT a FROM t -- the view\n;',
      'CREATE VIEW w AS SELECT a FROM t -- of\n-- t /*\n;',
      "CREATE VIEW x AS SELECT '--' AS a /* closed */;",
      'CREATE INDEX i ON t (a) /* open',
      'CREATE VIEW y AS SELECT a FROM t /* open',
    )
    execFileSync('sqlite3', ['-bail', restored], { input: await engine.dump() })
    const names = execFileSync('sqlite3', [restored, 'SELECT name FROM sqlite_schema ORDER BY 1'])
    expect(String(names)).toBe('i\nt\nv\nw\nx\ny\n')
  })
})

test('rows that a trigger or a cascade changes are not counted as the statement’s own', async () => {
  await all(engine, 'CREATE TABLE t (id INTEGER PRIMARY KEY, n int, touched int)')
  await all(engine, 'CREATE TABLE child (t REFERENCES t (id) ON DELETE CASCADE)')
  await all(
    engine,
    'CREATE TRIGGER touch AFTER UPDATE OF n ON t BEGIN UPDATE t SET touched = 1 WHERE id = NEW.id; END',
  )
  await all(engine, 'INSERT INTO t (id, n) VALUES (1, 1), (2, 2), (3, 3)')
  await all(engine, 'INSERT INTO child VALUES (1), (1), (1)')
  expect((await ask(engine, 'UPDATE t SET n = 9 WHERE id < 3')).reply).toMatchObject({ changes: 2 })
  expect((await ask(engine, 'DELETE FROM t WHERE id = 1')).reply).toMatchObject({ changes: 1 })
})
