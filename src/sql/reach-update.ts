/** How far an UPDATE reaches. */
import { elsewhere, nothing, type Reach } from './reach'
import type { Followed } from './reach-keys'
import { replacedUncounted } from './reach-replace'
import { has, uniques } from './reach-table'
import { conditionOf, everyRow } from './reach-where'
import { replacedRows } from './update-replaces'
import type { Target, WriteReader } from './write-reader'

/** Read from UPDATE on; null where only rows that it names change, or it is not surely understood. */
export function updateReach(reader: WriteReader): Reach | null {
  const { reading, keys } = reader
  reader.at++
  const replaces = reading.has('OR REPLACE', reader.at)
  if (reader.skip('OR')) reader.at++
  const target = reader.target()
  if (target === null || !reader.skip('SET')) return null
  const end = reader.end()
  if (end === null) return null
  const where = Math.min(reader.clause(/^WHERE$/), end)
  if (reading.has('CURRENT OF', where + 1)) return null
  const from = Math.min(fromIndex(reader), where)
  const all = everyRow(reader, target.table, where, end)
  const condition = conditionOf(reader.text(from + 1, where), reader.text(where + 1, end))
  const columns = assignedColumns(reader, reader.at, from)
  const moved = keys.updated(target.table, columns, reader.rows(target, condition))
  const { changes: kept } = elsewhere(all ? [target.table] : [], { cascades: [], changes: moved })
  const gone = replaces
    ? replacedBy(reader, target, columns, { from, where: from < where ? null : where, end })
    : nothing
  const { cascades } = gone
  const changes = [...kept, ...gone.changes]
  if (!all && changes.length === 0 && cascades.length === 0) return null
  const count = `SELECT count(*) FROM ${target.from}${condition}`
  return {
    ...nothing,
    verb: 'change',
    all,
    targets: [{ table: target.table.name, count }],
    cascades,
    changes,
  }
}

/** The columns that a SET list names, without their quotes: `a = 1, (b, c) = …`, from one piece to before another. */
export function assignedColumns({ reading, dialect }: WriteReader, start: number, end: number): string[] {
  return reading.lists(start, end).flatMap((list) => {
    const equals = list.findIndex(({ word, depth }) => depth === list[0]?.depth && word === '=')
    return list.slice(0, Math.max(equals, 0)).flatMap(({ kind, text }) => {
      const quoted = kind === 'name'
      if (!quoted && kind !== 'word') return []
      return [quoted ? text.slice(1, -1) : dialect === 'postgres' ? text.toLowerCase() : text]
    })
  })
}

/** Where clauses of an UPDATE begin, as indices of pieces. */
interface Clauses {
  readonly from: number
  /** null beside a FROM */
  readonly where: number | null
  readonly end: number
}

/** What goes and changes where SQLite's OR REPLACE gives the rows the keys of others. */
function replacedBy(
  { reading, keys, at }: WriteReader,
  { table, from: target, alias }: Target,
  columns: readonly string[],
  { from, where, end }: Clauses,
): Followed {
  if (!uniques(table).some((set) => has(set, columns))) return nothing
  const unknown = replacedUncounted(keys, table)
  if (unknown.cascades.length === 0 && unknown.changes.length === 0) return nothing
  const assigned = reading.lists(at, from)
  const condition = where === null ? [] : reading.pieces.slice(where + 1, end)
  const rows = replacedRows(reading, keys, { table, target, alias, assigned, condition })
  if (rows === null)
    return { cascades: [{ table: table.name, count: null }, ...unknown.cascades], changes: [] }
  const { cascades, changes } = keys.deleted(table, (list) => `SELECT ${keys.list(list)} ${rows}`)
  return { cascades: [{ table: table.name, count: `SELECT count(*) ${rows}` }, ...cascades], changes }
}

/** Index of the FROM behind SET, which is not the one of IS DISTINCT FROM. */
function fromIndex({ reading, at }: WriteReader): number {
  const found = reading.pieces.findIndex(
    ({ word, depth }, i) => i >= at && depth === 0 && word === 'FROM' && reading.word(i - 1) !== 'DISTINCT',
  )
  return found < 0 ? reading.pieces.length : found
}
