import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openInNode, postgresParts } from '../../src/build/node-engine'
import type { Engine } from '../../src/engine/engine'
import { Image } from '../../src/engine/image'
import { PostgresEngine, postgresCaps } from '../../src/engine/postgres'
import { split } from '../../src/sql/split'
import { all, ask, failure, rows } from './probe'

let engine: Engine
beforeAll(async () => {
  engine = await openInNode('postgres')
})
afterAll(() => engine.close())

describe('PostgreSQL keeps what JavaScript would lose', () => {
  test('NUMERIC with 1000 digits, NaN and infinity stay text', async () => {
    const digits = `1${'0'.repeat(998)}7`
    expect(
      await rows(
        engine,
        `SELECT ${digits}::numeric, 'NaN'::numeric, '-Infinity'::numeric, 45.00::numeric(10,2)`,
      ),
    ).toEqual([[digits, 'NaN', '-Infinity', '45.00']])
  })

  test('NaN and minus zero of float8 are numbers', async () => {
    const [row] = await rows(engine, "SELECT 'NaN'::float8, '-0'::float8")
    expect(row?.[0]).toBeNaN()
    expect(Object.is(row?.[1], -0)).toBe(true)
  })

  test('dates and times are the text of the engine, BC and infinity too', async () => {
    const query = `SELECT date '4713-01-01 BC', timestamp 'infinity', timestamptz '2024-03-31 02:30:00.123456+00', time '24:00', interval '1 mon -3 days'`
    const { rows, columns } = await ask(engine, query)
    expect(rows).toEqual([
      ['4713-01-01 BC', 'infinity', '2024-03-31 02:30:00.123456+00', '24:00:00', '1 mon -3 days'],
    ])
    expect(columns.map((column) => column.kind)).toEqual(['date', 'timestamp', 'timestamp', 'text', 'text'])
  })

  test('jsonb keeps big integers, 1e400 and its own order', async () => {
    expect(
      await rows(
        engine,
        `SELECT '{"b": 12345678901234567890, "a": 1e400}'::jsonb ->> 'b', '{"b":1 , "b":2}'::json`,
      ),
    ).toEqual([['12345678901234567890', '{"b":1 , "b":2}']])
  })

  test('booleans, arrays, composites, enums and domains', async () => {
    await all(
      engine,
      "CREATE TYPE mood AS ENUM ('sad', 'ok')",
      'CREATE DOMAIN positive AS int CHECK (VALUE > 0)',
    )
    const { rows, columns } = await ask(
      engine,
      "SELECT true, false, ARRAY[1,NULL], (1,'a b')::record, 'ok'::mood, 5::positive",
    )
    expect(rows).toEqual([[true, false, '{1,NULL}', '(1,"a b")', 'ok', 5n]])
    expect(columns.map((column) => column.type)).toEqual(['bool', 'bool', 'int4[]', 'record', 'mood', 'int4'])
    await all(engine, 'DROP TYPE mood', 'DROP DOMAIN positive')
  })

  test('columns of enums and of their arrays tell the values in order, also one that was added since', async () => {
    const labels = async () =>
      (await ask(engine, `SELECT 'low'::level, '{high}'::level[], 1`)).columns.map((column) => column.labels)
    await all(engine, "CREATE TYPE level AS ENUM ('low', 'high')")
    expect(await labels()).toEqual([['low', 'high'], ['low', 'high'], undefined])
    await all(engine, "ALTER TYPE level ADD VALUE 'mid, \"or so\"' BEFORE 'high'")
    expect((await labels())[0]).toEqual(['low', 'mid, "or so"', 'high'])
    await all(engine, 'DROP TYPE level')
  })
})

