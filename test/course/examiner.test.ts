import { afterAll, describe, expect, test } from 'vitest'
import { Examiner } from '../../src/course/examiner'
import type { Step } from '../../src/course/lesson'
import { occasions } from '../../src/course/occasion'
import type { NotYet, Verdict } from '../../src/course/verdict'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { openDatabases } from '../lessons/databases'
import { asks, asksState } from './rows'

const databases = openDatabases()
afterAll(() => databases.close())

const plain: Step = {
  id: 'a-step',
  title: 'A step',
  kind: 'write',
  engines: dialects,
  dataset: 'sales',
  check: asks('name', { ordered: [{ column: 'name', descending: false }] }),
  prose: [],
  task: [],
  after: [],
  start: {},
  solution: {
    sqlite: 'SELECT name FROM customers ORDER BY name',
    postgres: 'SELECT name FROM customers ORDER BY name',
  },
  hintCount: {},
  hints: {},
  verify: {},
  accepts: {},
  refuses: {},
  quiz: {},
}

function both<T>(value: T): Record<Dialect, T> {
  return { sqlite: value, postgres: value }
}

function examine(step: Step, dialect: Dialect, script: string): Promise<Verdict> {
  return new Examiner(
    step,
    dialect,
    occasions(step.dataset, dialect, new Date()),
    databases[dialect],
  ).examine(script)
}

async function refusal(step: Step, dialect: Dialect, script: string): Promise<NotYet> {
  const verdict = await examine(step, dialect, script)
  if (verdict.correct) throw new Error(`accepted: ${script}`)
  return verdict
}

describe.each(dialects)('on %s', (dialect) => {
  test('a right answer is right on all data', async () => {
    expect(await examine(plain, dialect, 'SELECT c.name FROM customers AS c ORDER BY 1;')).toEqual({
      correct: true,
      text: '10 rows, right on this data and on four hidden variations of it.',
    })
  })

  test('the last result counts', async () => {
    const script = 'SELECT 1; SELECT name FROM customers ORDER BY name; CREATE TEMP TABLE mine (x int);'
    expect((await examine(plain, dialect, script)).correct).toBe(true)
  })

  test('constants are right on the visible data only, and it is said on which they are not', async () => {
    const names = ['Alice Johnson', 'Bob Smith', 'Carol Williams', 'David Brown', 'Eva Davis']
    const more = ['Frank Wilson', 'Grace Miller', 'Henry Taylor', 'Ivy Anderson', 'Jack Thompson']
    const list = [...names, ...more].map((name) => `SELECT '${name}' AS name`).join(' UNION ')
    const verdict = await refusal(plain, dialect, `${list} ORDER BY name`)
    expect(verdict.on).toBe('Other values')
    expect(verdict.text).toMatch(/^Right on this data, but not on hidden data \(Other values\): /)
  })

  test('an error is told with its place in the whole script', async () => {
    const script = 'SELECT name FROM customers ORDER BY name;\nSELECT nam\nFROM customers'
    expect((await refusal(plain, dialect, script)).text).toMatch(
      /^At statement 2 the engine answers with an error: .*nam.* \(line 2, column 8\)$/,
    )
  })

  test('a table that was emptied on the way is noticed', async () => {
    const verdict = await refusal(
      plain,
      dialect,
      'DELETE FROM sales; SELECT name FROM customers ORDER BY name',
    )
    expect(verdict).toMatchObject({
      reason: 'table changed',
      text: 'The table `sales` has other rows than before, and the task leaves it as it is.',
    })
  })

  test.each([
    'BEGIN; DROP TABLE sales',
    'DROP TABLE sales; DROP TABLE customers',
    'BEGIN; DELETE FROM sales; SELEC',
    'ALTER TABLE customers RENAME COLUMN name TO who',
    'CREATE TABLE mine (x int); CREATE VIEW theirs AS SELECT * FROM mine',
  ])('nothing that was done spoils the next check: %s', async (script) => {
    const examiner = new Examiner(plain, dialect, occasions('sales', dialect, new Date()), databases[dialect])
    expect((await examiner.examine(script)).correct).toBe(false)
    expect((await examiner.examine(plain.solution[dialect] ?? '')).correct).toBe(true)
  })

  test('many answers at once are judged as one by one', async () => {
    const examiner = new Examiner(plain, dialect, occasions('sales', dialect, new Date()), databases[dialect])
    const verdicts = await examiner.examineAll([
      'DELETE FROM sales; SELECT name FROM customers ORDER BY name',
      'SELECT name FROM customers ORDER BY name',
      'SELECT name FROM customers ORDER BY id DESC',
    ])
    expect(verdicts.map(({ correct }) => correct)).toEqual([false, true, false])
  })
})

describe.each(dialects)('a task that changes data, on %s', (dialect) => {
  const raise: Step = {
    ...plain,
    check: asksState,
    solution: both("UPDATE sales SET sale_amount = sale_amount + 10 WHERE notes = 'Laptop purchase'"),
    verify: both(['SELECT id, sale_amount FROM sales']),
  }

  test('is judged by what is there afterwards', async () => {
    const other =
      "UPDATE sales SET sale_amount = 10 + sale_amount WHERE id IN (SELECT id FROM sales WHERE notes LIKE 'Laptop purchase')"
    expect(await examine(raise, dialect, other)).toEqual({
      correct: true,
      text: 'The database is as the task asks, on this data and on four hidden variations of it.',
    })
  })

  test('too many changed rows are shown', async () => {
    const verdict = await refusal(raise, dialect, 'UPDATE sales SET sale_amount = sale_amount + 10')
    expect(verdict).toMatchObject({ reason: 'value' })
    expect(verdict.text).toMatch(
      /^Compared afterwards: a value differs: `sale_amount` is .* and should be .*\. 48 more rows differ/,
    )
  })

  test('a table that the task leaves alone must be as it was', async () => {
    const script = `${raise.solution[dialect] ?? ''}; DELETE FROM categories WHERE name = 'Beauty'`
    expect((await refusal(raise, dialect, script)).text).toBe(
      'The table `categories` has other rows than before, and the task leaves it as it is.',
    )
  })

  test('a transaction that is left open keeps nothing', async () => {
    expect((await refusal(raise, dialect, `BEGIN; ${raise.solution[dialect] ?? ''}`)).reason).toBe(
      'transaction open',
    )
  })

  test('nothing done is not enough', async () => {
    expect((await refusal(raise, dialect, 'SELECT 1')).reason).toBe('value')
  })
})

