import type { Schema, Table, TableColumn } from '../engine/schema'
import { quoteName, quoteText } from '../sql/quote'
import { textsOf, type Runner } from './ask'
import { leftBehind } from './copy-left-behind'
import {
  inOrder,
  NameMap,
  type CopyColumn,
  type CopySource,
  type CopyTable,
  type NotCopied,
} from './copy-model'
import { mentions, renamed, withoutSchemas } from './copy-names'
import type { Kind } from './kinds'

/** As a report calls a table: without the schema public. */
const shownName = ({ schema, name }: { readonly schema: string; readonly name: string }) =>
  schema === 'public' ? name : `${schema}.${name}`

/** Names of the copy: of tables, and of the columns of each. */
interface Names {
  readonly tables: NameMap
  readonly columns: ReadonlyMap<string, NameMap>
}

/** What a PostgreSQL database is made of, in SQLite's words. */
export async function readPostgres(source: Runner, schema: Schema): Promise<CopySource> {
  const not: NotCopied[] = []
  const all = schema.tables.filter(({ schema: room }) => !room.startsWith('pg_temp'))
  const names = new NameMap(all.map(shownName), (name) => name.replace('.', '_'))
  const roomed = all.find((table) => table.schema !== 'public')
  if (roomed !== undefined) {
    not.push({
      what: 'schemas',
      why: `SQLite has none: ${shownName(roomed)} became ${names.get(shownName(roomed))}.`,
    })
  }
  const columns = new Map(
    all.map((table) => [
      shownName(table),
      new NameMap(
        table.columns.map(({ name }) => name),
        (name) => name,
      ),
    ]),
  )
  const taken = (name: string) => `Its name is taken in SQLite, where capitals do not count: it is ${name}.`
  const elsewhere = new Set<string>()
  for (const table of all) {
    const other = names.numbered.get(shownName(table))
    if (other !== undefined) {
      elsewhere.add(table.name)
      not.push({ what: `${table.kind} ${shownName(table)}`, why: taken(other) })
    }
    if (table.kind !== 'table') continue
    for (const [column, free] of columns.get(shownName(table))?.numbered ?? []) {
      elsewhere.add(column)
      not.push({ what: `column ${column} of ${shownName(table)}`, why: taken(free) })
    }
  }
  const parts = new Map((await textsOf(source, partitions)).map(([part, whole]) => [part, whole]))
  const copies: CopyTable[] = []
  for (const table of all) {
    const whole = parts.get(`${table.schema}.${table.name}`)
    if (whole !== undefined) {
      not.push({
        what: `partition ${shownName(table)}`,
        why: `SQLite has none: its rows are in ${names.get(whole ?? '')}.`,
      })
    } else if (table.kind === 'table' && table.columns.length === 0) {
      not.push({ what: `table ${shownName(table)}`, why: 'It has no columns: SQLite has no such tables.' })
    } else if (table.kind === 'table') {
      copies.push(await tableOf(source, table, { tables: names, columns }, not))
    }
    for (const trigger of table.triggers) {
      not.push({
        what: `trigger ${trigger.name} on ${shownName(table)}`,
        why: 'Triggers are written differently in SQLite.',
      })
    }
  }
  const views = []
  const roomNames = new Map(
    all
      .filter(({ schema: room }) => room !== 'public')
      .map((table) => [shownName(table), names.get(shownName(table))]),
  )
  for (const table of all.filter(({ kind }) => kind === 'view' || kind === 'materialized view')) {
    const regclass = quoteText(
      `${quoteName(table.schema, 'postgres')}.${quoteName(table.name, 'postgres')}`,
      'postgres',
    )
    const [[query] = []] = await textsOf(
      source,
      `SELECT pg_catalog.pg_get_viewdef(${regclass}::regclass, true)`,
    )
    if (mentions(query ?? '', elsewhere)) {
      not.push({
        what: `${table.kind} ${shownName(table)}`,
        why: 'It uses a name that is another in the copy: write it again.',
      })
      continue
    }
    const original = (query ?? '').replace(/;\s*$/, '')
    views.push({
      name: names.get(shownName(table)),
      query: withoutSchemas(original, roomNames),
      original,
    })
    if (table.kind === 'materialized view')
      not.push({
        what: `materialized view ${shownName(table)}`,
        why: 'It is a plain view: SQLite computes it each time.',
      })
  }
  const held = all
    .filter((table) => copies.some(({ schema: room, from }) => room === table.schema && from === table.name))
    .flatMap((table) =>
      table.columns
        .filter(({ type }) => /^(character|numeric)\b.*\d\)$/.test(type))
        .map(
          ({ name, type }) =>
            `${name} of ${shownName(table)} to ${type.replace('character varying', 'varchar')}`,
        ),
    )
  if (held.length > 0) {
    const more = held.length > 3 ? `, and ${held.length - 3} more` : ''
    not.push({
      what: 'lengths and digits',
      why: `PostgreSQL holds ${held.slice(0, 3).join(', ')}${more}; SQLite does not check them.`,
    })
  }
  for (const [what, why] of await textsOf(source, leftBehind)) not.push({ what: what ?? '', why: why ?? '' })
  return { tables: inOrder(copies), views, not }
}

