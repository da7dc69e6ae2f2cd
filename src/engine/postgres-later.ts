import type { PGlite } from '@electric-sql/pglite'
import { split } from '../sql/split'
import { findSigns } from './postgres-later-signs'
import { keepValues, type KeptValues } from './postgres-later-values'

/** Something that PostgreSQL 16 to 18 brought, and how a script brings it back where it is known. */
export interface Later {
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
  /** columns whose values need statements before and after the data; null where there are none */
  readonly values: KeptValues | null
  /** Statements for the end of a dump. `views` is the dump of those views. On an older server they say what is missing. */
  script(views: string): string
}

/** The same layout, in terms of version 13: the milliseconds, then a random rest. In one ms, not in the order of making. */
const uuidv7 =
  "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid"

const standIn = (expression: string) =>
  `replace(replace(${expression}, 'uuidv4()', 'gen_random_uuid()'), 'uuidv7()', quote_uuid)`

const found = `found AS (SELECT $1::text AS later, $2::text AS uuid)`

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

/** Bodies that are parsed when they are made become texts, which are read when they are called. */
const bodies = `WITH ${found}
SELECT format('the body, checked beforehand, of routine %s', oid::regprocedure) AS what,
  format('UPDATE pg_proc SET prosqlbody = NULL, prosrc = %L WHERE oid = %s',
    regexp_replace(regexp_replace(pg_get_function_sqlbody(oid), '^RETURN ', 'SELECT '), '^BEGIN ATOMIC\\s|END$', '', 'g'), oid) AS take,
  pg_get_functiondef(oid) AS give, NULL AS older
FROM pg_proc, found WHERE oid >= 16384 AND (prosqlbody::text ~ later OR prosqlbody::text ~ uuid)`

const argumentDefaults = `WITH ${found}
SELECT format('the default arguments of routine %s', oid::regprocedure) AS what,
  format('UPDATE pg_proc SET proargdefaults = NULL, pronargdefaults = 0 WHERE oid = %s', oid) AS take,
  pg_get_functiondef(oid) AS give, NULL AS older
FROM pg_proc, found WHERE oid >= 16384 AND (proargdefaults::text ~ later OR proargdefaults::text ~ uuid)`

const expressions = `WITH ${found}, views AS (SELECT unnest($3::oid[]) AS view),
stand AS (SELECT $4::text AS quote_uuid),
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
  OR EXISTS (SELECT FROM pg_roles r WHERE r.oid = ANY (polroles) AND rolname = ANY ('{pg_maintain,pg_use_reserved_connections,pg_create_subscription,pg_signal_autovacuum_worker}'))
UNION ALL
SELECT format('event trigger %I', evtname), format('DROP EVENT TRIGGER %I', evtname),
  format('CREATE EVENT TRIGGER %I ON login EXECUTE FUNCTION %s();', evtname, evtfoid::regproc)
  || CASE evtenabled WHEN 'O' THEN '' ELSE format(' ALTER EVENT TRIGGER %I %s;', evtname,
    CASE evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END) END, NULL
FROM pg_event_trigger WHERE evtevent = 'login'
UNION ALL
SELECT format('generated columns of publication %I', pubname), format('ALTER PUBLICATION %I SET (publish_generated_columns = none)', pubname),
  format('ALTER PUBLICATION %I SET (publish_generated_columns = stored)', pubname), NULL
FROM pg_publication WHERE pubgencols <> 'n'
UNION ALL
SELECT format('access method of %s', c.oid::regclass), format('UPDATE pg_class SET relam = 0 WHERE oid = %s', c.oid),
  format('ALTER TABLE %s SET ACCESS METHOD %I', c.oid::regclass, amname), NULL
FROM pg_class c JOIN pg_am a ON a.oid = relam WHERE relkind = 'p'`

/**
 * Takes out of a PostgreSQL 18 what a dump for older versions cannot hold. Its search path must be pg_catalog alone.
 * What cannot be taken out, as something else needs it, stays as it is. Not looked at: tables whose columns have the row
 * type of a newer catalog, infinite intervals in ranges and in lists of rows with several dimensions, and what routines made of
 * text do when they are called.
 */