describe('settings of the session change only what they are about', () => {
  test('bytea_output, DateStyle, IntervalStyle, standard_conforming_strings', async () => {
    await all(
      engine,
      "SET bytea_output = 'escape'",
      "SET DateStyle = 'German'",
      'SET standard_conforming_strings = off',
    )
    const found = await rows(engine, `SELECT decode('00ff5c41', 'hex'), date '2024-03-01', 7`)
    expect(found).toEqual([[new Uint8Array([0, 255, 92, 65]), '01.03.2024', 7n]])
    await all(engine, 'RESET ALL')
  })

  test('another client_encoding is turned back, and it is said', async () => {
    const { notices } = await ask(engine, "SET client_encoding = 'LATIN1'")
    expect(notices.at(-1)?.message).toContain('UTF8')
    expect(await rows(engine, "SELECT 'é😀'")).toEqual([['é😀']])
  })

  test("an empty search_path and another role leave the schema's reader alone", async () => {
    await all(
      engine,
      'CREATE TABLE here (a int)',
      "SET search_path = ''",
      'CREATE ROLE visitor',
      'SET ROLE visitor',
    )
    const { tables } = await engine.schema()
    expect(tables.find((table) => table.name === 'here')?.columns).toHaveLength(1)
    expect(await engine.delta()).not.toBeNull()
    await all(engine, 'RESET ROLE', 'RESET search_path')
  })

  test('the schema says what is partitioned, a partition or an heir, and of which tables', async () => {
    await all(
      engine,
      'CREATE SCHEMA kin',
      'CREATE TABLE kin.person (name text)',
      'CREATE TABLE kin.child () INHERITS (kin.person)',
      'CREATE TABLE kin.sale (n int) PARTITION BY RANGE (n)',
      'CREATE TABLE kin.early PARTITION OF kin.sale FOR VALUES FROM (0) TO (9) PARTITION BY LIST (n)',
    )
    const { tables } = await engine.schema()
    await all(engine, 'DROP SCHEMA kin CASCADE')
    const of = (name: string) => [{ schema: 'kin', name }]
    expect(
      tables
        .filter(({ schema }) => schema === 'kin')
        .map(({ name, partitioned, parents }) => ({ name, partitioned, parents })),
    ).toEqual([
      { name: 'child', parents: { how: 'inherits', tables: of('person') } },
      { name: 'early', partitioned: true, parents: { how: 'partition', tables: of('sale') } },
      { name: 'person' },
      { name: 'sale', partitioned: true },
    ])
  })

  test('rows of partitions and heirs are counted with the table a SELECT finds them in', async () => {
    await all(
      engine,
      'CREATE TABLE days (d date) PARTITION BY RANGE (d)',
      "CREATE TABLE days_24 PARTITION OF days FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
      'CREATE TABLE nobody (d date) PARTITION BY RANGE (d)',
      'CREATE TABLE old (a int)',
      'CREATE TABLE heir () INHERITS (old)',
      "INSERT INTO days VALUES ('2024-02-29'), ('2024-03-01')",
      'INSERT INTO old VALUES (1)',
      'INSERT INTO heir VALUES (2)',
      'CREATE FOREIGN DATA WRAPPER nothing',
      'CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing',
      'CREATE TABLE far (a int)',
      'CREATE FOREIGN TABLE farther () INHERITS (far) SERVER nowhere',
      'CREATE SCHEMA archive CREATE TABLE a (a int)',
    )
    const { tables } = await engine.schema()
    expect(tables.at(-1)).toMatchObject({ schema: 'archive', name: 'a' }) // after those that need no prefix
    const rows = Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))
    expect(rows).toMatchObject({ days: 2, days_24: 2, nobody: 0, old: 2, heir: 1, farther: null })
    await all(
      engine,
      'DROP TABLE days, nobody, old, far CASCADE',
      'DROP FOREIGN DATA WRAPPER nothing CASCADE',
      'DROP SCHEMA archive CASCADE',
    )
  })

  test('the schema tells of functions, procedures and types that the user made, and of no others', async () => {
    await all(
      engine,
      ...split(
        `CREATE SCHEMA made;
        CREATE TYPE made.mood AS ENUM ('sad'); CREATE TYPE made.pair AS (a int, b text);
        CREATE DOMAIN made.zip AS text; CREATE TYPE made.span AS RANGE (subtype = float8); CREATE TABLE made.t (a int);
        CREATE FUNCTION made."My f"(a int, b text DEFAULT '') RETURNS int LANGUAGE sql RETURN 1;
        CREATE PROCEDURE made.p() LANGUAGE sql AS ''`,
        'postgres',
      ).map(({ text }) => text),
    )
    const { others = [] } = await engine.schema()
    await all(engine, 'DROP SCHEMA made CASCADE')
    expect(others.map(({ schema, name, kind, detail }) => `${kind} ${schema} ${name} ${detail}`)).toEqual([
      'function made My f (a integer, b text)',
      'type made mood enum',
      'procedure made p ()',
      'type made pair row type',
      'type made span range',
      'type made zip domain',
    ])
    expect((await engine.schema()).others).toEqual([])
  })

  test('DISCARD ALL and a dropped schema public are no harm', async () => {
    await all(engine, 'DISCARD ALL', 'DROP SCHEMA public CASCADE')
    expect((await engine.schema()).tables).toEqual([])
    await all(engine, 'CREATE SCHEMA public')
  })
})

