import type { PGlite } from '@electric-sql/pglite'

export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
export const block = (body: string) => `DO ${quoted(`BEGIN ${body} END`)};\n`

/** The longest ones next to the infinite ones, which every version reads. */
const longest = [
  ['infinity', '178956970 years 7 mons 2147483647 days 2562047788:00:54.775806'],
  ['-infinity', '-178956970 years -7 mons -2147483647 days -2562047788:00:54.775806'],
] as const

/** A type that is made of intervals: it is one, a list of them, a domain over one, or a row with one. */
interface Type {
  readonly oid: number
  readonly name: string
  /** of a list, its element's; of a domain, the one below it; else 0 */
  readonly below: number
  readonly list: boolean
  /** of a row: quoted, in order, with their types; else null */
  readonly fields: readonly { readonly name: string; readonly type: number }[] | null
}

const types = `WITH RECURSIVE made(type) AS (SELECT 1186::oid UNION SELECT t.oid FROM made JOIN pg_type t
    ON t.typcategory = 'A' AND t.typelem = made.type OR t.typtype = 'd' AND t.typbasetype = made.type OR t.typtype = 'c'
      AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = typrelid AND atttypid = made.type AND attnum > 0 AND NOT attisdropped))
  SELECT oid::int, format_type(oid, NULL) AS name, typtype = 'b' AND typcategory = 'A' AS list,
    CASE WHEN typtype = 'd' THEN typbasetype WHEN typcategory = 'A' THEN typelem ELSE 0 END::int AS below,
    CASE WHEN typtype = 'c' THEN (SELECT json_agg(json_build_object('name', quote_ident(attname), 'type', atttypid::int) ORDER BY attnum)
      FROM pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped) END AS fields
  FROM made JOIN pg_type ON oid = type`

interface Held {
  readonly owner: string
  readonly column: string
  readonly type: number
}

const columns = `SELECT attrelid::regclass::text AS owner, quote_ident(attname) AS column, atttypid::int AS type
  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
  WHERE attrelid >= 16384 AND relkind = 'r' AND attgenerated = '' AND attnum > 0 AND NOT attisdropped AND atttypid = ANY ($1::oid[])`

/** `value` with the intervals in it exchanged; lists of several dimensions only where they are lists of intervals. */
function exchanged(all: ReadonlyMap<number, Type>, type: number, value: string, to: 0 | 1): string {
  const of = all.get(type)
  if (of === undefined) return value
  const inside = (below: number, part: string) => exchanged(all, below, part, to)
  if (of.fields !== null) {
    const fields = of.fields.map((field) => inside(field.type, `(${value}).${field.name}`))
    return `CASE WHEN ${value} IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW(${fields.join(', ')})::${of.name} END`
  }
  const pairs = longest.map((pair) => ({ from: pair[1 - to] ?? '', instead: pair[to] }))
  if (of.below === 0)
    return `CASE ${value} ${pairs.map(({ from, instead }) => `WHEN '${from}' THEN '${instead}'::interval`).join(' ')} ELSE ${value} END`
  if (!of.list) return `(${inside(of.below, `(${value})::${all.get(of.below)?.name}`)})::${of.name}`
  if (all.get(of.below)?.below === 0 && all.get(of.below)?.fields === null)
    return pairs.reduce((list, { from, instead }) => `array_replace(${list}, '${from}', '${instead}')`, value)
  return `CASE WHEN array_ndims(${value}) = 1 AND array_lower(${value}, 1) = 1
    THEN (SELECT array_agg(${inside(of.below, `(${value})[place]`)} ORDER BY place) FROM generate_subscripts(${value}, 1) AS place)
    ELSE ${value} END`
}

/** Makes infinite intervals the longest finite ones. Gives statements that make them infinite again where there is such a thing. */
export async function shortened(pg: PGlite): Promise<string[]> {
  const all = new Map((await pg.query<Type>(types)).rows.map((type) => [type.oid, type]))
  const { rows } = await pg.query<Held>(columns, [`{${[...all.keys()].join(',')}}`])
  const statements: string[] = []
  for (const { owner, column, type } of rows) {
    const differs = (to: 0 | 1) =>
      `(${column})::text IS DISTINCT FROM (${exchanged(all, type, column, to)})::text`
    const change = (to: 0 | 1) =>
      `UPDATE ONLY ${owner} SET ${column} = ${exchanged(all, type, column, to)} WHERE ${differs(to)};`
    try {
      const { rows: some } = await pg.query(`SELECT FROM ONLY ${owner} WHERE ${differs(1)} LIMIT 1`)
      if (some.length === 0) continue
      await pg.exec(`BEGIN READ WRITE; ${change(1)} COMMIT`)
    } catch {
      await pg.exec('ROLLBACK') // a rule of the table refuses them: they stay
      continue
    }
    const warning = `Infinite intervals in column ${column} of ${owner} are the longest ones, as this PostgreSQL has no others.`
    statements.push(
      `\n-- infinite intervals of ${column} of ${owner}: the longest ones for servers that have no others\n${block(
        `PERFORM pg_catalog.interval_in('infinity', 0, -1); ${change(0)}
         EXCEPTION WHEN invalid_datetime_format THEN RAISE WARNING '%', ${quoted(warning)};`,
      )}`,
    )
  }
  return statements
}
