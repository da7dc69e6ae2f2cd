import type { EditorState } from '@codemirror/state'
import { type TokenKind, Tokens } from '../sql/tokens'
import { dialectFacet } from './facets'
import { statementStart } from './statements'

/** Text before a place that is read to know what stands there, in characters: a longer statement may be coloured wrongly. */
const reach = 1_000_000

/** Where to begin to read, to know what stands at `pos`: a statement's start, unless it is very far away. */
export function readFrom(state: EditorState, pos: number): number {
  const start = statementStart(state, pos)
  return pos - start > reach ? state.doc.lineAt(pos).from : start
}

/** What is being written right before `pos`: a token that ends there or, when it is open, goes on behind. */
export interface TokenBefore {
  readonly kind: TokenKind
  /** up to `pos` */
  readonly text: string
  readonly open: boolean
}

export function tokenBefore(state: EditorState, pos: number): TokenBefore {
  const from = readFrom(state, pos)
  const tokens = new Tokens(state.sliceDoc(from, pos), state.facet(dialectFacet))
  let last: TokenBefore = { kind: 'blank', text: '', open: false }
  while (tokens.next() !== 'end') last = { kind: tokens.kind, text: tokens.value, open: tokens.open }
  return last
}
