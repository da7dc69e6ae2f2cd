import { expect, test } from 'vitest'
import type { Dialect } from '../../src/sql/dialect'
import type { Runner } from '../../src/transfer/ask'
import { scriptReport } from '../../src/transfer/import-report'
import { runScript } from '../../src/transfer/run-script'
import { values } from './engines'
import { open } from './for-a-test'

async function run(dialect: Dialect, script: string, repair = false) {
  const connection = await open(dialect)
  const report = await runScript(script, connection, { repair })
  expect(connection.transaction).toBe('none')
  return { connection, report, told: scriptReport(report, 'the new database x', dialect) }
}

test('COMMIT of a transaction in which a statement failed is reported as undone, from line to line', async () => {
  const { connection, report, told } = await run(
    'postgres',
    `CREATE TABLE zz(i int);
BEGIN;
CREATE TABLE a(i int primary key);
INSERT INTO a VALUES (1);
INSERT INTO nope VALUES (1);
INSERT INTO a VALUES (2);
SELEC;
COMMIT;
INSERT INTO zz VALUES (1);`,
  )
  expect(report).toMatchObject({
    done: 2,
    failed: 1,
    failures: [{ line: 5 }],
    undone: [{ from: 2, to: 8, statements: 6, cause: 5 }],
    lost: 6,
  })
  expect(told.title).toBe('2 statements run in the new database x, 1 failed, 6 undone.')
  expect(told.notes).toEqual([
    'Lines 2 to 8 were undone (6 statements): line 5 failed, and a transaction is kept whole or not at all. Correct line 5 and import the file again.',
  ])
  expect(await values(connection, "SELECT to_regclass('a') IS NULL, count(*) FROM zz")).toEqual([[true, 1n]])
})

test('in SQLite a statement that fails leaves its transaction as it is, and it is kept', async () => {
  const { connection, report } = await run(
    'sqlite',
    'BEGIN;\nCREATE TABLE a(i int);\nINSERT INTO nope VALUES (1);\nINSERT INTO a VALUES (1);\nCOMMIT;',
  )
  expect(report).toMatchObject({ done: 4, failed: 1, undone: [], lost: 0 })
  expect(await values(connection, 'SELECT i FROM a')).toEqual([[1n]])
})

test('SQLite rolls back by itself where it is told ON CONFLICT ROLLBACK', async () => {
  const { connection, report } = await run(
    'sqlite',
    `CREATE TABLE a(i UNIQUE ON CONFLICT ROLLBACK);
BEGIN;
INSERT INTO a VALUES (1);
INSERT INTO a VALUES (1);
INSERT INTO a VALUES (7);`,
  )
  expect(report).toMatchObject({
    done: 2,
    failures: [{ line: 4 }],
    undone: [{ from: 2, to: 4, statements: 2, cause: 4 }],
  })
  expect(await values(connection, 'SELECT i FROM a')).toEqual([[7n]])
})

test('a COMMIT that a deferred constraint refuses undoes its transaction', async () => {
  const { report } = await run(
    'postgres',
    `CREATE TABLE a(i int UNIQUE DEFERRABLE INITIALLY DEFERRED);
BEGIN;
INSERT INTO a VALUES (1), (1);
COMMIT;`,
  )
  expect(report).toMatchObject({
    done: 1,
    failures: [{ line: 4 }],
    undone: [{ from: 2, to: 4, statements: 2, cause: 4 }],
  })
})

test.each(['sqlite', 'postgres'] as const)(
  'what a script begins and never ends is undone, as %s does at the end of its input',
  async (dialect) => {
    const { connection, report, told } = await run(
      dialect,
      'CREATE TABLE a(i int);\nBEGIN;\nINSERT INTO a VALUES (1);\nINSERT INTO a VALUES\n(2);\n',
    )
    expect(report).toMatchObject({ done: 1, undone: [{ from: 2, to: 5, statements: 3, cause: null }] })
    expect(told).toMatchObject({
      kind: 'done',
      title: '1 statement run in the new database x, 3 undone.',
      notes: [
        'Lines 2 to 5 were undone (3 statements): the script never ends the transaction. If it is whole, write COMMIT; at its end and import it again.',
      ],
    })
    expect(await values(connection, 'SELECT * FROM a')).toEqual([])
  },
)

test('a script that ends in a failed transaction is told so, and where nothing is left no database is made', async () => {
  const { report, told } = await run('postgres', 'BEGIN;\nCREATE TABLE a(i int);\nSELEC;\nSELECT 1;')
  expect(report).toMatchObject({
    done: 0,
    failed: 1,
    undone: [{ from: 1, to: 4, statements: 3, cause: 3 }],
  })
  expect(told).toMatchObject({
    kind: 'failed',
    title: 'Nothing of this script was kept. No database was made.',
  })
})

