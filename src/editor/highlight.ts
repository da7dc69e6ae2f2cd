import { EditorState, type Extension, RangeSetBuilder } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { type TokenKind, Tokens } from '../sql/tokens'
import { dialectFacet } from './facets'
import { statementsMoved } from './statements'
import { readFrom, tokenBefore } from './tokens-near'
import { vocabulary } from './vocabulary'

/** After these a name with `(` behind it is a table, a view, a query or an alias, not a function. */
const namesFollow = new Set(
  'INTO TABLE VIEW INDEX ON REFERENCES WITH RECURSIVE EXISTS AS KEY CONSTRAINT COPY TRIGGER FUNCTION PROCEDURE TYPE'.split(
    ' ',
  ),
)
/** Keywords that have a `(` behind them; any other word right before one is called. */
const notCalled = new Set(
  (
    'ALL ALWAYS AND ANY ARRAY AS BETWEEN BY CASE CHECK CUBE DEFAULT DISTINCT ELSE EXCEPT EXISTS FILTER FROM HAVING IN ' +
    'INTERSECT INTO IS JOIN KEY LATERAL LIKE LIMIT NOT OFFSET ON OR OVER PARTITION RETURNING ROLLUP ROW SELECT SET ' +
    'SETS SOME TABLE THEN UNION UNIQUE USING VALUES WHEN WHERE WITH WITHIN'
  ).split(' '),
)
/** Functions that stand without parentheses, in both dialects. */
const bare = new Set(
  'CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER SESSION_USER LOCALTIME LOCALTIMESTAMP'.split(' '),
)

const colour = (name: string) => Decoration.mark({ class: `sql-${name}` })
const keyword = colour('keyword')
const value = colour('number')
const called = colour('function')
const operator = colour('operator')
const plain: Partial<Record<TokenKind, Decoration>> = {
  comment: colour('comment'),
  string: colour('string'),
  number: value,
}

/** How a token looks; `last` is the last word in capitals, or the last mark. Null where it looks like any text. */
function look(tokens: Tokens, last: string): Decoration | null {
  const { kind, text, from, to, dialect } = tokens
  if (kind === 'mark') return /[<>=!|+\-*/%~^&#@?]/.test(tokens.value) ? operator : null
  if (kind !== 'word') return plain[kind] ?? null
  const word = tokens.keyword
  if (word === 'NULL' || word === 'TRUE' || word === 'FALSE') return value
  const calls = text[to] === '(' && !notCalled.has(word) && !namesFollow.has(last)
  if (calls || bare.has(word)) return called
  if (text[from - 1] === '.') return null
  const { keywords, types } = vocabulary[dialect]
  return types.has(word) ? called : keywords.has(word) ? keyword : null
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
      const seen = start + tokens.to > from ? look(tokens, last) : null
      if (seen !== null) builder.add(Math.max(start + tokens.from, from), start + tokens.to, seen)
      if (kind !== 'comment') last = kind === 'mark' ? tokens.value : tokens.keyword
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
