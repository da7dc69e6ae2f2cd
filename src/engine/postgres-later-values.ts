import type { PGlite } from '@electric-sql/pglite'

/**
 * Columns whose values an older server cannot compute or read. The data are dumped first, then `hollow()` is called, then
 * the rest is dumped; the statements stand before and after the data, ahead of indexes, keys and triggers.
 */
export interface KeptValues {
  readonly before: string
  readonly after: string
  hollow(): Promise<void>
}

interface Generated {
  readonly oid: number
  readonly num: number
  /** quoted, as the statements need it */
  readonly owner: string
  readonly column: string
  readonly type: string
  readonly expression: string
  readonly virtual: boolean
  readonly stored: boolean
  /** whether the column belongs to no parent */
  readonly root: boolean
}

const generated = `SELECT attrelid::int AS oid, attnum AS num, attrelid::regclass::text AS owner, quote_ident(attname) AS column,
    format_type(atttypid, atttypmod) AS type, pg_get_expr(adbin, adrelid) AS expression, attgenerated = 'v' AS virtual,
    relkind = 'r' AS stored, attinhcount = 0 AS root
  FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum JOIN pg_class c ON c.oid = adrelid
  WHERE attgenerated <> '' AND adrelid >= 16384 AND relkind IN ('r', 'p') AND adbin::text ~ $1 ORDER BY adrelid, attnum`

const intervals = `SELECT attrelid::regclass::text AS owner, quote_ident(attname) AS column, atttypid = 1187 AS list
  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
  WHERE attrelid >= 16384 AND relkind = 'r' AND attgenerated = '' AND NOT attisdropped AND atttypid IN (1186, 1187)`

/** The longest ones next to the infinite ones, which every version reads. */
const longest = [
  ['infinity', '178956970 years 7 mons 2147483647 days 2562047788:00:54.775806'],
  ['-infinity', '-178956970 years -7 mons -2147483647 days -2562047788:00:54.775806'],
] as const

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const block = (body: string) => `DO ${quoted(`BEGIN ${body} END`)};\n`
const failed = 'EXCEPTION WHEN OTHERS THEN'

/**
 * Makes columns that are generated in a way the sign `later` tells ordinary ones with their values, and infinite intervals
 * the longest finite ones. Null where there are none.
 */
export async function keepValues(pg: PGlite, later: string): Promise<KeptValues | null> {
  await pg.exec('SET session_replication_role = replica') // no triggers, rules and foreign keys of the user
  const { rows: columns } = await pg.query<Generated>(generated, [later])
  for (const each of columns) await pg.exec(`BEGIN READ WRITE; ${ordinary(each)} COMMIT`)
  const finite = await shortened(pg)
  await pg.exec('SET session_replication_role = origin')
  if (columns.length + finite.length === 0) return null
  const roots = columns.filter(({ root }) => root)
  // to set what is set already would lose a NOT NULL that is inherited (a fault of PostgreSQL 18)
  const otherwise = columns.filter(
    ({ root, column, expression }) =>
      !root && !roots.some((each) => each.column === column && each.expression === expression),
  )
  return {
    before: [...roots, ...otherwise].map(toCompute).join('') + roots.map(setAside).join(''),
    after: finite.join('') + roots.map(backInPlace).join(''),
    hollow: async () => {
      await pg.exec('ROLLBACK; SET search_path = pg_catalog') // the transaction of the dump of the data
      for (const each of columns) await pg.exec(`BEGIN READ WRITE; ${hollow(each)} COMMIT`)
    },
  }
}

const place = ({ oid, num }: Generated) => `attrelid = ${oid} AND attnum = ${num}`

function ordinary(each: Generated): string {
  const { owner, column, virtual, stored } = each
  const flip = `UPDATE pg_attribute SET attgenerated = '' WHERE ${place(each)};`
  if (!virtual || !stored) return flip
  return `CREATE TEMP TABLE tandem_values AS SELECT ctid AS place, ${column} AS value FROM ONLY ${owner}; ${flip}
    UPDATE ONLY ${owner} t SET ${column} = value FROM pg_temp.tandem_values WHERE t.ctid = place;
    DROP TABLE pg_temp.tandem_values;`
}

