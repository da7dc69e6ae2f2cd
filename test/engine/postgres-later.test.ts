import { beforeAll, expect, test } from 'vitest'
import { openInNode } from '../../src/build/node-engine'
import type { Engine } from '../../src/engine/engine'
import { split } from '../../src/sql/split'
import { all, rows } from './probe'

const made = `
CREATE TABLE parent (a int NOT NULL NO INHERIT, b int CONSTRAINT named NOT NULL, CONSTRAINT positive CHECK (a > 0) NOT ENFORCED);
COMMENT ON CONSTRAINT named ON parent IS 'it''s';
COMMENT ON CONSTRAINT positive ON parent IS 'hoped for';
CREATE TABLE child (CONSTRAINT own NOT NULL a) INHERITS (parent);
CREATE TABLE keys (id uuid DEFAULT uuidv7() PRIMARY KEY, other uuid DEFAULT uuidv4(), day uuid DEFAULT uuidv7(interval '1 day'));
CREATE TABLE rest (id uuid REFERENCES keys NOT ENFORCED, x int, doc text CHECK (doc IS JSON));
INSERT INTO rest VALUES ('00000000-0000-0000-0000-000000000000', NULL, '{}');
ALTER TABLE rest ADD CONSTRAINT someday NOT NULL x NOT VALID;
CREATE INDEX made_at ON keys (uuid_extract_timestamp(id));
CREATE TABLE booking (room int4range, days daterange, PRIMARY KEY (room, days WITHOUT OVERLAPS));
CREATE TABLE guest (room int4range, days daterange, FOREIGN KEY (room, PERIOD days) REFERENCES booking (room, PERIOD days));
CREATE DOMAIN document AS text CHECK (VALUE IS JSON);
CREATE VIEW "od""d" AS SELECT any_value(x) AS x, 'it''s $later$ \\' AS said FROM rest;
CREATE VIEW reader AS SELECT * FROM "od""d";
COMMENT ON VIEW reader IS 'reads';
CREATE FUNCTION later_one(a int[]) RETURNS int[] RETURN array_sample(a, 1);
CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER late BEFORE INSERT ON keys FOR EACH ROW WHEN (uuid_extract_version(new.id) = 7) EXECUTE FUNCTION late();
CREATE RULE seen AS ON DELETE TO keys DO ALSO SELECT any_value(x) FROM rest;
CREATE STATISTICS versions ON uuid_extract_version(id), id FROM keys;
CREATE ROLE "the reader";
CREATE POLICY timed ON keys AS RESTRICTIVE FOR SELECT TO "the reader" USING (uuid_extract_version(id) = 7);
CREATE POLICY kept ON keys FOR SELECT TO pg_maintain, pg_read_all_data USING (true);
CREATE VIEW written AS SELECT xmlserialize(CONTENT '<a/>'::xml AS text) AS x;
CREATE TABLE parts (k int, id uuid) PARTITION BY LIST (k);
ALTER TABLE parts ADD CONSTRAINT hoped FOREIGN KEY (id) REFERENCES keys NOT VALID;
CREATE SCHEMA "we ird";
CREATE VIEW "we ird"."v*?|.x" AS SELECT any_value(x) AS x FROM rest;
CREATE VIEW plain AS SELECT 'uuidv7()' AS said FROM rest;
CREATE FUNCTION folded(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT casefold(t)';
CREATE TABLE computed (doc text, "na""me" text GENERATED ALWAYS AS (json_value(doc, '$.name')) STORED UNIQUE, loud text GENERATED ALWAYS AS (folded(doc)) STORED NOT NULL, last int);
INSERT INTO computed (doc, last) VALUES ('{"name": "Ada"}', 1), ('{"name": "Bo"}', 2);
CREATE INDEX by_folded ON computed (folded(doc));
CREATE TABLE computed_more (extra int, "na""me" text GENERATED ALWAYS AS (json_value(doc, '$.other')) STORED) INHERITS (computed);
INSERT INTO computed_more (doc, extra) VALUES ('{"name": "x", "other": "Cy"}', 3);
CREATE VIEW names AS SELECT "na""me" AS name, last FROM computed;
CREATE TABLE spans (id int PRIMARY KEY, i interval DEFAULT 'infinity', list interval[]);
INSERT INTO spans VALUES (1, 'infinity', '{-infinity,1 day}'), (2, '-infinity', NULL), (3, '1 day', NULL);
CREATE TYPE lasting AS ("the ""span" interval, note text, more interval[], gone json);
CREATE DOMAIN term AS interval;
CREATE TYPE outermost AS (l lasting, t term);
CREATE TABLE deep (id int, a lasting, b lasting[], c term, d outermost);
INSERT INTO deep VALUES (1, ROW('infinity', 'to Infinity', '{-infinity,NULL}', '{}'), ARRAY[ROW('-infinity', NULL, NULL, NULL)::lasting, NULL], 'infinity', ROW(ROW('infinity', NULL, NULL, NULL), '-infinity')),
  (2, NULL, '{}', NULL, NULL), (3, ROW(NULL, NULL, NULL, NULL), NULL, '1 day', ROW(NULL, '2 days'));
CREATE FUNCTION forever() RETURNS interval RETURN '-infinity'::interval;
CREATE FUNCTION dice(low int = random(1, 6)) RETURNS int LANGUAGE sql AS 'SELECT low';
CREATE VIEW thrown AS SELECT dice() AS n;
CREATE FUNCTION dropped() RETURNS SETOF int BEGIN ATOMIC MERGE INTO rest USING (VALUES (1)) AS v (n) ON x = n WHEN NOT MATCHED BY SOURCE THEN DELETE RETURNING x; END;
CREATE VIEW seen_tables AS SELECT relname FROM pg_class WHERE relname = 'rest';
CREATE FUNCTION tables() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM seen_tables; END;
CREATE MATERIALIZED VIEW folds AS SELECT folded('A') AS a;
CREATE COLLATION exact (provider = builtin, locale = 'C.UTF-8');
CREATE COLLATION "or;der" (provider = icu, locale = 'und', rules = '&a < b');
CREATE TABLE texts (a text COLLATE exact, b text COLLATE "or;der", c text COLLATE pg_unicode_fast, d text COLLATE unicode);
CREATE FUNCTION entered() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER entered ON login EXECUTE FUNCTION entered();
ALTER EVENT TRIGGER entered DISABLE`

