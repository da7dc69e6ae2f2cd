import { PGlite } from '@electric-sql/pglite'
import initSqlJs from 'sql.js'
import { expect, test } from 'vitest'
import { planOf, type Plan } from '../../src/result/plan'
import { planOfJson } from '../../src/result/plan-json'
import { ownTimes } from '../../src/result/plan-times'
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
  expect(scan?.total).toBeGreaterThanOrEqual(0)
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
  await pg.close()
})

test('a plan as JSON has the steps, names and rows that it has as text', async () => {
  const pg = await PGlite.create()
  await pg.exec(`
    CREATE TABLE t (id int PRIMARY KEY, a int);
    INSERT INTO t SELECT n, n % 10 FROM generate_series(1, 1000) n;
    CREATE INDEX by_a ON t (a);
    CREATE TABLE parts (id int, a int) PARTITION BY RANGE (a);
    CREATE TABLE low PARTITION OF parts FOR VALUES FROM (0) TO (5);
    CREATE TABLE high PARTITION OF parts FOR VALUES FROM (5) TO (10);
    CREATE TABLE log (t int REFERENCES t ON DELETE CASCADE);
    CREATE RULE twice AS ON INSERT TO parts DO ALSO INSERT INTO log VALUES (1);
    ANALYZE`)
  const read = async (sql: string) => {
    const { rows } = await pg.query<[string]>(sql, [], { rowMode: 'array', parsers: { 114: (text) => text } })
    return planOf(sql, rowsOf(['QUERY PLAN'], rows), 'postgres')
  }
  for (const sql of [
    'SELECT a, count(*) FROM t WHERE id > 100 GROUP BY a ORDER BY a',
    'SELECT * FROM t x LEFT JOIN parts p USING (a) WHERE x.id = (SELECT max(id) FROM t)',
    'WITH c AS MATERIALIZED (SELECT a FROM t) SELECT * FROM c JOIN c d USING (a), generate_series(1, 2) n',
    'SELECT a FROM t WHERE a = 3 UNION SELECT 1 EXCEPT SELECT t FROM log',
    'SELECT * FROM t WHERE EXISTS (SELECT 1 FROM log WHERE log.t = t.id) OR a IN (SELECT id FROM parts)',
    'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r ORDER BY n DESC LIMIT 2',
    'SELECT a, count(*), row_number() OVER () FROM t GROUP BY ROLLUP (a)',
    'DELETE FROM t WHERE id IN (VALUES (1), (2))',
    'MERGE INTO t USING log ON t = id WHEN MATCHED THEN DELETE',
    'INSERT INTO parts SELECT id, a FROM (SELECT * FROM t OFFSET 0) q',
    'SELECT * FROM t ORDER BY id DESC LIMIT 1',
  ]) {
    const text = await read(`EXPLAIN ${sql}`)
    const json = planOfJson((await read(`EXPLAIN (FORMAT JSON) ${sql}`))?.json ?? '')
    expect(outline(json), sql).toEqual(outline(text))
    expect(json.steps.map(({ guessed }) => guessed)).toEqual(text?.steps.map(({ guessed }) => guessed))
  }
  const analyzed = 'DELETE FROM t WHERE a = 3 AND id < (SELECT 500)'
  const { steps, notes } = planOfJson((await read(`EXPLAIN (ANALYZE, FORMAT JSON) ${analyzed}`))?.json ?? '')
  const deleted = steps.find(({ rest }) => rest.includes(' on t') && !rest.includes('using'))
  expect(deleted?.name).toBe('Delete')
  expect(steps.map(({ real }) => real)).toContain(50)
  expect(steps.flatMap((step) => step.notes)).toContain('InitPlan 1')
  expect(steps.flatMap((step) => step.notes).join()).toMatch(/Cond: \(a = 3\)/)
  expect(notes.join()).toMatch(
    /Trigger for constraint log_t_fkey: time=[\d.]+ calls=50.*Execution Time: [\d.]+ ms/,
  )
  expect(planOfJson('[1, null, {"Plan": 3}')).toEqual({ steps: [], notes: [] })
  await pg.close()
})

test('rows of an ordinary statement are no plan', () => {
  expect(planOf('SELECT 1', rowsOf(['QUERY PLAN'], [['Seq Scan']]), 'postgres')).toBeNull()
})

test('a plan as YAML or XML is read as it stands, line by line', async () => {
  const pg = await PGlite.create()
  for (const [format, first] of [
    ['YAML', '- Plan: '],
    ['XML', '<explain xmlns="http://www.postgresql.org/2009/explain">'],
  ]) {
    const sql = `EXPLAIN (FORMAT ${format}) SELECT 1`
    const { rows } = await pg.query<[string]>(sql, [], { rowMode: 'array' })
    const plan = planOf(sql, rowsOf(['QUERY PLAN'], rows), 'postgres')
    expect(plan?.steps).toEqual([])
    expect(plan?.text?.split('\n')[0]).toBe(first)
  }
  await pg.close()
})

