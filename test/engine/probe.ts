import type { Engine, Limits, Notice, Reply } from '../../src/engine/engine'
import { defaultLimits } from '../../src/engine/engine'
import { Rows } from '../../src/engine/result-set'
import type { Column, Value } from '../../src/engine/value'
import { decode } from '../../src/engine/utf8'

/** One statement's outcome in a form that tests compare. */
export interface Outcome {
  readonly reply: Reply
  readonly columns: readonly Column[]
  readonly names: readonly string[]
  readonly rows: readonly (readonly Value[])[]
  readonly set: Rows
  readonly batches: readonly number[]
  readonly kept: readonly { readonly row: number; readonly column: number; readonly value: Value }[]
  readonly notices: readonly Notice[]
}

/** Runs one statement on an engine and collects what it gave; at most 2000 rows are read back. */
export async function ask(engine: Engine, text: string, limits: Partial<Limits> = {}): Promise<Outcome> {
  let set = new Rows([])
  const batches: number[] = []
  const kept: { row: number; column: number; value: Value }[] = []
  const reply = await engine.run(
    text,
    { ...defaultLimits, ...limits },
    {
      head: (columns) => (set = new Rows(columns)),
      rows: (batch) => {
        batches.push(batch.rowCount)
        set.add(batch)
      },
      keep: (row, column, bytes, text) => {
        kept.push({ row, column, value: text ? decode(bytes) : bytes })
        return true
      },
    },
  )
  const rows = Array.from({ length: Math.min(set.rowCount, 2000) }, (_, row) =>
    set.columns.map((_, column) => set.value(row, column)),
  )
  const names = set.columns.map((column) => column.name)
  return { reply, columns: set.columns, names, rows, set, batches, kept, notices: reply.notices }
}

/** Runs statements that must succeed. */
export async function all(engine: Engine, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    const { reply } = await ask(engine, text)
    if (!reply.ok) throw new Error(`${reply.error.message} in: ${text}`)
  }
}

/** The rows of a query that must succeed. */
export async function rows(engine: Engine, text: string): Promise<readonly (readonly Value[])[]> {
  const outcome = await ask(engine, text)
  if (!outcome.reply.ok) throw new Error(`${outcome.reply.error.message} in: ${text}`)
  return outcome.rows
}

/** The error of a statement that must fail. */
export async function failure(engine: Engine, text: string) {
  const { reply } = await ask(engine, text)
  if (reply.ok) throw new Error(`no error in: ${text}`)
  return { ...reply.error, transaction: reply.transaction }
}
