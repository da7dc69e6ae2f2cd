/** What a column gets when nothing is given, in the words of the copy. */
import type { CopyColumn } from './copy-model'
import { toPostgres } from './copy-to-postgres'
import { toSqlite } from './copy-to-sqlite'
import type { Kind } from './kind'

/** SQLite takes any words for a default and refuses them only when a row is inserted: it is to be asked for them first. */
export function sqliteDefault(column: CopyColumn, text: string): string {
  const bytes = /^'\\x([0-9a-f]*)'(?:::bytea)?$/i.exec(text)?.[1]
  if (bytes !== undefined && column.kind === 'bytes') return `X'${bytes}'`
  const word = toSqlite(text).trim()
  return /^(null|true|false|current_(date|time|timestamp)|-?[\d.]+|'(?:[^']|'')*')$/i.test(word)
    ? word
    : `(${word})`
}

/** A default of SQLite as PostgreSQL has it. */
export const postgresDefault = (column: CopyColumn, text: string): string =>
  timeAsText(column.kind, literalDefault(toPostgres(text)))

/** The time in a column of texts is written as SQLite does. */
function timeAsText(kind: Kind, text: string): string {
  const format = kind === 'text' ? timeFormats[text.toUpperCase()] : undefined
  return format === undefined ? text : `to_char(now() AT TIME ZONE 'UTC', '${format}')`
}

const timeFormats: Partial<Record<string, string>> = {
  CURRENT_TIMESTAMP: 'YYYY-MM-DD HH24:MI:SS',
  CURRENT_DATE: 'YYYY-MM-DD',
  CURRENT_TIME: 'HH24:MI:SS',
}

/** SQLite takes a text in double quotes for a default; in PostgreSQL that is a column. */
const literalDefault = (text: string) =>
  /^"(?:[^"]|"")*"$/.test(text) ? `'${text.slice(1, -1).replaceAll('""', '"').replaceAll("'", "''")}'` : text
