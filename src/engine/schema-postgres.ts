import type { ForeignKey, Index, Other, Schema, Table, TableColumn, Trigger } from './schema'

type Ask = (sql: string) => Promise<readonly (string | null)[][]>

/**
 * Tables whose rows are counted, those of partitions and heirs with them as in a SELECT: up to so many bytes each; beyond
 * it the planner's estimate is taken.
 */
const countedBytes = 8 * 1024 * 1024
const listedTables = 5000
const listedOthers = 1000

/** One row per table, everything about it as JSON. All names are qualified: search_path may be anything. */
const query = `
SELECT pg_catalog.json_build_object(
  'schema', n.nspname, 'name', c.relname, 'kind', c.relkind, 'partition', c.relispartition,
  'parents', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('schema', m.nspname, 'name', k.relname) ORDER BY i.inhseqno)
    FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class k ON k.oid = i.inhparent
    JOIN pg_catalog.pg_namespace m ON m.oid = k.relnamespace WHERE i.inhrelid = c.oid),
  'estimate', c.reltuples, 'bytes', CASE WHEN c.relkind IN ('r','m','p') THEN pg_catalog.pg_relation_size(c.oid) +
    CASE WHEN c.relhassubclass THEN (WITH RECURSIVE heirs(oid) AS (
        SELECT i.inhrelid FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid
        UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN heirs h ON i.inhparent = h.oid)
      SELECT CASE WHEN NOT pg_catalog.bool_or(k.relkind = 'f') THEN pg_catalog.sum(pg_catalog.pg_relation_size(k.oid)) END
      FROM heirs h JOIN pg_catalog.pg_class k ON k.oid = h.oid) ELSE 0 END ELSE 0 END,
  'countable', c.relkind IN ('r','m','p') AND NOT c.relrowsecurity AND c.relispopulated
    AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
  'columns', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
      'primaryKey', COALESCE(pg_catalog.array_position(p.conkey, a.attnum), 0),
      'generated', a.attgenerated <> '',
      'default', CASE WHEN a.attidentity <> '' THEN 'GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END || ' AS IDENTITY'
        ELSE pg_catalog.pg_get_expr(d.adbin, d.adrelid) END) ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute a
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_catalog.pg_constraint p ON p.conrelid = a.attrelid AND p.contype = 'p'
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  'foreignKeys', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
      'columns', (SELECT pg_catalog.json_agg(a.attname ORDER BY k.i) FROM pg_catalog.unnest(f.conkey) WITH ORDINALITY k(n, i)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.n),
      'toTable', (SELECT t.relname FROM pg_catalog.pg_class t WHERE t.oid = f.confrelid),
      'toColumns', (SELECT pg_catalog.json_agg(a.attname ORDER BY k.i) FROM pg_catalog.unnest(f.confkey) WITH ORDINALITY k(n, i)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.n),
      'onDelete', f.confdeltype, 'onUpdate', f.confupdtype) ORDER BY f.oid)
    FROM pg_catalog.pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.conparentid = 0),
  'indexes', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', x.relname, 'unique', i.indisunique,
      'columns', (SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, true) ORDER BY k)
        FROM pg_catalog.generate_series(1, i.indnkeyatts) k)) ORDER BY x.relname)
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid),
  'triggers', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', t.tgname, 'sql', pg_catalog.pg_get_triggerdef(t.oid, true)) ORDER BY t.tgname)
    FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
  'checks', (SELECT pg_catalog.json_agg(pg_catalog.pg_get_expr(k.conbin, k.conrelid) ORDER BY k.oid)
    FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c'))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r','p','v','m','f') AND c.oid >= 16384
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
  AND (c.relpersistence <> 't' OR n.oid = pg_catalog.pg_my_temp_schema())
ORDER BY n.nspname <> 'public', n.nspname, c.relname LIMIT ${listedTables}`

