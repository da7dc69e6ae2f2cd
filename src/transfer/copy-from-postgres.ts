import type { Schema, Table, TableColumn } from '../engine/schema'
import { quoteName, quoteText } from '../sql/quote'
import { textsOf, type Runner } from './ask'
import {
  inOrder,
  NameMap,
  type CopyColumn,
  type CopySource,
  type CopyTable,
  type NotCopied,
} from './copy-model'
import type { Kind } from './kinds'

/** What a PostgreSQL database is made of, in SQLite's words. */
export async function readPostgres(source: Runner, schema: Schema): Promise<CopySource> {
  const not: NotCopied[] = []
  const key = ({ schema: room, name }: { readonly schema: string; readonly name: string }) =>
    room === 'public' ? name : `${room}.${name}`
  const all = schema.tables.filter(({ schema: room }) => !room.startsWith('pg_temp'))
  const names = new NameMap(all.map(key), (name) => name.replace('.', '_'))
  const roomed = all.find((table) => table.schema !== 'public')
  if (roomed !== undefined) {
    not.push({ what: 'schemas', why: `SQLite has none: ${key(roomed)} became ${names.get(key(roomed))}.` })
  }
  const generated = new Set((await textsOf(source, generatedColumns)).map(([name]) => name ?? ''))
  const parts = new Map((await textsOf(source, partitions)).map(([part, whole]) => [part, whole]))
  const copies: CopyTable[] = []
  for (const table of all) {
    const whole = parts.get(`${table.schema}.${table.name}`)
    if (whole !== undefined) {
      not.push({
        what: `partition ${key(table)}`,
        why: `SQLite has none: its rows are in ${names.get(whole ?? '')}.`,
      })
    } else if (table.kind === 'table') copies.push(await tableOf(source, table, names, generated, not))
    for (const trigger of table.triggers) {
      not.push({
        what: `trigger ${trigger.name} on ${key(table)}`,
        why: 'Triggers are written differently in SQLite.',
      })
    }
  }
  const views = []
  for (const table of all.filter(({ kind }) => kind === 'view' || kind === 'materialized view')) {
    const regclass = quoteText(
      `${quoteName(table.schema, 'postgres')}.${quoteName(table.name, 'postgres')}`,
      'postgres',
    )
    const [[query] = []] = await textsOf(
      source,
      `SELECT pg_catalog.pg_get_viewdef(${regclass}::regclass, true)`,
    )
    views.push({ name: names.get(key(table)), query: (query ?? '').replace(/;\s*$/, '') })
    if (table.kind === 'materialized view')
      not.push({
        what: `materialized view ${key(table)}`,
        why: 'It is a plain view: SQLite computes it each time.',
      })
  }
  for (const [what, why] of await textsOf(source, leftBehind)) not.push({ what: what ?? '', why: why ?? '' })
  return { tables: inOrder(copies), views, not }
}

const generatedColumns = `SELECT a.attrelid::regclass::text || '.' || a.attname FROM pg_catalog.pg_attribute a
WHERE a.attgenerated <> '' AND a.attrelid >= 16384`

/** Tables whose rows are those of a partitioned table, which is copied whole; and that table as `key` calls it. */
const partitions = `SELECT n.nspname || '.' || c.relname,
  (SELECT CASE WHEN pn.nspname = 'public' THEN p.relname ELSE pn.nspname || '.' || p.relname END
    FROM pg_catalog.pg_class p JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
    WHERE p.oid = pg_catalog.pg_partition_root(c.oid))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f') AND c.oid >= 16384`

