import { textsOf, type Runner } from './ask'

/** What is wrong inside of a SQLite database that could be opened. */
export interface Health {
  readonly kind: 'sound' | 'damaged'
  /** the engine's own words, the first ones */
  readonly words: readonly string[]
}

/**
 * Looks through every page of a database that was just opened. Damage is an answer: the rows that can be read still can
 * be, but the database must not take the place of another.
 */
export async function inspect(connection: Runner): Promise<Health> {
  try {
    const words = (await textsOf(connection, 'PRAGMA integrity_check(20)')).map(([word]) => word ?? '')
    return words.length === 1 && words[0] === 'ok' ? { kind: 'sound', words: [] } : { kind: 'damaged', words }
  } catch (error) {
    return { kind: 'damaged', words: [error instanceof Error ? error.message : String(error)] }
  }
}
