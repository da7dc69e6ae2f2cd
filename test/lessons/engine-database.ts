/** An engine in Node as the examiner's database. */
import { copyRows, type Ran, type Rows } from '../../src/course/answer'
import { judgedRows, type Database } from '../../src/course/database'
import type { Batch } from '../../src/engine/batch'
import { defaultLimits, type Engine, type RowSink } from '../../src/engine/engine'
import type { Schema } from '../../src/engine/schema'
import { Rows as LiveRows } from '../../src/engine/result-set'
import type { Column } from '../../src/engine/value'
import { split } from '../../src/sql/split'

export class EngineDatabase implements Database {
  #engine: Engine | null = null

  /** `empty` gives an engine with nothing in it; it may take the one used before apart. */
  constructor(readonly empty: (before: Engine | null) => Promise<Engine>) {}

  async reset(seed: readonly string[]): Promise<void> {
    this.#engine = await this.empty(this.#engine)
    for (const statement of seed) {
      const reply = await this.#engine.run(statement, defaultLimits, quietSink)
      if (!reply.ok) throw new Error(`${reply.error.message}, in: ${statement}`)
    }
  }

  refill(seed: readonly string[]): Promise<void> {
    return this.reset(seed)
  }

  async schema(): Promise<Schema> {
    return (await this.#ready()).schema()
  }

  async run(script: string): Promise<Ran> {
    const engine = await this.#ready()
    let rows: Rows | null = null
    let [done, open, wrote] = [0, false, false]
    for (const { text, from } of split(script, engine.dialect)) {
      const sink = new RowsSink()
      const reply = await engine.run(text, { ...defaultLimits, rows: judgedRows }, sink)
      open = reply.transaction !== 'none'
      wrote ||= reply.wrote
      if (!reply.ok)
        return {
          end: 'finished',
          error: { error: reply.error, statement: done + 1, from },
          rows,
          done,
          open,
          wrote,
        }
      done++
      rows = sink.given(reply.more) ?? rows
    }
    return { end: 'finished', error: null, rows, done, open, wrote }
  }

  async close(): Promise<void> {
    await this.#engine?.close()
  }

  async #ready(): Promise<Engine> {
    return (this.#engine ??= await this.empty(null))
  }
}

/** For statements whose rows nobody reads. */
export const quietSink: RowSink = { head: () => undefined, rows: () => undefined, keep: () => false }

class RowsSink {
  #set: LiveRows | null = null

  head(columns: readonly Column[]): void {
    this.#set = new LiveRows(columns)
  }

  rows(batch: Batch): void {
    this.#set?.add(batch)
  }

  keep(): boolean {
    return false
  }

  given(more: boolean): Rows | null {
    return this.#set === null ? null : copyRows(this.#set, more)
  }
}
