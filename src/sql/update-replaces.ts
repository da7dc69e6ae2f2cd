/** The rows that SQLite's UPDATE OR REPLACE deletes, because the row that it changes gets their keys. */
import { quoteName } from './quote'
import type { Keys } from './reach-keys'
import { has, uniques, type ReachTable } from './reach-table'
import { ends, type Piece, type Reading } from './reading'

/** What UPDATE says. */
interface Update {
  readonly table: ReachTable
  /** as it is written behind UPDATE */
  readonly target: string
  readonly alias: string
  /** between the commas of SET */
  readonly assigned: readonly (readonly Piece[])[]
  /** pieces behind WHERE */
  readonly condition: readonly Piece[]
}

/**
 * `FROM table WHERE …` of the rows that go; null where it is not sure that one row at most is changed, by its key: of
 * several the first may take away the next.
 */
export function replacedRows(reading: Reading, keys: Keys, update: Update): string | null {
  const { table, target, alias, assigned, condition } = update
  const compared = condition.slice(-3)
  const [column, equals, value] = compared
  const path = condition.slice(0, -3).map(({ text }) => text)
  const own = path.length === 0 || (path.length === 2 && path[0] === alias && path[1] === '.')
  if (!own || equals?.word !== '=' || (value?.kind !== 'number' && value?.kind !== 'string')) return null
  const name = plain(column)
  const sets = uniques(table)
  if (!sets.some((set) => set.length === 1 && has(set, [name]))) return null

  const values = new Map<string, string>()
  for (const list of assigned) {
    if (plain(list[0]) === '' || list[1]?.word !== '=') return null
    values.set(plain(list[0]).toLowerCase(), reading.slice(ends(list.slice(2))))
  }
  const met = sets.filter((set) => has(set, [...values.keys()]))
  if (met.length === 0) return null
  const quoted = (text: string) => quoteName(text, reading.dialect)
  const conditions = met.map((set) => {
    const row = set.map((each) => values.get(each.toLowerCase()) ?? `${alias}.${quoted(each)}`)
    return keys.within(set, `SELECT ${row.join(', ')} FROM ${target} WHERE ${reading.slice(ends(condition))}`)
  })
  return `FROM ${keys.written(table)} WHERE (${conditions.join(' OR ')}) AND ${quoted(name)} IS NOT ${value.text}`
}

/** A column's name without its quotes; '' where it is something else. */
function plain(piece: Piece | undefined): string {
  if (piece?.kind === 'word') return piece.text
  return piece?.kind === 'name' ? piece.text.slice(1, -1) : ''
}