/** Tables whose rows are those of a partitioned table, which is copied whole; and that table as `key` calls it. */
const partitions = `SELECT n.nspname || '.' || c.relname,
  (SELECT CASE WHEN pn.nspname = 'public' THEN p.relname ELSE pn.nspname || '.' || p.relname END
    FROM pg_catalog.pg_class p JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
    WHERE p.oid = pg_catalog.pg_partition_root(c.oid))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f') AND c.oid >= 16384`

async function tableOf(source: Runner, table: Table, names: Names, not: NotCopied[]): Promise<CopyTable> {
  const qualified = `${quoteName(table.schema, 'postgres')}.${quoteName(table.name, 'postgres')}`
  const shown = shownName(table)
  const columnName = (column: string, of = shown) => names.columns.get(of)?.get(column) ?? column
  const reworded = (text: string) => renamed(text, names.columns.get(shown)?.numbered ?? new Map())
  const hold = await extremes(source, table, qualified)
  const made = await ownTypes(source, qualified)
  const generated = new Map(
    (await textsOf(
      source,
      `SELECT a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = ${quoteText(qualified, 'postgres')}::regclass AND a.attgenerated <> ''`,
    )) as [string, string][],
  )
  const keys = table.columns
    .filter(({ primaryKey }) => primaryKey > 0)
    .sort((a, b) => a.primaryKey - b.primaryKey)
  const [only] = keys
  const numbered = keys.length === 1 && /^(smallint|integer|bigint)$/.test(only?.type ?? '')
  const columns = table.columns.map((column): CopyColumn => {
    const own = made.get(column.name)
    const { type, kind, why } = typeOf({ ...column, type: own?.type ?? column.type }, hold)
    if (why !== null) not.push({ what: `column ${column.name} of ${shown}`, why })
    const expression = generated.get(column.name)
    const next = /^(nextval\(|GENERATED )/.test(column.default ?? '')
    const counts = numbered && column === only && next
    if (next && !counts)
      not.push({
        what: `default of ${column.name} of ${shown}`,
        why: 'Only a primary key of one column counts up by itself in SQLite.',
      })
    return {
      from: column.name,
      name: columnName(column.name),
      type: numbered && column === only ? 'INTEGER' : type,
      kind,
      notNull: column.notNull || own?.notNull === true,
      default: next || expression !== undefined ? null : (column.default ?? own?.default ?? null),
      counts,
      computed: expression === undefined ? null : reworded(expression),
    }
  })
  const indexes = await textsOf(
    source,
    `SELECT i.relname, x.indisunique, pg_catalog.pg_get_indexdef(x.indexrelid), k.contype,
      x.indnullsnotdistinct, k.condeferrable
    FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
    WHERE x.indrelid = ${quoteText(qualified, 'postgres')}::regclass ORDER BY x.indexrelid`,
  )
  const nullable = new Set(table.columns.filter(({ notNull }) => !notNull).map(({ name }) => name))
  for (const [name, , , constraint, nulls, deferrable] of indexes) {
    if (constraint === 'x')
      not.push({ what: `exclusion ${name ?? ''} of ${shown}`, why: 'SQLite has no EXCLUDE.' })
    const of = table.indexes.find((index) => index.name === name)?.columns.map(bare) ?? []
    const isPlain = of.every((column) => table.columns.some((each) => each.name === column))
    if (nulls === 'true' && (!isPlain || of.some((column) => nullable.has(column))))
      not.push({
        what: `unique ${name ?? ''} of ${shown}`,
        why: 'SQLite has no NULLS NOT DISTINCT: rows with NULL can be there twice.',
      })
    if (deferrable === 'true' && constraint !== 'x')
      not.push({
        what: `unique ${name ?? ''} of ${shown}`,
        why: 'It is DEFERRABLE; SQLite looks at it after every row.',
      })
  }
  const uniqueNames = new Set(
    indexes.filter(([, , , constraint]) => constraint === 'u').map(([name]) => name),
  )
  // the schema that a key leads to; in the order in which the keys were read
  const targets = await textsOf(
    source,
    `SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || t.relname, f.condeferred, f.confmatchtype
    FROM pg_catalog.pg_constraint f JOIN pg_catalog.pg_class t ON t.oid = f.confrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
    WHERE f.conrelid = ${quoteText(qualified, 'postgres')}::regclass AND f.contype = 'f' AND f.conparentid = 0 ORDER BY f.oid`,
  )
  for (const [target, , match] of targets) {
    if (match === 'f')
      not.push({
        what: `foreign key of ${shown} to ${target ?? ''}`,
        why: 'SQLite has no MATCH FULL: one NULL in it is enough for it not to be checked.',
      })
  }
  return {
    schema: table.schema,
    from: table.name,
    name: names.tables.get(shown),
    columns,
    primaryKey: keys.map(({ name }) => columnName(name)),
    uniques: table.indexes
      .filter(({ name }) => uniqueNames.has(name))
      .map((index) => index.columns.map((column) => columnName(bare(column)))),
    checks: [
      ...table.checks,
      ...[...made].flatMap(([column, { checks }]) =>
        checks.map((check) => renamed(check, new Map([['value', column]]))),
      ),
    ].map(reworded),
    foreignKeys: table.foreignKeys.map((key, i) => {
      const [to, deferred] = targets[i] ?? []
      const target = to ?? key.toTable
      return {
        ...key,
        columns: key.columns.map((name) => columnName(name)),
        toTable: names.tables.get(target),
        toColumns: key.toColumns.map((name) => columnName(name, target)),
        deferred: deferred === 'true',
      }
    }),
    indexes: indexes
      .filter(([, , , constraint]) => constraint === null)
      .map(([name, unique, definition, , nulls]) => {
        const [, method = 'btree', body = ''] = /\bUSING (\w+) (\(.*)$/s.exec(definition ?? '') ?? []
        if (method !== 'btree')
          not.push({
            what: `index ${name ?? ''}`,
            why: `It is a ${method} index; in SQLite it is an ordinary one, if it can be made.`,
          })
        // how an index is ordered changes no result
        const plain = body
          .replace(/ NULLS (?:FIRST|LAST)\b/g, '')
          .replace(/ (?:\w+_pattern|jsonb_path|\w+_bloom|\w+_minmax_multi)_ops\b/g, '')
          .replace(/ WITH \(\w+=[^()]*\)(?= WHERE |$)/, '')
          .replace(/ COLLATE "(?:C|POSIX)"/g, '')
        const alone = plain.replace(/ INCLUDE \((?:"(?:[^"]|"")*"|[^)"])*\)/, '')
        if (alone !== plain)
          not.push({ what: `index ${name ?? ''}`, why: 'SQLite has no INCLUDE: it is there without.' })
        return {
          name: name ?? '',
          unique: unique === 'true' || unique === 't',
          body: reworded(nulls === 'true' ? alone.replace(' NULLS NOT DISTINCT', '') : alone),
        }
      }),
    counted: columns.some(({ counts }) => counts) ? await counted(source, qualified, only?.name ?? '') : null,
  }
}

