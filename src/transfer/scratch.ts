import { openConnection } from '../engine/connection'
import type { Connection } from '../engine/engine'
import type { StoredFiles } from '../storage/listing'
import type { Dialect } from '../sql/dialect'

/**
 * A database beside the open ones, to import into: only when all went well does the page make one of its own from
 * `image`. Close it in any case.
 */
export async function openScratch(dialect: Dialect, files?: StoredFiles): Promise<Connection> {
  const connection = openConnection(dialect)
  try {
    await connection.schema()
    if (files !== undefined) {
      const all = [...files.files].map(([path, { size, chunks }]) => ({ path, size, chunks: [...chunks] }))
      await connection.restore(connection.image.apply({ files: all, removed: [...files.removed] }))
      await connection.schema()
    }
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}
