import {
  type EditorState,
  RangeSet,
  RangeValue,
  StateEffect,
  StateField,
  type Text,
  type Transaction,
} from '@codemirror/state'
import { type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { Dialect } from '../sql/dialect'
import { split } from '../sql/split'
import type { Statement } from '../sql/statement'
import { dialectFacet } from './facets'
import type { Span } from './editor-handle'

class StatementRange extends RangeValue {
  override startSide = 1
  override endSide = 1
}
const statement = new StatementRange()

type Ranges = RangeSet<StatementRange>
const none: Ranges = RangeSet.of<StatementRange>([])

/** Characters that may be split again while a key is being handled; more waits until the key is painted. */
const perKey = 16_384

/**
 * The statements of one document. An edit moves the ranges along and notes what it touched; only from the statement
 * before the touched part to the first statement behind it that begins where one began before is split again.
 */
class Statements {
  readonly #doc: Text
  readonly #dialect: Dialect
  #ranges: Ranges
  /** what `#ranges` does not know about yet */
  #stale: Span | null

  /**
   * Where the data of COPY … FROM STDIN ends hangs on all that follows, and what ends a string on a setting before it:
   * such a text is always split as a whole.
   */
  #copies: boolean

  constructor(doc: Text, dialect: Dialect, ranges: Ranges, stale: Span | null, copies: boolean) {
    this.#doc = doc
    this.#dialect = dialect
    this.#ranges = ranges
    this.#stale = stale
    this.#copies = copies
  }

  static whole(state: EditorState): Statements {
    const { doc } = state
    return new Statements(doc, state.facet(dialectFacet), none, { from: 0, to: doc.length }, false)
  }

  after(transaction: Transaction): Statements {
    const { changes, newDoc } = transaction
    let from = this.#stale === null ? Infinity : changes.mapPos(this.#stale.from, -1)
    let to = this.#stale === null ? 0 : changes.mapPos(this.#stale.to, 1)
    changes.iterChangedRanges((_a, _b, fromB, toB) => {
      from = Math.min(from, fromB)
      to = Math.max(to, toB)
    })
    return new Statements(newDoc, this.#dialect, this.#ranges.map(changes), { from, to }, this.#copies)
  }

  /** Exact, however long it takes. */
  get exact(): Ranges {
    this.#settle(Infinity)
    return this.#ranges
  }

  /** Exact where that takes no time worth mentioning, else the old ones moved along. */
  get near(): Ranges {
    this.#settle(perKey)
    return this.#ranges
  }

  /** `near` is not exact. */
  get late(): boolean {
    return !this.#settle(perKey)
  }

  /** Brings `#ranges` up to date if that takes looking at no more than `limit` characters. */
  #settle(limit: number): boolean {
    if (this.#stale === null) return true
    const { from, to } = this.#stale
    const start = this.#copies ? 0 : (lastBefore(this.#ranges, from)?.from ?? 0)
    for (let ahead = this.#copies ? Infinity : 2048; ; ahead *= 4) {
      const end = Math.min(to + ahead, this.#doc.length)
      if (end - start > limit) return false
      const text = this.#doc.sliceString(start, end)
      const whole = start === 0 && end === this.#doc.length
      this.#copies = /\bstdin\b|standard_conforming_strings/i.test(text)
      if (this.#copies && !whole) return this.#settle(limit)
      const found = split(text, this.#dialect)
      let keep = this.#doc.length + 1
      if (end < this.#doc.length) {
        // strictly behind the edit: a statement that begins right at it may have lost its beginning
        const same = found.findIndex((s) => start + s.from > to && beginsAt(this.#ranges, start + s.from))
        const first = found[same]
        if (first === undefined) continue
        keep = start + first.from
        found.length = same
      }
      this.#ranges = this.#ranges.update({
        filterFrom: start,
        filterTo: Math.min(keep, this.#doc.length),
        filter: (at) => at < start || at >= keep,
        add: found.map((s) => statement.range(start + s.from, start + s.to)),
      })
      this.#stale = null
      return true
    }
  }
}

/** The last range that begins before `offset`. */
function lastBefore(ranges: Ranges, offset: number): Span | null {
  for (let reach = 1024; ; reach *= 8) {
    const low = Math.max(offset - reach, 0)
    const found: { last: Span | null } = { last: null }
    ranges.between(low, offset, (from, to) => {
      if (from < offset) found.last = { from, to }
    })
    if (found.last !== null || low === 0) return found.last
  }
}

function beginsAt(ranges: Ranges, offset: number): boolean {
  const cursor = ranges.iter(offset)
  while (cursor.value !== null && cursor.from < offset) cursor.next()
  return cursor.value !== null && cursor.from === offset
}

const field = StateField.define<Statements>({
  create: (state) => Statements.whole(state),
  update(statements, transaction) {
    if (transaction.startState.facet(dialectFacet) !== transaction.state.facet(dialectFacet))
      return Statements.whole(transaction.state)
    return transaction.docChanged ? statements.after(transaction) : statements
  },
})

/** All statements of the text, exact. */
export function statementsOf(state: EditorState): Statement[] {
  const found: Statement[] = []
  for (const cursor = state.field(field).exact.iter(); cursor.value !== null; cursor.next())
    found.push(withText(state, cursor))
  return found
}

/** The statement that would run at the cursor, exact; the rule is that of `statementAt`. */
export function statementAtCursor(state: EditorState): Statement | undefined {
  const found = spanAt(state.field(field).exact, state.selection.main.head)
  return found === null ? undefined : withText(state, found)
}

/** The first of the statements that begin in a line, or the one at the cursor if it does. */
export function statementInLine(state: EditorState, line: Span): Statement | undefined {
  const { exact } = state.field(field)
  const current = spanAt(exact, state.selection.main.head)
  const starts: Span[] = []
  exact.between(line.from, line.to, (from, to) => {
    if (from >= line.from) starts.push({ from, to })
  })
  const found = starts.find((span) => span.from === current?.from) ?? starts[0]
  return found === undefined ? undefined : withText(state, found)
}

/** For painting: the statements as far as they are known now, and the one at the cursor. */
export function nearStatements(state: EditorState): {
  readonly ranges: Ranges
  readonly current: Span | null
} {
  const { near } = state.field(field)
  return { ranges: near, current: spanAt(near, state.selection.main.head) }
}

/** Where the last statement that begins at or before `pos` begins, as far as known now; 0 when there is none. */
export function statementStart(state: EditorState, pos: number): number {
  return lastBefore(state.field(field).near, pos + 1)?.from ?? 0
}

function spanAt(ranges: Ranges, offset: number): Span | null {
  const before = lastBefore(ranges, offset + 1)
  if (before !== null) return before
  const first = ranges.iter()
  return first.value === null ? null : { from: first.from, to: first.to }
}

function withText(state: EditorState, { from, to }: Span): Statement {
  return { text: state.sliceDoc(from, to), from, to }
}

/** Says that the statements are exact now, so that the gutter is painted again. */
const settled = StateEffect.define<null>()

/** Whether statements may look different after this update. */
export function statementsMoved(update: ViewUpdate): boolean {
  return (
    update.docChanged ||
    update.startState.facet(dialectFacet) !== update.state.facet(dialectFacet) ||
    update.transactions.some((transaction) => transaction.effects.some((effect) => effect.is(settled)))
  )
}

/** How long after the last key the rest of a long script is split again, ms. */
const pause = 80

const settler = ViewPlugin.fromClass(
  class {
    #timer: ReturnType<typeof setTimeout> | undefined
    constructor(readonly view: EditorView) {
      this.#later()
    }
    update(update: ViewUpdate): void {
      if (statementsMoved(update)) this.#later()
    }
    #later(): void {
      clearTimeout(this.#timer)
      if (!this.view.state.field(field).late) return
      this.#timer = setTimeout(() => {
        void this.view.state.field(field).exact
        this.view.dispatch({ effects: settled.of(null) })
      }, pause)
    }
    destroy(): void {
      clearTimeout(this.#timer)
    }
  },
)

export const statements = [field, settler]