/** What PostgreSQL 18.6 answered to EXPLAIN ANALYZE, without the lines about memory and buffers: each step's own time. */
function times(answer: string): string[] {
  const lines = answer.split('\n').filter((line) => line.trim() !== '')
  const indent = lines[0]?.search(/\S/) ?? 0
  const plan = planOf(
    'EXPLAIN ANALYZE',
    rowsOf(
      ['QUERY PLAN'],
      lines.map((line) => [line.slice(indent)]),
    ),
    'postgres',
  )
  const own = ownTimes(plan?.steps ?? [])
  return plan?.steps.map((step, i) => `${step.name}${step.rest} ${own[i]?.toFixed(3) ?? 'none'}`) ?? []
}

test('the time of a CTE is taken from the steps that read it, not from the one that holds it', () => {
  // WITH c AS MATERIALIZED (SELECT a, count(*) n FROM t GROUP BY a) SELECT * FROM c JOIN c d USING (a) ORDER BY 1
  expect(
    times(`
    Sort  (cost=428.93..428.95 rows=10 width=20) (actual time=16.624..16.632 rows=10.00 loops=1)
      Sort Key: c.a
      CTE c
        ->  HashAggregate  (cost=428.00..428.10 rows=10 width=12) (actual time=16.296..16.300 rows=10.00 loops=1)
              Group Key: t.a
              ->  Seq Scan on t  (cost=0.00..328.00 rows=20000 width=4) (actual time=0.030..6.845 rows=20000.00 loops=1)
      ->  Hash Join  (cost=0.33..0.66 rows=10 width=20) (actual time=16.386..16.400 rows=10.00 loops=1)
            Hash Cond: (c.a = d.a)
            ->  CTE Scan on c  (cost=0.00..0.20 rows=10 width=12) (actual time=16.339..16.343 rows=10.00 loops=1)
            ->  Hash  (cost=0.20..0.20 rows=10 width=12) (actual time=0.018..0.019 rows=10.00 loops=1)
                  ->  CTE Scan on c d  (cost=0.00..0.20 rows=10 width=12) (actual time=0.003..0.011 rows=10.00 loops=1)`),
  ).toEqual([
    'Sort 0.232',
    'HashAggregate 9.455',
    'Seq Scan on t 6.845',
    'Hash Join 0.038',
    'CTE Scan on c 0.043',
    'Hash 0.008',
    'CTE Scan on c d 0.011',
  ])
  // WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5000) SELECT sum(n) FROM r
  expect(
    times(`
    Aggregate  (cost=3.34..3.35 rows=1 width=8) (actual time=7.744..7.747 rows=1.00 loops=1)
      CTE r
        ->  Recursive Union  (cost=0.00..2.64 rows=31 width=4) (actual time=0.043..4.964 rows=5000.00 loops=1)
              ->  Result  (cost=0.00..0.01 rows=1 width=4) (actual time=0.002..0.003 rows=1.00 loops=1)
              ->  WorkTable Scan on r r_1  (cost=0.00..0.23 rows=3 width=4) (actual time=0.000..0.000 rows=1.00 loops=5000)
                    Filter: (n < 5000)
      ->  CTE Scan on r  (cost=0.00..0.62 rows=31 width=4) (actual time=0.046..6.866 rows=5000.00 loops=1)`),
  ).toEqual([
    'Aggregate 0.881',
    'Recursive Union 4.961',
    'Result 0.003',
    'WorkTable Scan on r r_1 0.000',
    'CTE Scan on r 1.902',
  ])
})

test('a CTE is known by its name in quotes, and the time of one that nobody reads is taken from none', () => {
  // WITH "My ""c""" AS MATERIALIZED (SELECT * FROM t) SELECT count(*) FROM "My ""c""" x
  expect(
    times(`
    Aggregate  (cost=778.00..778.01 rows=1 width=8) (actual time=13.242..13.244 rows=1.00 loops=1)
      CTE My "c"
        ->  Seq Scan on t  (cost=0.00..328.00 rows=20000 width=8) (actual time=0.044..3.702 rows=20000.00 loops=1)
      ->  CTE Scan on "My ""c""" x  (cost=0.00..400.00 rows=20000 width=0) (actual time=0.091..10.207 rows=20000.00 loops=1)`),
  ).toEqual(['Aggregate 3.037', 'Seq Scan on t 3.702', 'CTE Scan on "My ""c""" x 6.505'])
  // WITH u AS (DELETE FROM t WHERE id < 0 RETURNING *) SELECT 1
  expect(
    times(`
    Result  (cost=378.00..378.01 rows=1 width=4) (actual time=0.002..0.003 rows=1.00 loops=1)
      CTE u
        ->  Delete on t  (cost=0.00..378.00 rows=2 width=6) (actual time=1.175..1.175 rows=0.00 loops=1)
              ->  Seq Scan on t  (cost=0.00..378.00 rows=2 width=6) (actual time=1.152..1.152 rows=0.00 loops=1)
                    Filter: (id < 0)
                    Rows Removed by Filter: 20000`),
  ).toEqual(['Result 0.003', 'Delete on t 0.023', 'Seq Scan on t 1.152'])
})

