import type { Table } from '../engine/schema'
import { quoteText } from '../sql/quote'
import { textsOf, type Runner } from './ask'
import type { CopyColumn, CopyTable, Leave } from './copy-model'
import { renamed } from './copy-names'
import { indexesOf } from './postgres-indexes'
import { keysOf } from './postgres-keys'
import { qualifiedName, shownName, type PostgresNames } from './postgres-names'
import { ownTypes } from './postgres-own-types'
import { extremes, typeOf } from './postgres-types'

/** One table of a PostgreSQL database, as SQLite can have it. */
export async function tableOf(
  source: Runner,
  table: Table,
  names: PostgresNames,
  leave: Leave,
): Promise<CopyTable> {
  const qualified = qualifiedName(table)
  const shown = shownName(table)
  const reworded = (text: string) => renamed(text, names.columns(shown))
  const hold = await extremes(source, table)
  const made = await ownTypes(source, qualified)
  const expressions = await generated(source, qualified)
  const keys = table.columns
    .filter(({ primaryKey }) => primaryKey > 0)
    .sort((a, b) => a.primaryKey - b.primaryKey)
  const [only] = keys
  const numbered = keys.length === 1 && /^(smallint|integer|bigint)$/.test(only?.type ?? '')
  const columns = table.columns.map((column): CopyColumn => {
    const own = made.get(column.name)
    const { type, kind, why } = typeOf({ ...column, type: own?.type ?? column.type }, hold)
    if (why !== null) leave(`column ${column.name} of ${shown}`, why)
    const expression = expressions.get(column.name)
    const next = /^(nextval\(|GENERATED )/.test(column.default ?? '')
    const isRowid = numbered && column === only
    if (next && !isRowid)
      leave(
        `default of ${column.name} of ${shown}`,
        'Only a primary key of one column counts up by itself in SQLite.',
      )
    return {
      from: column.name,
      name: names.column(shown, column.name),
      type: isRowid ? 'INTEGER' : type,
      kind,
      notNull: column.notNull || own?.notNull === true,
      default: next || expression !== undefined ? null : (column.default ?? own?.default ?? null),
      counts: next && isRowid,
      computed: expression === undefined ? null : reworded(expression),
    }
  })
  const ownChecks = [...made].flatMap(([column, { checks }]) =>
    checks.map((check) => renamed(check, new Map([['value', column]]))),
  )
  return {
    schema: table.schema,
    from: table.name,
    name: names.tables.get(shown),
    columns,
    primaryKey: keys.map(({ name }) => names.column(shown, name)),
    checks: [...table.checks, ...ownChecks].map(reworded),
    ...(await indexesOf(source, table, names, leave)),
    foreignKeys: await keysOf(source, table, names, leave),
    counted: columns.some(({ counts }) => counts) ? await counted(source, qualified, only?.name ?? '') : null,
  }
}

/** The expressions of the generated columns, by their names. */
async function generated(source: Runner, table: string): Promise<ReadonlyMap<string, string>> {
  const rows = await textsOf(
    source,
    `SELECT a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = ${quoteText(table, 'postgres')}::regclass AND a.attgenerated <> ''`,
  )
  return new Map(rows.map(([name, expression]) => [name ?? '', expression ?? '']))
}

/** The last number that the column's sequence has given. */
async function counted(source: Runner, table: string, column: string): Promise<bigint> {
  const [[sequence] = []] = await textsOf(
    source,
    `SELECT pg_catalog.pg_get_serial_sequence(${quoteText(table, 'postgres')}, ${quoteText(column, 'postgres')})`,
  )
  if (sequence === null || sequence === undefined) return 0n
  const [[last] = []] = await textsOf(
    source,
    `SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM ${sequence}`,
  )
  return BigInt(last ?? 0)
}