/** What SQLite has no place for. */
const leftBehind = `
SELECT 'function ' || p.proname, 'SQLite has no functions written in SQL or PL/pgSQL.' FROM pg_catalog.pg_proc p
  WHERE p.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL SELECT 'type ' || t.typname, CASE t.typtype WHEN 'e' THEN 'Columns of it are TEXT; which words it allows is not checked.' ELSE 'Columns of it are of the type below it; its checks are not kept.' END
  FROM pg_catalog.pg_type t WHERE t.oid >= 16384 AND t.typtype IN ('e', 'd')
UNION ALL SELECT 'sequence ' || c.relname, 'SQLite has no sequences of their own.' FROM pg_catalog.pg_class c
  WHERE c.relkind = 'S' AND c.oid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))
UNION ALL SELECT 'comments', count(*) || ' of them: SQLite keeps none.' FROM pg_catalog.pg_description WHERE objoid >= 16384 HAVING count(*) > 0
UNION ALL SELECT 'row security of ' || relname, 'SQLite has no roles: every row is visible.' FROM pg_catalog.pg_class WHERE relrowsecurity
UNION ALL SELECT 'extension ' || extname, 'SQLite has no extensions like it.' FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'`

async function tableOf(
  source: Runner,
  table: Table,
  names: NameMap,
  generated: ReadonlySet<string>,
  not: NotCopied[],
): Promise<CopyTable> {
  const qualified = `${quoteName(table.schema, 'postgres')}.${quoteName(table.name, 'postgres')}`
  const shown = table.schema === 'public' ? table.name : `${table.schema}.${table.name}`
  const columnNames = new NameMap(
    table.columns.map(({ name }) => name),
    (name) => name,
  )
  const hold = await extremes(source, table, qualified)
  const keys = table.columns
    .filter(({ primaryKey }) => primaryKey > 0)
    .sort((a, b) => a.primaryKey - b.primaryKey)
  const [only] = keys
  const numbered = keys.length === 1 && /^(smallint|integer|bigint)$/.test(only?.type ?? '')
  const columns = table.columns.map((column): CopyColumn => {
    const { type, kind, why } = typeOf(column, hold)
    if (why !== null) not.push({ what: `column ${column.name} of ${shown}`, why })
    const isGenerated = generated.has(`${shown}.${column.name}`)
    if (isGenerated)
      not.push({
        what: `column ${column.name} of ${shown}`,
        why: 'It was computed; its values were copied as they are.',
      })
    const next = /^(nextval\(|GENERATED )/.test(column.default ?? '')
    const counts = numbered && column === only && next
    if (next && !counts)
      not.push({
        what: `default of ${column.name} of ${shown}`,
        why: 'Only a primary key of one column counts up by itself in SQLite.',
      })
    return {
      from: column.name,
      name: columnNames.get(column.name),
      type: numbered && column === only ? 'INTEGER' : type,
      kind,
      notNull: column.notNull,
      default: next || isGenerated ? null : column.default,
      counts,
    }
  })
  const indexes = await textsOf(
    source,
    `SELECT i.relname, x.indisunique, pg_catalog.pg_get_indexdef(x.indexrelid), k.contype
    FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
    WHERE x.indrelid = ${quoteText(qualified, 'postgres')}::regclass ORDER BY x.indexrelid`,
  )
  for (const [name, , , constraint] of indexes) {
    if (constraint === 'x')
      not.push({ what: `exclusion ${name ?? ''} of ${shown}`, why: 'SQLite has no EXCLUDE.' })
  }
  const uniqueNames = new Set(
    indexes.filter(([, , , constraint]) => constraint === 'u').map(([name]) => name),
  )
  // the schema that a key leads to; in the order in which the keys were read
  const targets = await textsOf(
    source,
    `SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || t.relname
    FROM pg_catalog.pg_constraint f JOIN pg_catalog.pg_class t ON t.oid = f.confrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
    WHERE f.conrelid = ${quoteText(qualified, 'postgres')}::regclass AND f.contype = 'f' AND f.conparentid = 0 ORDER BY f.oid`,
  )
  return {
    schema: table.schema,
    from: table.name,
    name: names.get(shown),
    columns,
    primaryKey: keys.map(({ name }) => columnNames.get(name)),
    uniques: table.indexes
      .filter(({ name }) => uniqueNames.has(name))
      .map((index) => index.columns.map(bare)),
    checks: table.checks,
    foreignKeys: table.foreignKeys.map((key, i) => ({
      ...key,
      columns: key.columns.map((name) => columnNames.get(name)),
      toTable: names.get(targets[i]?.[0] ?? key.toTable),
    })),
    indexes: indexes
      .filter(([, , , constraint]) => constraint === null)
      .map(([name, unique, definition]) => {
        const [, method = 'btree', body = ''] = /\bUSING (\w+) (\(.*)$/s.exec(definition ?? '') ?? []
        if (method !== 'btree')
          not.push({
            what: `index ${name ?? ''}`,
            why: `It is a ${method} index; in SQLite it is an ordinary one, if it can be made.`,
          })
        return { name: name ?? '', unique: unique === 'true' || unique === 't', body }
      }),
    counted: columns.some(({ counts }) => counts) ? await counted(source, qualified, only?.name ?? '') : null,
  }
}

/** A column's name as pg_get_indexdef writes it. */
const bare = (name: string) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name)

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

/** Columns whose numbers SQLite would change. */
interface Extremes {
  readonly long: ReadonlySet<string>
  readonly odd: ReadonlySet<string>
}

async function extremes(source: Runner, table: Table, qualified: string): Promise<Extremes> {
  const long = new Set<string>()
  const odd = new Set<string>()
  const numbers = table.columns.filter(({ type }) => /^(numeric|real|double precision)/.test(type))
  if (numbers.length === 0) return { long, odd }
  const parts = numbers.flatMap(({ name }) => {
    const c = quoteName(name, 'postgres')
    return [
      `pg_catalog.max(pg_catalog.length(pg_catalog.regexp_replace(pg_catalog.regexp_replace(${c}::text, '^-?[0.]*', ''), '[.]', '')))`,
      `pg_catalog.bool_or(${c}::text IN ('NaN', 'Infinity', '-Infinity'))`,
    ]
  })
  const [row = []] = await textsOf(source, `SELECT ${parts.join(',')} FROM ${qualified}`)
  numbers.forEach(({ name, type }, i) => {
    if (type.startsWith('numeric') && Number(row[i * 2] ?? 0) > 15) long.add(name)
    if (row[i * 2 + 1] === 'true') odd.add(name)
  })
  return { long, odd }
}

interface Typed {
  readonly type: string
  readonly kind: Kind
  readonly why: string | null
}

function typeOf({ name, type }: TableColumn, { long, odd }: Extremes): Typed {
  const typed = (declared: string, kind: Kind, why: string | null = null): Typed => ({
    type: declared,
    kind,
    why,
  })
  if (/^(smallint|integer|bigint)$/.test(type)) return typed('INTEGER', 'integer')
  if (type === 'boolean') return typed('BOOLEAN', 'boolean')
  if (type.startsWith('numeric') && !type.endsWith('[]')) {
    if (odd.has(name))
      return typed(
        'TEXT',
        'text',
        'It holds NaN or Infinity, which numbers in SQLite do not know: it is TEXT.',
      )
    if (long.has(name))
      return typed(
        'TEXT',
        'text',
        'It holds numbers of more than 15 digits, which SQLite would round: it is TEXT.',
      )
    return typed(type.replace('numeric', 'DECIMAL'), 'decimal')
  }
  if (type === 'real' || type === 'double precision') {
    return odd.has(name)
      ? typed('TEXT', 'text', 'It holds NaN or Infinity, which SQLite does not keep: it is TEXT.')
      : typed('REAL', 'real')
  }
  if (/^character varying(\(\d+\))?$/.test(type))
    return typed(type.replace('character varying', 'VARCHAR'), 'text')
  if (/^character\(\d+\)$/.test(type)) return typed(type.replace('character', 'CHAR'), 'text')
  if (type === 'text') return typed('TEXT', 'text')
  if (type === 'date') return typed('DATE', 'text')
  if (type === 'timestamp without time zone') return typed('TIMESTAMP', 'text')
  if (type === 'bytea') return typed('BLOB', 'bytes')
  return typed('TEXT', 'text', `${type} is no type of SQLite: it is TEXT, as PostgreSQL writes it.`)
}