/** A column that is computed as NULL: what is computed can be changed later, or taken away. */
function hollow(each: Generated): string {
  return `CREATE TEMP TABLE tandem_null (a ${each.type} GENERATED ALWAYS AS (NULL::${each.type}) STORED);
    UPDATE pg_attribute SET attgenerated = 's' WHERE ${place(each)};
    UPDATE pg_attrdef SET adbin = (SELECT adbin FROM pg_attrdef WHERE adrelid = 'pg_temp.tandem_null'::regclass)
      WHERE adrelid = ${each.oid} AND adnum = ${each.num};
    DROP TABLE pg_temp.tandem_null;`
}

const aside = ({ oid, num }: Generated) => `"computed ${oid} ${num}"`

/** Newer servers compute the column; others will hold its values. What a table computes otherwise than its parent comes later. */
function toCompute({ owner, column, expression, root }: Generated): string {
  const alter = `ALTER TABLE ${owner} ALTER COLUMN ${column}`
  const compute = `EXECUTE ${quoted(`${alter} SET EXPRESSION AS (${expression})`)}; ${failed}`
  if (!root) return block(`${compute} NULL;`)
  const warning = `Column ${column} of ${owner} holds its values, as this PostgreSQL cannot compute them.`
  const note = `generated column ${column} of ${owner}: servers that cannot compute it keep its values`
  return `\n-- ${note.replace(/[\s\p{Cc}]+/gu, ' ')}\n${block(
    `${compute} ${alter} DROP EXPRESSION; RAISE WARNING '%', ${quoted(warning)};`,
  )}`
}

const has = ({ owner }: Generated, column: string) =>
  `EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = ${quoted(owner)}::pg_catalog.regclass AND ${column})`

/** Where the column is computed, another one takes the values of the dump; it goes when they are in. */
function setAside(each: Generated): string {
  const { owner, column, type } = each
  const alter = `ALTER TABLE ${owner}`
  return block(
    `IF ${has(each, `attgenerated <> '' AND pg_catalog.quote_ident(attname) = ${quoted(column)}`)} THEN
       ${alter} RENAME COLUMN ${column} TO ${aside(each)}; ${alter} ADD COLUMN ${column} ${type}; END IF;`,
  )
}

function backInPlace(each: Generated): string {
  const { owner, column } = each
  const alter = `ALTER TABLE ${owner}`
  return block(
    `IF ${has(each, `pg_catalog.quote_ident(attname) = ${quoted(aside(each))}`)} THEN
       ${alter} DROP COLUMN ${column}; ${alter} RENAME COLUMN ${aside(each)} TO ${column}; END IF;`,
  )
}

/** Statements that make the intervals infinite again where there is such a thing. */
async function shortened(pg: PGlite): Promise<string[]> {
  const { rows } = await pg.query<{ owner: string; column: string; list: boolean }>(intervals)
  const statements: string[] = []
  for (const { owner, column, list } of rows) {
    const change = (to: 0 | 1) => {
      const update = (from: string, value: string) =>
        list
          ? `UPDATE ONLY ${owner} SET ${column} = pg_catalog.array_replace(${column}, '${from}', '${value}') WHERE '${from}' = ANY (${column});`
          : `UPDATE ONLY ${owner} SET ${column} = '${value}' WHERE ${column} = '${from}';`
      return longest.map((pair) => update(pair[1 - to] ?? '', pair[to])).join(' ')
    }
    const infinite = list
      ? `'infinity' = ANY (${column}) OR '-infinity' = ANY (${column})`
      : `NOT isfinite(${column})`
    const { rows: some } = await pg.query(`SELECT FROM ONLY ${owner} WHERE ${infinite} LIMIT 1`)
    if (some.length === 0) continue
    try {
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