/** Routines and types that neither come with PostgreSQL or an extension nor with a table. */
const others = `
SELECT pg_catalog.json_build_object('schema', n.nspname, 'name', o.name, 'kind', o.kind, 'detail', o.detail)
FROM (SELECT p.oid, p.pronamespace, p.proname, CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END,
      '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', 'pg_catalog.pg_proc'::pg_catalog.regclass
    FROM pg_catalog.pg_proc p
  UNION ALL SELECT t.oid, t.typnamespace, t.typname, 'type',
      CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'row type' END,
      'pg_catalog.pg_type'::pg_catalog.regclass
    FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
    WHERE t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') o (oid, home, name, kind, detail, catalog)
  JOIN pg_catalog.pg_namespace n ON n.oid = o.home
WHERE o.oid >= 16384 AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_t(oast|emp)'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = o.catalog AND d.objid = o.oid AND d.deptype IN ('e', 'i'))
ORDER BY n.nspname, o.name LIMIT ${listedOthers}`

/** What the query gives: our own table shape, with PostgreSQL's letters where it has words, and null for empty lists. */
interface Read {
  readonly schema: string
  readonly name: string
  readonly kind: 'r' | 'p' | 'v' | 'm' | 'f'
  readonly partition: boolean
  readonly parents: readonly Pick<Table, 'schema' | 'name'>[] | null
  readonly estimate: number
  /** null where a foreign table is among its heirs */
  readonly bytes: number | null
  readonly countable: boolean
  readonly columns: readonly TableColumn[] | null
  readonly foreignKeys: readonly ForeignKey[] | null
  readonly indexes: readonly Index[] | null
  readonly triggers: readonly Trigger[] | null
  readonly checks: readonly string[] | null
}

const kinds: Record<Read['kind'], Table['kind']> = {
  r: 'table',
  p: 'table',
  f: 'virtual table',
  v: 'view',
  m: 'materialized view',
}
const actions = new Map([
  ['a', 'NO ACTION'],
  ['r', 'RESTRICT'],
  ['c', 'CASCADE'],
  ['n', 'SET NULL'],
  ['d', 'SET DEFAULT'],
])

/**
 * The users' schemas. Rows are counted only where that is cheap and, since a refused count would abort a transaction,
 * only outside of one (`free`).
 */
export async function readSchema(ask: Ask, free: boolean): Promise<Schema> {
  const answer = await ask(query)
  // made by json_build_object above
  const tables = answer.map(([json]) => JSON.parse(json ?? '') as Read)
  const counts = free ? await count(ask, tables) : new Map<Read, number>()
  // made by json_build_object above
  const made = (await ask(others)).map(([json]) => JSON.parse(json ?? '') as Other)
  return { tables: tables.map((table) => shaped(table, counts.get(table) ?? null)), others: made }
}

function shaped(read: Read, counted: number | null): Table {
  const { schema, name, kind, estimate, parents } = read
  const estimated =
    (kind === 'r' || kind === 'm') && estimate >= 0 && counted === null ? Math.round(estimate) : null
  return {
    schema: /^pg_temp_\d+$/.test(schema) ? 'pg_temp' : schema,
    name,
    kind: kinds[kind],
    ...(kind === 'p' && { partitioned: true }),
    ...(parents !== null && { parents: { how: read.partition ? 'partition' : 'inherits', tables: parents } }),
    rows: counted ?? estimated,
    columns: read.columns ?? [],
    foreignKeys: (read.foreignKeys ?? []).map((key) => ({
      ...key,
      onDelete: actions.get(key.onDelete) ?? key.onDelete,
      onUpdate: actions.get(key.onUpdate) ?? key.onUpdate,
    })),
    indexes: read.indexes ?? [],
    triggers: read.triggers ?? [],
    checks: read.checks ?? [],
  }
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

async function count(ask: Ask, tables: readonly Read[]): Promise<Map<Read, number>> {
  const cheap = tables
    .filter((table) => table.countable && table.bytes !== null && table.bytes <= countedBytes)
    .slice(0, 100)
  const counts = new Map<Read, number>()
  if (cheap.length === 0) return counts
  const each = cheap.map(
    ({ schema, name }, i) => `SELECT ${i}, pg_catalog.count(*) FROM ${quoted(schema)}.${quoted(name)}`,
  )
  try {
    for (const [i, rows] of await ask(each.join(' UNION ALL '))) {
      const table = cheap[Number(i)]
      if (table !== undefined) counts.set(table, Number(rows))
    }
  } catch {
    // a table that cannot be read (damaged, or a broken expression) is no reason to show no schema
  }
  return counts
}
