import { PGlite } from '@electric-sql/pglite'
import initSqlJs from 'sql.js'

/** What an engine answers to one statement. */
export type Answer =
  { rows: unknown[][]; message?: undefined; position?: undefined } | { message: string; position: number }

const sqlJs = await initSqlJs()

/** A new SQLite database with the tables made by `setup`. */
export function sqlite(setup = '') {
  const db = new sqlJs.Database()
  db.run(setup)
  return {
    db,
    run: (sql: string): Answer => {
      try {
        return { rows: db.exec(sql).at(-1)?.values ?? [] }
      } catch (error) {
        return { message: (error as Error).message, position: 0 }
      }
    },
    /** the engine's message about a beginning of a statement */
    prepare: (sql: string): string | undefined => {
      try {
        db.prepare(sql).free()
        return undefined
      } catch (error) {
        return (error as Error).message
      }
    },
  }
}

let instance: Promise<PGlite> | undefined

/** The one PostgreSQL of a test file, with nothing in it but what `setup` makes. */
export async function postgres(setup = '') {
  const pg = await (instance ??= PGlite.create())
  await pg.exec('ROLLBACK; DROP SCHEMA public CASCADE; CREATE SCHEMA public; ' + setup)
  return {
    pg,
    run: async (sql: string): Promise<Answer> => {
      try {
        return { rows: (await pg.query<unknown[]>(sql, [], { rowMode: 'array' })).rows }
      } catch (error) {
        const { message, position } = error as Error & { position?: string }
        return { message, position: Number(position ?? 0) }
      }
    },
  }
}
