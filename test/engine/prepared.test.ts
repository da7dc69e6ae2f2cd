import { expect, test } from 'vitest'
import { postgresParts } from '../../src/build/node-engine'
import { sales } from '../../src/dataset/sales'
import { defaultLimits } from '../../src/engine/engine'
import { Image } from '../../src/engine/image'
import { PostgresEngine } from '../../src/engine/postgres'
import { quietSink } from '../lessons/engine-database'

const seed = sales.statements('postgres', new Date('2026-11-22T12:00:00Z'))

async function seeded(first: readonly string[]) {
  const engine = await PostgresEngine.open(await postgresParts(), null, first)
  for (const text of seed.slice(engine.seeded)) {
    const reply = await engine.run(text, defaultLimits, quietSink)
    expect(reply.ok, text).toBe(true)
  }
  return engine
}

test('the sales tables that the build has made are the ones that the statements make', async () => {
  const [prepared, plain] = [await seeded(seed), await seeded(['SELECT 1', ...seed])]
  expect(prepared.seeded).toBeGreaterThan(5)
  expect(plain.seeded).toBe(0)
  expect(await prepared.schema()).toEqual(await plain.schema())
  expect(await prepared.dump()).toBe(await plain.dump())

  // what the page keeps of it stands on the empty database, like every other image
  const delta = await prepared.delta()
  const image = delta && new Image().apply(delta)
  const again = await PostgresEngine.open(await postgresParts(), image)
  expect(again.seeded).toBe(0)
  expect(await again.schema()).toEqual(await plain.schema())
  expect(await again.check()).toBeNull()
})
