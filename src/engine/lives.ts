/** The workers of the engines: started ahead of time where one will be wanted. */
import type { Dialect } from '../sql/dialect'
import { Life } from './life'
import { loadParts } from './parts'
import postgresWorker from './worker-postgres.ts?worker&url'
import sqliteWorker from './worker-sqlite.ts?worker&url'

const scripts: Record<Dialect, string> = { sqlite: sqliteWorker, postgres: postgresWorker }
const spare = new Map<Dialect, Life>()

/** A worker that nothing was asked of yet. Throws where the browser refuses to start one. */
export function takeLife(dialect: Dialect): Life {
  const ready = spare.get(dialect)
  spare.delete(dialect)
  return ready === undefined || ready.gone ? new Life(scripts[dialect]) : ready
}

/**
 * Starts the download of an engine that will probably be wanted, and a worker for it; failures are told to whoever opens
 * it. Of each engine at most one worker waits.
 */
export function prefetch(dialect: Dialect): void {
  const parts = loadParts(dialect, () => undefined)
  parts.catch(() => undefined)
  if (spare.has(dialect)) return
  try {
    const life = new Life(scripts[dialect])
    spare.set(dialect, life)
    parts.then((loaded) => life.load(loaded)).catch(() => undefined)
  } catch {
    // told when it is wanted
  }
}
