/** What stands before a column's dot and is no table of the query, and columns that need something before a dot. */
import type { Advice, Complaint } from './advice'
import { isSlip } from './nearest'
import { quoteName } from './quote'
import type { Reading } from './reading'
import { type KnownTable, nameOf, sameName, type Source, sources } from './sources'

const unknown =
  /^(?:no such column: (\w+)\.\w+|(?:missing|invalid reference to) FROM-clause entry for table "(\w+)")$/

/** `SELECT cc.name FROM customers c` */
export function unknownQualifier(
  sql: Reading,
  complaint: Complaint | null,
  tables: readonly KnownTable[],
): Advice | null {
  const found = unknown.exec(complaint?.message ?? '')
  const named = found?.[1] ?? found?.[2]
  if (named === undefined) return null
  const at = sql.pieces.findIndex((piece, i) => sameName(nameOf(piece), named) && sql.word(i + 1) === '.')
  const all = sources(sql).filter(({ name }) => name !== '')
  if (at < 0 || all.length === 0) return null
  const place = sql.span(at)
  const written = sql.slice(place)
  if (all.some(({ name }) => sameName(name, named))) {
    if (complaint?.message.startsWith('invalid') !== true) return null
    return {
      title: `\`${written}\` is not known here: a \`JOIN\` binds tighter than a comma.`,
      why: 'Its `ON` sees only the two tables that it joins. Write `JOIN` between all of them.',
      ...place,
    }
  }
  const names = [...new Set(all.map(({ name }) => name))]
  const renamed = all.filter(({ table }) => sameName(table, named))
  const near = names.filter((name) => isSlip(name.toLowerCase(), named.toLowerCase()))
  const meant = [renamed.map(({ name }) => name), near, names].find((list) => list.length > 0) ?? []
  const exists = tables.some(({ name }) => sameName(name, named))
  if (renamed.length === 0 && exists)
    return {
      title: `\`${written}\` is a table that this query does not read.`,
      why: `A query knows the columns of the tables behind \`FROM\` and \`JOIN\`: ${listed(names)}. Join it, or take a column of these.`,
      ...place,
    }
  const [only] = meant
  return {
    title:
      renamed.length > 0
        ? `\`${written}\` goes by the name ${listed(meant)} in this query.`
        : `\`${written}\` is no table of this query. It knows ${listed(names)}.`,
    why: 'Before the dot stands a table of the query: by its alias, where it has one, else by its name.',
    ...place,
    ...(meant.length === 1 &&
      only !== undefined && { fix: { ...place, text: quoteName(only, sql.dialect) } }),
  }
}

/** `SELECT id FROM customers JOIN sales …` */
export function ambiguous(
  sql: Reading,
  complaint: Complaint | null,
  tables: readonly KnownTable[],
): Advice | null {
  const named = /^(?:ambiguous column name: (\w+)|column reference "(\w+)" is ambiguous)$/.exec(
    complaint?.message ?? '',
  )
  const column = named?.[1] ?? named?.[2]
  if (column === undefined) return null
  const at = sql.pieces.findIndex(
    (piece, i) =>
      sameName(nameOf(piece), column) &&
      !/^[.(]$/.test(sql.word(i + 1)) &&
      !/^(\.|AS)$/.test(sql.word(i - 1)),
  )
  const depth = sql.pieces[at]?.depth ?? -1
  const owners = sources(sql).filter((source) => source.depth <= depth && has(source, column, tables))
  const nearest = owners.filter((owner) => owner.depth === Math.max(...owners.map((each) => each.depth)))
  const names = [...new Set(nearest.map(({ name }) => name))]
  const [first] = names
  if (first === undefined || names.length < 2) return null
  const place = sql.span(at)
  const written = sql.slice(place)
  const full = (name: string) => `${quoteName(name, sql.dialect)}.${written}`
  return {
    title: `Both ${listed(names.slice(0, 2))} have a column \`${written}\`.`,
    why: `Say which one you mean: ${names.map((name) => `\`${full(name)}\``).join(' or ')}.`,
    ...place,
    fix: { ...place, text: full(first) },
  }
}

const has = ({ table }: Source, column: string, tables: readonly KnownTable[]) =>
  tables.some(
    (known) => sameName(known.name, table) && known.columns.some(({ name }) => sameName(name, column)),
  )

const listed = (names: readonly string[]) =>
  names.map((name, i) => (i === 0 ? '' : i === names.length - 1 ? ' and ' : ', ') + `\`${name}\``).join('')