test.each(['sqlite', 'postgres'] as const)(
  'what the script itself takes back is not counted as run, in %s',
  async (dialect) => {
    const { told } = await run(
      dialect,
      'CREATE TABLE a(i int);\nBEGIN;\nINSERT INTO a VALUES (1);\nROLLBACK; -- due to errors\n',
    )
    expect(told).toMatchObject({
      title: '1 statement run in the new database x, 3 undone.',
      notes: [
        'Lines 2 to 4 were undone (3 statements): line 4 says ROLLBACK. To keep them, write COMMIT there and import the file again.',
      ],
    })
  },
)

test('ROLLBACK TO a savepoint loses only what was passed over', async () => {
  const { connection, report } = await run(
    'postgres',
    `CREATE TABLE a(i int);
BEGIN;
SAVEPOINT s;
INSERT INTO nope VALUES (1);
INSERT INTO a VALUES (5);
ROLLBACK TO s;
INSERT INTO a VALUES (6);
COMMIT;`,
  )
  expect(report).toMatchObject({
    done: 6,
    failures: [{ line: 4 }],
    undone: [{ from: 4, to: 6, statements: 1, cause: 4 }],
  })
  expect(await values(connection, 'SELECT i FROM a')).toEqual([[6n]])
})

test('COMMIT AND CHAIN keeps what was before it, or undoes it and goes on', async () => {
  const { connection, report } = await run(
    'postgres',
    `CREATE TABLE a(i int);
BEGIN;
INSERT INTO a VALUES (1);
COMMIT AND CHAIN;
INSERT INTO a VALUES (2);
INSERT INTO nope VALUES (2);
COMMIT AND CHAIN;
INSERT INTO a VALUES (3);
COMMIT;`,
  )
  expect(report).toMatchObject({
    done: 6,
    undone: [{ from: 4, to: 7, statements: 2, cause: 6 }],
  })
  expect(await values(connection, 'SELECT i FROM a')).toEqual([[1n], [3n]])
})

test('what was in a transaction when the engine died is not counted', async () => {
  const dying: Runner = {
    dialect: 'postgres',
    transaction: 'none',
    run: (statements, events) => {
      for (const [index, { text }] of statements.entries()) {
        if (text === 'SELECT 3') return Promise.resolve({ kind: 'crashed', index, message: 'Out of memory' })
        const ended = { notices: [], ms: 0, wrote: false, rowCount: null, more: false, changes: null }
        const transaction = index === 0 ? 'none' : 'open'
        events.ended?.(index, { ok: true, command: '', ...ended, transaction })
      }
      return Promise.resolve({ kind: 'finished' })
    },
  }
  const report = await runScript('SELECT 1;\nBEGIN;\nSELECT 2;\nSELECT 3;\nSELECT 4;', dying, {
    repair: false,
  })
  expect(report).toMatchObject({
    done: 1,
    failures: [{ line: 4, message: 'The engine stopped here; the rest of the script was not run.' }],
    undone: [{ from: 2, to: 4, statements: 2, cause: 4 }],
  })
})

const phpMyAdmin = `-- phpMyAdmin SQL Dump
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
SET time_zone = "+00:00";
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
SET @OLD = @@SQL_MODE;
SET NAMES utf8mb4;
CREATE TABLE t (id int PRIMARY KEY, name varchar(9));
INSERT INTO t VALUES (1, 'Ida');
SET search_path TO public;
COMMIT;
`

test.each<Dialect>(['sqlite', 'postgres'])(
  'settings of MySQL inside of a transaction are left out and leave it as it is: %s',
  async (dialect) => {
    const { connection, report, told } = await run(dialect, phpMyAdmin, dialect === 'sqlite')
    expect(report).toMatchObject({ failed: 0, undone: [], lost: 0 })
    expect(told.notes.join('\n')).toMatch(
      /Left out: (settings that this PostgreSQL|SET and LOCK statements).* \([35] ×\)/,
    )
    expect(await values(connection, 'SELECT * FROM t')).toEqual([[1n, 'Ida']])
  },
)

test('owners and rights of roles that are not here leave a transaction as it is; another failure in such a line does not', async () => {
  const { connection, report } = await run(
    'postgres',
    `BEGIN;
CREATE TABLE a(i int);
ALTER TABLE public.a OWNER TO nobody_here;
GRANT SELECT ON a TO nobody_here;
INSERT INTO a VALUES (1);
COMMIT;
BEGIN;
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
INSERT INTO a VALUES (2);
ALTER TABLE missing OWNER TO postgres;
INSERT INTO a VALUES (3);
COMMIT;
`,
  )
  expect(report).toMatchObject({
    failed: 1,
    failures: [{ line: 10 }],
    left: [{ what: 'owners and rights of roles that are not here', times: 2 }],
    undone: [{ from: 7, to: 12, cause: 10 }],
  })
  expect(await values(connection, 'SELECT i FROM a')).toEqual([[1n]])
})
