import { expect, test } from 'vitest'
import { keysAct } from '../../src/sql/foreign-keys'
import { split } from '../../src/sql/split'
import { sqlite } from './engines'

const outside = { on: true, open: false }

test.each([
  'PRAGMA foreign_keys=off; SELECT 1; PRAGMA foreign_keys = ON; SELECT 2',
  'pragma main.foreign_keys(0); SELECT 1; PRAGMA foreign_keys = 12; SELECT 2',
  "PRAGMA foreign_keys = 'no'; SELECT 1; PRAGMA foreign_keys = yes; SELECT 2; PRAGMA foreign_keys; SELECT 3",
  'PRAGMA foreign_keys /* c */ = false; SELECT 1; PRAGMA foreign_keys = nonsense; SELECT 2',
  'BEGIN; PRAGMA foreign_keys = off; SELECT 1; COMMIT; SELECT 2; PRAGMA foreign_keys = off; SELECT 3',
  'SAVEPOINT s; PRAGMA foreign_keys = off; ROLLBACK TO s; PRAGMA foreign_keys = off; ROLLBACK; PRAGMA foreign_keys = 0; END',
  "PRAGMA foreign_key_list(t); SELECT 'PRAGMA foreign_keys = off'; PRAGMA recursive_triggers = off; SELECT 2",
])('foreign keys act when SQLite itself says so: %s', (script) => {
  const { db, run } = sqlite('PRAGMA foreign_keys = ON; CREATE TABLE t (a)')
  const statements = split(script, 'sqlite')
  const own = statements.map(({ text }) => {
    const before = db.exec('PRAGMA foreign_keys')[0]?.values[0]?.[0] === 1
    run(text)
    return before
  })
  expect(keysAct(statements, 'sqlite', outside)).toEqual(own)
})

test('foreign keys act as they did in the session before', () => {
  const statements = split('SELECT 1; PRAGMA foreign_keys = off; SELECT 2', 'sqlite')
  expect(keysAct(statements, 'sqlite', { on: false, open: false })).toEqual([false, false, false])
  expect(keysAct(statements, 'sqlite', { on: true, open: true })).toEqual([true, true, true])
  expect(keysAct(statements, 'postgres', outside)).toEqual([true, true, true])
})
