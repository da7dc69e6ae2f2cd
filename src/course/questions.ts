/** What the figures of a step ask, each once. */
import type { Rows } from './answer'
import type { Database } from './database'

export class Questions {
  readonly #asked = new Map<string, Promise<Rows>>()

  constructor(readonly database: Pick<Database, 'run'>) {}

  /** The rows of a query; rejects when the engine refuses it. */
  ask(sql: string): Promise<Rows> {
    const known = this.#asked.get(sql)
    if (known !== undefined) return known
    const asked = this.database.run(sql).then(({ rows, error }) => {
      if (rows === null) throw new Error(error?.error.message ?? 'no rows')
      return rows
    })
    this.#asked.set(sql, asked)
    return asked
  }
}
