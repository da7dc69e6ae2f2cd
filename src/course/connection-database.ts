/** The page's connection as the examiner's database. */
import type { Connection, Reply } from '../engine/engine'
import type { Schema } from '../engine/schema'
import type { ResultSet } from '../engine/value'
import { split } from '../sql/split'
import { copyRows, type Ran } from './answer'
import { emptied, judgedRows, type Database } from './database'

/** A script that has not come to an end by then is stopped, ms. */
const patience = 10_000

export class ConnectionDatabase implements Database {
  constructor(
    readonly connection: Connection,
    readonly patienceMs = patience,
  ) {}

  reset(seed: readonly string[]): Promise<void> {
    return this.connection.reset(seed)
  }

  async refill(seed: readonly string[]): Promise<void> {
    const first = emptied[this.connection.dialect]
    if (first === null) return this.reset(seed)
    let failed = false
    const end = await this.connection.run(
      [...first, ...seed].map((text) => ({ text, from: 0, to: text.length })),
      { ended: (_, reply) => (failed ||= !reply.ok) },
    )
    if (end.kind !== 'finished') throw new Error('the data did not arrive')
    if (failed) await this.reset(seed)
  }

  schema(): Promise<Schema> {
    return this.connection.schema()
  }

  async run(script: string): Promise<Ran> {
    const statements = split(script, this.connection.dialect)
    const sets = new Map<number, ResultSet>()
    const replies: Reply[] = []
    const timer = setTimeout(() => void this.connection.stop(), this.patienceMs)
    const end = await this.connection.run(
      statements,
      {
        head: (index, set) => sets.set(index, set),
        ended: (index, reply) => (replies[index] = reply),
      },
      { rows: judgedRows },
    )
    clearTimeout(timer)
    const last = replies.length - 1
    const failed = replies[last]
    const withRows = Math.max(
      -1,
      ...replies.flatMap((reply, index) => (reply.ok && sets.has(index) ? [index] : [])),
    )
    const [set, reply] = [sets.get(withRows), replies[withRows]]
    return {
      end: end.kind,
      error:
        failed === undefined || failed.ok
          ? null
          : { error: failed.error, statement: last + 1, from: statements[last]?.from ?? 0 },
      rows: set === undefined ? null : copyRows(set, reply?.ok === true && reply.more),
      done: replies.filter((one) => one.ok).length,
      open: replies[last] !== undefined && replies[last].transaction !== 'none',
      wrote: end.kind !== 'finished' || replies.some((one) => one.wrote),
    }
  }
}
