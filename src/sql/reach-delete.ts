/** How far a DELETE reaches. */
import { elsewhere, nothing, type Reach } from './reach'
import { conditionOf, everyRow } from './reach-where'
import type { WriteReader } from './write-reader'

/** Read from DELETE on; null where only rows that it names go, or it is not surely understood. */
export function deleteReach(reader: WriteReader): Reach | null {
  const { reading, keys } = reader
  if (!reader.skip('DELETE FROM')) return null
  const target = reader.target()
  const end = reader.end()
  if (target === null || end === null) return null
  const where = Math.min(reader.clause(/^WHERE$/), end)
  const using = reader.word === 'USING' ? reader.text(reader.at + 1, where) : ''
  if (using === '' && reader.at !== where) return null
  if (reading.has('CURRENT OF', where + 1)) return null
  const asked = reader.text(where + 1, end)
  if (asked === '' && where < Math.min(end, reading.pieces.length)) return null
  const all = everyRow(reader, target.table, where, end)
  const condition = conditionOf(using, asked)
  const followed = elsewhere(
    all ? [target.table] : [],
    keys.deleted(target.table, reader.rows(target, condition)),
  )
  if (!all && followed.cascades.length === 0 && followed.changes.length === 0) return null
  const count = `SELECT count(*) FROM ${target.from}${condition}`
  return { ...nothing, verb: 'delete', all, targets: [{ table: target.table.name, count }], ...followed }
}
