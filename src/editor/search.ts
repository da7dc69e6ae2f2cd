import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { type EditorView, keymap } from '@codemirror/view'

/** The search panel's own words, as the page writes them. */
const phrases = EditorState.phrases.of({
  next: 'Next match',
  previous: 'Previous match',
  all: 'Select all',
  'match case': 'Match case',
  regexp: 'Pattern',
  'by word': 'Whole words',
  replace: 'Replace',
  'replace all': 'Replace all',
  close: 'Close search',
})

/** Search and replace, and marks where the selected word stands elsewhere. */
export const searching: Extension = [
  phrases,
  search({ top: true }),
  highlightSelectionMatches({ minSelectionLength: 2, wholeWords: true }),
  keymap.of(searchKeymap),
]

/** Does what a key of the search is bound to. */
export function press(key: string, view: EditorView): void {
  searchKeymap.find((binding) => binding.key === key)?.run?.(view)
}
