import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { joinWal } from '../../src/transfer/sqlite-wal'
import { asked, content } from './sum-of-t'

const directory = mkdtempSync(join(tmpdir(), 'tandem-wal-'))
afterAll(() => rmSync(directory, { recursive: true }))

const file = (path: string, change: (bytes: Uint8Array<ArrayBuffer>) => unknown = () => undefined) => {
  const bytes = new Uint8Array(readFileSync(path))
  change(bytes)
  return new File([bytes], path.slice(directory.length + 1))
}

/** A database whose writer, the sqlite3 program, was killed after this script: its log is left behind. */
function killed(name: string, page: number, ...script: string[]): string {
  const path = join(directory, name)
  execFileSync('sqlite3', [path], {
    input: `PRAGMA page_size=${page};\nPRAGMA journal_mode=WAL;\nCREATE TABLE t(a INTEGER PRIMARY KEY, b);\n`,
  })
  const input = ['PRAGMA wal_autocheckpoint=0;', ...script, '.shell kill -9 $PPID', ''].join('\n')
  expect(spawnSync('sqlite3', [path], { input }).signal).toBe('SIGKILL')
  return path
}

const many = (from: number, to: number) =>
  `INSERT INTO t WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i+1 FROM n LIMIT ${to - from + 1}) SELECT i, hex(randomblob(40)) FROM n;`

describe('a database and the log of a writer that was killed', () => {
  test.each([512, 4096, 65_536])('have the rows that sqlite3 finds, with pages of %i bytes', async (page) => {
    const path = killed(`p${page}.db`, page, many(1, 300), many(301, 500), 'DELETE FROM t WHERE a % 3 = 0;')
    const { file: joined, note } = await joinWal(file(path), file(`${path}-wal`))
    expect(note).toBe(`With the last 3 commits from p${page}.db-wal.`)
    expect(await content(joined)).toEqual(asked(path))
  })

  test('lose what was never committed, and become smaller where pages were given back', async () => {
    const path = killed(
      'shrunk.db',
      1024,
      many(1, 2000),
      'PRAGMA wal_checkpoint;',
      'DELETE FROM t WHERE a > 10;',
      'VACUUM;',
      'PRAGMA cache_size=1;',
      'BEGIN;',
      many(5000, 9000),
    )
    const [database, log] = [file(path), file(`${path}-wal`)]
    const { file: joined } = await joinWal(database, log)
    expect(joined.size).toBeLessThan(database.size)
    expect(await content(joined)).toEqual(asked(path))
  })

  test('a log that was begun anew has frames of the one before behind it, which do not count', async () => {
    const path = killed('again.db', 1024, many(1, 900), 'PRAGMA wal_checkpoint(RESTART);', many(2000, 2010))
    const { file: joined, note } = await joinWal(file(path), file(`${path}-wal`))
    expect(note).toBe('With the last commit from again.db-wal.')
    expect(await content(joined)).toEqual(asked(path))
  })

  test('a log that is cut or damaged counts up to its last commit that is whole', async () => {
    const path = killed('torn.db', 1024, many(1, 5), many(6, 10))
    const damage = (bytes: Uint8Array) => bytes.set([(bytes.at(-7) ?? 0) ^ 255], bytes.length - 7)
    const { file: joined, note } = await joinWal(file(path), file(`${path}-wal`, damage))
    expect(note).toBe('With the last commit from torn.db-wal.')
    const damaged = readFileSync(`${path}-wal`)
    damage(damaged)
    writeFileSync(`${path}-wal`, damaged)
    expect(await content(joined)).toEqual(asked(path))
  })
})

test('a log that cannot be used leaves the database as it is, and that is said', async () => {
  const path = killed('good.db', 4096, many(1, 5))
  const other = killed('other.db', 1024, many(1, 5))
  const database = file(path)
  expect(await joinWal(database, new File([], 'good.db-wal'))).toEqual({ file: database, note: null })
  for (const [log, words] of [
    [file(`${other}-wal`), 'it does not belong to good.db'],
    [new File(['hello'], 'good.db-wal'), 'it is damaged, or is no log'],
    [file(`${path}-wal`, (bytes) => bytes.fill(7, 16, 20)), 'it is damaged, or is no log'],
    [file(`${path}-wal`, (bytes) => bytes.fill(7, 60, 70)), 'holds no commit that is whole'],
  ] as const) {
    const joined = await joinWal(database, log)
    expect(joined.file).toBe(database)
    expect(joined.note).toContain(words)
  }
})