/** What a type that was made here says of a column. */
interface OwnType {
  /** the type below a domain; null for an enum */
  readonly type: string | null
  readonly notNull: boolean
  /** of the outermost domain that has one */
  readonly default: string | null
  /** in PostgreSQL's words, the value called VALUE */
  readonly checks: readonly string[]
}

/** By the columns of such types. */
async function ownTypes(source: Runner, qualified: string): Promise<ReadonlyMap<string, OwnType>> {
  const rows = await textsOf(
    source,
    `WITH RECURSIVE own(name, type, base, typmod) AS (
      SELECT a.attname, t.oid, t.typbasetype, t.typtypmod FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = ${quoteText(qualified, 'postgres')}::regclass AND a.attnum > 0 AND t.typtype IN ('d', 'e')
      UNION ALL SELECT name, t.oid, t.typbasetype, t.typtypmod FROM own JOIN pg_catalog.pg_type t ON t.oid = base WHERE t.typtype IN ('d', 'e'))
    SELECT name, CASE WHEN base <> 0 THEN pg_catalog.format_type(base, typmod) END,
      (SELECT typnotnull FROM pg_catalog.pg_type t WHERE t.oid = type),
      (SELECT pg_catalog.pg_get_expr(typdefaultbin, 0) FROM pg_catalog.pg_type t WHERE t.oid = type),
      (SELECT 'VALUE IN (' || pg_catalog.string_agg(pg_catalog.quote_literal(enumlabel), ', ' ORDER BY enumsortorder) || ')'
        FROM pg_catalog.pg_enum WHERE enumtypid = type),
      (SELECT pg_catalog.string_agg(pg_catalog.pg_get_expr(conbin, 0), ' AND ')
        FROM pg_catalog.pg_constraint WHERE contypid = type AND contype = 'c')
    FROM own`,
  )
  const found = new Map<string, OwnType>()
  for (const [name = '', type = null, notNull = null, standard = null, ...checks] of rows) {
    const before = found.get(name ?? '')
    found.set(name ?? '', {
      type: type ?? before?.type ?? null,
      notNull: notNull === 'true' || before?.notNull === true,
      default: before?.default ?? standard,
      checks: [...(before?.checks ?? []), ...checks.filter((check) => check !== null)],
    })
  }
  return found
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
