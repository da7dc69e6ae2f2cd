import { describe, expect, it } from 'vitest'
import type { Dialect } from '../../src/sql/dialect'
import { refusal } from '../../src/sql/refuse'
import { split } from '../../src/sql/split'

const refused: Record<Dialect, readonly (readonly [script: string, message: RegExp])[]> = {
  postgres: [
    ["COPY (SELECT 1) TO PROGRAM 'id'", /TO PROGRAM/],
    ["copy t from\n/* a */ program 'cat x'", /FROM PROGRAM/],
    ["/* /* nested */ */ CoPy -- x\n public.t (a, b) FROM\tPROGRAM E'\\x69d'", /FROM PROGRAM/],
    ["COPY public.from FROM PROGRAM 'id'", /FROM PROGRAM/],
    ['COPY "to" FROM PROGRAM $$id$$ WITH (FORMAT csv)', /FROM PROGRAM/],
    ['COPY t FROM STDIN;\nSELECT 1;', /no data/],
    ['COPY t FROM STDIN WITH (FORMAT csv)', /no data/],
    ['COPY t FROM STDOUT', /STDOUT/],
    ["COPY t TO '/pglite/data/postgresql.conf'", /TO a file/],
    ["COPY t TO '/tmp/../pglite/data/PG_VERSION'", /TO a file/],
    ["COPY t TO '/tmp/'\n'../pglite/data/PG_VERSION'", /TO a file/],
    ["COPY t TO E'/tmp/..\\x2fx'", /TO a file/],
    ["COPY t TO U&'\\002ftmp'", /TO a file/],
    ["COPY t TO 'x.csv'", /TO a file/],
    ["COPY t FROM '/dev/stdin'", /device/],
    ["ALTER SYSTEM SET shared_buffers = '8GB'", /ALTER SYSTEM/],
    ['alter/**/system reset all', /ALTER SYSTEM/],
    ["SET client_encoding TO 'LATIN1'", /encoding/],
    ["SET LOCAL client_encoding = 'sql_ascii'", /encoding/],
    ["SET NAMES 'EUC_JP'", /encoding/],
  ],
  sqlite: [],
}
const foreign: readonly (readonly [script: string, message: RegExp])[] = [
  ['\\d sales', /`\\d` is a command of psql/],
  ['\\copy t from x.csv csv', /`\\copy`/],
  ['\\.', /`\\\.` is a command of psql/],
  ['.tables', /`\.tables` is a command of the sqlite3 shell/],
  ['DELIMITER //', /mysql/],
  ['go', /SQL Server/],
  ['USE sales_app;', /no USE/],
  ['-- first\nuse `sales_app`;', /no USE/],
]

const accepted: Record<Dialect, readonly string[]> = {
  postgres: [
    "SELECT 'COPY t TO PROGRAM ''id'''",
    "SELECT 1 -- COPY t FROM PROGRAM 'id'",
    "DO $$ BEGIN EXECUTE 'COPY t TO PROGRAM ''id'''; END $$",
    'SELECT program, system FROM copy',
    'COPY t FROM STDIN;\n1\t2\n\\.',
    'COPY t FROM stdin WITH (FORMAT csv);\r\n1,2\r\n\\.\r\n',
    'COPY t TO STDOUT',
    "COPY t FROM '/dev/blob' WITH (FORMAT csv)",
    "COPY t TO '/dev/blob'",
    "COPY (SELECT 1) TO '/tmp/out.csv'",
    "COPY t FROM '/tmp/out.csv'",
    "SET client_encoding = 'UTF8'",
    'SET client_encoding TO DEFAULT',
    "SET search_path TO 'x'",
    'ALTER TABLE system ADD a int',
    'CREATE DATABASE x',
  ],
  sqlite: [
    "SELECT 'USE x'",
    'SELECT use, go FROM t',
    'CREATE TABLE go (use int)',
    '/* .tables */ SELECT 1',
    'COPY t FROM PROGRAM',
  ],
}

describe.each(['sqlite', 'postgres'] as const)('%s', (dialect) => {
  const first = (script: string) => split(script, dialect)[0]?.text ?? ''

  it.each([...refused[dialect], ...foreign])('refuses %j with the reason', (script, message) => {
    const found = refusal(first(script), dialect)
    expect(found?.message).toMatch(message)
    expect(found?.hint).toMatch(/\S.*[.`]$|^Leave|search_path/)
  })

  it.each(['\\g', '\\gx', '\\gset', '\\gdesc', '\\gexec', '\\crosstabview', '\\watch 2', '\\g | less;'])(
    'says what ends a statement instead of %j',
    (line) => {
      const found = split(`SELECT 1 ${line}\nSELECT 2`, dialect).map(({ text }) => refusal(text, dialect))
      expect(found.map((each) => each?.hint)).toEqual([
        undefined,
        'A semicolon ends a statement, and Run runs it.',
        undefined,
      ])
    },
  )

  it.each(accepted[dialect])('lets %j through', (script) => {
    expect(refusal(first(script), dialect)).toBeNull()
  })
})
