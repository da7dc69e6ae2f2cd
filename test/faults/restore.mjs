/**
 * What the page exports, in the programs it is meant for: the PostgreSQL dump in a real PostgreSQL that stops at the first
 * error, the SQLite file and dump in the real sqlite3. Row by row the same, told by one checksum per table.
 * `node test/faults/restore.mjs`. Needs `npm run build`; says so where a program is not installed.
 */
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright'
import { findChromium } from '../scripts/find-chromium.mjs'
import { ask, choose, run, serveBuilt } from './built-site.mjs'

const folder = mkdtempSync(join(tmpdir(), 'tandem-restore-'))
const texts = `(1, NULL), (2, ''), (3, 'NULL'), (4, 'a''b "c" \\ d'), (5, '😀 é 漢'), (6, '\\N'), (7, ';--/*')`
/** What dumps get wrong: texts of every kind, quoted names, rules, counters, routines, what PostgreSQL 15 does not know. */
const script = {
  SQLite: `
CREATE TABLE "odd ""name""" (id INTEGER PRIMARY KEY AUTOINCREMENT, "select" text, b blob, r real, CHECK (id > 0));
INSERT INTO "odd ""name""" (id, "select") VALUES ${texts};
INSERT INTO "odd ""name""" ("select", b, r) VALUES (char(10, 9, 13), x'00ff', 1e999), ('big', zeroblob(5000), -0.1);
CREATE UNIQUE INDEX odd_index ON "odd ""name""" ("select", id) WHERE id > 2;
CREATE VIEW odd_view AS SELECT count(*) AS n FROM "odd ""name""";
CREATE TRIGGER odd_trigger AFTER INSERT ON categories BEGIN SELECT 1; END;
SELECT 1`,
  PostgreSQL: `
CREATE TYPE mood AS ENUM ('fine', 'so-so');
CREATE TABLE "odd ""name""" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "select" text, b bytea, r float8, n numeric(30, 10), j jsonb, a int[], m mood, at timestamptz, CHECK (id > 0));
INSERT INTO "odd ""name""" (id, "select") OVERRIDING SYSTEM VALUE VALUES ${texts};
SELECT setval(pg_get_serial_sequence('"odd ""name"""', 'id'), 7);
INSERT INTO "odd ""name""" ("select", b, r, n, j, a, m, at) VALUES (E'\\n\\t\\r\\\\', '\\x00ff', 'NaN', 12345678901234567890.0123456789, '{"n": 12345678901234567890}', '{1,NULL,3}', 'so-so', 'infinity'), ('big', NULL, '-Infinity', NULL, '[]', '{}', 'fine', '4713-01-01 00:00:00+00 BC');
CREATE UNIQUE INDEX odd_index ON "odd ""name""" (lower("select"), id) WHERE id > 2;
CREATE VIEW odd_view AS SELECT count(*) AS n FROM "odd ""name""";
CREATE FUNCTION odd_function(i int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN i + 1; -- ';
END $$;
CREATE TABLE later (id uuid DEFAULT uuidv7() PRIMARY KEY, a int NOT NULL NO INHERIT CHECK (a > 0) NOT ENFORCED, b int CONSTRAINT named NOT NULL, j text CHECK (j IS JSON), v int GENERATED ALWAYS AS (a * 2) VIRTUAL, w text GENERATED ALWAYS AS (json_value(j, '$.w') || to_bin(a)), t text COLLATE pg_unicode_fast);
CREATE COLLATION later_order (provider = icu, locale = 'und', rules = '&a < b');
CREATE FUNCTION later_trigger() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER later_trigger ON login EXECUTE FUNCTION later_trigger();
CREATE TABLE later_spans (i interval DEFAULT 'infinity');
INSERT INTO later_spans DEFAULT VALUES;
CREATE FUNCTION later_dice(a int = random(1, 6)) RETURNS int BEGIN ATOMIC MERGE INTO later_spans USING (VALUES (a)) AS v ON false WHEN NOT MATCHED BY SOURCE THEN DELETE RETURNING a; END;
CREATE VIEW later_throw AS SELECT later_dice() AS n;
COMMENT ON CONSTRAINT named ON later IS 'named';
CREATE TABLE later_child (CONSTRAINT own NOT NULL a) INHERITS (later);
INSERT INTO later (a, b, j, t) VALUES (1, 2, '{"w": "w"}', 't');
CREATE VIEW later_view AS SELECT any_value(a) AS a FROM later;
SELECT 1`,
}

/** @param {import('playwright').Page} page @param {RegExp} item @param {string} name */
async function exported(page, item, name) {
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: item }).click(),
  ])
  const path = join(folder, name)
  await download.saveAs(path)
  return path
}