const catalog = `SELECT concat_ws(' ', coalesce(nullif(conrelid, 0)::regclass::text, contypid::regtype::text), conname, conislocal,
    pg_get_constraintdef(oid), obj_description(oid, 'pg_constraint')) FROM pg_constraint WHERE oid >= 16384
  UNION ALL SELECT concat_ws(' ', adrelid::regclass, adnum, pg_get_expr(adbin, adrelid)) FROM pg_attrdef
  UNION ALL SELECT concat_ws(' ', oid::regclass, obj_description(oid, 'pg_class'), pg_get_viewdef(oid)) FROM pg_class WHERE relkind = 'v' AND oid >= 16384
  UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indexrelid >= 16384 AND indrelid::regclass::text !~ 'toast'
  UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE oid >= 16384
  UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
  UNION ALL SELECT definition FROM pg_rules WHERE schemaname = 'public'
  UNION ALL SELECT concat_ws(' ', tablename, policyname, permissive, roles, cmd, qual, with_check) FROM pg_policies
  UNION ALL SELECT concat_ws(' ', evtname, evtevent, evtenabled) FROM pg_event_trigger
  UNION ALL SELECT concat_ws(' ', collname, collprovider, colllocale, collicurules) FROM pg_collation WHERE oid >= 16384
  UNION ALL SELECT concat_ws(' ', 'computed', tableoid::regclass, c) FROM computed c
  UNION ALL SELECT concat_ws(' ', 'spans', s) FROM spans s
  UNION ALL SELECT concat_ws(' ', 'deep', d) FROM deep d
  ORDER BY 1`

const restored = async (script: string): Promise<Engine> => {
  const engine = await openInNode('postgres')
  await all(engine, ...split(script, 'postgres').map(({ text }) => text), 'SET search_path = public')
  return engine
}

let script = ''
let before: unknown
beforeAll(async () => {
  const engine = await openInNode('postgres')
  await all(engine, ...split(made, 'postgres').map(({ text }) => text))
  before = await rows(engine, catalog)
  await all(engine, 'SET standard_conforming_strings = off')
  script = await engine.dump()
  await engine.close()
})

