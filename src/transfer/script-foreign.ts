/** What a script says to another program or another server, and no engine here needs to hear. */
import type { SqlError } from '../engine/engine'
import { command } from '../sql/command'
import type { Dialect } from '../sql/dialect'

/** What never reaches an engine: lines for psql, and the choice of a database. */
export function leftOut(text: string, dialect: Dialect): string | null {
  if (text.startsWith('\\')) return 'commands of psql (\\connect and others)'
  if (/^\.[a-z]/i.test(text)) return 'commands of the sqlite3 shell'
  if (/^DELIMITER\b/i.test(text)) return 'DELIMITER lines of mysql'
  if (/^USE\s/i.test(text)) return 'USE: the database is chosen on the page'
  if (dialect === 'postgres') {
    const verb = command(text.slice(0, 200), dialect)
    if (verb === 'CREATE DATABASE' || verb === 'DROP DATABASE' || verb === 'ALTER DATABASE')
      return 'CREATE, ALTER and DROP DATABASE: here is one database'
  } else if (/^(LOCK|UNLOCK)\s+TABLES\b/i.test(text)) return 'LOCK TABLES and UNLOCK TABLES of MySQL'
  return null
}

/** Whether a statement may fail only because this is another server; one that ends or shapes a transaction is none. */
export const mayBeForeign = (text: string, dialect: Dialect): boolean =>
  dialect === 'postgres' &&
  (/^SET\s+(?!TRANSACTION\b|CONSTRAINTS\b|SESSION\s+CHARACTERISTICS\b)/i.test(text) ||
    /^(COMMENT\s+ON\s+EXTENSION|GRANT|REVOKE|LOCK\s+TABLES|UNLOCK\s+TABLES|ALTER\s+DEFAULT\s+PRIVILEGES)\b/i.test(
      text,
    ) ||
    /^ALTER\b[^']*\sOWNER\s+TO\s+\S+$/i.test(text))

const settings = 'settings that this PostgreSQL does not know'

/** An error that only says that this is not the server the script was made on. */
export function foreignOnly(
  { code, message, origin }: SqlError,
  text: string,
  dialect: Dialect,
): string | null {
  if (dialect === 'sqlite') {
    return /^(SET|LOCK|UNLOCK)\b/i.test(text) ? 'SET and LOCK statements, which SQLite does not know' : null
  }
  if (code === '42704' && /unrecognized configuration parameter/.test(message)) return settings
  // variables and character sets of MySQL
  if (code === '42601' && /^SET\s+(@|(GLOBAL|CHARACTER|CHARSET)\b)/i.test(text)) return settings
  if (origin === 'refused' && /^SET\s+(NAMES|client_encoding)\b/i.test(text))
    return 'character sets: the file was read as text already'
  if (code === '42704' && /^COMMENT\s+ON\s+EXTENSION\b/i.test(text))
    return 'comments on extensions that are not here'
  if (code === '42704' && /^role /.test(message)) return 'owners and rights of roles that are not here'
  if (/^(LOCK|UNLOCK) TABLES\b/i.test(text)) return 'LOCK TABLES and UNLOCK TABLES of MySQL'
  return null
}
