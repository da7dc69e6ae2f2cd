/**
 * CodeMirror's commands and completion import its parser framework, to ask for a syntax tree. In this editor there is
 * none: Tandem's own tokens (sql/tokens.ts) colour the text, match its brackets and say what is a string. So the
 * framework, 16 KB of every first visit, is left out of the build, and what they ask is answered as it would be where
 * no language is set: with an empty tree, two blanks of indentation, and none for a new line but the last one's.
 */
import type { Plugin } from 'vite'

const answers: Record<string, string> = {
  '@codemirror/language': `import { Facet } from '@codemirror/state'
const node = {
  name: '', from: 0, to: 0, parent: null, firstChild: null,
  type: { prop: () => undefined }, childAfter: () => null, childBefore: () => null,
}
const tree = { resolveInner: () => node, resolveStack: () => ({ node, next: null }) }
export const syntaxTree = () => tree
export const indentUnit = Facet.define({ combine: (values) => values[0] ?? '  ' })
export const getIndentUnit = (state) => state.facet(indentUnit).length
export const indentString = (state, columns) => ' '.repeat(columns)
export const getIndentation = () => null
export const matchBrackets = () => null
export class IndentContext {
  constructor(state) { this.state = state }
  lineIndent(pos) { return /^\\s*/.exec(this.state.doc.lineAt(pos).text)[0].length }
}`,
  '@lezer/common': 'export const NodeProp = {}',
}

/** In a build only: in development and in tests the real one gives the same answers. */
export function noLanguage(): Plugin {
  return {
    name: 'tandem-no-language',
    apply: 'build',
    enforce: 'pre',
    resolveId: (source, importer) =>
      source in answers && importer?.includes('/node_modules/@codemirror/') === true ? `\0${source}` : null,
    load: (id) => (id.startsWith('\0@') ? (answers[id.slice(1)] ?? null) : null),
  }
}
