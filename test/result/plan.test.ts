import { PGlite } from '@electric-sql/pglite'
import initSqlJs from 'sql.js'
import { expect, test } from 'vitest'
import { planOf, type Plan } from '../../src/result/plan'
import { rowsOf } from './rows'

const outline = (plan: Plan | null): string[] =>
  plan?.steps.map((step) => `${'  '.repeat(step.level)}${step.name}|${step.rest}`) ?? []

test('EXPLAIN QUERY PLAN of SQLite is a tree of its steps', async () => {
  const SQL = await initSqlJs()
  const db = new SQL.Database()
  db.run('CREATE TABLE t (id INTEGER PRIMARY KEY, a); CREATE TABLE u (id INTEGER PRIMARY KEY, t)')
  const sql =
    'EXPLAIN QUERY PLAN SELECT * FROM u JOIN t ON t.id = u.t WHERE u.id IN (SELECT a FROM t) ORDER BY a'
  const [answer] = db.exec(sql)
  expect(outline(planOf(sql, rowsOf(answer?.columns ?? [], answer?.values ?? []), 'sqlite'))).toEqual([
    'SEARCH| u USING INTEGER PRIMARY KEY (rowid=?)',
    'LIST SUBQUERY| 1',
    '  SCAN| t',
    'SEARCH| t USING INTEGER PRIMARY KEY (rowid=?)',
    'USE TEMP B-TREE FOR ORDER BY|',
  ])
  db.close()
})

test("PostgreSQL's EXPLAIN ANALYZE is a tree with rows, time and conditions", async () => {
  const pg = await PGlite.create()
  await pg.exec('CREATE TABLE t AS SELECT n AS id, n % 10 AS a FROM generate_series(1, 1000) n; ANALYZE t')
  const sql = 'EXPLAIN ANALYZE SELECT a, count(*) FROM t WHERE id > 100 GROUP BY a ORDER BY a'
  const { rows } = await pg.query<[string]>(sql, [], { rowMode: 'array' })
  const plan = planOf(sql, rowsOf(['QUERY PLAN'], rows), 'postgres')
  expect(outline(plan)).toEqual(['Sort|', '  HashAggregate|', '    Seq Scan| on t'])
  const scan = plan?.steps[2]
  expect(scan?.real).toBe(900)
  expect(scan?.guessed).toBeGreaterThan(800)
  expect(scan?.ms).toBeGreaterThanOrEqual(0)
  expect(scan?.notes).toContain('Filter: (id > 100)')
  expect(plan?.notes.join()).toContain('Execution Time')
  const buffers = 'EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM t'
  await pg.exec('ALTER TABLE t ADD b int') // so that planning has to read
  const { rows: told } = await pg.query<[string]>(buffers, [], { rowMode: 'array' })
  const whole = planOf(buffers, rowsOf(['QUERY PLAN'], told), 'postgres')
  expect(whole?.steps[0]?.notes).toHaveLength(1)
  expect(whole?.notes[0]).toMatch(/^Planning: Buffers: /)
  const bare = 'explain (costs off) SELECT * FROM t a JOIN t b USING (id)'
  const { rows: joined } = await pg.query<[string]>(bare, [], { rowMode: 'array' })
  expect(
    outline(planOf(bare, rowsOf(['QUERY PLAN'], joined), 'postgres')).map((step) => step.trim()),
  ).toEqual(['Hash Join|', 'Seq Scan| on t a', 'Hash|', 'Seq Scan| on t b'])
  const nested = `explain (costs off) WITH c AS MATERIALIZED (SELECT a FROM t)
    SELECT (SELECT max(id) FROM t WHERE t.a = c.a) FROM c`
  const { rows: inner } = await pg.query<[string]>(nested, [], { rowMode: 'array' })
  expect(
    planOf(nested, rowsOf(['QUERY PLAN'], inner), 'postgres')?.steps.map(
      ({ level, name, notes: [note = ''] }) => `${level} ${name} ${note}`,
    ),
  ).toEqual(['0 CTE Scan ', '1 Seq Scan CTE c', '1 Aggregate SubPlan 2', '2 Seq Scan Filter: (a = c.a)'])
  const asJson = 'EXPLAIN (FORMAT JSON) SELECT 1'
  const { rows: tree } = await pg.query<[string]>(asJson, [], {
    rowMode: 'array',
    parsers: { 114: (text) => text },
  })
  expect(planOf(asJson, rowsOf(['QUERY PLAN'], tree), 'postgres')).toBeNull()
  await pg.close()
})

test('rows of an ordinary statement are no plan', () => {
  expect(planOf('SELECT 1', rowsOf(['QUERY PLAN'], [['Seq Scan']]), 'postgres')).toBeNull()
})
