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
import { type Extension, Prec } from '@codemirror/state'
import { type Command, keymap } from '@codemirror/view'
import { ask, askedFirst } from './asked'
import { complete } from './completion'

export { ask } from './asked'

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

/**
 * Completion and closing of brackets. Nothing is chosen when the list opens by itself, so that Enter breaks the line
 * unless an entry was gone to with the arrow keys; in a list that was asked for the first entry is chosen.
 */
export const assist: Extension = [
  Prec.highest(
    keymap.of([
      { key: 'Tab', run: takeFirst },
      { key: 'Ctrl-Space', run: ask },
      { mac: 'Alt-`', run: ask },
      { mac: 'Alt-i', run: ask },
      { key: 'Mod-Enter', run: dismiss },
      { key: 'Mod-Shift-Enter', run: dismiss },
      { key: 'F5', run: dismiss },
    ]),
  ),
  askedFirst,
  autocompletion({
    override: [complete],
    icons: false,
    selectOnOpen: false,
    interactionDelay: 0, // nothing is taken by accident when nothing is chosen unasked
    maxRenderedOptions: 60,
    optionClass: ({ type }) => `is-${type ?? 'word'}`,
  }),
  closeBrackets(),
  keymap.of(closeBracketsKeymap),
]
