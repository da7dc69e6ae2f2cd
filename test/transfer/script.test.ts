import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { dialects } from '../../src/sql/dialect'
import { split } from '../../src/sql/split'
import type { Runner } from '../../src/transfer/ask'
import { scriptReport } from '../../src/transfer/import-report'
import { runScript } from '../../src/transfer/run-script'
import { scriptPieces } from '../../src/transfer/script-pieces'
import { execute, NodeConnection, values } from './engines'

const sqlite3 = (script: string) =>
  execFileSync('sqlite3', [':memory:'], { input: script, maxBuffer: 1 << 28 }).toString()

describe('a script in pieces', () => {
  const script = `-- one
CREATE TABLE t (a int, b text);
COPY t (a, b) FROM stdin;
1\tx;y
2\t-- no comment 'open
\\.
INSERT INTO t VALUES (3, 'it''s; here');
/* a long comment; with semicolons */
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
\\connect other
SELECT 1; SELECT 2`

  test.each([1, 2, 7, 30, 64, 200, 100_000])('of %i characters gives the statements of the whole', (size) => {
    for (const dialect of dialects) {
      expect([...scriptPieces(script, dialect, size)].flat()).toEqual(split(script, dialect))
    }
  })

  test('a trigger is not cut in two', () => {
    const trigger = `CREATE TABLE t(a);\nCREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET a = 1; DELETE FROM t; END;\nSELECT 1;`
    for (const size of [5, 20, 40, 60]) {
      expect([...scriptPieces(trigger, 'sqlite', size)].flat()).toEqual(split(trigger, 'sqlite'))
    }
  })
})

