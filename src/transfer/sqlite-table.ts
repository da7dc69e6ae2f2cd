import type { Table } from '../engine/schema'
import { quoteText } from '../sql/quote'
import { textsOf, type Runner } from './ask'
import { sqliteExpressions } from './copy-computed'
import { indexBody } from './copy-index'
import { NameMap, type CopyColumn, type CopyTable, type Leave } from './copy-model'
import { onlyWords } from './copy-pieces'
import { contents, nothing } from './sqlite-contents'
import { typeOf } from './sqlite-types'

/** What PostgreSQL makes of a name that stands without quotes. */
export const fold = (name: string) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name.toLowerCase() : name)

/** What a SQLite database says of how it was made. */
export interface Made {
  /** each CREATE, by `table sales`, `index a` */
  readonly sql: ReadonlyMap<string, string>
  /** the highest number that AUTOINCREMENT has given, by table */
  readonly counters: ReadonlyMap<string, bigint>
}

/** One table of a SQLite database, as PostgreSQL can have it. */
export async function tableOf(
  source: Runner,
  table: Table,
  names: NameMap,
  made: Made,
  leave: Leave,
): Promise<CopyTable> {
  const sql = made.sql.get(`table ${table.name}`) ?? ''
  const words = onlyWords(sql, 'sqlite')
  const columnNames = new NameMap(
    table.columns.map(({ name }) => name),
    fold,
  )
  const hold = await contents(source, table)
  const keys = table.columns
    .filter(({ primaryKey }) => primaryKey > 0)
    .sort((a, b) => a.primaryKey - b.primaryKey)
  const nullKey = keys.some(({ name }) => (hold.get(name)?.nulls ?? 0) > 0)
  const counts =
    keys.length === 1 &&
    /^integer$/i.test(keys[0]?.type ?? '') &&
    !/\)[^)]*\bwithout\s+rowid\b[^)]*$/i.test(words)
  if (nullKey)
    leave(`primary key of ${table.name}`, 'SQLite let NULLs into it; the columns are UNIQUE instead.')
  if (/\bcollate\s+(nocase|rtrim)\b/i.test(words)) {
    leave(
      `collation in ${table.name}`,
      'COLLATE NOCASE and RTRIM have no counterpart: texts compare exactly.',
    )
  }
  if (/\bon\s+conflict\s+(replace|ignore|fail|rollback)\b/i.test(words)) {
    leave(
      `ON CONFLICT in ${table.name}`,
      'Constraints of PostgreSQL refuse a row: write ON CONFLICT in the INSERT.',
    )
  }
  const generated = await textsOf(
    source,
    `SELECT name FROM pragma_table_xinfo(${quoteText(table.name, 'sqlite')}) WHERE hidden IN (2, 3)`,
  )
  const isGenerated = new Set(generated.map(([name]) => name))
  const expressions = sqliteExpressions(sql)
  const deferred = words.match(/(?<!\bnot\s+)\bdeferrable\s+initially\s+deferred\b/gi)?.length ?? 0
  const isDeferred = deferred === table.foreignKeys.length
  if (deferred > 0 && !isDeferred) {
    leave(
      `foreign keys of ${table.name}`,
      'Some are DEFERRABLE INITIALLY DEFERRED; in the copy none is: say it again where you need it.',
    )
  }
  const columns = table.columns.map((column): CopyColumn => {
    const { type, kind, why } = typeOf(column, hold.get(column.name) ?? nothing)
    if (why !== null) leave(`column ${column.name} of ${table.name}`, why)
    return {
      from: column.name,
      name: columnNames.get(column.name),
      type,
      kind,
      notNull: column.notNull,
      default: kind === 'boolean' ? booleanDefault(column.default) : column.default,
      counts: counts && column.primaryKey > 0,
      computed: isGenerated.has(column.name) ? (expressions.get(column.name.toLowerCase()) ?? '') : null,
    }
  })
  const uniques = table.indexes
    .filter(({ name, unique }) => unique && name.startsWith('sqlite_autoindex_'))
    .map(({ columns: list }) => list)
  const keyNames = keys.map(({ name }) => name)
  const same = (list: readonly string[]) =>
    list.length === keyNames.length && list.every((name, i) => name === keyNames[i])
  return {
    schema: 'main',
    from: table.name,
    name: names.get(table.name),
    columns,
    primaryKey: nullKey ? [] : keyNames.map((name) => columnNames.get(name)),
    uniques: uniques
      .filter((list) => nullKey || !same(list))
      .map((list) => list.map((name) => columnNames.get(name))),
    checks: table.checks,
    foreignKeys: table.foreignKeys.map((key) => ({
      ...key,
      columns: key.columns.map((name) => columnNames.get(name)),
      toTable: names.get(key.toTable),
      toColumns: key.toColumns.map(fold),
      deferred: isDeferred,
    })),
    indexes: table.indexes
      .filter(({ name }) => !name.startsWith('sqlite_autoindex_'))
      .map(({ name, unique }) => ({
        name: fold(name),
        unique,
        body: indexBody(made.sql.get(`index ${name}`) ?? '', unique),
      })),
    counted: counts
      ? biggest(hold.get(keyNames[0] ?? '')?.max ?? null, made.counters.get(table.name) ?? 0n)
      : null,
  }
}

const booleanDefault = (text: string | null) => (text === '1' ? 'true' : text === '0' ? 'false' : text)

const biggest = (max: string | null, counter: bigint) => {
  const highest = /^-?\d+$/.test(max ?? '') ? BigInt(max ?? '0') : 0n
  return highest > counter ? highest : counter
}
