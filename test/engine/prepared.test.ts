import { describe, expect, test } from 'vitest'
import { postgresParts } from '../../src/build/node-engine'
import { sales } from '../../src/dataset/sales'
import { salesTables } from '../../src/dataset/sales-rows'
import { defaultLimits } from '../../src/engine/engine'
import { Image } from '../../src/engine/image'
import { daysBetween } from '../../src/engine/moved-dates'
import { PostgresEngine } from '../../src/engine/postgres'
import { quietSink } from '../lessons/engine-database'

const on = (day: string) => sales.statements('postgres', new Date(day))

/** An engine with these statements run; `first` is what it is told of them before it starts. */
async function seeded(statements: readonly string[], first: readonly string[]) {
  const engine = await PostgresEngine.open(await postgresParts(), null, first)
  for (const text of statements.slice(engine.seeded)) {
    const reply = await engine.run(text, defaultLimits, quietSink)
    expect(reply.ok, text).toBe(true)
  }
  return engine
}

/** What a visitor can see of a database. */
async function seen(engine: PostgresEngine) {
  const indexed = 'SELECT sale_date FROM sales ORDER BY sale_date LIMIT 3'
  const bounds = "SELECT histogram_bounds FROM pg_stats WHERE attname = 'sale_date'"
  const rows: unknown[] = []
  for (const text of ['SET enable_seqscan = off', indexed, bounds]) {
    const sink = {
      ...quietSink,
      rows: (batch: { columns: unknown; rowCount: number }) => rows.push(batch.rowCount, batch.columns),
    }
    expect((await engine.run(text, defaultLimits, sink)).ok).toBe(true)
  }
  return { rows, schema: await engine.schema(), dump: await engine.dump() }
}

describe('the database that the build has filled is the one that the statements make', () => {
  test.each(['2026-01-01', '2024-02-29', '2026-11-22', '2031-07-04'])('as of %s', async (day) => {
    const seed = on(day)
    const [prepared, plain] = [await seeded(seed, seed), await seeded(seed, ['SELECT 1'])]
    expect(prepared.seeded).toBe(seed.length)
    expect(plain.seeded).toBe(0)

    // what the page keeps of it stands on the empty database, like every other image
    const delta = await prepared.delta()
    const image = delta && new Image().apply(delta)
    expect(await seen(prepared)).toEqual(await seen(plain))
    const again = await PostgresEngine.open(await postgresParts(), image)
    expect(again.seeded).toBe(0)
    expect(await again.check()).toBeNull()
    expect(await again.dump()).toBe(await plain.dump())
  })
})

test('of other rows in the sales tables only the tables are there already', async () => {
  const seed = [...salesTables('postgres'), "INSERT INTO categories (name) VALUES ('Toys')"]
  const [prepared, plain] = [await seeded(seed, seed), await seeded(seed, ['SELECT 1'])]
  expect(prepared.seeded).toBe(salesTables('postgres').length)
  expect(await prepared.schema()).toEqual(await plain.schema())
})

describe('days between two scripts', () => {
  const one = ["INSERT INTO t VALUES ('2024-02-28 10:00:00', 'since 2024-02-28')", 'ANALYZE']

  test('count from timestamp to timestamp, over ends of months and years', () => {
    expect(daysBetween(one, one)).toBe(0)
    expect(daysBetween(one, [(one[0] ?? '').replace("'2024-02-28", "'2024-03-01"), 'ANALYZE', 'more'])).toBe(
      2,
    )
    expect(daysBetween(on('2026-01-01'), on('2024-12-31'))).toBe(-366)
  })

  test('are none where anything else differs', () => {
    expect(daysBetween(one, [one[0] ?? ''])).toBeNull()
    expect(daysBetween(one, [(one[0] ?? '').replaceAll('02-28', '02-29'), 'ANALYZE'])).toBeNull()
    expect(daysBetween(one, [(one[0] ?? '').replace('10:00', '11:00'), 'ANALYZE'])).toBeNull()
    expect(daysBetween(one, [(one[0] ?? '').replace("'2024-02-28 10:00:00'", "''"), 'ANALYZE'])).toBeNull()
  })

  test('are none where timestamps moved by different numbers of days', () => {
    const two = "VALUES ('2024-01-01 00:00:00', '2024-01-02 00:00:00')"
    expect(daysBetween([two], [two.replace('01-02', '01-03')])).toBeNull()
    expect(daysBetween([two, two], [two, two.replaceAll('2024', '2025')])).toBeNull()
  })
})
