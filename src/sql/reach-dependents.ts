/** What else PostgreSQL drops because it depends on what is dropped, counted by its own book of dependencies. */
import { quoteName, quoteText } from './quote'
import type { ReachTable } from './reach-table'

/** Something that goes with CASCADE: whether it does, or how many values it has, is what `count` gives; 0 where it stays. */
export interface Dependent {
  readonly verb: 'drop view' | 'drop column' | 'drop trigger'
  readonly table: string
  readonly column: string | null
  readonly count: string
}

/** Queries of `classid` and `objid` of what a statement names. */
export const seeds = {
  table: (schema: string, name: string) =>
    `SELECT 'pg_class'::regclass, c.oid FROM pg_class c WHERE c.relname = ${text(name)} AND c.relnamespace = ${text(schema)}::regnamespace`,
  /** `args` is their number, or null where none are said */
  routine: (schema: string | null, name: string, args: number | null) =>
    `SELECT 'pg_proc'::regclass, p.oid FROM pg_proc p WHERE p.proname = ${text(name)}` +
    (schema === null
      ? ' AND pg_function_is_visible(p.oid)'
      : ` AND p.pronamespace = ${text(schema)}::regnamespace`) +
    (args === null ? '' : ` AND p.pronargs = ${args}`),
  extension: (name: string) =>
    `SELECT 'pg_extension'::regclass, e.oid FROM pg_extension e WHERE e.extname = ${text(name)}`,
  /** `role`: an expression that gives its name */
  owned: (role: string) =>
    "SELECT o.classid::regclass, o.objid FROM pg_shdepend o WHERE o.deptype = 'o' AND o.refclassid = 'pg_authid'::regclass " +
    `AND o.refobjid = (SELECT r.oid FROM pg_roles r WHERE r.rolname = ${role}) ` +
    'AND o.dbid = (SELECT b.oid FROM pg_database b WHERE b.datname = current_database())',
}

const text = (value: string) => quoteText(value, 'postgres')

/** Types whose columns go with no extension. */
const builtIn =
  /^(small|big)?(int|serial)|^(numeric|decimal|real|double|float|money|text|char|varchar|bool|date|time|interval|json|uuid|bytea|bit|inet|cidr|macaddr|xml|tsvector|tsquery|point|int[48]range|numrange|daterange|ts)/i

const gone = (seed: string) =>
  `WITH RECURSIVE gone(class, id, sub) AS (SELECT s.*, 0 FROM (${seed}) s UNION ` +
  'SELECT (CASE WHEN d.inner THEN p.refclassid ELSE p.classid END)::regclass, ' +
  'CASE WHEN d.inner THEN p.refobjid ELSE p.objid END, CASE WHEN d.inner THEN p.refobjsubid ELSE p.objsubid END ' +
  'FROM gone g CROSS JOIN (VALUES (false), (true)) d("inner") JOIN pg_depend p ON CASE WHEN d.inner ' +
  "THEN p.classid = g.class AND p.objid = g.id AND p.objsubid = g.sub AND p.deptype = 'i' " +
  'ELSE p.refclassid = g.class AND p.refobjid = g.id AND (g.sub = 0 OR p.refobjsubid = g.sub) END) '

const own = ({ schema, name }: ReachTable) =>
  `(SELECT c.oid FROM pg_class c WHERE c.relname = ${text(name)} AND c.relnamespace = ${text(schema)}::regnamespace)`

/** A query: 1 where a table or view, or a column of it by its number, goes with `seed` and CASCADE, else 0. */
export const isGone = (seed: string, table: ReachTable, sub = '0') =>
  `${gone(seed)}SELECT count(*) FROM gone WHERE class = 'pg_class'::regclass AND id = ${own(table)} AND sub = ${sub}`

/** A query: 1 where a table or view is one of `seed`, else 0. */
export const isNamed = (seed: string, table: ReachTable) =>
  `SELECT count(*) FROM (${seed}) s(class, id) WHERE class = 'pg_class'::regclass AND id = ${own(table)}`

/** What may go with `seed`; `tables` are all that are known, and `named` those that the statement drops by name. */
export function dependents(
  seed: string,
  tables: readonly ReachTable[],
  named: readonly ReachTable[],
): Dependent[] {
  return tables
    .filter((table) => !named.includes(table))
    .flatMap((table): Dependent[] => {
      if (table.kind !== 'table')
        return [{ verb: 'drop view', table: table.name, column: null, count: isGone(seed, table) }]
      const columns = table.columns.filter(({ type = '', generated }) => generated || !builtIn.test(type))
      return [
        ...columns.map(({ name }): Dependent => {
          const attribute = `(SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = ${own(table)} AND a.attname = ${text(name)})`
          const values = `SELECT count(${quoteName(name, 'postgres')}) FROM ${quoteName(table.schema, 'postgres')}.${quoteName(table.name, 'postgres')}`
          return {
            verb: 'drop column',
            table: table.name,
            column: name,
            count: `SELECT CASE WHEN (${isGone(seed, table, attribute)}) > 0 THEN (${values}) ELSE 0 END`,
          }
        }),
        {
          verb: 'drop trigger',
          table: table.name,
          column: null,
          count: `${gone(seed)}SELECT count(DISTINCT t.oid) FROM gone JOIN pg_trigger t ON t.oid = gone.id WHERE gone.class = 'pg_trigger'::regclass AND NOT t.tgisinternal AND t.tgrelid = ${own(table)}`,
        },
      ]
    })
}
