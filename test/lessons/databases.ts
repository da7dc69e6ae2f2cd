/** Both engines in Node, opened once and reset for each use. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Database } from '../../src/course/database'
import { SqliteLibrary } from '../../src/engine/sqlite-api'
import { SqliteEngine } from '../../src/engine/sqlite'
import type { Dialect } from '../../src/sql/dialect'
import { EngineDatabase } from './engine-database'
import { plainPostgres } from './plain-postgres'

export type Databases = Readonly<Record<Dialect, Database>> & { close(): Promise<void> }

export async function openDatabases(): Promise<Databases> {
  const wasm = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')
  const library = await SqliteLibrary.load(await WebAssembly.compile(await readFile(wasm)))
  const sqlite = new EngineDatabase(async (before) => {
    await before?.close()
    return SqliteEngine.open(library, null)
  })
  const postgres = await plainPostgres()
  return {
    sqlite,
    postgres,
    close: async () => {
      await sqlite.close()
      await postgres.close()
    },
  }
}
