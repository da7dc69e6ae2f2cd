import { PGlite } from '@electric-sql/pglite'
import initSqlJs, { type SqlValue } from 'sql.js'
import type { Dialect } from '../../src/sql/dialect'

/** A bare engine in Node: the raw library, without Tandem's own around it. */
export interface Database {
  /** An empty database with these statements run. */
  fill(statements: readonly string[]): Promise<void>
  /** All rows of one statement, every value as text. Throws the engine's error. */
  rows(sql: string): Promise<(string | null)[][]>
  close(): Promise<void>
}

export const open: Record<Dialect, () => Promise<Database>> = { sqlite, postgres }

async function sqlite(): Promise<Database> {
  const SQL = await initSqlJs()
  let db = new SQL.Database()
  const text = (value: SqlValue) => (value === null ? null : value.toString())
  return {
    fill(statements) {
      db.close()
      db = new SQL.Database()
      db.run('PRAGMA foreign_keys = ON')
      for (const statement of statements) db.run(statement)
      return Promise.resolve()
    },
    rows(sql) {
      return new Promise((resolve) => resolve((db.exec(sql)[0]?.values ?? []).map((row) => row.map(text))))
    },
    close() {
      db.close()
      return Promise.resolve()
    },
  }
}

async function postgres(): Promise<Database> {
  const pg = await PGlite.create()
  const asWritten = (text: string) => text
  const oids = (await pg.query<{ oid: number }>('SELECT oid FROM pg_type')).rows.map(({ oid }) => oid)
  const parsers = Object.fromEntries(oids.map((oid) => [oid, asWritten]))
  return {
    async fill(statements) {
      await pg.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
      for (const statement of statements) await pg.exec(statement)
    },
    rows: async (sql) => (await pg.query<(string | null)[]>(sql, [], { rowMode: 'array', parsers })).rows,
    close: () => pg.close(),
  }
}
