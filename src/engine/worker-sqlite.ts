import { host, workerPort } from './host'
import type { SqliteParts } from './message'
import { SqliteEngine } from './sqlite'
import { SqliteLibrary } from './sqlite-api'

host<SqliteParts>(workerPort(), async (parts, image) => ({
  engine: SqliteEngine.open(await SqliteLibrary.load(parts.wasm), image),
  seeded: 0,
}))