describe('every kind of statement works', () => {
  test('notices and notifications come with their statement, in order', async () => {
    const raised = await ask(engine, "DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two'; END $$")
    expect(raised.notices).toEqual([
      { severity: 'NOTICE', message: 'one' },
      { severity: 'WARNING', message: 'two' },
    ])
    await all(engine, 'LISTEN news')
    expect((await ask(engine, "NOTIFY news, 'hello'")).notices).toEqual([
      { severity: 'NOTIFY', message: 'news: hello' },
    ])
  })

  test('COPY FROM STDIN reads the lines that follow it', async () => {
    const script =
      'CREATE TABLE copied (a int, b text);\nCOPY copied (a, b) FROM stdin;\n1\tx\n2\t\\N\n3\té\\ty\n\\.\nSELECT * FROM copied;'
    const outcomes = []
    for (const { text } of split(script, 'postgres')) outcomes.push(await ask(engine, text))
    expect(outcomes[1]?.reply).toMatchObject({ ok: true, command: 'COPY', changes: 3 })
    expect(outcomes[2]?.rows).toEqual([
      [1n, 'x'],
      [2n, null],
      [3n, 'é\ty'],
    ])
  })

  test('COPY FROM STDIN without lines, and with bad ones, is an error', async () => {
    expect((await failure(engine, 'COPY copied FROM STDIN')).message).toContain('COPY from stdin failed')
    expect(await failure(engine, 'COPY copied FROM STDIN;\nx\ty\n\\.')).toMatchObject({
      code: '22P02',
      context: 'COPY copied, line 1, column a: "x"',
    })
    expect(await rows(engine, 'SELECT count(*) FROM copied')).toEqual([[3n]])
  })

  test('COPY TO STDOUT shows its lines', async () => {
    const { reply, rows, names } = await ask(engine, 'COPY copied TO STDOUT (FORMAT csv, HEADER)')
    expect(names).toEqual(['COPY'])
    expect(rows).toEqual(
      [['a,b'], ['1,x'], ['2,'], ['3,"é\ty"']].map(([line]) => [line === '3,"é\ty"' ? '3,é\ty' : line]),
    )
    expect(reply).toMatchObject({ ok: true, rowCount: 4, changes: null, wrote: false })
  })

  test('a generic plan of a statement whose $1 has no value', async () => {
    await all(engine, 'CREATE TABLE planned (a int PRIMARY KEY)')
    const sql = 'EXPLAIN (GENERIC_PLAN, COSTS off) SELECT a FROM planned WHERE a = $1'
    const plan = [['Index Only Scan using planned_pkey on planned'], ['  Index Cond: (a = $1)']]
    expect(await rows(engine, sql)).toEqual(plan)
    await all(engine, 'BEGIN')
    const inside = await ask(engine, sql)
    expect(inside.rows).toEqual(plan)
    expect(inside.reply).toMatchObject({ ok: true, command: 'EXPLAIN', transaction: 'open', wrote: false })
    expect(await rows(engine, 'EXPLAIN (FORMAT JSON, GENERIC_PLAN) SELECT $1::int')).toHaveLength(1)
    const wrong = await ask(engine, 'EXPLAIN (GENERIC_PLAN) SELECT b FROM planned WHERE a = $1')
    expect(wrong.reply).toMatchObject({
      ok: false,
      transaction: 'failed',
      error: { code: '42703', position: 30 },
    })
    await all(engine, 'ROLLBACK', 'DROP TABLE planned')
  })

  test('EXPLAIN, SHOW, VALUES, cursors, prepared statements, VACUUM and LOCK', async () => {
    expect((await rows(engine, 'EXPLAIN (FORMAT JSON) SELECT 1'))[0]?.[0]).toContain('"Plan"')
    expect(await rows(engine, 'SHOW server_version')).toEqual([[engine.version]])
    await all(
      engine,
      'PREPARE p AS SELECT $1::int + 1',
      'BEGIN',
      'DECLARE c CURSOR FOR SELECT generate_series(1, 5)',
    )
    expect(await rows(engine, 'EXECUTE p(4)')).toEqual([[5n]])
    expect(await rows(engine, 'FETCH 2 FROM c')).toEqual([[1n], [2n]])
    await all(engine, 'COMMIT', 'VACUUM', 'DEALLOCATE p')
  })

  test('CREATE TABLE AS counts its rows', async () => {
    const { reply } = await ask(engine, 'CREATE TABLE made AS SELECT generate_series(1, 4) AS a')
    expect(reply).toMatchObject({ ok: true, rowCount: null, changes: 4 })
  })

  test('an aborted transaction refuses everything, and COMMIT says that it rolled back', async () => {
    await all(engine, 'BEGIN')
    await failure(engine, 'SELECT 1 / 0')
    expect(await failure(engine, 'SELECT 1')).toMatchObject({ code: '25P02', transaction: 'failed' })
    const { reply } = await ask(engine, 'COMMIT')
    expect(reply).toMatchObject({ ok: true, command: 'ROLLBACK', transaction: 'none' })
  })

  test('an error carries code, detail, constraint and the place in the call', async () => {
    await all(
      engine,
      'CREATE TABLE keyed (id int CONSTRAINT only_once PRIMARY KEY)',
      'INSERT INTO keyed VALUES (1)',
    )
    expect(await failure(engine, 'INSERT INTO keyed VALUES (1)')).toMatchObject({
      code: '23505',
      constraint: 'only_once',
      detail: 'Key (id)=(1) already exists.',
      origin: 'engine',
    })
    await all(
      engine,
      'CREATE FUNCTION broken() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT nope); END $$',
    )
    const inside = await failure(engine, 'SELECT broken()')
    expect(inside.position).toBeUndefined()
    expect(inside.context).toContain('broken()')
  })

  test.each([
    'DROP TABLE «nope»',
    'SELECT 1, «k.nope» FROM keyed k',
    'SELECT * FROM «public.nope»',
    'DROP TABLE public.«Nope»',
    'DROP VIEW «keyed»',
    'CREATE TABLE «keyed» (keyed int)',
    'CREATE INDEX ON keyed («keyed»)',
    'CREATE TABLE twice (a int, b int, «a» int)',
    'ALTER TABLE keyed DROP COLUMN «"no pe"»',
    "SET «nope» = 'nope'",
    'EXECUTE «nope»',
    "DO $$ BEGIN EXECUTE '«DROP TABLE nope»'; END $$",
    'DO $$ BEGIN «DROP TABLE nope»; END $$',
    "DO $$\nBEGIN\n  PERFORM 1;\n  «RAISE EXCEPTION 'oops'»;\nEND $$",
    "DO LANGUAGE 'plpgsql' 'BEGIN\n  «RAISE EXCEPTION ''oops''»;\nEND'",
    'DO $$ DECLARE x int; BEGIN\n  «x := 1 / 0»;\nEND $$',
    'DO $$ BEGIN\n  PERFORM 1;\n  PERFORM «nope» FROM pg_class;\nEND $$',
    "DO $$ BEGIN\n  PERFORM '😀', «nope»;\nEND $$",
    'DO $$ BEGIN\n  FOR i IN 1..3 LOOP\n    PERFORM «1 / (i - 2)»;\n  END LOOP;\nEND $$',
    'DO $$ DECLARE n int; BEGIN\n  SELECT count(*)\n  INTO n\n  FROM «nowhere»;\nEND $$',
    "DO $$ BEGIN\n  EXECUTE 'SELECT 1 FROM «nowhere»';\nEND $$",
    "DO $$ BEGIN\n  «EXECUTE format('SELECT %s', 'nope')»;\nEND $$",
    'DO $$ DECLARE a int; BEGIN\n  IF 1 / 0 = 1 AND «nope» THEN END IF;\nEND $$',
    "DO $$\nDECLARE\n  «x int := 'a'»;\nBEGIN END $$",
    "DO $$ BEGIN\n  «DO $x$ BEGIN\n    RAISE 'a';\n  END $x$»;\nEND $$",
    "DO $$ BEGIN\n  «RAISE NOTICE '%'»;\nEND $$",
    "CREATE FUNCTION told() RETURNS int LANGUAGE plpgsql AS $f$\nBEGIN\n  «RAISE NOTICE '%'»;\nEND $f$",
    'SELECT failing()',
    'DO $$ BEGIN\n  PERFORM «failing()»;\nEND $$',
  ])('says where the name is that an error is about: %s', async (marked) => {
    await all(
      engine,
      'CREATE TABLE IF NOT EXISTS keyed (id int)',
      "CREATE OR REPLACE FUNCTION failing() RETURNS int LANGUAGE plpgsql AS $$\n\nBEGIN RAISE 'no'; END $$",
    )
    const { position, length } = await failure(engine, marked.replace(/[«»]/g, ''))
    const [from, to] = [marked.indexOf('«'), marked.indexOf('»') - 1]
    expect([position, length]).toEqual(from < 0 ? [undefined, undefined] : [from, to - from])
  })

  test('recursion in PL/pgSQL ends with a clean error', async () => {
    await all(
      engine,
      'CREATE FUNCTION f(i int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN f(i + 1); END $$',
    )
    expect(await failure(engine, 'SELECT f(1)')).toMatchObject({
      code: '54001',
      hint: expect.stringMatching(/^Calls or brackets are nested deeper/) as string,
    })
    expect(await rows(engine, 'SELECT 1')).toEqual([[1n]])
  })

  test('a recursion that ends the engine is noticed, not taken for an empty answer', async () => {
    const own = await openInNode('postgres')
    await all(own, 'CREATE FUNCTION g(i int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$')
    await all(own, 'CREATE OR REPLACE FUNCTION g(i int) RETURNS int LANGUAGE sql AS $$ SELECT g(i + 1) $$')
    await expect(ask(own, 'SELECT g(1)')).rejects.toThrow('out of stack')
  })
})

