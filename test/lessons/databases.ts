/** Both engines in Node, opened once and emptied for each use. */
import { openInNode } from '../../src/build/node-engine'
import { emptied } from '../../src/course/database'
import type { Engine } from '../../src/engine/engine'
import type { Dialect } from '../../src/sql/dialect'
import { EngineDatabase, quietSink } from './engine-database'
import { defaultLimits } from '../../src/engine/engine'

export type Databases = Readonly<Record<Dialect, EngineDatabase>> & { close(): Promise<void> }

export function openDatabases(): Databases {
  const sqlite = new EngineDatabase(async (before) => {
    await before?.close()
    return openInNode('sqlite')
  })
  const postgres = new EngineDatabase(async (before) => {
    const engine = before ?? (await openInNode('postgres'))
    // what lessons and their answers do is undone by this; a new PostgreSQL for each use takes half a second
    for (const statement of emptied.postgres ?? []) await must(engine, statement)
    return engine
  })
  return {
    sqlite,
    postgres,
    // PostgreSQL goes with the process: shutting down writes out all that the answers did, and takes minutes
    close: () => sqlite.close(),
  }
}

async function must(engine: Engine, statement: string): Promise<void> {
  const reply = await engine.run(statement, defaultLimits, quietSink)
  if (!reply.ok) throw new Error(`${statement}: ${reply.error.message}`)
}
