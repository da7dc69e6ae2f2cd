import type { PGlite } from '@electric-sql/pglite'

/** How to tell, in a tree as the catalogs hold it, what versions after 15 brought. */
export interface Signs {
  /** a regular expression of PostgreSQL: 15 may not know it */
  readonly later: string
  /** likewise: only functions that have a stand-in there */
  readonly uuid: string
  /** the views that show a sign, and those that read them */
  readonly views: readonly number[]
}

/** Functions that PostgreSQL 15 has not, but for those that have a stand-in. */
const functions =
  `any_value array_reverse array_sample array_shuffle array_sort bytea casefold crc32 crc32c date_add
  date_subtract erf erfc gamma json_agg_strict json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict
  jsonb_agg_strict jsonb_object_agg_strict jsonb_object_agg_unique jsonb_object_agg_unique_strict
  jsonb_populate_record_valid lgamma pg_input_error_info pg_input_is_valid random_normal system_user to_bin to_oct
  to_regtypemod unicode_assigned unicode_version uuid_extract_timestamp uuid_extract_version xmltext`.split(
    /\s+/,
  )
const overloads = [
  'uuidv7(interval)',
  'random(integer,integer)',
  'random(bigint,bigint)',
  'random(numeric,numeric)',
  'reverse(bytea)',
  'min(bytea)',
  'max(bytea)',
  'min(record)',
  'max(record)',
  'int2(bytea)',
  'int4(bytea)',
  'int8(bytea)',
  'timezone(timestamp with time zone)',
  'timezone(timestamp without time zone)',
  'timezone(time with time zone)',
  'generate_series(timestamp with time zone,timestamp with time zone,interval,text)',
]
const list = (names: readonly string[]) => `'{${names.map((name) => `"${name}"`).join(',')}}'`

const standIns = "('uuidv4()'::regprocedure, 'uuidv7()'::regprocedure)"
const known = `SELECT string_agg(oid::text, '|') FILTER (WHERE oid NOT IN ${standIns}) AS later,
    string_agg(oid::text, '|') FILTER (WHERE oid IN ${standIns}) AS uuid
  FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
    AND (proname = ANY (${list([...functions, 'uuidv4'])}) OR oid = ANY (${list([...overloads, 'uuidv7()'])}::regprocedure[]))`

/** Nodes: JSON of the standard, XMLSERIALIZE, which is written with NO INDENT now, MERGE, RETURNING of old and new rows, the infinite intervals, catalogs that have changed since. */
const nodes = [
  String.raw`\{JSON(ISPREDICATE|CONSTRUCTOREXPR|EXPR)\M`,
  String.raw`\{XMLEXPR :op 6\M`,
  String.raw`:commandType 5\M`,
  String.raw`:varreturningtype [12]\M`,
  String.raw`:constvalue 16 \[ (-1 -1 -1 -1 -1 -1 -1 127 -1 -1 -1 127 -1 -1 -1 127|0 0 0 0 0 0 0 -128 0 0 0 -128 0 0 0 -128) \]`,
  String.raw`:relid ([1-9]\d{0,3}|1[0-5]\d{3}|16[0-2]\d{2}|163[0-7]\d|1638[0-3])\M`,
]
const calls = (oids: readonly (number | string)[]) =>
  String.raw`:(?:funcid|opfuncid|aggfnoid|winfnoid) (?:${oids.join('|')})\M`

/** In the body of a routine that is a text. */
const words = [
  ...functions.filter((name) => name !== 'bytea'),
  ...['uuidv4', 'uuidv7', 'json_table', 'json_value', 'json_query', 'json_exists', 'json_scalar'],
]

interface Shown {
  readonly oid: number
  readonly name: string | null
}
const shown = `SELECT ev_class::int AS oid, NULL AS name
  FROM pg_rewrite JOIN pg_class c ON c.oid = ev_class
  WHERE relkind IN ('v', 'm') AND rulename = '_RETURN' AND ev_class >= 16384 AND concat(ev_action) ~ $1
UNION ALL
SELECT p.oid::int, proname::text FROM pg_proc p JOIN pg_language l ON l.oid = prolang
  WHERE p.oid >= 16384 AND lanname IN ('sql', 'plpgsql')
    AND (concat(prosqlbody, proargdefaults) ~ $1 OR prosrc ~* $2)`

/** Reads the catalogs until nothing more is found that calls or reads what has been found. */
export async function findSigns(pg: PGlite): Promise<Signs> {
  const { rows } = await pg.query<{ later: string; uuid: string }>(known)
  const own = rows[0]
  if (own === undefined) throw new Error('the catalog of functions could not be read')
  const uuid = calls([own.uuid])
  const routines = new Map<number, string>()
  const views = new Set<number>()
  for (;;) {
    const later = [
      ...nodes,
      calls([own.later, ...routines.keys()]),
      ...(views.size > 0 ? [String.raw`:relid (?:${[...views].join('|')})\M`] : []),
    ].join('|')
    const named = [...words, ...[...routines.values()].filter((name) => /^\w+$/.test(name))].join('|')
    const found = await pg.query<Shown>(shown, [`${later}|${uuid}`, String.raw`\m(?:${named})\M`])
    const before = routines.size + views.size
    for (const { oid, name } of found.rows)
      if (name === null) views.add(oid)
      else routines.set(oid, name)
    if (routines.size + views.size === before) return { later, uuid, views: [...views] }
  }
}