describe.each(dialects)('a task that changes data and gives rows, on %s', (dialect) => {
  const insert = (name: string) => `INSERT INTO categories (name) VALUES ('${name}')`
  const returning: Step = {
    ...plain,
    check: asks('id name', { changes: 'one category more' }),
    solution: both(`${insert('Tea')} RETURNING id, name`),
    verify: both(['SELECT id, name FROM categories']),
  }

  test('is right when the rows and the database are', async () => {
    const apart = `${insert('Tea')}; SELECT id, name FROM categories WHERE name = 'Tea'`
    expect(await examine(returning, dialect, apart)).toEqual({
      correct: true,
      text: '1 row, right, and the database is as the task asks, on this data and on four hidden variations of it.',
    })
  })

  test('the right rows are not enough where nothing was changed', async () => {
    const made = "SELECT coalesce(max(id), 0) + 1 AS id, 'Tea' AS name FROM categories"
    const verdict = await refusal(returning, dialect, made)
    expect(verdict).toMatchObject({
      reason: 'missing rows',
      text: 'Compared afterwards: 1 row is missing.',
    })
    expect(verdict.diff?.rows.map(({ kind, cells }) => [kind, cells[1]])).toEqual([['missing', 'Tea']])
  })

  test.each([
    ['no result', insert('Tea')],
    ['transaction open', `BEGIN; ${insert('Tea')} RETURNING id, name`],
    ['missing rows', `BEGIN; ${insert('Tea')} RETURNING id, name; ROLLBACK`],
    ['extra rows', `${insert('Tea')} RETURNING id, name; ${insert('Pets')}`],
    ['table changed', `DELETE FROM sales; ${insert('Tea')} RETURNING id, name`],
  ])('is refused for its rows or for its changes: %s', async (reason, script) => {
    expect((await refusal(returning, dialect, script)).reason).toBe(reason)
  })
})

describe.each(dialects)('a task that changes the schema, on %s', (dialect) => {
  const coupons: Step = {
    ...plain,
    check: { ...asksState, indexes: [{ table: 'coupons', columns: ['customer_id'], unique: false }] },
    solution: both(
      'CREATE TABLE coupons (code text PRIMARY KEY, customer_id int NOT NULL REFERENCES customers (id), percent int CHECK (percent BETWEEN 1 AND 50)); CREATE INDEX coupons_customer ON coupons (customer_id)',
    ),
    accepts: both([
      "INSERT INTO coupons (code, customer_id, percent) SELECT 'A', min(id), 10 FROM customers HAVING min(id) IS NOT NULL",
    ]),
    refuses: both([
      "INSERT INTO coupons (code, customer_id, percent) VALUES ('B', -1, 10)",
      "INSERT INTO coupons (code, customer_id, percent) SELECT 'C', id, 51 FROM (SELECT coalesce(min(id), -1) AS id FROM customers) t",
    ]),
  }
  const table = (percent: string, reference = 'REFERENCES customers (id)') =>
    `CREATE TABLE coupons (code varchar(9), customer_id int NOT NULL ${reference}, percent int ${percent}, PRIMARY KEY (code))`
  const index = 'CREATE INDEX mine ON coupons (customer_id, percent)'

  test('is judged by what the database then takes and refuses', async () => {
    expect(
      (await examine(coupons, dialect, `${table('CHECK (percent > 0 AND percent <= 50)')}; ${index}`))
        .correct,
    ).toBe(true)
  })

  test('a rule that is missing is told with a statement that it should stop', async () => {
    const verdict = await refusal(coupons, dialect, `${table('CHECK (percent > 0)')}; ${index}`)
    expect(verdict).toMatchObject({ reason: 'rule missing' })
    expect(verdict.more[0]).toMatch(/^It takes this: INSERT INTO coupons .* 51/)
    expect(
      (await refusal(coupons, dialect, `${table('CHECK (percent BETWEEN 1 AND 50)', '')}; ${index}`)).reason,
    ).toBe('rule missing')
  })

  test('a rule that is too strict is told with the statement that it stops', async () => {
    const verdict = await refusal(coupons, dialect, `${table('CHECK (percent > 10)')}; ${index}`)
    expect(verdict).toMatchObject({ reason: 'too strict' })
    expect(verdict.more[0]).toMatch(/^It refuses this: INSERT/)
  })

  test('an index that is missing is told', async () => {
    expect((await refusal(coupons, dialect, table('CHECK (percent BETWEEN 1 AND 50)'))).text).toBe(
      '`coupons` has no index on `customer_id`.',
    )
  })

  test('a table with another name is not found', async () => {
    expect((await refusal(coupons, dialect, 'CREATE TABLE coupon (code text)')).reason).toBe('too strict')
  })
})
