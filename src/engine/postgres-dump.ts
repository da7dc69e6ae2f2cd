import type { PGlite } from '@electric-sql/pglite'
import { takingParts } from './postgres-parts'

/**
 * An SQL script as pg_dump writes it, which a PostgreSQL from version 15 on restores. Owners and grants are left out:
 * their roles would be missing there; those that a policy names are made first. Changes the database and the session, and
 * leaves a transaction behind: for an engine that is used for nothing else afterwards. Generated columns that are computed
 * when they are read, which PostgreSQL 18 brought and makes unless told otherwise, are written as stored ones, which every
 * version has. What else versions after 15 brought stands at the end, where an older server goes on without it.
 */
export async function dump(pg: PGlite): Promise<string> {
  await pg.exec(
    'SET search_path = pg_catalog; SET event_triggers = off; SET standard_conforming_strings = on',
  )
  const roles = await policyRoles(pg)
  const { takeOutLater, withOlderCollations } = await import('./postgres-later')
  const later = await takeOutLater(pg)
  await storeGenerated(pg)
  const without = later.views.map((view) => `--exclude-table=${view}`)
  // columns by name: a newer server computes some of them, and has others at the end
  const part = (section: string) => dumped(pg, [`--section=${section}`, '--column-inserts', ...without])
  let script: string
  if (later.values === null) script = await dumped(pg, without)
  else {
    const data = await part('data')
    await later.values.hollow()
    script =
      (await part('pre-data')) + later.values.before + data + later.values.after + (await part('post-data'))
  }
  const views =
    later.views.length === 0
      ? ''
      : await dumped(
          pg,
          later.views.map((view) => `--table=${view}`),
        )
  return roles + withOlderCollations(script) + later.script(views)
}

const emptyPath = "SELECT pg_catalog.set_config('search_path', '', false);\n"

/**
 * The line that sets the path on which the database looks for names. pg_dump's line empties it, and then a CHECK fails whose
 * function names tables without their schema. The script itself names all schemas, but not pg_catalog in every place.
 */
async function ownPath(pg: PGlite): Promise<string> {
  const { rows } = await pg.query<{ path: string }>(
    `SELECT quote_literal(reset_val) AS path FROM pg_settings WHERE name = 'search_path' AND reset_val !~ 'pg_(catalog|temp)'`,
  )
  return emptyPath.replace("''", () => rows[0]?.path ?? "''")
}

async function dumped(pg: PGlite, args: string[]): Promise<string> {
  const { pgDump } = await import('@electric-sql/pglite-tools/pg_dump')
  // the transaction of a dump before, and the search path, which it must find with something in it
  await pg.exec('ROLLBACK; SET search_path = pg_catalog')
  const file = await takingParts(pg, () => pgDump({ pg, args: ['--no-owner', '--no-privileges', ...args] }))
  const text = await file.text()
  const path = await ownPath(pg)
  // the timeout is a setting that PostgreSQL 17 brought; both stand ahead of all else
  return text.replace(/^SET transaction_timeout = .*\n/m, '').replace(emptyPath, () => path)
}

async function storeGenerated(pg: PGlite): Promise<void> {
  const virtual = "pg_catalog.pg_attribute WHERE attgenerated OPERATOR(pg_catalog.=) 'v'"
  const { rows } = await pg.query(`SELECT FROM ${virtual} LIMIT 1`)
  if (rows.length === 0) return
  await pg.exec(
    `BEGIN READ WRITE; UPDATE ${virtual.replace('WHERE', "SET attgenerated = 's' WHERE")}; COMMIT`,
  )
}

/** Statements that make the roles which policies name, where they are not there yet. PostgreSQL's own cannot be made. */
async function policyRoles(pg: PGlite): Promise<string> {
  const { rows } = await pg.query<{ body: string }>(
    `SELECT pg_catalog.quote_literal(pg_catalog.format(
       'BEGIN CREATE ROLE %I; EXCEPTION WHEN duplicate_object THEN NULL; END', rolname)) AS body
     FROM pg_catalog.pg_roles r
     WHERE oid OPERATOR(pg_catalog.>=) 16384 AND EXISTS (SELECT FROM pg_catalog.pg_policy WHERE r.oid OPERATOR(pg_catalog.=) ANY (polroles))
     ORDER BY rolname`,
  )
  return rows.map(({ body }) => `DO ${body};\n`).join('')
}