test('a database stops growing at the cap, and goes on', async () => {
  const small = await PostgresEngine.open(await postgresParts(), null, [], {
    ...postgresCaps,
    database: 20 * 1024 * 1024,
  })
  await all(
    small,
    'CREATE TABLE big (a text)',
    "INSERT INTO big VALUES ('before')",
    'ALTER TABLE big ALTER a SET STORAGE EXTERNAL',
  )
  const error = await failure(
    small,
    "INSERT INTO big SELECT repeat('x', 100000) FROM generate_series(1, 500)",
  )
  expect(error).toMatchObject({ code: '53100', hint: 'A database here may grow to 20 MB.' })
  expect(await rows(small, 'SELECT a FROM big')).toEqual([['before']])
  await all(small, 'VACUUM big', "INSERT INTO big VALUES ('after')")
  await small.close()
})

describe('an image holds what was reported', () => {
  test('across roles, sequences, large values and a checkpoint', async () => {
    const first = await openInNode('postgres')
    let image = new Image()
    const report = async () => {
      const delta = await first.delta()
      if (delta !== null) image = image.apply(delta)
    }
    await all(
      first,
      'CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)',
      'INSERT INTO t (v) SELECT repeat(md5(i::text), 40) FROM generate_series(1, 12000) i',
    )
    await report()
    await all(first, 'CHECKPOINT', "UPDATE t SET v = 'x' WHERE id = 1", 'CREATE INDEX by_v ON t (v)')
    await report()
    await all(first, 'BEGIN', 'DELETE FROM t', 'CREATE TABLE gone (a int)')
    await report()
    await first.close()
    const second = await openInNode('postgres', image)
    expect(
      await rows(second, "SELECT count(*), count(*) FILTER (WHERE v = 'x'), to_regclass('gone') FROM t"),
    ).toEqual([[12000n, 1n, null]])
    expect(await rows(second, "INSERT INTO t (v) VALUES ('y') RETURNING id > 12000")).toEqual([[true]])
    expect(await second.check()).toBeNull()
    await second.close()
    expect(image.bytes).toBeLessThan(24 * 1024 * 1024)
  })

  test('also of what was committed with synchronous_commit off', async () => {
    const first = await openInNode('postgres')
    await all(
      first,
      'SET synchronous_commit = off',
      'CREATE TABLE lazy (a int)',
      'INSERT INTO lazy VALUES (1)',
    )
    const delta = await first.delta()
    await first.close()
    const second = await openInNode('postgres', delta && new Image().apply(delta))
    expect(await rows(second, 'SELECT a FROM lazy')).toEqual([[1n]])
    await second.close()
  })

  test('and damage to the catalogs is seen before it is saved', async () => {
    const own = await openInNode('postgres')
    await all(own, "DELETE FROM pg_attribute WHERE attrelid = 'pg_proc'::regclass")
    expect(await own.check()).not.toBeNull()
  })
})

