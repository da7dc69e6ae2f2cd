/** What a MERGE does to rows that are there: the conditions under which each of its WHEN clauses reaches one. */
import { isAlwaysTrue } from './always-true'
import { nothing, type Reach } from './reach'
import { assignedColumns } from './reach-update'
import type { Reading } from './reading'
import type { WriteReader } from './write-reader'

/** Read from MERGE on. One that deletes rows, one that changes rows, or both. */
export function mergeReaches(reader: WriteReader): Reach[] {
  const { keys } = reader
  if (reader.dialect !== 'postgres' || !reader.skip('MERGE INTO')) return []
  const target = reader.target()
  if (target === null || !reader.skip('USING')) return []
  return mergedBy(reader.reading, reader.at).flatMap(({ verb, condition, open, set }): Reach[] => {
    const rows = reader.rows(target, ` WHERE ${condition}`)
    const columns = set.flatMap(({ from, to }) => assignedColumns(reader, from, to))
    const followed =
      verb === 'delete'
        ? keys.deleted(target.table, rows)
        : { cascades: [], changes: keys.updated(target.table, columns, rows) }
    if (!open && followed.cascades.length === 0 && followed.changes.length === 0) return []
    const count = `SELECT count(*) FROM ${target.from} WHERE ${condition}`
    return [{ ...nothing, verb, open, targets: [{ table: target.table.name, count }], ...followed }]
  })
}

interface Merged {
  readonly verb: 'delete' | 'change'
  /** which rows of the table, as a condition */
  readonly condition: string
  /** a clause without AND deletes, or changes all that the source does not have or whatever it has */
  readonly open: boolean
  /** where the lists behind SET begin and end, as indices of pieces */
  readonly set: readonly { readonly from: number; readonly to: number }[]
}

interface Clause {
  readonly matched: boolean
  /** '' without AND */
  readonly condition: string
  readonly action: string
  readonly from: number
  readonly to: number
}

/** Reads on behind USING; empty where nothing is deleted or changed, or it is not surely understood. */
function mergedBy(reading: Reading, at: number): Merged[] {
  const { pieces } = reading
  const text = (from: number, to: number) => (from < to ? reading.slice(reading.span(from, to - from)) : '')
  const outside = (i: number) => i >= at && pieces[i]?.depth === 0
  const starts = pieces.flatMap((_, i) =>
    outside(i) && (reading.has('WHEN MATCHED', i) || reading.has('WHEN NOT MATCHED', i)) ? [i] : [],
  )
  const [first = 0] = starts
  const on = pieces.findLastIndex(({ word }, i) => outside(i) && i < first && word === 'ON')
  if (on <= at || on + 1 >= first) return []
  const returning = pieces.findIndex(({ word }, i) => outside(i) && i > first && word === 'RETURNING')
  const end = returning < 0 ? pieces.length : returning
  const clauses = starts.map((start, i) => clauseOf(reading, start, starts[i + 1] ?? end))
  if (clauses.some((clause) => clause === null)) return []
  // those for rows of the source alone only insert
  const known = clauses.filter((clause): clause is Clause => clause !== null && clause.action !== 'INSERT')

  const source = text(at, on)
  const joined = text(on + 1, first)
  const always = isAlwaysTrue(pieces.slice(on + 1, first), reading.dialect, () => false)
  const rows = ({ matched, condition }: Clause, i: number) => {
    const earlier = known.slice(0, i).filter((clause) => clause.matched === matched)
    if (earlier.some((clause) => clause.condition === '')) return []
    const guards = [
      ...(condition === '' ? [] : [`(${condition})`]),
      ...earlier.map((clause) => `(${clause.condition}) IS NOT TRUE`),
    ]
    const found = `EXISTS (SELECT 1 FROM ${source} WHERE `
    return matched
      ? [`${found}${[`(${joined})`, ...guards].join(' AND ')})`]
      : [[`NOT ${found}${joined})`, ...guards].join(' AND ')]
  }
  return (['DELETE', 'UPDATE'] as const).flatMap((action): Merged[] => {
    const acting = known.filter((clause) => clause.action === action)
    const conditions = known.flatMap((clause, i) => (clause.action === action ? rows(clause, i) : []))
    if (conditions.length === 0) return []
    return [
      {
        verb: action === 'DELETE' ? 'delete' : 'change',
        condition: conditions.map((condition) => `(${condition})`).join(' OR '),
        open: acting.some(
          ({ condition, matched }) => condition === '' && (action === 'DELETE' || !matched || always),
        ),
        set: acting.map(({ from, to }) => ({ from, to })),
      },
    ]
  })
}

/** The clause from WHEN at `start` to before `end`; null where its action is not known. */
function clauseOf(reading: Reading, start: number, end: number): Clause | null {
  const actions = ['UPDATE SET', 'DELETE', 'DO NOTHING', 'INSERT']
  const then = reading.pieces.findIndex(
    ({ word, depth }, i) =>
      i > start &&
      i < end &&
      depth === 0 &&
      word === 'THEN' &&
      actions.some((action) => reading.has(action, i + 1)),
  )
  if (then < 0) return null
  let at = start + (reading.word(start + 1) === 'NOT' ? 3 : 2)
  const bySource = reading.has('BY SOURCE', at)
  if (bySource || reading.has('BY TARGET', at)) at += 2
  const and = reading.word(at) === 'AND'
  if (!and && at !== then) return null
  const condition = and ? reading.slice(reading.span(at + 1, then - at - 1)) : ''
  const matched = reading.word(start + 1) === 'MATCHED'
  const action = reading.word(then + 1)
  // DO NOTHING for rows of the source alone
  return {
    matched,
    condition,
    action: matched || bySource ? action : 'INSERT',
    from: then + 3,
    to: end,
  }
}
