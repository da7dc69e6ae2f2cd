import { quoteForShell } from '../sql/quote'
import { Tokens } from '../sql/tokens'
import { DONE, ROW, type SqliteHandle } from './sqlite-api'
import { decode } from './utf8'

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/**
 * An SQL script that makes the main database again, in the order and with the tricks of sqlite3's `.dump`:
 * `sqlite_sequence` by DELETE and INSERT, virtual tables by writing into sqlite_schema (their shadow tables carry the
 * data), indexes, triggers and views last. Unlike there, `user_version` and `application_id` come along.
 * Reads only; works inside a transaction.
 */
export function dump(db: SqliteHandle): string {
  const parts: string[] = ['PRAGMA foreign_keys=OFF;', 'BEGIN TRANSACTION;']
  const listed = db.rows('SELECT type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY rowid')
  const sequences: string[] = []
  let writable = false
  for (const pragma of ['user_version', 'application_id']) {
    const value = db.number(`PRAGMA main.${pragma}`)
    if (value !== 0) parts.push(`PRAGMA ${pragma}=${value};`)
  }
  for (const [type, name, table, sql] of listed) {
    if (type !== 'table' || !name || !table) continue
    if (name === 'sqlite_sequence') {
      sequences.push('DELETE FROM sqlite_sequence;', ...inserts(db, name))
    } else if (name.startsWith('sqlite_stat')) {
      parts.push('ANALYZE sqlite_schema;', `DELETE FROM ${quoted(name)};`, ...inserts(db, name))
    } else if (name.startsWith('sqlite_') || !sql) {
      continue
    } else if (/^\s*create\s+virtual\b/i.test(sql)) {
      if (!writable) parts.push('PRAGMA writable_schema=ON;')
      writable = true
      const [row, on, made] = [name, table, sql].map(literalText)
      parts.push(
        `INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql) VALUES('table',${row},${on},0,${made});`,
      )
    } else {
      parts.push(ended(sql), ...inserts(db, name))
    }
  }
  parts.push(...sequences)
  for (const [type, , , sql] of listed) if (type !== 'table' && sql) parts.push(ended(sql))
  if (writable) parts.push('PRAGMA writable_schema=OFF;')
  parts.push('COMMIT;', '')
  return parts.join('\n')
}

/** The statement with its `;`, which a comment at its end must not swallow: SQLite stores one, and also leaves it open. */
function ended(sql: string): string {
  const tokens = new Tokens(sql, 'sqlite')
  let end = ''
  while (tokens.next() !== 'end') {
    if (tokens.kind === 'comment') end = tokens.open ? '*/' : tokens.value.startsWith('--') ? '\n' : ''
    else if (tokens.kind !== 'blank' || tokens.value.includes('\n')) end = ''
  }
  return `${sql}${end};`
}

function inserts(db: SqliteHandle, table: string): string[] {
  const { library } = db
  const { module } = library
  // 0: ordinary, 1: hidden, 2 and 3: generated, which cannot be inserted
  const columns = db
    .rows(`PRAGMA main.table_xinfo(${literalText(table)})`)
    .filter((row) => row[6] === '0')
    .map((row) => quoted(row[1] ?? ''))
  if (columns.length === 0) return []
  const hasGenerated = db
    .rows(`PRAGMA main.table_xinfo(${literalText(table)})`)
    .some((row) => row[6] === '2' || row[6] === '3')
  const rowid = keptRowid(db, table, columns)
  const selected = rowid === null ? columns : [rowid, ...columns]
  const into = hasGenerated || rowid !== null ? `(${selected.join(',')})` : ''
  const sql = library.give(`SELECT ${selected.join(',')} FROM main.${quoted(table)}`)
  const { code, statement } = library.prepare(db.pointer, sql.pointer, sql.bytes)
  const lines: string[] = []
  try {
    if (code !== 0) throw new Error(db.message)
    for (;;) {
      const step = module._sqlite3_step(statement)
      if (step === DONE) return lines
      if (step !== ROW) throw new Error(db.message)
      const values = selected.map((_, i) => cellLiteral(db, statement, i))
      lines.push(`INSERT INTO ${quoted(table)}${into} VALUES(${values.join(',')});`)
    }
  } finally {
    module._sqlite3_finalize(statement)
    module._free(sql.pointer)
  }
}

/**
 * The name under which a table's rowid can be written where it would otherwise be lost: rowids that nothing shows.
 * Null where an INTEGER PRIMARY KEY shows it, for WITHOUT ROWID tables, and where all its names are columns.
 */
function keptRowid(db: SqliteHandle, table: string, columns: readonly string[]): string | null {
  const info = db.rows(`PRAGMA main.table_info(${literalText(table)})`)
  const keys = info.filter((row) => row[5] !== '0')
  // INTEGER PRIMARY KEY DESC has an index of its own, and is none of the rowid's names
  const indexed = db.rows(`PRAGMA main.index_list(${literalText(table)})`).some((row) => row[3] === 'pk')
  if (keys.length === 1 && /^integer$/i.test(keys[0]?.[2] ?? '') && !indexed) return null
  const taken = new Set(columns.map((column) => column.slice(1, -1).toLowerCase()))
  const free = ['rowid', '_rowid_', 'oid'].find((alias) => !taken.has(alias))
  // only worth a column where rowids are not simply 1, 2, 3 …, as they will be again
  const gaps = (alias: string) =>
    db.number(`SELECT coalesce(max(${alias}), 0) <> count(*) FROM main.${quoted(table)}`)
  try {
    return free !== undefined && gaps(free) === 1 ? free : null
  } catch {
    return null // WITHOUT ROWID
  }
}

/** A cell as a literal that gives the same value, type included. */
function cellLiteral(db: SqliteHandle, statement: number, column: number): string {
  const { library } = db
  const { module } = library
  switch (module._sqlite3_column_type(statement, column)) {
    case 1:
      return integer(library.text(module._sqlite3_column_text(statement, column)))
    case 2:
      return real(module._sqlite3_column_double(statement, column))
    case 3: {
      const at = module._sqlite3_column_text(statement, column)
      const bytes = library.memory.slice(at, at + module._sqlite3_column_bytes(statement, column))
      return bytes.includes(0) || !isUtf8(bytes)
        ? `CAST(X'${hex(bytes)}' AS TEXT)`
        : quoteForShell(decode(bytes))
    }
    case 4: {
      const at = module._sqlite3_column_blob(statement, column)
      return `X'${hex(library.memory.slice(at, at + module._sqlite3_column_bytes(statement, column)))}'`
    }
    default:
      return 'NULL'
  }
}

/** -9223372036854775808 would be read as minus a number that is too big for an integer. */
function integer(digits: string): string {
  return digits === '-9223372036854775808' ? '(-9223372036854775807-1)' : digits
}

function real(value: number): string {
  if (value === Infinity) return '9e999'
  if (value === -Infinity) return '-9e999'
  const digits = Object.is(value, -0) ? '-0' : String(value)
  return /^-?\d+$/.test(digits) ? `${digits}.0` : digits
}

function literalText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}

function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}