test('the dump restores into an empty engine with the same rows', async () => {
  const first = await openInNode('postgres')
  await all(
    first,
    "CREATE TABLE t (id serial PRIMARY KEY, v text NOT NULL CHECK (v <> ''), at timestamptz DEFAULT now())",
    "INSERT INTO t (v) VALUES ('it''s'), (E'line\\nbreak'), ('😀')",
    'CREATE VIEW v AS SELECT v FROM t',
    'CREATE TABLE g (a int, b int GENERATED ALWAYS AS (a * 2), c int GENERATED ALWAYS AS (a * 3) STORED)',
    'INSERT INTO g VALUES (1)',
    'CREATE FUNCTION twice(i int) RETURNS int LANGUAGE sql AS $$ SELECT i * 2; $$',
    `CREATE ROLE "reader's own"`,
    `GRANT SELECT ON t TO "reader's own"`,
    `CREATE POLICY own ON t TO "reader's own" USING (true)`,
  )
  const script = await first.dump()
  expect(script).not.toContain('transaction_timeout')
  // without the word, an older PostgreSQL takes it for a mistake
  expect(script).toContain('b integer GENERATED ALWAYS AS ((a * 2)) STORED,')
  const second = await openInNode('postgres')
  await all(second, ...split(script, 'postgres').map((statement) => statement.text))
  expect(await rows(second, 'SELECT v FROM public.v ORDER BY v')).toEqual(
    await rows(first, 'SELECT v FROM public.t ORDER BY v'),
  )
  expect(await rows(second, 'SELECT public.twice(4)')).toEqual([[8n]])
  expect(await rows(second, 'SELECT * FROM public.g')).toEqual([[1n, 2n, 3n]])
  expect(await rows(second, 'SELECT polroles[1]::regrole::text FROM pg_policy')).toEqual([
    ['"reader\'s own"'],
  ])
  await second.close()
})
