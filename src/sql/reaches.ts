/**
 * How far a statement reaches that deletes, changes, replaces or drops: in which tables how many rows, as queries that
 * count them. A statement that is not surely understood has no reach here.
 */
import type { Dialect } from './dialect'
import { mayReachFar } from './may-reach'
import type { Reach } from './reach'
import { blockWrites } from './reach-block'
import { dropColumnReaches, dropTypeReaches } from './reach-column'
import { deleteReach } from './reach-delete'
import { dropReaches, truncateReach } from './reach-drop'
import type { Reached } from './reach-keys'
import { mergeReaches } from './reach-merge'
import { replaceReach } from './reach-replace'
import type { ReachTable } from './reach-table'
import { updateReach } from './reach-update'
import { beforeOf, withClause, writes, type Before } from './reach-with'
import { Reading } from './reading'
import { WriteReader } from './write-reader'

/** Longer texts are not read: a wide write is short. */
const readable = 50_000

/**
 * One for each write of a statement, in their order: WITH and MERGE may hold several. Empty for a statement that is no
 * wide write, that names unknown tables, or that is not surely understood. A CALL has none, as a SELECT of a function and
 * what a trigger does have none: what its procedure does stands in the database, not in the text, and depends on what it
 * is given. Undo run brings back what it did.
 */
export function reachesOf(text: string, dialect: Dialect, tables: readonly ReachTable[]): readonly Reach[] {
  if (text.length > readable || !mayReachFar(text)) return []
  const reading = new Reading(text, dialect)
  if (reading.pieces.some(({ open, kind }) => open || kind === 'parameter')) return []
  if (reading.word(0) !== 'DO') return withReaches(reading, tables)
  return blockWrites(reading).flatMap((write) =>
    reachesOf(write.text, dialect, tables).map((reach) => ({
      ...reach,
      may: write.inside || (/^(delete|change)$/.test(reach.verb) && !reach.all),
    })),
  )
}

/** Of a statement that may begin with EXPLAIN ANALYZE and WITH. */
function withReaches(reading: Reading, tables: readonly ReachTable[]): Reach[] {
  const start = behindExplain(reading)
  if (reading.word(start) !== 'WITH') return writeReaches(new WriteReader(reading, tables, start))
  const clause = withClause(reading, start)
  if (clause === null) return []
  const inside = clause.queries.flatMap((query, i) =>
    writes(query, reading)
      ? withReaches(new Reading(query.body, reading.dialect), tables).map((reach) =>
          behind(beforeOf(clause, i, reading), reach),
        )
      : [],
  )
  const before = beforeOf(clause, clause.queries.length, reading)
  const main = writeReaches(new WriteReader(reading, tables, clause.main))
  return [...inside, ...main.map((reach) => behind(before, reach))]
}

function writeReaches(reader: WriteReader): Reach[] {
  const one = (reach: Reach | null) => (reach === null ? [] : [reach])
  switch (reader.word) {
    case 'DELETE':
      return one(deleteReach(reader))
    case 'UPDATE':
      return one(updateReach(reader))
    case 'INSERT':
    case 'REPLACE':
      return one(replaceReach(reader))
    case 'MERGE':
      return mergeReaches(reader)
    case 'TRUNCATE':
      return one(truncateReach(reader))
    case 'DROP':
      reader.at++
      return reader.skip('TYPE') || reader.skip('DOMAIN') ? dropTypeReaches(reader) : dropReaches(reader)
    case 'ALTER':
      return dropColumnReaches(reader)
    default:
      return []
  }
}

/** PostgreSQL's EXPLAIN ANALYZE does what it explains: the index of the statement's first piece. */
function behindExplain(reading: Reading): number {
  if (reading.dialect !== 'postgres' || reading.word(0) !== 'EXPLAIN') return 0
  const close = reading.word(1) === '(' ? reading.closing(1) : -1
  const options = reading.pieces.slice(1, close > 0 ? close : 3).map(({ word }) => word)
  const on = options.indexOf('ANALYZE')
  if (on < 0 || /^(OFF|FALSE|0)$/.test(options[on + 1] ?? '')) return 0
  return close > 0 ? close + 1 : options[1] === 'VERBOSE' ? 3 : 2
}

/** The same with the WITH clause before every query. */
function behind(before: Before, reach: Reach): Reach {
  const each = (list: readonly Reached[]) =>
    list.map(({ table, count }) => ({ table, count: count === null ? null : before(count) }))
  return {
    ...reach,
    targets: each(reach.targets),
    cascades: each(reach.cascades),
    changes: each(reach.changes),
  }
}
