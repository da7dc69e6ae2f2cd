import { ask, textsOf, type Runner } from './ask'

/** What is wrong inside of a SQLite database that could be opened. */
export interface Health {
  readonly kind: 'sound' | 'damaged'
  /** the engine's own words, the first ones */
  readonly words: readonly string[]
}

/**
 * Looks through every page of a database that was just opened. Damage is an answer: the rows that can be read still can
 * be, but the database must not take the place of another.
 */
export async function inspect(connection: Runner): Promise<Health> {
  try {
    const words = (await textsOf(connection, 'PRAGMA integrity_check(20)')).map(([word]) => word ?? '')
    return words.length === 1 && words[0] === 'ok' ? { kind: 'sound', words: [] } : { kind: 'damaged', words }
  } catch (error) {
    return { kind: 'damaged', words: [error instanceof Error ? error.message : String(error)] }
  }
}

/**
 * A note on virtual tables that an engine here cannot read, since their module is not part of it (manual: "The Virtual
 * Table Mechanism", 1.1); null where there are none.
 */
export async function missingModules(connection: Runner): Promise<string | null> {
  if (connection.dialect !== 'sqlite') return null
  const answer = await ask(connection, 'SELECT lower(name) FROM pragma_module_list')
  const listed = await ask(
    connection,
    "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND rootpage = 0",
  )
  if (!answer.ok || !listed.ok || answer.rows === null || listed.rows === null) return null
  const [modules, tables] = [answer.rows, listed.rows]
  const known = new Set(Array.from({ length: modules.rowCount }, (_, row) => modules.value(row, 0)))
  const missing = Array.from({ length: tables.rowCount }, (_, row) => ({
    name: String(tables.value(row, 0)),
    module: moduleOf(String(tables.value(row, 1))),
  })).filter(({ module }) => module !== null && !known.has(module.toLowerCase()))
  if (missing.length === 0) return null
  const named = missing.map(({ name, module }) => `${name} (${module ?? ''})`)
  const first = named.slice(0, 10).join(', ') + (named.length > 10 ? ` and ${named.length - 10} more` : '')
  return missing.length === 1
    ? `The virtual table ${first} cannot be read here: SQLite in the browser does not have its module. It stays in the file, and everything else is there.`
    : `${missing.length} virtual tables cannot be read here: SQLite in the browser does not have their modules. They stay in the file, and everything else is there: ${first}.`
}

/** `CREATE VIRTUAL TABLE "a b" USING fts5(t)` → `fts5` */
function moduleOf(sql: string): string | null {
  const found =
    /^\s*CREATE\s+VIRTUAL\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|`[^`]*`|\[[^\]]*\]|[^\s"'`[]+)\s*USING\s+["'`[]?(\w+)/i.exec(
      sql,
    )
  return found?.[1] ?? null
}

/**
 * What is to know of a SQLite file by its beginning, when it was written in WAL mode; null when it was not. Whether a -wal
 * file is beside it where it came from cannot be known here: one that is holds rows that the file itself does not have.
 */
export function walNote(head: Uint8Array, fileName: string): string | null {
  if (head[18] !== 2 && head[19] !== 2) return null
  const name = fileName === '' ? 'x.db' : fileName
  // the schema cookie: 0 until the first table is made
  const empty = head.length >= 44 && new DataView(head.buffer, head.byteOffset).getUint32(40) === 0
  const missing = empty
    ? 'No table is in this file: it was written in WAL mode, and all of its rows are in its -wal file.'
    : 'This database was written in WAL mode. If it has a -wal file, recent changes may be missing here: the rows in that file are not in this one.'
  return `${missing} Choose or drop both at once: ${name} and ${name}-wal.`
}

/** A sentence on a -wal or -journal file, by its beginning (manual: "Database File Format", 3 and 4.1); null where it is none. */
export function walRefusal(head: Uint8Array, fileName: string): string | null {
  if (head.length < 4) return null
  const magic = new DataView(head.buffer, head.byteOffset).getUint32(0)
  const isJournal = fileName.endsWith('-journal')
  if (isJournal && magic === 0)
    return `This is what is left of the journal of a SQLite database, and there is nothing in it. Choose or drop ${fileName.slice(0, -8)}.`
  if (magic === 0xd9d505f9) {
    const name = isJournal ? fileName.slice(0, -8) : 'x.db'
    return `This is the rollback journal (-journal) of a SQLite database: it takes back a transaction that never ended, and cannot be read alone. Choose or drop both files at once: ${name} and ${name}-journal.`
  }
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return null
  const name = fileName.endsWith('-wal') ? fileName.slice(0, -4) : 'x.db'
  return `This is the write-ahead log (-wal) of a SQLite database: it holds its newest changes, and cannot be read alone. Choose or drop both files at once: ${name} and ${name}-wal.`
}
