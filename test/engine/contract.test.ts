import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openInNode } from '../../src/build/node-engine'
import { defaultLimits, type Engine, type RowSink } from '../../src/engine/engine'
import { Image } from '../../src/engine/image'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { encode } from '../../src/engine/utf8'
import { all, ask, failure, rows } from './probe'

const two63 = 9223372036854775807n
const silent: RowSink = { head: () => undefined, rows: () => undefined, keep: () => false }

describe.each(dialects)('%s', (dialect) => {
  let engine: Engine
  let image = new Image()
  const on = <T>(answers: Record<Dialect, T>): T => answers[dialect]

  /** The page's part: what the engine reports goes into the image. */
  async function report(): Promise<Image> {
    const delta = await engine.delta()
    if (delta !== null) image = image.apply(delta)
    return image
  }

  beforeAll(async () => {
    engine = await openInNode(dialect)
  })
  afterAll(() => engine.close())
  beforeEach(async () => {
    if ((await ask(engine, 'SELECT 1')).reply.transaction !== 'none') await ask(engine, 'ROLLBACK')
    await ask(engine, 'DROP TABLE IF EXISTS t')
  })

  test('names its version', () => {
    expect(engine.version).toMatch(/^\d+\.\d+/)
  })

  describe('gives columns and rows as they are', () => {
    test('columns of one name stay apart, in the order given', async () => {
      const { names, rows } = await ask(engine, 'SELECT 1 AS a, 2 AS a, 3 AS a')
      expect(names).toEqual(['a', 'a', 'a'])
      expect(rows).toEqual([[1n, 2n, 3n]])
    })

    test('names that are special elsewhere are names', async () => {
      const { names } = await ask(
        engine,
        'SELECT 1 AS "__proto__", 2 AS "constructor", 3 AS "2", 4 AS "1", 5 AS "b é😀"',
      )
      expect(names).toEqual(['__proto__', 'constructor', '2', '1', 'b é😀'])
    })

    test('columns come with the first rows, or alone where there are none', async () => {
      for (const [text, told] of [
        ['SELECT 1 AS a UNION ALL SELECT 2', ['head a, rows follow', 'rows 2']],
        ['SELECT 1 AS a WHERE 1 = 0', ['head a']],
        ['SELECT 1 AS a FROM nowhere', []],
      ] as const) {
        const heard: string[] = []
        await engine.run(text, defaultLimits, {
          head: ([column], rowsFollow) =>
            void heard.push(`head ${column?.name}${rowsFollow ? ', rows follow' : ''}`),
          rows: ({ rowCount }) => void heard.push(`rows ${rowCount}`),
          keep: () => false,
        })
        expect(heard).toEqual(told)
      }
    })

    test('a result without rows keeps its headers', async () => {
      await all(engine, 'CREATE TABLE t (a int, b text)')
      const { names, reply } = await ask(engine, 'SELECT * FROM t')
      expect(names).toEqual(['a', 'b'])
      expect(reply).toMatchObject({ ok: true, rowCount: 0, more: false, wrote: false })
    })

    if (dialect === 'postgres')
      test('a row without columns is a row', async () => {
        const { reply, names } = await ask(engine, 'SELECT')
        expect(reply).toMatchObject({ ok: true, command: 'SELECT', rowCount: 1 })
        expect(names).toEqual([])
      })

    test('NULL, the empty text and the text NULL differ', async () => {
      expect(await rows(engine, "SELECT NULL, '', 'NULL'")).toEqual([[null, '', 'NULL']])
    })

    test('64-bit integers keep every digit', async () => {
      await all(engine, 'CREATE TABLE t (a bigint)')
      await all(
        engine,
        'INSERT INTO t VALUES (9007199254740993), (9223372036854775807), (-9223372036854775808), (NULL), (-1)',
      )
      expect(await rows(engine, 'SELECT a FROM t')).toEqual([
        [9007199254740993n],
        [two63],
        [-two63 - 1n],
        [null],
        [-1n],
      ])
    })

    test('a column that outgrows 2^53 late stays exact from the first row on', async () => {
      const found = await rows(engine, 'SELECT 1 UNION ALL SELECT NULL UNION ALL SELECT 9007199254740993')
      expect(found).toEqual([[1n], [null], [9007199254740993n]])
    })

    test('floating-point numbers keep sign, infinity and all digits', async () => {
      const query = on({
        sqlite: 'SELECT 1e999, -1e999, 0.1, 1.0, 5e-324',
        postgres: "SELECT 'inf'::float8, '-inf'::float8, 0.1::float8, 1.0::float8, 5e-324::float8",
      })
      expect(await rows(engine, query)).toEqual([[Infinity, -Infinity, 0.1, 1, 5e-324]])
    })

    test('text beyond the BMP, with newlines and quotes comes back whole', async () => {
      const text = `a'b"c\n\t😀é漢\uFEFF`
      expect(await rows(engine, `SELECT '${text.replaceAll("'", "''")}'`)).toEqual([[text]])
    })

    test('many texts in one column stay apart', async () => {
      const values = Array.from({ length: 700 }, (_, i) =>
        i % 3 === 0 ? `é${i}` : i % 3 === 1 ? '' : `x${i}`,
      )
      const found = await rows(engine, `VALUES ${values.map((value) => `('${value}')`).join(',')}`)
      expect(found.map(([value]) => value)).toEqual(values)
    })

    test('bytes are bytes', async () => {
      const query = on({
        sqlite: "SELECT X'00ff10', X''",
        postgres: String.raw`SELECT '\x00ff10'::bytea, ''::bytea`,
      })
      expect(await rows(engine, query)).toEqual([[new Uint8Array([0, 255, 16]), new Uint8Array(0)]])
    })

    test('2000 columns arrive', async () => {
      const width = on({ sqlite: 2000, postgres: 1600 })
      const list = Array.from({ length: width }, (_, i) => `${i} AS c${i}`).join(', ')
      const { names, rows } = await ask(engine, `SELECT ${list}`)
      expect(names.length).toBe(width)
      expect(rows[0]?.[width - 1]).toBe(BigInt(width - 1))
    })
  })

  describe('says what a statement did', () => {
    test('rows changed are counted for INSERT, UPDATE and DELETE alone', async () => {
      await all(engine, 'CREATE TABLE t (a int)')
      const changes = []
      for (const text of [
        'INSERT INTO t VALUES (1), (2), (3)',
        'UPDATE t SET a = a + 1 WHERE a > 1',
        'SELECT * FROM t',
        'DELETE FROM t WHERE a = 99',
        'CREATE TABLE u (a int)',
        'DROP TABLE u',
      ]) {
        const { reply } = await ask(engine, text)
        changes.push(reply.ok ? reply.changes : reply.error)
      }
      expect(changes).toEqual([3, 2, null, 0, null, null])
    })

    test('RETURNING gives rows and counts them as changes', async () => {
      await all(engine, 'CREATE TABLE t (a int)')
      const { reply, rows } = await ask(engine, 'INSERT INTO t VALUES (7), (8) RETURNING a * 2 AS b')
      expect(rows).toEqual([[14n], [16n]])
      expect(reply).toMatchObject({ ok: true, command: 'INSERT', rowCount: 2, changes: 2, wrote: true })
    })

    test('a statement without result columns has no row count', async () => {
      const { reply } = await ask(engine, 'CREATE TABLE t (a int)')
      expect(reply).toMatchObject({ ok: true, rowCount: null, wrote: true })
    })

    test('an empty statement is no error', async () => {
      expect((await ask(engine, '')).reply).toMatchObject({ ok: true, rowCount: null })
      expect((await ask(engine, '-- nothing')).reply).toMatchObject({ ok: true, rowCount: null })
    })
  })

  describe('reads rows that come with a statement', () => {
    const columns = 'a int, b text, c double precision, d text'
    const reading = on({
      sqlite: 'INSERT INTO t VALUES (?, ?, ?, ?)',
      postgres: 'COPY t FROM STDIN (FORMAT csv)',
    })
    const give = (text: string) =>
      engine.run(reading, defaultLimits, silent, { bytes: encode(text), delimiter: ',' })

    test.each(['\n', '\r\n', '\r'])('of every form, lines ending with %j', async (end) => {
      await all(engine, `CREATE TABLE t (${columns})`)
      const records = ['1,x,0.5,', '-2,"a ""b"", c","-1e3",""', ',"""",,"é😀"', '3,"two\nlines",,"""""x"']
      expect(await give(records.join(end) + end)).toMatchObject({ ok: true, changes: 4, rowCount: null })
      expect(await rows(engine, 'SELECT a, b, c, d FROM t')).toEqual([
        [1n, 'x', 0.5, null],
        [-2n, 'a "b", c', -1000, ''],
        [null, '"', null, 'é😀'],
        [3n, 'two\nlines', null, '""x'],
      ])
    })

    test('or none of them where one is refused', async () => {
      await all(engine, `CREATE TABLE t (${columns}, CHECK (a > 0))`)
      await ask(engine, 'BEGIN')
      const reply = await give('1,x,1,x\n-1,y,1,y\n')
      expect(reply.ok ? '' : reply.error.message).toMatch(/check/i)
      await ask(engine, 'ROLLBACK')
      expect(await rows(engine, 'SELECT count(*) FROM t')).toEqual([[0n]])
    })

    test('and no record that is too short or too long', async () => {
      await all(engine, `CREATE TABLE t (${columns})`)
      for (const text of ['1,x,1,x\n2,y\n', '1,x,1,x,9\n', '1,x,1,x\n2,y,1,y,9\n']) {
        await ask(engine, 'BEGIN')
        expect((await give(text)).ok).toBe(false)
        await ask(engine, 'ROLLBACK')
      }
      expect(await rows(engine, 'SELECT count(*) FROM t')).toEqual([[0n]])
    })
  })

  describe('stops by itself', () => {
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c'

    test('at the cap of rows, saying that there are more', async () => {
      const { reply, set, batches } = await ask(engine, endless, { rows: 20_000 })
      expect(reply).toMatchObject({ ok: true, rowCount: 20_000, more: true })
      expect(set.rowCount).toBe(20_000)
      expect(set.value(19_999, 0)).toBe(20_000n)
      expect(batches[0]).toBe(500)
    })

    test('not claiming more when a result is exactly as long as the cap', async () => {
      const { reply } = await ask(engine, 'SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3', { rows: 3 })
      expect(reply).toMatchObject({ ok: true, rowCount: 3, more: false })
    })

    test('at the cap of bytes', async () => {
      const wide = endless.replace(
        'SELECT x FROM',
        `SELECT ${on({ sqlite: "printf('%.1000c', 'x')", postgres: "repeat('x', 1000)" })} FROM`,
      )
      const { reply } = await ask(engine, wide, { bytes: 1_000_000 })
      expect(reply).toMatchObject({ ok: true, more: true })
      expect(reply.ok && (reply.rowCount ?? 0)).toBeLessThan(1100)
    })

    test('with the engine usable afterwards', async () => {
      await ask(engine, endless, { rows: 10 })
      expect(await rows(engine, 'SELECT 2')).toEqual([[2n]])
    })
  })

  describe('shortens big cells', () => {
    test('text to whole characters, telling the size, and keeps the whole', async () => {
      const query = on({
        sqlite: "SELECT replace(printf('%.50000c', 'x'), 'x', 'é')",
        postgres: "SELECT repeat('é', 50000)",
      })
      const { set, kept } = await ask(engine, query, { cell: 65_535 })
      expect(set.value(0, 0)).toBe('é'.repeat(32_767))
      expect(set.wholeBytes(0, 0)).toBe(100_000)
      expect(kept).toEqual([{ row: 0, column: 0, value: 'é'.repeat(50_000) }])
    })

    test('bytes likewise', async () => {
      const query = on({
        sqlite: 'SELECT zeroblob(100000)',
        postgres: String.raw`SELECT decode(repeat('00', 100000), 'hex')`,
      })
      const { set, kept } = await ask(engine, query)
      expect(set.value(0, 0)).toEqual(new Uint8Array(65_536))
      expect(set.wholeBytes(0, 0)).toBe(100_000)
      expect(kept[0]?.value).toEqual(new Uint8Array(100_000))
    })

    test('of 100 MB without harm', async () => {
      const query = on({
        sqlite: "SELECT printf('%.*c', 100000000, 'x')",
        postgres: "SELECT repeat('x', 100000000)",
      })
      const { set } = await ask(engine, query)
      expect(set.wholeBytes(0, 0)).toBe(100_000_000)
      expect(await rows(engine, 'SELECT 3')).toEqual([[3n]])
    })

    test('of a gigabyte: an error or a size, and the engine lives', async () => {
      const query = on({ sqlite: 'SELECT zeroblob(999999999)', postgres: "SELECT repeat('x', 1100000000)" })
      const { reply, set } = await ask(engine, query)
      if (reply.ok) expect(set.wholeBytes(0, 0)).toBe(999_999_999)
      else expect(reply.error.message).toMatch(/memory|length/)
      expect(await rows(engine, 'SELECT 4')).toEqual([[4n]])
    })
  })

  describe('answers errors as data', () => {
    test('with the place in UTF-16, past characters beyond the BMP', async () => {
      const text = "SELECT '😀😀', nope FROM (SELECT 1) AS s"
      const error = await failure(engine, text)
      expect(error.message).toMatch(/nope/)
      expect(text.slice(error.position, (error.position ?? 0) + (error.length ?? 0))).toBe('nope')
    })

    test('at the end of the text', async () => {
      const error = await failure(engine, 'SELECT 1 +')
      expect(error.position).toBeGreaterThanOrEqual(0)
      expect(error.position).toBeLessThanOrEqual(10)
    })

    test('deep nesting is an error or an answer, never silence', async () => {
      const depth = on({ sqlite: 50_000, postgres: 100 }) // deeper ones end the engine: see connection.browser.test.ts
      for (const text of [
        `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)}`,
        `SELECT 1${' + 1'.repeat(depth)}`,
        `SELECT 1 ${'UNION ALL SELECT 1 '.repeat(on({ sqlite: 600, postgres: 100 }))}`,
      ]) {
        const { reply, rows } = await ask(engine, text)
        if (reply.ok) expect(rows.length).toBeGreaterThan(0)
        else expect(reply.error.message).not.toBe('')
      }
      expect(await rows(engine, 'SELECT 5')).toEqual([[5n]])
    })

    test('a NUL in the text is refused, not cut off in silence', async () => {
      const error = await failure(engine, 'SELECT 1 \0 + 1')
      expect(error.position).toBe(9)
    })

    test('rows before the error are not taken for a result', async () => {
      await all(engine, 'CREATE TABLE t (a int)', 'INSERT INTO t VALUES (1), (0)')
      const bad = on({
        sqlite: "SELECT json_extract(CASE a WHEN 1 THEN '1' ELSE '{' END, '$') FROM t",
        postgres: 'SELECT 1 / a FROM t',
      })
      expect((await failure(engine, bad)).message).toMatch(/malformed|division/)
    })
  })

  describe('follows transactions', () => {
    test('open, then closed by COMMIT and by ROLLBACK', async () => {
      const states = []
      for (const text of ['BEGIN', 'SELECT 1', 'COMMIT', 'BEGIN', 'SAVEPOINT s', 'RELEASE s', 'ROLLBACK']) {
        states.push((await ask(engine, text)).reply.transaction)
      }
      expect(states).toEqual(['open', 'open', 'none', 'open', 'open', 'open', 'none'])
    })

    test('after an error inside one', async () => {
      await all(engine, 'BEGIN')
      expect((await failure(engine, 'SELECT nope')).transaction).toBe(
        on({ sqlite: 'open', postgres: 'failed' }),
      )
      expect((await ask(engine, 'ROLLBACK')).reply.transaction).toBe('none')
    })

    test('after an error that rolls back by itself', async () => {
      await all(engine, 'CREATE TABLE t (a int PRIMARY KEY)', 'INSERT INTO t VALUES (1)', 'BEGIN')
      const text = on({
        sqlite: 'INSERT OR ROLLBACK INTO t VALUES (1)',
        postgres: 'INSERT INTO t VALUES (1)',
      })
      expect((await failure(engine, text)).transaction).toBe(on({ sqlite: 'none', postgres: 'failed' }))
    })

    test('a deferred constraint refuses a single statement, and COMMIT inside of one', async () => {
      await all(
        engine,
        'CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED)',
      )
      const lonely = 'INSERT INTO t VALUES (1, 5)'
      expect((await failure(engine, lonely)).message).toMatch(/foreign key/i)
      expect((await failure(engine, `${lonely} RETURNING a`)).message).toMatch(/foreign key/i)
      await all(engine, 'BEGIN', lonely)
      expect((await failure(engine, 'COMMIT')).message).toMatch(/foreign key/i)
      await ask(engine, 'ROLLBACK')
      expect(await rows(engine, 'SELECT count(*) FROM t')).toEqual([[0n]])
    })

    test('a statement that fails says whether anything of it stays', async () => {
      await all(engine, 'CREATE TABLE t (a int PRIMARY KEY)', 'INSERT INTO t VALUES (1), (2), (3)')
      const wrote = async (text: string) => (await ask(engine, text)).reply.wrote
      // row by row, the last of them in the way of another
      expect(await wrote('INSERT INTO t SELECT 10 UNION ALL SELECT 11 UNION ALL SELECT 1')).toBe(false)
      expect(await wrote('UPDATE t SET a = 7 WHERE a < 3')).toBe(false)
      await all(engine, 'BEGIN', 'INSERT INTO t VALUES (4)')
      expect(await wrote('INSERT INTO t VALUES (5), (1)')).toBe(false)
      expect(await wrote('SELEC 1')).toBe(false)
      await all(engine, 'ROLLBACK')
      if (dialect === 'sqlite') {
        expect(await wrote('INSERT OR FAIL INTO t VALUES (5), (1)')).toBe(true)
        await all(engine, 'CREATE TABLE f (a int UNIQUE ON CONFLICT FAIL)')
        expect(await wrote('INSERT INTO f VALUES (1), (1)')).toBe(true)
        await all(engine, 'BEGIN')
        expect(await wrote('INSERT OR ROLLBACK INTO t VALUES (1)')).toBe(true)
      } else {
        const half = 'DO $$ BEGIN INSERT INTO t VALUES (5); COMMIT; INSERT INTO t VALUES (1); END $$'
        expect(await wrote(half)).toBe(true)
      }
      expect(await rows(engine, 'SELECT a FROM t ORDER BY a')).toEqual([[1n], [2n], [3n], [5n]])
    })

    test('nothing is reported as changed inside of one, everything after it', async () => {
      await all(engine, 'CREATE TABLE t (a int)')
      await report()
      await all(engine, 'BEGIN', 'INSERT INTO t VALUES (1)')
      expect(await engine.delta()).toBeNull()
      await all(engine, 'COMMIT')
      expect(await engine.delta()).not.toBeNull()
    })
  })

  describe('reports every change', () => {
    test('and starts again from the image with everything in it', async () => {
      await all(
        engine,
        'CREATE TABLE t (a int PRIMARY KEY, b text)',
        "INSERT INTO t VALUES (1, 'é'), (2, NULL)",
      )
      await report()
      await all(engine, 'UPDATE t SET a = 3 WHERE a = 2')
      await report()
      await all(engine, 'BEGIN', 'DELETE FROM t')
      await report()
      const other = await openInNode(dialect, image)
      try {
        expect(await rows(other, 'SELECT a, b FROM t ORDER BY a')).toEqual([
          [1n, 'é'],
          [3n, null],
        ])
        await all(other, 'INSERT INTO t VALUES (4, NULL)')
        const delta = await other.delta()
        expect(delta?.files.length).toBeGreaterThan(0)
      } finally {
        await other.close()
      }
    })

    test('and numbers rows on from there, without a gap', async () => {
      const id = on({
        sqlite: 'INTEGER PRIMARY KEY AUTOINCREMENT',
        postgres: 'INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
      })
      await all(engine, `CREATE TABLE t (id ${id}, a int)`)
      for (const last of [1, 2]) {
        await all(engine, 'INSERT INTO t (a) VALUES (7)')
        const delta = await engine.delta(true)
        if (delta !== null) image = image.apply(delta)
        const again = await openInNode(dialect, image)
        expect(await rows(again, 'INSERT INTO t (a) VALUES (8) RETURNING id')).toEqual([[BigInt(last + 1)]])
        await again.close()
      }
    })

    test('nothing after a statement that only read', async () => {
      await all(engine, 'CREATE TABLE t (a int)')
      await report()
      await all(engine, 'SELECT * FROM t')
      expect(await engine.delta()).toBeNull()
    })
  })

  describe('reads the schema', () => {
    test('tables, keys, indexes, checks, triggers and views', async () => {
      await ask(engine, 'DROP VIEW IF EXISTS v')
      await ask(
        engine,
        on({ sqlite: 'DROP TABLE IF EXISTS child', postgres: 'DROP TABLE IF EXISTS child CASCADE' }),
      )
      await all(
        engine,
        "CREATE TABLE t (id integer PRIMARY KEY, name varchar(20) NOT NULL DEFAULT 'x', CHECK (length(name) > 0))",
        'CREATE TABLE child (a integer, b integer REFERENCES t (id) ON DELETE CASCADE, PRIMARY KEY (b, a))',
        'CREATE UNIQUE INDEX by_a ON child (a)',
        'CREATE VIEW v AS SELECT * FROM t',
        "INSERT INTO t VALUES (1, 'y')",
      )
      const { tables } = await engine.schema()
      const [child, t, v] = ['child', 't', 'v'].map((name) => tables.find((table) => table.name === name))
      expect(t).toMatchObject({ kind: 'table', rows: 1, schema: on({ sqlite: 'main', postgres: 'public' }) })
      expect(t?.columns.map((column) => [column.name, column.notNull, column.primaryKey])).toEqual([
        ['id', dialect === 'postgres', 1],
        ['name', true, 0],
      ])
      expect(t?.columns[1]?.default).toContain("'x'")
      await all(engine, 'CREATE TABLE computed (a int, b int GENERATED ALWAYS AS (a * 2) STORED)')
      const computed = (await engine.schema()).tables.find((table) => table.name === 'computed')
      expect(computed?.columns.map((column) => column.generated)).toEqual([false, true])
      expect(t?.checks[0]).toContain('length')
      expect(child?.foreignKeys).toEqual([
        {
          columns: ['b'],
          toTable: 't',
          toColumns: ['id'],
          onDelete: 'CASCADE',
          onUpdate: 'NO ACTION',
        },
      ])
      expect(child?.columns.map((column) => column.primaryKey)).toEqual([2, 1])
      expect(child?.indexes.find((index) => index.name === 'by_a')).toEqual({
        name: 'by_a',
        unique: true,
        columns: ['a'],
      })
      expect(v).toMatchObject({ kind: 'view', rows: null })
      expect(v?.columns.map((column) => column.name)).toEqual(['id', 'name'])
      await all(engine, 'DROP VIEW v', 'DROP TABLE child')
    })

    test('without disturbing a transaction that has only begun, or has failed', async () => {
      await all(engine, 'BEGIN')
      await engine.schema()
      if (dialect === 'postgres') {
        await all(engine, 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE')
        await failure(engine, 'SELECT nope')
        await engine.schema()
        expect((await ask(engine, 'COMMIT')).reply).toMatchObject({ ok: true, command: 'ROLLBACK' })
      } else await all(engine, 'ROLLBACK')
    })

    test('and finds a sound database sound', async () => {
      expect(await engine.check()).toBeNull()
    })
  })

  test('keeps temporary tables from run to run', async () => {
    await all(engine, 'CREATE TEMPORARY TABLE passing (a int)', 'INSERT INTO passing VALUES (1)')
    await engine.settle()
    await engine.delta()
    expect(await rows(engine, 'SELECT a FROM passing')).toEqual([[1n]])
    expect((await engine.schema()).tables.find((table) => table.name === 'passing')?.schema).toMatch(/temp/)
    await all(engine, 'DROP TABLE passing')
  })
})
