/** The workers of the engines: started ahead of time where one will be wanted. */
import type { Dialect } from '../sql/dialect'
import { Life } from './life'
import { loadParts } from './parts'
import postgresWorker from './worker-postgres.ts?worker&url'
import sqliteWorker from './worker-sqlite.ts?worker&url'

const scripts: Record<Dialect, string> = { sqlite: sqliteWorker, postgres: postgresWorker }
const spare = new Map<Dialect, Life>()
/** a worker is to wait here as soon as its engine begins to arrive */
const wanted = new Set<Dialect>()

/** A worker that nothing was asked of yet. Throws where the browser refuses to start one. */
export function takeLife(dialect: Dialect): Life {
  wanted.delete(dialect)
  const ready = spare.get(dialect)
  spare.delete(dialect)
  return ready === undefined || ready.gone ? new Life(scripts[dialect]) : ready
}

/**
 * Starts the download of an engine that will probably be wanted, and with its first bytes a worker for it: to start one
 * takes the page's thread for 10 ms, and a page that opens has more urgent work until then. Failures are told to whoever
 * opens it. Of each engine at most one worker waits.
 */
export function prefetch(dialect: Dialect): void {
  if (!spare.has(dialect)) wanted.add(dialect)
  const start = () => {
    if (!wanted.delete(dialect)) return
    try {
      spare.set(dialect, new Life(scripts[dialect]))
    } catch {
      // told when it is wanted
    }
  }
  loadParts(dialect, start)
    .then((parts) => {
      start()
      return spare.get(dialect)?.load(parts)
    })
    .catch(() => undefined)
}
