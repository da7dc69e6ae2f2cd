import type { ForeignKey, Index, Schema, Table, TableColumn, Trigger } from './schema'
import type { SqliteHandle } from './sqlite-api'
import { checksOf } from './sqlite-checks'

/** Rows counted at most per table: a count walks the whole table. */
const countedRows = 200_000

type Row = (string | null)[]

/** The schema of all databases of the connection. A part that cannot be read (a damaged schema) is left out. */
export function readSchema(db: SqliteHandle): Schema {
  const tables: Table[] = []
  for (const [, schema] of ask(db, 'PRAGMA database_list')) {
    if (schema) tables.push(...tablesOf(db, schema))
  }
  return { tables }
}

function ask(db: SqliteHandle, sql: string): Row[] {
  try {
    return db.rows(sql)
  } catch {
    return []
  }
}

const name = (text: string) => `"${text.replaceAll('"', '""')}"`
const text = (value: string) => `'${value.replaceAll("'", "''")}'`

function tablesOf(db: SqliteHandle, schema: string): Table[] {
  const catalog = `${name(schema)}.${schema === 'temp' ? 'sqlite_temp_schema' : 'sqlite_schema'}`
  const listed = ask(db, `SELECT type, name, tbl_name, sql FROM ${catalog}`)
  const shadows = new Set(
    ask(db, `SELECT name FROM pragma_table_list WHERE schema = ${text(schema)} AND type = 'shadow'`).map(
      ([shadow]) => shadow,
    ),
  )
  const triggers = new Map<string, Trigger[]>()
  for (const [type, trigger, table, sql] of listed) {
    if (type !== 'trigger' || !table || !trigger) continue
    triggers.set(table, [...(triggers.get(table) ?? []), { name: trigger, sql: sql ?? '' }])
  }
  const tables: Table[] = []
  for (const [type, table, , sql] of listed) {
    if ((type !== 'table' && type !== 'view') || !table) continue
    if (table.startsWith('sqlite_') || shadows.has(table)) continue
    const kind =
      type === 'view' ? 'view' : /^\s*create\s+virtual\b/i.test(sql ?? '') ? 'virtual table' : 'table'
    tables.push({
      schema,
      name: table,
      kind,
      rows: kind === 'table' ? count(db, schema, table) : null,
      columns: columnsOf(db, schema, table),
      foreignKeys: kind === 'table' ? foreignKeysOf(db, schema, table) : [],
      indexes: kind === 'table' ? indexesOf(db, schema, table) : [],
      triggers: triggers.get(table) ?? [],
      checks: kind === 'table' ? checksOf(sql ?? '') : [],
    })
  }
  return tables.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function count(db: SqliteHandle, schema: string, table: string): number | null {
  const limited = `SELECT count(*) FROM (SELECT 1 FROM ${name(schema)}.${name(table)} LIMIT ${countedRows + 1})`
  const rows = Number(ask(db, limited)[0]?.[0] ?? NaN)
  return rows <= countedRows ? rows : null
}

function columnsOf(db: SqliteHandle, schema: string, table: string): TableColumn[] {
  // hidden: 1 is a hidden column of a virtual table, 2 and 3 are generated ones
  const rows = ask(db, `PRAGMA ${name(schema)}.table_xinfo(${text(table)})`).filter((row) => row[6] !== '1')
  return rows.map(([, column, type, notNull, fallback, primaryKey, hidden]) => ({
    name: column ?? '',
    type: type ?? '',
    notNull: notNull === '1',
    primaryKey: Number(primaryKey),
    default: fallback ?? null,
    generated: hidden === '2' || hidden === '3',
  }))
}

function foreignKeysOf(db: SqliteHandle, schema: string, table: string): ForeignKey[] {
  const keys = new Map<string, { -readonly [K in keyof ForeignKey]: ForeignKey[K] }>()
  for (const row of ask(db, `PRAGMA ${name(schema)}.foreign_key_list(${text(table)})`)) {
    const [id, , toTable, from, to, onUpdate, onDelete] = row
    const key = keys.get(id ?? '') ?? {
      columns: [],
      toTable: toTable ?? '',
      toColumns: [],
      onDelete: onDelete ?? '',
      onUpdate: onUpdate ?? '',
    }
    key.columns = [...key.columns, from ?? '']
    if (to !== null && to !== undefined) key.toColumns = [...key.toColumns, to]
    keys.set(id ?? '', key)
  }
  // SQLite lists them from the last one back
  return [...keys.values()].reverse().map((key) => ({
    ...key,
    toColumns: key.toColumns.length > 0 ? key.toColumns : primaryKeyOf(db, schema, key.toTable),
  }))
}

/** REFERENCES t without columns means its primary key. */
function primaryKeyOf(db: SqliteHandle, schema: string, table: string): string[] {
  return columnsOf(db, schema, table)
    .filter((column) => column.primaryKey > 0)
    .sort((a, b) => a.primaryKey - b.primaryKey)
    .map((column) => column.name)
}

function indexesOf(db: SqliteHandle, schema: string, table: string): Index[] {
  return ask(db, `PRAGMA ${name(schema)}.index_list(${text(table)})`)
    .map(([, index, unique]) => ({
      name: index ?? '',
      unique: unique === '1',
      columns: ask(db, `PRAGMA ${name(schema)}.index_info(${text(index ?? '')})`).map(
        ([, , column]) => column ?? '(expression)',
      ),
    }))
    .reverse()
}
