import type { PGlite } from '@electric-sql/pglite'

/** Something that PostgreSQL 16 to 18 brought, and how a script brings it back where it is known. */
interface Later {
  /** "constraint c of public.t" */
  readonly what: string
  readonly take: string
  readonly give: string
  /** what an older server has in its stead; null where it has nothing like it */
  readonly older: string | null
}

export interface TakenOut {
  /** patterns for pg_dump of views that an older server cannot make, and those that read them */
  readonly views: readonly string[]
  /** Statements for the end of a dump. `views` is the dump of those views. On an older server they say what is missing. */
  script(views: string): string
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

/** `later` and `uuid` find, in an expression as the catalogs hold it, what 15 has not and what has a stand-in. */
const found = `found AS (
  SELECT '\\{JSON(ISPREDICATE|CONSTRUCTOREXPR|EXPR)\\M|' || call ||
           string_agg(oid::text, '|') FILTER (WHERE oid NOT IN ('uuidv4()'::regprocedure, 'uuidv7()'::regprocedure)) ||
           ')\\M' AS later,
         call || string_agg(oid::text, '|') FILTER (WHERE oid IN ('uuidv4()'::regprocedure, 'uuidv7()'::regprocedure)) ||
           ')\\M' AS uuid
  FROM pg_proc, (VALUES (':(?:funcid|opfuncid|aggfnoid|winfnoid) (?:')) AS calls (call)
  WHERE pronamespace = 'pg_catalog'::regnamespace
    AND (proname = ANY (${list([...functions, 'uuidv4'])}) OR oid = ANY (${list([...overloads, 'uuidv7()'])}::regprocedure[]))
  GROUP BY call)`

/** The same layout, in terms of version 13: the milliseconds, then a random rest. In one ms, not in the order of making. */
const uuidv7 =
  "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid"

const standIn = (expression: string) =>
  `replace(replace(${expression}, 'uuidv4()', 'gen_random_uuid()'), 'uuidv7()', quote_uuid)`

const laterViews = `RECURSIVE ${found}, views AS (
  SELECT ev_class AS view FROM pg_rewrite JOIN pg_class c ON c.oid = ev_class, found
    WHERE relkind IN ('v', 'm') AND ev_class >= 16384 AND (ev_action::text ~ later OR ev_action::text ~ uuid)
  UNION
  SELECT ev_class FROM views
    JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = view AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite r ON r.oid = d.objid
    JOIN pg_class c ON c.oid = ev_class AND relkind IN ('v', 'm'))`

const constraints = `WITH ${found}, cons AS (
  SELECT c.*, CASE WHEN contypid = 0 THEN conrelid::regclass::text ELSE contypid::regtype::text END AS owner,
    CASE WHEN contypid = 0 THEN 'TABLE ' ELSE 'DOMAIN ' END AS kind, quote_literal(obj_description(c.oid, 'pg_constraint')) AS said,
    (contype = 'n' AND contypid = 0 AND (connoinherit OR NOT convalidated)) OR NOT conenforced OR conperiod
      OR (relkind = 'p' AND (contype = 'x' OR contype = 'f' AND NOT convalidated)) OR conbin::text ~ later OR conbin::text ~ uuid AS whole
  FROM pg_constraint c LEFT JOIN pg_class t ON t.oid = conrelid, found
  WHERE c.oid >= 16384 AND conislocal AND coninhcount = 0 AND conparentid = 0),
noted AS (SELECT *, format('COMMENT ON CONSTRAINT %I ON %s', conname, CASE contypid WHEN 0 THEN owner ELSE kind || owner END) AS note FROM cons)
SELECT format(CASE WHEN whole THEN 'constraint %I of %s' ELSE 'the comment on constraint %I of %s' END, conname, owner) AS what,
  CASE WHEN whole THEN format('ALTER %s%s DROP CONSTRAINT %I', kind, owner, conname) ELSE note || ' IS NULL' END AS take,
  CASE WHEN whole THEN format('ALTER %s%s ADD CONSTRAINT %I %s;', kind, owner, conname, pg_get_constraintdef(oid)) ELSE '' END
    || coalesce(note || ' IS ' || said || ';', '') AS give,
  CASE WHEN contype = 'n' AND connoinherit AND convalidated THEN format('ALTER TABLE ONLY %s ALTER COLUMN %I SET NOT NULL', owner,
    (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1])) END AS older
FROM noted WHERE whole OR (contype = 'n' AND contypid = 0 AND said IS NOT NULL)
ORDER BY contype = 'f' DESC, oid`

const expressions = `WITH ${laterViews},
stand AS (SELECT quote_literal($1) AS quoted, $1::text AS quote_uuid),
defaults AS (
  SELECT format('default of column %I of %s', attname, attrelid::regclass) AS what,
    format('ALTER TABLE ONLY %s ALTER COLUMN %I', attrelid::regclass, attname) AS head,
    pg_get_expr(adbin, adrelid) AS expression, adbin::text AS tree
  FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum WHERE attgenerated = '' AND attrelid >= 16384
  UNION ALL
  SELECT format('default of %s', oid::regtype), format('ALTER DOMAIN %s', oid::regtype), pg_get_expr(typdefaultbin, 0), typdefaultbin::text
  FROM pg_type WHERE typtype = 'd' AND oid >= 16384)
SELECT what, head || ' DROP DEFAULT' AS take, head || ' SET DEFAULT ' || expression AS give,
  CASE WHEN tree !~ later THEN head || ' SET DEFAULT ' || ${standIn('expression')} END AS older
FROM defaults, found, stand WHERE tree ~ later OR tree ~ uuid
UNION ALL
SELECT format('index %s', indexrelid::regclass), format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid), NULL
FROM pg_index i JOIN pg_class x ON x.oid = indexrelid AND NOT relispartition, found
WHERE indexrelid >= 16384 AND concat(indexprs, indpred) ~ later AND indrelid NOT IN (SELECT view FROM views)
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
UNION ALL
SELECT format('trigger %I of %s', tgname, tgrelid::regclass), format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass),
  pg_get_triggerdef(oid), NULL
FROM pg_trigger, found WHERE NOT tgisinternal AND tgparentid = 0 AND tgqual::text ~ later AND tgrelid NOT IN (SELECT view FROM views)
UNION ALL
SELECT format('rule %I of %s', rulename, ev_class::regclass), format('DROP RULE %I ON %s', rulename, ev_class::regclass),
  pg_get_ruledef(r.oid), NULL
FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class, found
WHERE r.oid >= 16384 AND relkind <> 'm' AND rulename <> '_RETURN' AND ev_class NOT IN (SELECT view FROM views)
  AND (concat(ev_action, ev_qual) ~ later OR concat(ev_action, ev_qual) ~ uuid)
UNION ALL
SELECT format('statistics %I.%I', nspname, stxname), format('DROP STATISTICS %I.%I', nspname, stxname), pg_get_statisticsobjdef(s.oid), NULL
FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = stxnamespace, found
WHERE stxexprs::text ~ later AND stxrelid NOT IN (SELECT view FROM views)
UNION ALL
SELECT format('policy %I of %s', polname, polrelid::regclass), format('DROP POLICY %I ON %s', polname, polrelid::regclass),
  format('CREATE POLICY %I ON %s AS %s FOR %s TO ', polname, polrelid::regclass,
    CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
    CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END)
  || (SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(role)) END, ', ') FROM unnest(polroles) AS role)
  || coalesce(' USING (' || pg_get_expr(polqual, polrelid) || ')', '')
  || coalesce(' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')', ''), NULL
FROM pg_policy, found WHERE concat(polqual, polwithcheck) ~ later OR concat(polqual, polwithcheck) ~ uuid
UNION ALL
SELECT format('routine %s', oid::regprocedure), format('DROP ROUTINE %s', oid::regprocedure), pg_get_functiondef(oid), NULL
FROM pg_proc, found WHERE oid >= 16384 AND (prosqlbody::text ~ later OR prosqlbody::text ~ uuid)`

/**
 * Takes out of a PostgreSQL 18 what a dump for older versions cannot hold. Its search path must be pg_catalog alone.
 * What cannot be taken out, as something else needs it, stays as it is. Not looked at: generated columns that use newer
 * functions, collations of the provider "builtin", triggers on login, and infinite intervals.
 */
export async function takeOutLater(pg: PGlite): Promise<TakenOut> {
  await nameColumnsOfNotNull(pg)
  const taken: Later[] = []
  const refused = new Set<string>()
  // what a child inherited becomes its own when its parent has lost it
  for (let more = true; more;) {
    const { rows } = await pg.query<Later>(constraints)
    more = false
    for (const each of rows) {
      if (refused.has(each.take)) continue
      if (await done(pg, each.take)) {
        taken.push(each)
        more = true
      } else refused.add(each.take)
    }
  }
  taken.sort((a, b) => Number(a.give.includes(' FOREIGN KEY ')) - Number(b.give.includes(' FOREIGN KEY ')))
  const { rows } = await pg.query<Later>(expressions, [uuidv7])
  for (const each of rows) if (await done(pg, each.take)) taken.push(each)

  const { rows: views } = await pg.query<{ name: string }>(
    `WITH ${laterViews} SELECT format('"%s"."%s"', replace(nspname, '"', '""'), replace(relname, '"', '""')) AS name
     FROM views JOIN pg_class c ON c.oid = view JOIN pg_namespace n ON n.oid = relnamespace ORDER BY view`,
  )
  const names = views.map(({ name }) => name)
  return {
    views: names,
    script: (dump) =>
      [
        ...taken,
        ...(names.length > 0
          ? [{ what: `views ${names.join(', ')}`, take: '', give: `${dump}\n`, older: null }]
          : []),
      ]
        .map(attempt)
        .join(''),
  }
}

/** A child's own NOT NULL on a column of its parent is written beside the column, as every version reads it. */
async function nameColumnsOfNotNull(pg: PGlite): Promise<void> {
  const own = `SELECT FROM pg_constraint WHERE contype = 'n' AND conislocal AND conrelid = attrelid AND attnum = conkey[1]`
  const inherited = `NOT attislocal AND attrelid >= 16384 AND EXISTS (${own})`
  const { rows } = await pg.query(`SELECT FROM pg_attribute WHERE ${inherited} LIMIT 1`)
  if (rows.length > 0) await done(pg, `UPDATE pg_attribute SET attislocal = true WHERE ${inherited}`)
}

async function done(pg: PGlite, statement: string): Promise<boolean> {
  try {
    await pg.exec(`BEGIN READ WRITE; ${statement}; COMMIT`)
    return true
  } catch {
    await pg.exec('ROLLBACK')
    return false
  }
}

/** What a server says that does not know a word, a function or a feature. */
const unknown =
  'syntax_error OR undefined_function OR undefined_column OR undefined_object OR wrong_object_type OR feature_not_supported'

function attempt({ what, give, older }: Later): string {
  const said = what.replace(/[\s\p{Cc}]+/gu, ' ')
  const [note, instead] =
    older === null
      ? [
          `left out by servers that do not know it`,
          `RAISE WARNING '%', ${quoted(`Left out, as this PostgreSQL does not know it: ${said}`)}`,
        ]
      : ['written in other words for servers that do not know it', `EXECUTE ${quoted(older)}`]
  const body = `\nBEGIN\n  EXECUTE ${quoted(give)};\nEXCEPTION WHEN ${unknown} THEN\n  ${instead};\nEND `
  let tag = '$later$'
  for (let n = 2; body.includes(tag); n++) tag = `$later${n}$`
  return `\n-- ${said}: ${note}\nDO ${tag}${body}${tag};\n`
}

/** The dump itself turns standard_conforming_strings on. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
