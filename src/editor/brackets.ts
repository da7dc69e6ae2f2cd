import { type EditorState, type Extension, RangeSetBuilder } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { Tokens } from '../sql/tokens'
import { dialectFacet } from './facets'
import type { Span } from './editor-handle'
import { nearStatements } from './statements'

const matching = Decoration.mark({ class: 'cm-matchingBracket' })
const lonely = Decoration.mark({ class: 'cm-nonmatchingBracket' })

/** A statement longer than this, in characters, is not looked through at every move of the cursor. */
const longest = 100_000

interface Pair {
  readonly at: number
  /** where the other one is; -1 when there is none */
  readonly other: number
}

/** The parenthesis or bracket beside the cursor, the one behind it first, and where its other one is in the statement. */
export function bracketBeside(state: EditorState, head: number): Pair | null {
  const beside = [head - 1, head].filter((at) => /[()[\]]/.test(state.sliceDoc(Math.max(at, 0), at + 1)))
  const { current } = nearStatements(state)
  if (beside.length === 0 || current === null || current.to - current.from > longest) return null
  const pairs = pairsOf(state, current)
  for (const at of beside) {
    const other = pairs.get(at)
    if (other !== undefined) return { at, other }
  }
  return null
}

/** Every bracket of a statement and its other one, or -1; those in strings, names and comments are none. */
function pairsOf(state: EditorState, { from, to }: Span): Map<number, number> {
  const tokens = new Tokens(state.sliceDoc(from, to), state.facet(dialectFacet))
  const pairs = new Map<number, number>()
  const open: { at: number; mark: string }[] = []
  for (let kind = tokens.next(); kind !== 'end'; kind = tokens.next()) {
    const mark = kind === 'mark' ? tokens.value : ''
    if (mark === '(' || mark === '[') {
      open.push({ at: from + tokens.from, mark })
      pairs.set(from + tokens.from, -1)
    } else if (mark === ')' || mark === ']') {
      const last = open.at(-1)
      const fits = last !== undefined && last.mark === (mark === ')' ? '(' : '[')
      pairs.set(from + tokens.from, fits ? last.at : -1)
      if (fits) {
        open.pop()
        pairs.set(last.at, from + tokens.from)
      }
    }
  }
  return pairs
}

function marks({ state, hasFocus }: EditorView): DecorationSet {
  const { main } = state.selection
  const pair = hasFocus && main.empty ? bracketBeside(state, main.head) : null
  if (pair === null) return Decoration.none
  const builder = new RangeSetBuilder<Decoration>()
  const places = [pair.at, pair.other].filter((at) => at >= 0).sort((a, b) => a - b)
  for (const at of places) builder.add(at, at + 1, pair.other < 0 ? lonely : matching)
  return builder.finish()
}

/** Shows which parenthesis belongs to the one beside the cursor, and which has none. */
export const brackets: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = marks(view)
    }
    update(update: ViewUpdate): void {
      if (update.docChanged || update.selectionSet || update.focusChanged)
        this.decorations = marks(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)
