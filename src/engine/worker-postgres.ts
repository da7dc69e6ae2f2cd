import { host, workerPort } from './host'
import type { PostgresParts } from './message'
import { PostgresEngine } from './postgres'

host<PostgresParts>(workerPort(), (parts) => async (image, seed) => {
  const engine = await PostgresEngine.open(parts, image, seed)
  return { engine, seeded: engine.seeded }
})
