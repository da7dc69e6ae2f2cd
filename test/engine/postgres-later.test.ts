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
CREATE TABLE parts (k int, id uuid) PARTITION BY LIST (k);
ALTER TABLE parts ADD CONSTRAINT hoped FOREIGN KEY (id) REFERENCES keys NOT VALID;
CREATE SCHEMA "we ird";
CREATE VIEW "we ird"."v*?|.x" AS SELECT any_value(x) AS x FROM rest;
CREATE VIEW plain AS SELECT 'uuidv7()' AS said FROM rest`

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
  const first = script.slice(0, script.indexOf('\n-- constraint'))
  expect(first).toContain('CREATE VIEW public.plain')
  expect(first.replace("'uuidv7()'", '')).not.toMatch(
    /NOT ENFORCED|NO INHERIT|NOT VALID|uuid\w+\(|OVERLAPS|PERIOD|any_value|array_sample|IS JSON|COMMENT ON CONSTRAINT|CONSTRAINT \w+ NOT NULL \w/,
  )
  const tried = script.slice(first.length)
  expect(tried).toContain(
    '-- constraint positive of public.parent: left out by servers that do not know it\n',
  )
  expect(tried).toContain('-- views "public"."od""d", "public"."reader", "we ird"."v*?|.x": left out by')
})

test('a server that knows all of it gets all of it back', async () => {
  const engine = await restored(script)
  expect(await rows(engine, catalog)).toEqual(before)
  await engine.close()
})

test('a server that knows none of it goes on, with other words where it has them', async () => {
  // the function stands for a word that such a server does not know; it has no NOT NULL of its own on children either
  const older = script
    .replaceAll(/^BEGIN$/gm, 'BEGIN PERFORM unknown_here();')
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
  await engine.close()
})
