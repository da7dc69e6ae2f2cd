import type { PGlite } from '@electric-sql/pglite'
import { block, quoted, shortened } from './postgres-later-intervals'

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
