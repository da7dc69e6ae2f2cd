import { afterEach, describe, expect, test } from 'vitest'
import { openConnection } from '../../src/engine/connection'
import type { Connection, Reply, RunEnd } from '../../src/engine/engine'
import type { ResultSet, Value } from '../../src/engine/value'
import { dialects, type Dialect } from '../../src/sql/dialect'

let opened: Connection[] = []
afterEach(() => {
  for (const connection of opened) connection.close()
  opened = []
})

function open(dialect: Dialect, options: Parameters<typeof openConnection>[1] = {}): Connection {
  const connection = openConnection(dialect, options)
  opened.push(connection)
  return connection
}

interface Ran {
  end: RunEnd
  replies: Reply[]
  rows: Value[][][]
}

async function run(connection: Connection, ...texts: string[]): Promise<Ran> {
  const replies: Reply[] = []
  const sets: ResultSet[] = []
  const end = await connection.run(
    texts.map((text) => ({ text, from: 0, to: text.length })),
    { head: (i, set) => (sets[i] = set), ended: (i, reply) => (replies[i] = reply) },
  )
  const rows = sets.map((set) =>
    Array.from({ length: Math.min(set.rowCount, 100) }, (_, r) => set.columns.map((_, c) => set.value(r, c))),
  )
  return { end, replies, rows }
}

describe.each(dialects)('%s', (dialect) => {
  test('answers a query from a worker', async () => {
    const connection = open(dialect, {
      seed: ['CREATE TABLE t (a integer)', 'INSERT INTO t VALUES (1), (2)'],
    })
    const { end, rows } = await run(connection, 'SELECT a, a + 1 AS b FROM t ORDER BY a')
    expect(connection.status).toEqual({ kind: 'ready' })
    expect(end).toEqual({ kind: 'finished' })
    expect(rows[0]).toEqual([
      [1n, 2n],
      [2n, 3n],
    ])
  })
})
