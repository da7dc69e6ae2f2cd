/** PostgreSQL's types in SQLite. */
import type { Table, TableColumn } from '../engine/schema'
import { quoteName } from '../sql/quote'
import { textsOf, type Runner } from './ask'
import type { Leave } from './copy-model'
import type { Kind } from './kind'
import { qualifiedName, shownName } from './postgres-names'

/** Columns whose numbers SQLite would change. */
export interface Extremes {
  readonly long: ReadonlySet<string>
  readonly odd: ReadonlySet<string>
}

export async function extremes(source: Runner, table: Table): Promise<Extremes> {
  const long = new Set<string>()
  const odd = new Set<string>()
  const numbers = table.columns.filter(({ type }) => /^(numeric|real|double precision)/.test(type))
  if (numbers.length === 0) return { long, odd }
  const parts = numbers.flatMap(({ name }) => {
    const c = quoteName(name, 'postgres')
    return [
      `pg_catalog.max(pg_catalog.length(pg_catalog.regexp_replace(pg_catalog.regexp_replace(${c}::text, '^-?[0.]*', ''), '[.]', '')))`,
      `pg_catalog.bool_or(${c}::text IN ('NaN', 'Infinity', '-Infinity'))`,
    ]
  })
  const [row = []] = await textsOf(source, `SELECT ${parts.join(',')} FROM ${qualifiedName(table)}`)
  numbers.forEach(({ name, type }, i) => {
    if (type.startsWith('numeric') && Number(row[i * 2] ?? 0) > 15) long.add(name)
    if (row[i * 2 + 1] === 'true') odd.add(name)
  })
  return { long, odd }
}

/** How a column is declared in SQLite, how its cells are written, and what there is to say of that. */
export interface Typed {
  readonly type: string
  readonly kind: Kind
  readonly why: string | null
}

const typed = (type: string, kind: Kind, why: string | null = null): Typed => ({ type, kind, why })
const asText = (why: string) => typed('TEXT', 'text', `${why}: it is TEXT.`)

export function typeOf({ name, type }: TableColumn, { long, odd }: Extremes): Typed {
  if (/^(smallint|integer|bigint)$/.test(type)) return typed('INTEGER', 'integer')
  if (type === 'boolean') return typed('BOOLEAN', 'boolean')
  if (type.startsWith('numeric') && !type.endsWith('[]')) {
    if (odd.has(name)) return asText('It holds NaN or Infinity, which numbers in SQLite do not know')
    if (long.has(name)) return asText('It holds numbers of more than 15 digits, which SQLite would round')
    return typed(type.replace('numeric', 'DECIMAL'), 'decimal')
  }
  if (type === 'real' || type === 'double precision')
    return odd.has(name)
      ? asText('It holds NaN or Infinity, which SQLite does not keep')
      : typed('REAL', 'real')
  if (/^character varying(\(\d+\))?$/.test(type))
    return typed(type.replace('character varying', 'VARCHAR'), 'text')
  if (/^character\(\d+\)$/.test(type)) return typed(type.replace('character', 'CHAR'), 'text')
  if (type === 'text') return typed('TEXT', 'text')
  if (type === 'date') return typed('DATE', 'text')
  if (type === 'timestamp without time zone') return typed('TIMESTAMP', 'text')
  if (type === 'bytea') return typed('BLOB', 'bytes')
  return typed('TEXT', 'text', `${type} is no type of SQLite: it is TEXT, as PostgreSQL writes it.`)
}

/** Tells of the columns whose length or digits only PostgreSQL checks. */
export function leaveLengths(tables: readonly Table[], leave: Leave): void {
  const held = tables.flatMap((table) =>
    table.columns
      .filter(({ type }) => /^(character|numeric)\b.*\d\)$/.test(type))
      .map(
        ({ name, type }) =>
          `${name} of ${shownName(table)} to ${type.replace('character varying', 'varchar')}`,
      ),
  )
  if (held.length === 0) return
  const more = held.length > 3 ? `, and ${held.length - 3} more` : ''
  leave(
    'lengths and digits',
    `PostgreSQL holds ${held.slice(0, 3).join(', ')}${more}; SQLite does not check them.`,
  )
}