/** @param {string} command @param {readonly string[]} args @param {import('node:child_process').SpawnSyncOptions} [options] */
function call(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', ...options })
  if (error !== undefined) throw error
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${String(stdout)}${String(stderr)}`)
  return String(stdout).trim()
}

/** The folder of a PostgreSQL server's programs, 15 before any other; null where there is none. */
function postgresPrograms() {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const folders = ['15', ...versions].map((version) => join(root, version, 'bin'))
  const path = (process.env.PATH ?? '').split(':')
  return (
    [...folders, ...path].find(
      (each) => existsSync(join(each, 'initdb')) && existsSync(join(each, 'pg_ctl')),
    ) ?? null
  )
}

/** initdb refuses root: then somebody who may do less. */
function user() {
  if (process.getuid?.() !== 0) return {}
  const found = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const [, , uid, gid] =
    found.find(([name]) => name === 'postgres') ?? found.find(([name]) => name === 'nobody') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

const checksum = (/** @type {string} */ name) =>
  `SELECT count(*) || ' ' || md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C")) FROM ${name} t`
const tables = ['customers', 'categories', 'sales', '"odd ""name"""', 'odd_view', 'later']

/** @param {import('playwright').Page} page @returns {Promise<{ outcome: string, figures: string }>} */
async function postgres(page) {
  const programs = postgresPrograms()
  await choose(page, 'PostgreSQL')
  await run(page, script.PostgreSQL)
  const expected = (
    await ask(page, `SET TimeZone = 'UTC'; ${tables.map(checksum).join(' UNION ALL ')}`)
  ).sort()
  const dump = await exported(page, /SQL dump/, 'postgres.sql')
  if (programs === null) return { outcome: 'skipped', figures: 'no PostgreSQL server is installed here' }
  const who = user()
  const home = mkdtempSync('/tmp/tandem-pg-')
  if (who.uid !== undefined) chownSync(home, who.uid, who.gid)
  const data = join(home, 'data')
  const options = { ...who, cwd: home, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', HOME: home } }
  try {
    call(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      options,
    )
    // its output must not keep the pipe open after pg_ctl has ended
    call(
      join(programs, 'pg_ctl'),
      ['-D', data, '-w', '-l', join(home, 'log'), '-o', `-k ${home} -c listen_addresses=''`, 'start'],
      { ...options, stdio: 'ignore' },
    )
    const psql = (/** @type {string[]} */ ...args) =>
      call('psql', ['-X', '-q', '-A', '-t', '-h', home, '-U', 'postgres', '-v', 'ON_ERROR_STOP=1', ...args])
    psql('-c', 'CREATE DATABASE restored', '-d', 'postgres')
    psql('-d', 'restored', '-f', dump)
    const found = psql(
      '-d',
      'restored',
      '-c',
      `SET TimeZone = 'UTC'`,
      '-c',
      tables.map(checksum).join(' UNION ALL '),
    )
      .split('\n')
      .sort()
    // an image is a crash to PostgreSQL, over which its counters may skip values (manual: CREATE SEQUENCE, Notes)
    const next = psql(
      '-d',
      'restored',
      '-c',
      `INSERT INTO "odd ""name""" ("select") VALUES ('next') RETURNING id`,
    )
    const sum = psql('-d', 'restored', '-c', 'SELECT odd_function(41)')
    const version = psql('-d', 'restored', '-c', 'SHOW server_version')
    const same = JSON.stringify(found) === JSON.stringify(expected)
    if (!same) console.error('in the page', expected, 'restored', found)
    return {
      outcome: same && Number(next) >= 10 && sum === '42' ? 'held' : 'BROKEN',
      figures: `PostgreSQL ${version}, ${found.length} checksums equal: ${same}, next id ${next}`,
    }
  } finally {
    spawnSync(join(programs, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop'], {
      ...options,
      stdio: 'ignore',
    })
    rmSync(home, { recursive: true, force: true })
  }
}

/** @param {import('playwright').Page} page @returns {Promise<{ outcome: string, figures: string }>} */
async function sqlite(page) {
  await choose(page, 'SQLite')
  await run(page, script.SQLite)
  const [expected] = await ask(
    page,
    `SELECT (SELECT count(*) FROM sales) || ' ' || (SELECT group_concat(quote("select") || quote(b) || quote(r)) FROM "odd ""name""" WHERE id < 8)`,
  )
  const [dump, file] = [
    await exported(page, /SQL dump/, 'sqlite.sql'),
    await exported(page, /SQLite file/, 'sqlite.db'),
  ]
  if (spawnSync('sqlite3', ['--version']).error !== undefined)
    return { outcome: 'skipped', figures: 'no sqlite3 is installed here' }
  const restored = join(folder, 'restored.db')
  call('sqlite3', ['-bail', restored, `.read ${dump}`])
  const query = `SELECT (SELECT count(*) FROM sales) || ' ' || (SELECT group_concat(quote("select") || quote(b) || quote(r)) FROM "odd ""name""" WHERE id < 8)`
  const answers = [file, restored].flatMap((path) => [
    call('sqlite3', [path, 'PRAGMA integrity_check; PRAGMA foreign_key_check']),
    call('sqlite3', [path, query]),
  ])
  const dumps = [file, restored].map((path) => call('sqlite3', [path, '.dump']))
  const same = dumps[0] === dumps[1]
  if (!same) console.error('the dump of the file and of the restored dump differ')
  const held = same && JSON.stringify(answers) === JSON.stringify(['ok', expected, 'ok', expected])
  if (!held) console.error(answers, expected)
  return {
    outcome: held ? 'held' : 'BROKEN',
    figures: `integrity ok twice, ${dumps[0]?.length} characters of .dump equal: ${same}`,
  }
}

const site = await serveBuilt()
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-background-networking'],
})
const table = []
try {
  for (const [what, prove] of /** @type {const} */ ([
    ['PostgreSQL dump in a real PostgreSQL', postgres],
    ['SQLite file and dump in sqlite3', sqlite],
  ])) {
    const page = await browser.newPage()
    await page.goto(`${site.origin}/#/play`)
    table.push({ row: 103, what, ...(await prove(page)) })
    await page.close()
  }
} finally {
  await browser.close()
  site.close()
  rmSync(folder, { recursive: true, force: true })
}
console.table(table)
process.exitCode = table.length === 2 && table.every(({ outcome }) => outcome !== 'BROKEN') ? 0 : 1
