import { host, workerPort } from './host'
import type { SqliteParts } from './message'
import { SqliteEngine } from './sqlite'
import { SqliteLibrary } from './sqlite-api'

host<SqliteParts>(workerPort(), ({ wasm }) => {
  const library = SqliteLibrary.load(wasm)
  library.catch(() => undefined) // told to whoever opens a database
  return async (image) => ({ engine: SqliteEngine.open(await library, image), seeded: 0 })
})