test('a dump holds nothing that PostgreSQL 15 cannot read but where it is tried', () => {
  const first = script.slice(0, script.indexOf('\n-- the default arguments'))
  expect(first).toContain('CREATE VIEW public.plain')
  const bodies = /\$_?\$[^$]*\$_?\$|^DO [^]*?END';$|^CREATE COLLATION.*|'uuidv7\(\)'/gm
  expect(first).not.toContain('CREATE ROLE pg_')
  expect(first.replaceAll(bodies, '')).not.toMatch(
    /NOT ENFORCED|NO INHERIT|NOT VALID|uuid\w+\(|OVERLAPS|PERIOD|any_value|IS JSON|JSON_VALUE|infinity|MERGE|random|SELECT pg_class|login|NO INDENT|pg_maintain|pg_catalog\.unicode|COMMENT ON CONSTRAINT|CONSTRAINT \w+ NOT NULL \w/,
  )
  const tried = script.slice(first.length)
  expect(tried).toContain(
    '-- constraint positive of public.parent: left out by servers that do not know it\n',
  )
  expect(tried).toContain('-- CREATE VIEW public."od""d" AS: left out by')
})

test('a server that knows all of it gets all of it back', async () => {
  const engine = await restored(script)
  // what the catalog's own collations have become is the database's
  const own = ['pg_unicode_fast b PG_UNICODE_FAST', 'unicode i und']
  expect((await rows(engine, catalog)).filter(([text]) => !own.includes(String(text)))).toEqual(before)
  await engine.close()
})

test('a server that knows none of it goes on, with other words where it has them', async () => {
  // the function stands for a word that such a server does not know; it has no NOT NULL of its own on children either
  const older = script
    .replaceAll(/^BEGIN$/gm, 'BEGIN PERFORM unknown_here();')
    .replaceAll("DO 'BEGIN EXECUTE", "DO 'BEGIN PERFORM unknown_here(); EXECUTE")
    .replaceAll("interval_in(''infinity''", "interval_in(''for ever''")
    .replaceAll('TABLE ONLY', 'TABLE')
  const engine = await restored(older)
  await all(
    engine,
    'INSERT INTO keys DEFAULT VALUES',
    "INSERT INTO booking VALUES ('[1,2)', '[2026-01-01,2026-01-03)'), ('[1,2)', '[2026-01-02,2026-01-04)')",
  )
  const [made] = await rows(
    engine,
    `SELECT uuid_extract_version(id)::text, uuid_extract_timestamp(id) BETWEEN now() - interval '1 minute' AND now() + interval '1 minute',
       uuid_extract_version(other)::text, day FROM keys`,
  )
  expect(made).toEqual(['7', true, '4', null])
  expect(await rows(engine, 'SELECT said, count(*) FROM plain GROUP BY said')).toEqual([['uuidv7()', 1n]])
  expect(
    await rows(
      engine,
      "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'parent'::regclass AND attnum = 1",
    ),
  ).toEqual([[true]])
  expect(
    await rows(engine, "SELECT count(*) FROM pg_constraint WHERE conname IN ('positive', 'rest_id_fkey')"),
  ).toEqual([[0n]])
  expect(
    await rows(
      engine,
      'SELECT doc, "na""me", loud, last FROM computed UNION ALL SELECT name, NULL, NULL, last FROM names ORDER BY 1',
    ),
  ).toEqual([
    ['Ada', null, null, 1n],
    ['Bo', null, null, 2n],
    ['Cy', null, null, null],
    ['{"name": "Ada"}', 'Ada', '{"name": "ada"}', 1n],
    ['{"name": "Bo"}', 'Bo', '{"name": "bo"}', 2n],
    ['{"name": "x", "other": "Cy"}', 'Cy', '{"name": "x", "other": "cy"}', null],
  ])
  expect(
    await rows(engine, 'SELECT isfinite(i), isfinite(list[1]), i > list[1] FROM spans WHERE id = 1'),
  ).toEqual([[true, true, true]])
  expect(
    await rows(
      engine,
      'SELECT isfinite((a)."the ""span"), (a).note, isfinite((a).more[1]), isfinite((b[1])."the ""span"), isfinite(c), isfinite((d).t) FROM deep WHERE id = 1',
    ),
  ).toEqual([[true, 'to Infinity', true, true, true, true]])
  expect(
    await rows(engine, 'SELECT collname, collprovider FROM pg_collation WHERE oid >= 16384 ORDER BY 1'),
  ).toEqual([
    ['exact', 'c'],
    ['or;der', 'i'],
    ['pg_unicode_fast', 'c'],
    ['unicode', 'i'],
  ])
  expect(await rows(engine, 'SELECT dice(3)')).toEqual([[3n]])
  await engine.close()
})
