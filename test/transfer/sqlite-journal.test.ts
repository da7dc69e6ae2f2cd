import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { detect } from '../../src/transfer/detect'
import { joinJournal } from '../../src/transfer/sqlite-journal'
import { asked, content } from './sum-of-t'

const directory = mkdtempSync(join(tmpdir(), 'tandem-journal-'))
afterAll(() => rmSync(directory, { recursive: true }))

const file = (path: string, change: (bytes: Uint8Array<ArrayBuffer>) => unknown = () => undefined) => {
  const bytes = new Uint8Array(readFileSync(path))
  change(bytes)
  return new File([bytes], basename(path))
}

const rows = (from: number, to: number) =>
  `INSERT INTO t WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i+1 FROM n LIMIT ${to - from + 1}) SELECT i, hex(randomblob(40)) FROM n;`

/** A database whose writer, the sqlite3 program, was killed in the middle of this transaction. */
function killed(name: string, page: number, ...transaction: string[]): string {
  const path = join(directory, name)
  execFileSync('sqlite3', [path], {
    input: `PRAGMA page_size=${page};\nCREATE TABLE t(a INTEGER PRIMARY KEY, b);\n${rows(1, 800)}\n`,
  })
  kill(path, ...transaction)
  return path
}

function kill(path: string, ...transaction: string[]): void {
  // a cache of two pages is written out before the end
  const script = ['PRAGMA cache_size=2;', 'BEGIN;', ...transaction, '.shell kill -9 $PPID', '']
  expect(spawnSync('sqlite3', [path], { input: script.join('\n') }).signal).toBe('SIGKILL')
}

describe('a database and the journal of a writer that was killed', () => {
  test.each([512, 1024, 4096, 65_536])('are as sqlite3 makes them, with pages of %i bytes', async (page) => {
    const path = killed(
      `p${page}.db`,
      page,
      'UPDATE t SET b = hex(randomblob(90));',
      'DELETE FROM t WHERE a % 3 = 0;',
      rows(801, 1500),
    )
    const torn = file(path)
    const { file: joined, note } = await joinJournal(torn, file(`${path}-journal`))
    expect(note).toBe(
      `Without a transaction that never ended: p${page}.db-journal took it back, as SQLite would.`,
    )
    const found = await content(joined)
    expect(found).toEqual([800, 320_400, 64_000])
    expect(asked(path)).toEqual(found)
    expect(new Uint8Array(await joined.arrayBuffer())).toEqual(new Uint8Array(readFileSync(path)))
    expect(new Uint8Array(await torn.arrayBuffer())).not.toEqual(new Uint8Array(readFileSync(path)))
  })

  test('also where the database was made smaller, and where the end of the journal is torn', async () => {
    const path = killed('small.db', 1024, 'DELETE FROM t WHERE a > 10;', 'UPDATE t SET b = 1;')
    const [database, journal] = [file(path), file(`${path}-journal`)]
    expect(await content((await joinJournal(database, journal)).file)).toEqual(asked(path))
    const full = killed('torn.db', 1024, 'UPDATE t SET b = hex(randomblob(90));')
    const cut = readFileSync(`${full}-journal`)
    // the last page that was written down is cut: as SQLite, what is whole is taken
    writeFileSync(`${full}-journal`, cut.subarray(0, cut.length - 700))
    const { file: joined } = await joinJournal(file(full), file(`${full}-journal`))
    execFileSync('sqlite3', [full, 'SELECT count(*) FROM sqlite_schema'])
    expect(new Uint8Array(await joined.arrayBuffer())).toEqual(new Uint8Array(readFileSync(full)))
  })

  test('whose first transaction it was hold nothing, and that is said', async () => {
    const path = join(directory, 'first.db')
    kill(path, 'CREATE TABLE t(a INTEGER PRIMARY KEY, b);', rows(1, 800))
    expect(statSync(path).size).toBeGreaterThan(0)
    await expect(joinJournal(file(path), file(`${path}-journal`))).rejects.toThrow(
      'first.db holds nothing: its first transaction never ended, and first.db-journal takes it back.',
    )
  })
})

describe('a journal that has nothing to take back', () => {
  test.each(['TRUNCATE', 'PERSIST'])('is left over in mode %s: the database stays as it is', async (mode) => {
    const path = join(directory, `${mode}.db`)
    execFileSync('sqlite3', [path], {
      input: `PRAGMA journal_mode=${mode};\nCREATE TABLE t(a, b);\nINSERT INTO t VALUES (1, 'x');\n`,
    })
    const database = file(path)
    expect(await joinJournal(database, file(`${path}-journal`))).toEqual({ file: database, note: null })
  })

  test('has a header of zeros, is damaged, of another database, or of a transaction in several', async () => {
    const path = killed('bad.db', 1024, 'UPDATE t SET b = hex(randomblob(90));')
    const database = file(path)
    const join_ = async (change: (bytes: Uint8Array<ArrayBuffer>) => unknown) => {
      const { file: joined, note } = await joinJournal(database, file(`${path}-journal`, change))
      expect(joined).toBe(database)
      return note
    }
    expect(await join_((bytes) => bytes.fill(0, 0, 28))).toBeNull()
    expect(await join_((bytes) => bytes.fill(7, 0, 8))).toMatch(/was left out: it is damaged/)
    expect(await join_((bytes) => bytes.fill(3, 24, 28))).toMatch(/was left out: it is damaged/)
    // no page is added: the first one is not in the journal
    const other = killed('other.db', 4096, 'UPDATE t SET b = hex(randomblob(40));')
    expect(await joinJournal(database, file(`${other}-journal`))).toEqual({
      file: database,
      note: 'other.db-journal was left out: it does not belong to bad.db.',
    })
    const many = new Uint8Array(readFileSync(`${path}-journal`))
    const name = new TextEncoder().encode('/home/a/bad.db-mj1')
    const end = new DataView(new ArrayBuffer(16))
    end.setUint32(0, name.length)
    end.setUint32(
      4,
      name.reduce((a, b) => a + b, 0),
    )
    new Uint8Array(end.buffer).set(many.subarray(0, 8), 8)
    const journal = new File([many, new Uint8Array(4), name, end.buffer], 'bad.db-journal')
    expect((await joinJournal(database, journal)).note).toMatch(
      /its transaction wrote into several databases/,
    )
  })
})

test('a journal alone is named for what it is', async () => {
  const path = killed('alone.db', 1024, 'UPDATE t SET b = hex(randomblob(90));')
  copyFileSync(`${path}-journal`, join(directory, 'x.bin'))
  const journal = file(`${path}-journal`)
  expect(await detect(journal)).toMatchObject({
    kind: 'refused',
    sentence: expect.stringMatching(
      /^This is the rollback journal.*drop both files at once: alone\.db and alone\.db-journal\.$/,
    ) as string,
  })
  expect(await detect(file(join(directory, 'x.bin')))).toMatchObject({
    sentence: expect.stringContaining('x.db and x.db-journal') as string,
  })
  const ended = file(`${path}-journal`, (bytes) => bytes.fill(0, 0, 28))
  expect(await detect(ended)).toEqual({
    kind: 'refused',
    sentence:
      'This is what is left of the journal of a SQLite database, and there is nothing in it. Choose or drop alone.db.',
  })
})
