/** How far SQLite's REPLACE INTO and INSERT OR REPLACE reach: they delete the rows that are in the way, and that cascades. */
import { quoteName } from './quote'
import { nothing, type Reach } from './reach'
import type { Followed, Keys, Reached } from './reach-keys'
import { has, uniques, type ReachTable } from './reach-table'
import type { WriteReader } from './write-reader'

/** Read from REPLACE or INSERT on; null where nothing goes beside rows of the table itself, or it is not surely understood. */
export function replaceReach(reader: WriteReader): Reach | null {
  const { reading, keys, dialect } = reader
  if (dialect !== 'sqlite') return null
  if (!reader.skip('REPLACE INTO') && !reader.skip('INSERT OR REPLACE INTO')) return null
  const table = reader.table()
  if (table === null) return null
  if (reader.skip('AS')) reader.at++
  const listed = reader.word === '('
  const close = listed ? reading.closing(reader.at) : reader.at - 1
  if (listed && close < 0) return null
  const names = reading.pieces.slice(reader.at + 1, close).filter(({ word }) => word !== ',')
  const all = table.columns.map(({ name }) => name)
  const columns = listed ? names.map(({ kind, text }) => (kind === 'name' ? text.slice(1, -1) : text)) : all
  reader.at = close + 1
  const unknown = replacedUncounted(keys, table)
  if (unknown.cascades.length === 0 && unknown.changes.length === 0) return null
  const sets = uniques(table)
  const uncounted = { ...nothing, verb: 'replace', targets: [{ table: table.name, count: null }] } as const
  const source = reader.text(reader.at, reader.clause(/^RETURNING$/))
  const known = columns.every((name) => has([name], all))
  const plain = sets.every((set) => set.every((column) => has([column], columns) || filledIn(table, column)))
  if (!known || !plain || source === '' || reading.find('ON CONFLICT') >= 0)
    return { ...uncounted, ...unknown }
  const met = sets.filter((set) => set.every((column) => has([column], columns)))
  if (met.length === 0) return null
  const rows = quoteName('(new)', dialect)
  const conditions = met.map((set) =>
    keys.within(
      set,
      `WITH ${rows}(${keys.list(columns)}) AS (${source}) SELECT ${keys.list(set)} FROM ${rows}`,
    ),
  )
  const from = `FROM ${keys.written(table)} WHERE ${conditions.join(' OR ')}`
  const followed = keys.deleted(table, (list) => `SELECT ${keys.list(list)} ${from}`)
  const targets = [{ table: table.name, count: `SELECT count(*) ${from}` }]
  return { ...uncounted, targets, ...followed }
}

/** What goes and changes with rows of the table, not counted. */
export function replacedUncounted(keys: Keys, table: ReachTable): Followed {
  const { cascades, changes } = keys.deleted(table, () => '')
  const uncounted = (list: readonly Reached[]) => list.map((each) => ({ table: each.table, count: null }))
  return { cascades: uncounted(cascades), changes: uncounted(changes) }
}

/** Whether the column gets NULL, or a new number, where an INSERT leaves it out. */
const filledIn = (table: ReachTable, column: string): boolean =>
  table.columns.some(({ name, default: value }) => name === column && value === null)
