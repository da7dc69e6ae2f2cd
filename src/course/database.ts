/** A database as the examiner needs it: the page's connection, or an engine in Node. */
import type { Schema } from '../engine/schema'
import type { Dialect } from '../sql/dialect'
import type { Ran } from './answer'

export interface Database {
  /** An empty database, then the seed, whatever was done before: open transactions and dropped tables are no hindrance. */
  reset(seed: readonly string[]): Promise<void>
  /** The same, where only the solution ran since the last reset: quicker. */
  refill(seed: readonly string[]): Promise<void>
  /** Runs a whole script until a statement fails. Never throws for bad SQL; a script that takes too long is stopped. */
  run(script: string): Promise<Ran>
  schema(): Promise<Schema>
}

/** What empties a database that only friendly scripts used; null: a full reset is as quick. */
export const emptied: Record<Dialect, readonly string[] | null> = {
  sqlite: null,
  postgres: ['ROLLBACK', 'DISCARD ALL', 'DROP SCHEMA public CASCADE', 'CREATE SCHEMA public'],
}

/** Rows of a result that are read to be compared. */
export const judgedRows = 20_000
