/**
 * The stored form's history: entry n turns version n into version n + 1 and is never changed once it was published.
 * A newer entry goes at the end, with a fixture of the version before it in the tests.
 */
import type { IDBPDatabase, IDBPTransaction } from 'idb'
import { keyPaths, tableNames } from './tables'

export type Migration = (
  database: IDBPDatabase,
  transaction: IDBPTransaction<unknown, string[], 'versionchange'>,
) => void | Promise<void>

export const migrations: readonly Migration[] = [
  (database) => {
    for (const table of tableNames) {
      const path = keyPaths[table]
      database.createObjectStore(table, { keyPath: typeof path === 'string' ? path : [...path] })
    }
  },
]