export async function takeOutLater(pg: PGlite): Promise<TakenOut> {
  await nameColumnsOfNotNull(pg)
  await ownBuiltinCollations(pg)
  const { later, uuid, views } = await findSigns(pg)
  const signs = [later, uuid]
  const take = async (rows: readonly Later[]) => {
    const taken: Later[] = []
    for (const each of rows) if (await done(pg, each.take)) taken.push(each)
    return taken
  }
  const values = await keepValues(pg, later)
  const texts = await take((await pg.query<Later>(bodies, signs)).rows)
  const shortened = await take((await pg.query<Later>(argumentDefaults, signs)).rows)
  const taken: Later[] = []
  const refused = new Set<string>()
  // what a child inherited becomes its own when its parent has lost it
  for (let more = true; more;) {
    const { rows } = await pg.query<Later>(constraints, signs)
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
  const others = await pg.query<Later>(expressions, [...signs, `{${views.join(',')}}`, uuidv7])
  taken.push(...(await take(others.rows)))

  const { rows: names } = await pg.query<{ name: string }>(
    `SELECT format('"%s"."%s"', replace(nspname, '"', '""'), replace(relname, '"', '""')) AS name
     FROM unnest($1::text::oid[]) AS view JOIN pg_class c ON c.oid = view JOIN pg_namespace n ON n.oid = relnamespace ORDER BY view`,
    [`{${views.join(',')}}`],
  )
  return {
    views: names.map(({ name }) => name),
    values,
    script: (dump) => [...shortened, ...taken, ...statementsOf(dump), ...texts].map(attempt).join(''),
  }
}

/** Each on its own: one view that is not known must not take another with it. */
function statementsOf(dump: string): Later[] {
  return split(dump, 'postgres')
    .filter(({ text }) => !/^(?:SET|SELECT pg_catalog\.set_config)\b/.test(text))
    .map(({ text: give }) => ({ what: /^.*/.exec(give)?.[0] ?? '', take: '', give, older: null }))
}

/**
 * Collations that version 16 and 17 brought: those of the catalog become the database's own where they are used,
 * so that the dump makes them. Their names stay.
 */
async function ownBuiltinCollations(pg: PGlite): Promise<void> {
  const trees = `SELECT concat(ev_action, ev_qual) AS tree FROM pg_rewrite WHERE ev_class >= 16384
    UNION ALL SELECT adbin::text FROM pg_attrdef UNION ALL SELECT conbin::text FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT concat(prosqlbody, proargdefaults) FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT tgqual::text FROM pg_trigger UNION ALL SELECT concat(polqual, polwithcheck) FROM pg_policy
    UNION ALL SELECT concat(indexprs, indpred) FROM pg_index WHERE indexrelid >= 16384
    UNION ALL SELECT stxexprs::text FROM pg_statistic_ext UNION ALL SELECT typdefaultbin::text FROM pg_type WHERE oid >= 16384
    UNION ALL SELECT partexprs::text FROM pg_partitioned_table`
  const used = `SELECT attcollation AS collation FROM pg_attribute WHERE attrelid >= 16384
    UNION SELECT unnest(indcollation) FROM pg_index WHERE indexrelid >= 16384
    UNION SELECT unnest(partcollation) FROM pg_partitioned_table
    UNION SELECT typcollation FROM pg_type WHERE oid >= 16384 UNION SELECT rngcollation FROM pg_range WHERE rngtypid >= 16384
    UNION SELECT (regexp_matches(tree, ':\\w*coll\\w* (\\d+)', 'g'))[1]::oid FROM (${trees}) AS trees`
  await done(
    pg,
    `UPDATE pg_collation SET collnamespace = (SELECT oid FROM pg_namespace
       WHERE oid >= 16384 OR nspname = 'public' ORDER BY nspname <> 'public', oid LIMIT 1)
     WHERE oid < 16384 AND collname IN ('pg_c_utf8', 'pg_unicode_fast', 'unicode') AND oid IN (${used})`,
  )
}

/** Collations of a kind that version 15 has not: the nearest it has in their stead. */
export function withOlderCollations(script: string): string {
  const made =
    /^(-- Name: .*; Type: COLLATION; .*\n--\n\n)(CREATE COLLATION (?:"(?:[^"]|"")*"|[^ ])+ \()(provider = (builtin|icu), (?:[^;'\n]|'(?:[^']|'')*')*)\);$/gm
  return script.replace(
    made,
    (whole: string, head: string, create: string, options: string, provider: string) => {
      const known = options.replace(/, rules = '(?:[^']|'')*'/, '')
      if (provider === 'icu' && known === options) return whole
      const older = provider === 'icu' ? known : "provider = libc, locale = 'C'"
      const what = create.slice('CREATE '.length, -2).replace('COLLATION', 'collation')
      return `${head}${attempt({ what, take: '', give: `${create}${options})`, older: `${create}${older})` })}`
    },
  )
}

/** A child's own NOT NULL on a column of its parent is written beside the column, as every version reads it. */
async function nameColumnsOfNotNull(pg: PGlite): Promise<void> {
  const own = `SELECT FROM pg_constraint WHERE contype = 'n' AND conislocal AND conrelid = attrelid AND attnum = conkey[1]`
  const inherited = `NOT attislocal AND attrelid >= 16384 AND EXISTS (${own})`
  const { rows } = await pg.query(`SELECT FROM pg_attribute WHERE ${inherited} LIMIT 1`)
  if (rows.length > 0) await done(pg, `UPDATE pg_attribute SET attislocal = true WHERE ${inherited}`)
}

/** False where it was refused, and nothing is changed. */
export async function done(pg: PGlite, statement: string): Promise<boolean> {
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
  'syntax_error OR undefined_function OR undefined_column OR undefined_object OR undefined_table OR wrong_object_type OR ' +
  'feature_not_supported OR invalid_object_definition OR invalid_datetime_format OR object_not_in_prerequisite_state'

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
