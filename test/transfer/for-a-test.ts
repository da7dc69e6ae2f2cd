/** Real engines for one test each, closed behind it. */
import { afterEach } from 'vitest'
import type { Dialect } from '../../src/sql/dialect'
import { execute, NodeConnection } from './engines'

const opened: NodeConnection[] = []
afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close()
})

/** A new database in which these statements were run. */
export async function open(dialect: Dialect, ...statements: string[]): Promise<NodeConnection> {
  const connection = await NodeConnection.open(dialect)
  opened.push(connection)
  await execute(connection, ...statements)
  return connection
}
