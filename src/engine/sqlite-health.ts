/** Whether a SQLite database is sound, and when to ask. */
import type { SqliteHandle, SqliteLibrary } from './sqlite-api'

/** Null when every page can be read; else the engine's words. */
export function health(db: SqliteHandle): string | null {
  try {
    const words = db.rows('PRAGMA main.quick_check(1)')[0]?.[0] ?? 'no answer'
    return words === 'ok' ? null : words
  } catch (error) {
    return words(error)
  }
}

/** The same of a file, as somebody sees it who opens it anew. */
export function fileHealth(library: SqliteLibrary, file: Uint8Array | (() => Uint8Array)): string | null {
  try {
    const db = library.open(typeof file === 'function' ? file() : file)
    const found = health(db)
    db.close()
    return found
  } catch (error) {
    return words(error)
  }
}

/** Statements that let others write where only the engine should. */
export const opensSchema = (verb: string, text: string): boolean =>
  verb === 'PRAGMA' && /writable_schema/i.test(text)

/** The engine's own words for damage; `malformed JSON` is none. */
export const saysDamage = (message: string): boolean =>
  /database disk image is malformed|malformed database schema|file is not a database/.test(message)

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))
