import {
  type EditorState,
  RangeSet,
  RangeValue,
  StateEffect,
  StateField,
  type Transaction,
} from '@codemirror/state'
import type { Marked, RunMark, Span } from './editor-handle'

class Mark extends RangeValue {
  override startSide = 1 // text put in front pushes the mark along; a deleted statement takes its mark with it
  override endSide = -1
  constructor(readonly kind: RunMark) {
    super()
  }
  override eq(other: RangeValue): boolean {
    return other instanceof Mark && other.kind === this.kind
  }
}
const marks: Record<RunMark, Mark> = {
  running: new Mark('running'),
  done: new Mark('done'),
  failed: new Mark('failed'),
}

/** Marks a range, in place of what it was marked with; null takes all marks away. */
export const setMark = StateEffect.define<Marked | null>({
  map: (marked, changes) =>
    marked && { mark: marked.mark, from: changes.mapPos(marked.from, 1), to: changes.mapPos(marked.to, -1) },
})

const none = RangeSet.of<Mark>([])

const byHand = ['input', 'delete', 'undo', 'redo']

/** Without the marks of statements that ended and are written anew; Format and what the page writes leave them. */
function kept(set: RangeSet<Mark>, transaction: Transaction): RangeSet<Mark> {
  if (!byHand.some((event) => transaction.isUserEvent(event))) return set
  const { doc } = transaction.startState
  const gone = new Set<number>()
  transaction.changes.iterChanges((fromA, toA, _from, _to, inserted) => {
    const goesOn = /[^\s;]/.test(inserted.sliceString(0, 1))
    set.between(Math.max(0, fromA - 100), toA, (from, to, { kind }) => {
      const behind = goesOn && fromA >= to && doc.sliceString(to, fromA).trim() === ''
      if (kind !== 'running' && (behind || (fromA < to && toA > from))) gone.add(from)
    })
  })
  return gone.size === 0 ? set : set.update({ filter: (from) => !gone.has(from) })
}

/** How each statement ended in the newest run, until it is edited. */
export const runMarks = StateField.define<RangeSet<Mark>>({
  create: () => none,
  update(set, transaction) {
    let next = transaction.docChanged ? kept(set, transaction).map(transaction.changes) : set
    for (const effect of transaction.effects) {
      if (!effect.is(setMark)) continue
      const marked = effect.value
      if (marked === null) next = none
      else if (marked.from < marked.to)
        next = next.update({
          filterFrom: marked.from,
          filterTo: marked.to,
          filter: (from, to) => to <= marked.from || from >= marked.to,
          add: [marks[marked.mark].range(marked.from, marked.to)],
        })
    }
    return next
  },
})

const weight: Record<RunMark, number> = { done: 1, running: 2, failed: 3 }

/** The mark of the statements that begin in a line; where there are several, what asks for the most attention. */
export function markInLine(state: EditorState, line: Span): RunMark | null {
  const found: { kind: RunMark | null } = { kind: null }
  state.field(runMarks).between(line.from, line.to, (from, _to, mark) => {
    if (from >= line.from && (found.kind === null || weight[mark.kind] > weight[found.kind]))
      found.kind = mark.kind
  })
  return found.kind
}