describe('scripts of other programs', () => {
  test("sqlite3's .dump makes the same database again", async () => {
    const make = `CREATE TABLE a(id INTEGER PRIMARY KEY, t TEXT DEFAULT 'x;y', b BLOB, r REAL);
INSERT INTO a VALUES(1,'it''s',x'00ff',0.1),(2,'two
lines',NULL,1e300),(3,NULL,NULL,2.5);
CREATE TABLE b(a_id REFERENCES a(id));INSERT INTO b VALUES(1);
CREATE INDEX i ON b(a_id);CREATE VIEW v AS SELECT count(*) n FROM a;
CREATE TRIGGER g AFTER INSERT ON b BEGIN UPDATE a SET r=1; SELECT 1; END;\n`
    const dump = sqlite3(`${make}.dump\n`)
    const connection = await NodeConnection.open('sqlite')
    const report = await runScript(dump, connection, { repair: false })
    expect(report).toMatchObject({ kind: 'done', failed: 0, failures: [] })
    expect(connection.transaction).toBe('none')
    const file = (await connection.image()).files.get('database.sqlite')
    expect(file?.size).toBeGreaterThan(0)
    expect(await values(connection, 'SELECT id, t, hex(b), r FROM a')).toEqual([
      [1n, "it's", '00FF', 0.1],
      [2n, 'two\nlines', '', 1e300],
      [3n, null, '', 2.5],
    ])
    expect(
      await values(connection, "SELECT name FROM sqlite_schema WHERE type <> 'table' ORDER BY 1"),
    ).toEqual([['g'], ['i'], ['v']])
    await connection.close()
  })

  test('a plain pg_dump with COPY data, psql lines, unknown settings and owners', async () => {
    const dump = `--
-- PostgreSQL database dump
--
\\restrict abcdef
SET statement_timeout = 0;
SET some_future_setting = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE DATABASE shop;
\\connect shop
CREATE TABLE public.t (id integer NOT NULL, name text, price numeric(8,2));
ALTER TABLE public.t OWNER TO somebody;
COPY public.t (id, name, price) FROM stdin;
1\tIda\t45.00
2\ttab\\there\t\\N
\\.
ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
GRANT ALL ON TABLE public.t TO somebody;
\\unrestrict abcdef
`
    const connection = await NodeConnection.open('postgres')
    const report = await runScript(dump, connection, { repair: false })
    expect(report.failures).toEqual([])
    expect(report.left).toEqual([
      { what: 'CREATE, ALTER and DROP DATABASE: here is one database', times: 1 },
      { what: 'commands of psql (\\connect and others)', times: 1 },
      { what: 'settings that this PostgreSQL does not know', times: 1 },
      { what: 'owners and rights of roles that are not here', times: 2 },
    ])
    expect(await values(connection, 'SELECT * FROM public.t ORDER BY id')).toEqual([
      [1n, 'Ida', '45.00'],
      [2n, 'tab\there', null],
    ])
    await connection.close()
  })

  test('an extension that is not here is listed once, with what follows from it', async () => {
    const target = await NodeConnection.open('postgres')
    const script = `CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;
COMMENT ON EXTENSION hstore IS 'data type';
CREATE TABLE t (a int);
`
    const report = await runScript(script, target, { repair: false })
    expect(report).toMatchObject({
      done: 1,
      failures: [{ line: 1, advice: expect.stringMatching(/comes without it/) as unknown }],
      left: [{ what: 'comments on extensions that are not here', times: 1 }],
    })
    await target.close()
  })

  test('the rows of a COPY are not read as SQL, and a dump of rows alone is told what it lacks', async () => {
    const connection = await NodeConnection.open('postgres')
    const dump = "COPY app.people (id, note) FROM stdin;\n1\tit's\n\\.\n"
    const report = await runScript(dump, connection, { repair: true })
    expect(report.failures).toMatchObject([
      {
        line: 1,
        message: 'schema "app" does not exist',
        advice:
          'The table was not made before this line. If the dump holds rows only, write it again with its tables (`pg_dump` without `-a`).',
      },
    ])
    await connection.close()
  })

  test('a MySQL dump is explained, and repaired where the cure is known', async () => {
    const dump = `-- MySQL dump 10.13
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS \`people\`;
CREATE TABLE \`people\` (
  \`id\` int NOT NULL AUTO_INCREMENT,
  \`name\` varchar(50) DEFAULT NULL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
LOCK TABLES \`people\` WRITE;
INSERT INTO \`people\` VALUES (1,'Ida'),(2,'Bo');
UNLOCK TABLES;
SELECT NOSUCHTHING(1);
`
    for (const dialect of dialects) {
      const plain = await NodeConnection.open(dialect)
      const told = await runScript(dump, plain, { repair: false })
      expect(told.failures.find(({ text }) => text.startsWith('CREATE'))?.advice).toMatch(/MySQL/)
      await plain.close()

      const connection = await NodeConnection.open(dialect)
      const report = await runScript(dump, connection, { repair: true })
      expect(report.repaired).toBeGreaterThan(0)
      expect(report.failures.map(({ line, text }) => [line, text])).toEqual([[12, 'SELECT NOSUCHTHING(1)']])
      expect(await values(connection, 'SELECT * FROM people ORDER BY id')).toEqual([
        [1n, 'Ida'],
        [2n, 'Bo'],
      ])
      await connection.close()
    }
  })

  test('what fails is listed by line, what works is kept, and Stop ends it', async () => {
    const connection = await NodeConnection.open('sqlite')
    const report = await runScript(
      'CREATE TABLE t(a);\n\nINSERT INTO nope VALUES (1);\nINSERT INTO t VALUES (1);\nSELEC 1;',
      connection,
      { repair: false },
    )
    expect(report).toMatchObject({
      done: 2,
      failed: 2,
      failures: [{ line: 3, message: 'no such table: nope' }, { line: 5 }],
    })
    const stop = new AbortController()
    stop.abort()
    await execute(connection, 'DELETE FROM t')
    expect(
      await runScript('INSERT INTO t VALUES (1)', connection, { repair: false, signal: stop.signal }),
    ).toMatchObject({ kind: 'stopped', done: 0 })
    await connection.close()
  })

  test.each(dialects)(
    'Stop under a running statement is no failure, and ends no transaction, in %s',
    async (dialect) => {
      const connection = await NodeConnection.open(dialect)
      const stop = new AbortController()
      const ran: string[] = []
      /** as a connection that is closed under its run */
      const closing: Runner = {
        dialect,
        get transaction() {
          return connection.transaction
        },
        async run(statements, events) {
          const hanging = statements.findIndex(({ text }) => text === 'SELECT 3')
          const before = hanging < 0 ? statements : statements.slice(0, hanging)
          ran.push(...statements.map(({ text }) => text))
          await connection.run(before, events)
          if (hanging < 0) return { kind: 'finished' }
          stop.abort()
          return { kind: 'stopped', index: hanging }
        },
      }
      const script = 'CREATE TABLE t(a int);\nBEGIN;\nINSERT INTO t VALUES (1);\nSELECT 3;\nSELECT 4;'
      const report = await runScript(script, closing, { repair: true, signal: stop.signal })
      expect(report).toMatchObject({ kind: 'stopped', failed: 0, failures: [], left: [] })
      expect(ran.at(-1)).toBe('SELECT 4')
      expect(scriptReport(report, 'the new database x', dialect)).toMatchObject({
        kind: 'stopped',
        title: 'You stopped the script. No database was made.',
        problems: [],
      })
      await connection.close()
    },
  )
})
