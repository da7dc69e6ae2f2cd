/** Real engines in Node, behind as much of a connection as importing needs. */
import { openInNode } from '../../src/build/node-engine'
import {
  defaultLimits,
  type Engine,
  type Fed,
  type Reply,
  type RowSink,
  type RunEnd,
  type RunEvents,
  type Transaction,
} from '../../src/engine/engine'
import { Image } from '../../src/engine/image'
import { Rows } from '../../src/engine/result-set'
import type { Value } from '../../src/engine/value'
import type { Dialect } from '../../src/sql/dialect'
import { refusal } from '../../src/sql/refuse'
import type { Statement } from '../../src/sql/statement'
import { rowsOf } from '../../src/transfer/ask'

export class NodeConnection {
  transaction: Transaction = 'none'
  #image: Image
  /** statements that were run */
  count = 0

  private constructor(
    readonly engine: Engine,
    image: Image | null,
  ) {
    this.#image = image ?? new Image()
  }

  static async open(dialect: Dialect, image: Image | null = null): Promise<NodeConnection> {
    return new NodeConnection(await openInNode(dialect, image), image)
  }

  get dialect(): Dialect {
    return this.engine.dialect
  }

  async run(
    statements: readonly Statement[] | readonly [Fed],
    events: RunEvents,
    limits = defaultLimits,
  ): Promise<RunEnd> {
    for (const [index, statement] of statements.entries()) {
      this.count++
      events.started?.(index)
      const reply = this.#refused(statement) ?? (await this.#run(index, statement, events, limits))
      this.transaction = reply.transaction
      events.ended?.(index, reply)
      if (!reply.ok) break
    }
    return { kind: 'finished' }
  }

  /** The database's files. */
  async image(): Promise<Image> {
    const delta = await this.engine.delta()
    if (delta !== null) this.#image = this.#image.apply(delta)
    return this.#image
  }

  schema() {
    return this.engine.schema()
  }

  check() {
    return this.engine.check()
  }

  close() {
    return this.engine.close()
  }

  #refused(statement: Statement | Fed): Reply | null {
    const reason = 'rows' in statement ? null : refusal(statement.text, this.dialect)
    const ended = { notices: [], ms: 0, transaction: this.transaction, wrote: false }
    return reason && { ok: false, ...ended, error: { ...reason, origin: 'refused' } }
  }

  async #run(
    index: number,
    statement: Statement | Fed,
    events: RunEvents,
    limits: typeof defaultLimits,
  ): Promise<Reply> {
    let set = new Rows([])
    const sink: RowSink = {
      head: (columns) => events.head?.(index, (set = new Rows(columns))),
      rows: (batch) => set.add(batch),
      keep: () => false,
    }
    return 'rows' in statement
      ? this.engine.run(statement.text, limits, sink, statement.rows)
      : this.engine.run(statement.text, limits, sink)
  }
}

/** All rows of a query, as values. */
export async function values(connection: NodeConnection, sql: string): Promise<Value[][]> {
  const rows = await rowsOf(connection, sql)
  return Array.from({ length: rows.rowCount }, (_, row) =>
    rows.columns.map((_, column) => rows.value(row, column)),
  )
}

export async function execute(connection: NodeConnection, ...statements: string[]): Promise<void> {
  for (const text of statements) {
    let message = ''
    await connection.run([{ text, from: 0, to: text.length }], {
      ended: (_, reply) => (message = reply.ok ? '' : reply.error.message),
    })
    if (message !== '') throw new Error(`${message} in: ${text}`)
  }
}
