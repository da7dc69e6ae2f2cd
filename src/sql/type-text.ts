import type { Dialect } from './dialect'

/** PostgreSQL's long names of its types, and the short ones that results carry too. */
const short = new Map([
  ['character varying', 'varchar'],
  ['character', 'char'],
  ['bit varying', 'varbit'],
  ['smallint', 'int2'],
  ['integer', 'int4'],
  ['bigint', 'int8'],
  ['real', 'float4'],
  ['double precision', 'float8'],
  ['boolean', 'bool'],
])

/** A declared type as it is shown beside its column: `varchar(100)`, `timestamptz`, `int4[]`; SQLite's, which know no case, in small letters. */
export function typeText(type: string, dialect: Dialect): string {
  if (dialect === 'sqlite') return type.toLowerCase()
  return type
    .replace(/^(timestamp|time)(\(\d\))? with(out)? time zone/, (_, name: string, digits = '', out) =>
      [name, out ? '' : 'tz', digits].join(''),
    )
    .replace(/^[a-z ]+(?=[([]|$)/, (name) => short.get(name) ?? name)
}
