import type { Table } from '../engine/schema'
import { quoteText } from '../sql/quote'
import { textsOf, type Runner } from './ask'
import type { CopyIndex, Leave } from './copy-model'
import { renamed } from './copy-names'
import { edited, onlyWords } from './copy-pieces'
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
        const using = /\bUSING (\w+) (?=\()/.exec(onlyWords(definition, 'postgres'))
        const method = using?.[1] ?? 'btree'
        const body = using === null ? '' : definition.slice(using.index + using[0].length)
        if (method !== 'btree')
          leave(
            `index ${name}`,
            `It is a ${method} index; in SQLite it is an ordinary one, if it can be made.`,
          )
        const plain = unordered(body)
        const alone = without(plain, / INCLUDE \([^)]*\)/g)
        if (alone !== plain) leave(`index ${name}`, 'SQLite has no INCLUDE: it is there without.')
        const whole = nullsEqual ? without(alone, / NULLS NOT DISTINCT/g) : alone
        return { name, unique, body: renamed(whole, names.columns(shown)) }
      }),
  }
}

/** Without how an index is ordered, which changes no result. */
function unordered(body: string): string {
  const parts =
    / NULLS (?:FIRST|LAST)\b| (?:\w+_pattern|jsonb_path|\w+_bloom|\w+_minmax_multi)_ops\b| WITH \(\w+=[^()]*\)(?= WHERE |$)/g
  return without(without(body, parts), / COLLATE \0+/g, (part) => / "(?:C|POSIX)"$/.test(part))
}

/** Without what is found among its words and marks, as `onlyWords` gives them. */
function without(body: string, parts: RegExp, goes: (part: string) => boolean = () => true): string {
  const found = [...onlyWords(body, 'postgres').matchAll(parts)].map(({ index, 0: { length } }) => ({
    from: index,
    to: index + length,
    text: '',
  }))
  return edited(
    body,
    found.filter(({ from, to }) => goes(body.slice(from, to))),
  )
}

/** A column's name as pg_get_indexdef writes it. */
const bare = (name: string) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name)
