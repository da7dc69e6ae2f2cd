import { PGlite } from '@electric-sql/pglite'
import type { Ran, Rows } from '../../src/course/answer'
import type { Database } from '../../src/course/database'
import type { Schema } from '../../src/engine/schema'
import type { Value, ValueKind } from '../../src/engine/value'
import { split } from '../../src/sql/split'

const kinds = new Map<number, ValueKind>([
  [16, 'boolean'],
  [20, 'integer'],
  [21, 'integer'],
  [23, 'integer'],
  [700, 'number'],
  [701, 'number'],
  [1700, 'number'],
  [1082, 'date'],
  [1114, 'timestamp'],
  [1184, 'timestamp'],
])

export async function plainPostgres(): Promise<Database & { close(): Promise<void> }> {
  const pg = await PGlite.create()
  const oids = (await pg.query<{ oid: number }>('SELECT oid FROM pg_type')).rows.map(({ oid }) => oid)
  const parsers = Object.fromEntries(
    oids.map((oid) => [
      oid,
      (text: string): Value => {
        const kind = kinds.get(oid)
        if (kind === 'integer') return BigInt(text)
        if (kind === 'boolean') return text === 't'
        return kind === 'number' && oid !== 1700 ? Number(text) : text
      },
    ]),
  )
  const reset = async (seed: readonly string[]): Promise<void> => {
      await pg.exec('ROLLBACK')
      await pg.exec('DISCARD ALL')
      await pg.exec('DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public')
      for (const statement of seed) await pg.exec(statement)
    }
  return {
    reset,
    refill: reset,
    async schema(): Promise<Schema> {
      const { rows } = await pg.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
      )
      const indexes = await pg.query<{ t: string; name: string; u: boolean; cols: string[] }>(
        `SELECT t.relname AS t, i.relname AS name, x.indisunique AS u, ARRAY(SELECT pg_get_indexdef(x.indexrelid, k, true) FROM generate_series(1, x.indnkeyatts) k) AS cols
         FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid`,
      )
      return {
        tables: rows.map(({ name }) => ({
          schema: 'public',
          name,
          kind: 'table',
          rows: null,
          columns: [],
          foreignKeys: [],
          triggers: [],
          checks: [],
          indexes: indexes.rows
            .filter(({ t }) => t === name)
            .map(({ name, u, cols }) => ({ name, unique: u, columns: cols })),
        })),
      }
    },
    async run(script): Promise<Ran> {
      let rows: Rows | null = null
      let [done, open, wrote] = [0, false, false]
      for (const { text, from } of split(script, 'postgres')) {
        const word = text.slice(0, 12).toUpperCase()
        if (!/^(SELECT|WITH|VALUES|EXPLAIN)/.test(word) || /INSERT|UPDATE|DELETE/i.test(text)) wrote = true
        if (/^(BEGIN|START)/.test(word)) open = true
        if (/^(COMMIT|ROLLBACK|END)/.test(word)) open = false
        try {
          const result = await pg.query<Value[]>(text, [], { rowMode: 'array', parsers })
          if (result.fields.length > 0)
            rows = {
              columns: result.fields.map(({ name, dataTypeID }) => ({
                name,
                type: '',
                kind: kinds.get(dataTypeID) ?? 'text',
              })),
              rows: result.rows,
              more: false,
            }
        } catch (error) {
          const message = (error as Error).message
          return {
            end: 'finished',
            error: { error: { message, origin: 'engine' }, statement: done + 1, from },
            rows,
            done,
            open,
            wrote,
          }
        }
        done++
      }
      return { end: 'finished', error: null, rows, done, open, wrote }
    },
    close: () => pg.close(),
  }
}