test('the time of an InitPlan is taken from the step that asks for it, wherever that stands', () => {
  // WITH c AS MATERIALIZED (SELECT * FROM t), d AS MATERIALIZED (SELECT a, count(*) FROM c GROUP BY a)
  // SELECT * FROM d WHERE a < (SELECT avg(a) FROM c) LIMIT 3
  expect(
    times(`
    Limit  (cost=1278.11..1278.36 rows=3 width=12) (actual time=23.407..23.414 rows=3.00 loops=1)
      CTE c
        ->  Seq Scan on t  (cost=0.00..328.00 rows=20000 width=8) (actual time=0.013..3.521 rows=20000.00 loops=1)
      CTE d
        ->  HashAggregate  (cost=500.00..500.10 rows=10 width=12) (actual time=16.488..16.493 rows=7.00 loops=1)
              Group Key: c.a
              ->  CTE Scan on c  (cost=0.00..400.00 rows=20000 width=4) (actual time=0.033..10.553 rows=20000.00 loops=1)
      InitPlan 3
        ->  Aggregate  (cost=450.00..450.01 rows=1 width=32) (actual time=6.716..6.717 rows=1.00 loops=1)
              ->  CTE Scan on c c_1  (cost=0.00..400.00 rows=20000 width=4) (actual time=0.002..3.192 rows=20000.00 loops=1)
      ->  CTE Scan on d  (cost=0.00..0.25 rows=3 width=12) (actual time=23.404..23.407 rows=3.00 loops=1)
            Filter: ((a)::numeric < (InitPlan 3).col1)
            Rows Removed by Filter: 4`),
  ).toEqual([
    'Limit 0.007',
    'Seq Scan on t 3.521',
    'HashAggregate 5.940',
    'CTE Scan on c 7.032',
    'Aggregate 3.525',
    'CTE Scan on c c_1 3.192',
    'CTE Scan on d 0.197',
  ])
  // WITH c AS MATERIALIZED (SELECT * FROM t) SELECT (SELECT count(*) FROM c), (SELECT max(id) FROM c)
  expect(
    times(`
    Result  (cost=1228.02..1228.03 rows=1 width=12) (actual time=21.436..21.440 rows=1.00 loops=1)
      CTE c
        ->  Seq Scan on t  (cost=0.00..328.00 rows=20000 width=8) (actual time=0.010..3.586 rows=20000.00 loops=1)
      InitPlan 2
        ->  Aggregate  (cost=450.00..450.01 rows=1 width=8) (actual time=14.989..14.990 rows=1.00 loops=1)
              ->  CTE Scan on c  (cost=0.00..400.00 rows=20000 width=0) (actual time=0.012..11.593 rows=20000.00 loops=1)
      InitPlan 3
        ->  Aggregate  (cost=450.00..450.01 rows=1 width=4) (actual time=6.437..6.437 rows=1.00 loops=1)
              ->  CTE Scan on c c_1  (cost=0.00..400.00 rows=20000 width=4) (actual time=0.002..2.980 rows=20000.00 loops=1)`),
  ).toEqual([
    'Result 0.013',
    'Seq Scan on t 3.586',
    'Aggregate 3.397',
    'CTE Scan on c 8.007',
    'Aggregate 3.457',
    'CTE Scan on c c_1 2.980',
  ])
})

test('the time of a SubPlan is that of all its loops, taken from its step', () => {
  // SELECT id, (SELECT max(id) FROM t x WHERE x.a = t.a) FROM t WHERE id < 4
  expect(
    times(`
    Seq Scan on t  (cost=0.00..1527.03 rows=3 width=8) (actual time=1.930..6.882 rows=3.00 loops=1)
      Filter: (id < 4)
      SubPlan 1
        ->  Aggregate  (cost=383.00..383.01 rows=1 width=4) (actual time=1.882..1.883 rows=1.00 loops=3)
              ->  Seq Scan on t x  (cost=0.00..378.00 rows=2000 width=4) (actual time=0.004..1.574 rows=2000.00 loops=3)
                    Filter: (a = t.a)
                    Rows Removed by Filter: 18000`),
  ).toEqual(['Seq Scan on t 1.233', 'Aggregate 0.927', 'Seq Scan on t x 4.722'])
})
