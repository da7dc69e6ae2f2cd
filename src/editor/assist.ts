import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionStatus,
  moveCompletionSelection,
  selectedCompletionIndex,
} from '@codemirror/autocomplete'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension, Prec } from '@codemirror/state'
import { type Command, keymap } from '@codemirror/view'
import { complete } from './completion'

/** Takes the entry that was chosen, else the first: Tab in an open list. */
const takeFirst: Command = (view) => {
  if (completionStatus(view.state) !== 'active') return false
  if (selectedCompletionIndex(view.state) === null) moveCompletionSelection(true)(view)
  return acceptCompletion(view)
}

/** An open list goes away when something is run; running itself is bound elsewhere. */
const dismiss: Command = (view) => {
  closeCompletion(view)
  return false
}

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

/**
 * What the first paint does without. Nothing is chosen when the list opens by itself, so that Enter breaks the line
 * unless an entry was gone to with the arrow keys.
 */
export const assist: Extension = [
  Prec.highest(
    keymap.of([
      { key: 'Tab', run: takeFirst },
      { key: 'Mod-Enter', run: dismiss },
      { key: 'Mod-Shift-Enter', run: dismiss },
      { key: 'F5', run: dismiss },
    ]),
  ),
  autocompletion({
    override: [complete],
    icons: false,
    selectOnOpen: false,
    interactionDelay: 0, // nothing is taken by accident when nothing is chosen
    maxRenderedOptions: 60,
    optionClass: ({ type }) => `is-${type ?? 'word'}`,
  }),
  closeBrackets(),
  phrases,
  search({ top: true }),
  highlightSelectionMatches({ minSelectionLength: 2, wholeWords: true }),
  keymap.of([...closeBracketsKeymap, ...searchKeymap]),
]
