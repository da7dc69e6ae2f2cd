import type { Dialect } from './dialect'

/**
 * Words that need quotes as a name. PostgreSQL: pg_get_keywords() where catcode is not U, as quote_ident has it.
 * SQLite: the keywords that its parser does not take as the name of a table and a column, found by trying all.
 */
const reserved: Record<Dialect, ReadonlySet<string>> = {
  sqlite: new Set(
    `add all alter and as autoincrement between case cast check collate commit constraint create current_date
    current_time current_timestamp default deferrable delete distinct drop else end escape except exists false foreign
    from group having if in index insert intersect into is isnull join limit not nothing notnull null on or order
    primary raise references returning rowid select set table then to transaction true union unique update using
    values when where`.split(/\s+/),
  ),
  postgres: new Set(
    `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case
    cast char character check coalesce collate collation column concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user dec decimal default
    deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full grant
    greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull join
    json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize
    json_table json_value lateral leading least left like limit localtime localtimestamp merge_action national natural
    nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing
    position precision primary real references returning right row select session_user setof similar smallint some
    substring symmetric system_user table tablesample then time timestamp to trailing treat trim true union unique
    user using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists
    xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(/\s+/),
  ),
}

/** PostgreSQL folds what is not quoted to small letters. */
const plain: Record<Dialect, RegExp> = { sqlite: /^[A-Za-z_][A-Za-z0-9_]*$/, postgres: /^[a-z_][a-z0-9_]*$/ }

/** Whether a word has a fixed meaning in the dialect, so that it names something only in quotes. */
export const isReserved = (word: string, dialect: Dialect) => reserved[dialect].has(word.toLowerCase())

/** A name as it is stored, quoted where the dialect needs it: `sales`, `"Order"`, `"a""b"`. */
export function quoteName(name: string, dialect: Dialect): string {
  const bare = plain[dialect].test(name) && !isReserved(name, dialect)
  return bare ? name : `"${name.replaceAll('"', '""')}"`
}

/** A string literal. PostgreSQL: right where standard_conforming_strings is on, as it is unless somebody sets it. */
export function quoteText(text: string, dialect: Dialect): string {
  const quoted = `'${text.includes("'") ? text.replaceAll("'", "''") : text}'`
  // SQLite reads SQL only up to a NUL, and a text in PostgreSQL cannot hold one
  return dialect === 'sqlite' && text.includes('\0')
    ? `(${quoted.replaceAll('\0', "'||char(0)||'")})`
    : quoted
}

/**
 * A text as the `sqlite3` shell reads it back whole: the shell takes the CR out of a CR LF. As its own `.dump` does, a
 * mark that the text does not hold stands for each CR.
 */
export function quoteForShell(text: string): string {
  if (!text.includes('\r')) return quoteText(text, 'sqlite')
  let mark = '\\r'
  for (let n = 1; text.includes(mark); n++) mark = `\\r${n}`
  return `replace(${quoteText(text.replaceAll('\r', mark), 'sqlite')},'${mark}',char(13))`
}

const wordFor: Record<Dialect, { true: string; false: string; nan: string; infinity: string }> = {
  sqlite: { true: '1', false: '0', nan: 'NULL', infinity: '9e999' },
  postgres: { true: 'true', false: 'false', nan: "'NaN'::float8", infinity: "'Infinity'::float8" },
}

/**
 * A value of a result as a literal: bigints are integers, numbers floating point (`45.0`, `1e+300`), bytes X'…' or
 * '\x…'::bytea. SQLite has no NaN: NULL, as it stores it itself.
 */
export function literal(
  value: null | boolean | number | bigint | string | Uint8Array,
  dialect: Dialect,
): string {
  const words = wordFor[dialect]
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? words.true : words.false
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return quoteText(value, dialect)
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return words.nan
    if (!Number.isFinite(value)) return value < 0 ? `(-${words.infinity})` : words.infinity
    // NUMERIC, which PostgreSQL takes a bare number for, has no -0
    if (Object.is(value, -0)) return dialect === 'sqlite' ? '-0.0' : "'-0'::float8"
    const digits = String(value)
    return /^-?\d+$/.test(digits) ? `${digits}.0` : digits
  }
  let hex = ''
  for (const byte of value) hex += byte.toString(16).padStart(2, '0')
  return dialect === 'sqlite' ? `X'${hex}'` : `'\\x${hex}'::bytea`
}
