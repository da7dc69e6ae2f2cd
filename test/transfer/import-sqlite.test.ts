import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingModules, walNote, walRefusal } from '../../src/transfer/import-sqlite'
import { execute, NodeConnection } from './engines'

/** The first bytes of a SQLite file; `mode` 2 is WAL, a cookie of 0 no table yet. */
function header(mode: 1 | 2, cookie: number): Uint8Array {
  const bytes = new Uint8Array(100)
  bytes.set(new TextEncoder().encode('SQLite format 3\0'))
  bytes.set([mode, mode], 18)
  new DataView(bytes.buffer).setUint32(40, cookie)
  return bytes
}

describe('WAL mode', () => {
  test('of a database is told with the two files that bring its newest rows in', () => {
    expect(walNote(header(1, 3), 'shop.db')).toBeNull()
    const note = walNote(header(2, 3), 'shop.db')
    expect(note).toContain('recent changes may be missing here')
    expect(note).toContain('Choose or drop both at once: shop.db and shop.db-wal.')
  })

  test('with all of its rows in the -wal file is told as that', () => {
    expect(walNote(header(2, 0), 'shop.db')).toMatch(/^No table is in this file/)
  })

  test('a -wal file is named for what it is, in both of its byte orders', () => {
    for (const last of [0x82, 0x83]) {
      const sentence = walRefusal(Uint8Array.of(0x37, 0x7f, 0x06, last, 0, 0), 'shop.db-wal')
      expect(sentence).toContain('This is the write-ahead log (-wal) of a SQLite database')
      expect(sentence).toContain('Choose or drop both files at once: shop.db and shop.db-wal.')
    }
    expect(walRefusal(Uint8Array.of(0x37, 0x7f, 0x06, 0x82), 'x.bin')).toContain('x.db and x.db-wal')
    expect(walRefusal(header(2, 3), 'shop.db-wal')).toBeNull()
    expect(walRefusal(Uint8Array.of(0x37), 'shop.db-wal')).toBeNull()
  })
})

describe('virtual tables', () => {
  let connection: NodeConnection
  beforeAll(async () => {
    connection = await NodeConnection.open('sqlite')
  })
  afterAll(() => connection.close())

  test('whose module is not part of the engine are named; others are not', async () => {
    const virtual = (name: string, sql: string) =>
      `INSERT INTO sqlite_schema VALUES ('table', '${name}', '${name}', 0, '${sql}')`
    await execute(
      connection,
      'CREATE TABLE plain (a)',
      'CREATE VIRTUAL TABLE words USING FTS4(body)',
      'CREATE VIEW v AS SELECT 1',
    )
    expect(await missingModules(connection)).toBeNull()
    await execute(
      connection,
      'PRAGMA writable_schema = ON',
      virtual('a using b', 'CREATE VIRTUAL TABLE "a using b" USING fts5(body)'),
    )
    expect(await missingModules(connection)).toBe(
      'The virtual table a using b (fts5) cannot be read here: SQLite in the browser does not have its module. It stays in the file, and everything else is there.',
    )
    await execute(connection, virtual('boxes', 'CREATE VIRTUAL TABLE boxes using rtree(id, x0, x1)'))
    expect(await missingModules(connection)).toMatch(
      /^2 virtual tables cannot be read here: .*: a using b \(fts5\), boxes \(rtree\)\.$/,
    )
  })

  test('are nothing that PostgreSQL has', async () => {
    expect(await missingModules({ ...connection, dialect: 'postgres' } as never)).toBeNull()
  })
})
