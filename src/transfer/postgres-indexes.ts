import type { Table } from '../engine/schema'
import { quoteText } from '../sql/quote'
import { textsOf, type Runner } from './ask'
import type { CopyIndex, Leave } from './copy-model'
import { renamed } from './copy-names'
import { qualifiedName, shownName, type PostgresNames } from './postgres-names'

/** The indexes of a table: those that it has itself, and the columns of those that a UNIQUE has. */
export async function indexesOf(
  source: Runner,
  table: Table,
  names: PostgresNames,
  leave: Leave,
): Promise<{ readonly indexes: CopyIndex[]; readonly uniques: string[][] }> {
  const shown = shownName(table)
  const rows = await textsOf(
    source,
    `SELECT i.relname, x.indisunique, pg_catalog.pg_get_indexdef(x.indexrelid), k.contype,
      x.indnullsnotdistinct, k.condeferrable
    FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
    WHERE x.indrelid = ${quoteText(qualifiedName(table), 'postgres')}::regclass ORDER BY x.indexrelid`,
  )
  const all = rows.map(([name, unique, definition, constraint, nulls, deferrable]) => ({
    name: name ?? '',
    unique: unique === 'true',
    definition: definition ?? '',
    constraint: constraint ?? null,
    nullsEqual: nulls === 'true',
    deferrable: deferrable === 'true',
    columns: table.indexes.find((index) => index.name === name)?.columns.map(bare) ?? [],
  }))
  const isNotNull = (name: string) => table.columns.some((each) => each.name === name && each.notNull)
  for (const { name, constraint, nullsEqual, deferrable, columns } of all) {
    if (constraint === 'x') leave(`exclusion ${name} of ${shown}`, 'SQLite has no EXCLUDE.')
    if (nullsEqual && !columns.every(isNotNull))
      leave(
        `unique ${name} of ${shown}`,
        'SQLite has no NULLS NOT DISTINCT: rows with NULL can be there twice.',
      )
    if (deferrable && constraint !== 'x')
      leave(`unique ${name} of ${shown}`, 'It is DEFERRABLE; SQLite looks at it after every row.')
  }
  return {
    uniques: all
      .filter(({ constraint }) => constraint === 'u')
      .map(({ columns }) => columns.map((column) => names.column(shown, column))),
    indexes: all
      .filter(({ constraint }) => constraint === null)
      .map(({ name, unique, definition, nullsEqual }) => {
        const [, method = 'btree', body = ''] = /\bUSING (\w+) (\(.*)$/s.exec(definition) ?? []
        if (method !== 'btree')
          leave(
            `index ${name}`,
            `It is a ${method} index; in SQLite it is an ordinary one, if it can be made.`,
          )
        const plain = unordered(body)
        const alone = plain.replace(/ INCLUDE \((?:"(?:[^"]|"")*"|[^)"])*\)/, '')
        if (alone !== plain) leave(`index ${name}`, 'SQLite has no INCLUDE: it is there without.')
        const whole = nullsEqual ? alone.replace(' NULLS NOT DISTINCT', '') : alone
        return { name, unique, body: renamed(whole, names.columns(shown)) }
      }),
  }
}

/** Without how an index is ordered, which changes no result. */
const unordered = (body: string) =>
  body
    .replace(/ NULLS (?:FIRST|LAST)\b/g, '')
    .replace(/ (?:\w+_pattern|jsonb_path|\w+_bloom|\w+_minmax_multi)_ops\b/g, '')
    .replace(/ WITH \(\w+=[^()]*\)(?= WHERE |$)/, '')
    .replace(/ COLLATE "(?:C|POSIX)"/g, '')

/** A column's name as pg_get_indexdef writes it. */
const bare = (name: string) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name)
