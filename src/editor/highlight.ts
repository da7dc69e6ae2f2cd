import { EditorState, type Extension, RangeSetBuilder } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { Tokens } from '../sql/tokens'
import { dialectFacet } from './facets'
import { statementsMoved } from './statements'
import { lastAfter, type Look, tokenLook } from './token-look'
import { readFrom, tokenBefore } from './tokens-near'

const colour = (name: Look) => Decoration.mark({ class: `sql-${name}` })
const marks: Record<Look, Decoration> = {
  keyword: colour('keyword'),
  number: colour('number'),
  function: colour('function'),
  operator: colour('operator'),
  comment: colour('comment'),
  string: colour('string'),
}

/** Colours of what is in view, read with the splitter's own rules, so that colours and statements never disagree. */
function colours({ state, visibleRanges }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  let done = 0
  for (const { from, to } of visibleRanges) {
    const start = Math.max(done, readFrom(state, from))
    const tokens = new Tokens(state.sliceDoc(start, to), state.facet(dialectFacet))
    let last = ''
    for (let kind = tokens.next(); kind !== 'end'; kind = tokens.next()) {
      if (kind === 'blank') continue
      const look = start + tokens.to > from ? tokenLook(tokens, last) : null
      if (look !== null) builder.add(Math.max(start + tokens.from, from), start + tokens.to, marks[look])
      last = lastAfter(tokens, last)
    }
    done = to
  }
  return builder.finish()
}

const painter = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = colours(view)
    }
    update(update: ViewUpdate): void {
      if (update.viewportChanged || statementsMoved(update)) this.decorations = colours(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

const commentTokens = { line: '--', block: { open: '/*', close: '*/' } }

/** What closes by itself at a place: nothing in a comment, and in a string its own closing quote is stepped over. */
function closing(state: EditorState, pos: number): readonly string[] {
  const { kind, text, open } = tokenBefore(state, pos)
  if (kind === 'comment' && (open || !text.startsWith('/*'))) return []
  if (!open || text.startsWith('$')) return ['(', '[', "'", '"']
  const next = state.sliceDoc(pos, pos + 1)
  return next === "'" || next === '"' ? [next] : []
}

/** What CodeMirror's commands ask about the text at a place. */
const languageData = (state: EditorState, pos: number) => [
  {
    commentTokens,
    get closeBrackets() {
      return { brackets: closing(state, pos) }
    },
  },
]

/** Colours, for what is in view; how they look is in editor.css. */
export const highlighting: Extension = [painter, EditorState.languageData.of(languageData)]
