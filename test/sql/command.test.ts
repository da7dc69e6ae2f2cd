import { describe, expect, it } from 'vitest'
import { command, transactionStep } from '../../src/sql/command'

describe('the command of a statement', () => {
  it.each([
    ['select 1', 'SELECT'],
    [' -- note\n/* a /* b */ */ ((SELECT 1) UNION SELECT 2)', 'SELECT'],
    ['WITH x AS (SELECT 1) DELETE FROM t', 'WITH'],
    ['create table if not exists t (a int)', 'CREATE TABLE'],
    ['CREATE TEMP TABLE t AS SELECT 1', 'CREATE TABLE'],
    ['CREATE UNIQUE INDEX i ON t (a)', 'CREATE INDEX'],
    ['CREATE OR REPLACE FUNCTION f() RETURNS int RETURN 1', 'CREATE FUNCTION'],
    ['DROP MATERIALIZED VIEW v', 'DROP MATERIALIZED VIEW'],
    ['ALTER USER MAPPING FOR u SERVER s', 'ALTER USER MAPPING'],
    ['CREATE USER u', 'CREATE USER'],
    ['EXPLAIN ANALYZE SELECT 1', 'EXPLAIN'],
    ['"select" 1', ''],
    ['create', 'CREATE'],
    ['', ''],
  ])('%j is %j', (text, expected) => expect(command(text, 'postgres')).toBe(expected))
})

describe('a statement and its transaction', () => {
  it.each([
    ['BEGIN', 'opens', 'opens'],
    ['begin immediate transaction', 'opens', 'opens'],
    ['START TRANSACTION READ ONLY', null, 'opens'],
    ['SAVEPOINT a', 'opens', null],
    ['COMMIT', 'ends', 'ends'],
    ['-- done\nEND', 'ends', 'ends'],
    ['ROLLBACK', 'ends', 'ends'],
    ['ROLLBACK TRANSACTION TO SAVEPOINT a', null, null],
    ['COMMIT AND CHAIN', null, null],
    ['COMMIT AND NO CHAIN', 'ends', 'ends'],
    ['ABORT', null, 'ends'],
    ["PREPARE TRANSACTION 'x'", null, 'ends'],
    ["COMMIT PREPARED 'x'", null, null],
    ['SELECT 1', null, null],
  ] as const)('%j: SQLite %s, PostgreSQL %s', (text, sqlite, postgres) => {
    expect(transactionStep(text, 'sqlite')).toBe(sqlite)
    expect(transactionStep(text, 'postgres')).toBe(postgres)
  })
})
