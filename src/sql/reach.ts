/** What a write reaches: rows of the tables that it names, and rows of others that go or change by their foreign keys. */
import type { Followed, Reached } from './reach-keys'
import type { ReachTable } from './reach-table'

/** What happens to the rows that the statement names. */
export type ReachVerb =
  'delete' | 'change' | 'replace' | 'drop' | 'drop column' | 'drop view' | 'drop trigger'

export interface Reach extends Followed {
  readonly verb: ReachVerb
  /** without WHERE, or with one that is always true: every row */
  readonly all: boolean
  /** of MERGE: a clause without a condition of its own reaches rows that the statement does not name */
  readonly open?: boolean
  /** of a DO block: a condition, a loop or a variable decides about it */
  readonly may?: boolean
  /** goes with CASCADE if it depends on what is dropped: only what is counted does */
  readonly along?: boolean
  readonly targets: readonly Reached[]
  /** of DROP COLUMN */
  readonly column: string | null
}

/** A reach of no rows, to be filled. */
export const nothing = { all: false, column: null, cascades: [], changes: [] } as const

/** What happens in other tables than these. */
export function elsewhere(tables: readonly ReachTable[], { cascades, changes }: Followed): Followed {
  const named = new Set(tables.map(({ name }) => name))
  const left = (list: readonly Reached[]) => list.filter(({ table }) => !named.has(table))
  return { cascades: left(cascades), changes: left(changes) }
}
