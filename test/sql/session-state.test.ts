import { expect, test } from 'vitest'
import type { Dialect } from '../../src/sql/dialect'
import { sessionState } from '../../src/sql/session-state'

test.each<[Dialect, string, string | null]>([
  ['sqlite', 'CREATE TEMP TABLE t (a)', 'temporary tables'],
  ['sqlite', '-- mine\ncreate temporary view v as select 1', 'temporary tables'],
  ['sqlite', "ATTACH 'x.db' AS x", 'attached databases'],
  ['sqlite', 'PRAGMA foreign_keys = OFF', 'settings'],
  ['sqlite', 'PRAGMA foreign_keys', null],
  ['sqlite', 'CREATE TABLE temperature (a)', null],
  ['sqlite', 'SET x = 1', null],
  ['postgres', 'CREATE LOCAL TEMP TABLE t (a int)', 'temporary tables'],
  ['postgres', 'CREATE OR REPLACE TEMP VIEW v AS SELECT 1', 'temporary tables'],
  ['postgres', 'SET search_path = s', 'settings'],
  ['postgres', 'SET LOCAL search_path = s', null],
  ['postgres', 'SET TRANSACTION READ ONLY', null],
  ['postgres', 'PREPARE p AS SELECT 1', 'prepared statements'],
  ['postgres', "PREPARE TRANSACTION 'p'", null],
  ['postgres', 'SELECT 1', null],
])('%s: %s', (dialect, text, held) => expect(sessionState(text, dialect)).toBe(held))
