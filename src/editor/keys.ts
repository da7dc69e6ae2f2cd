import {
  cursorGroupLeft,
  cursorGroupRight,
  cursorMatchingBracket,
  cursorSyntaxLeft,
  cursorSyntaxRight,
  defaultKeymap,
  historyKeymap,
  indentLess,
  indentMore,
  selectGroupLeft,
  selectGroupRight,
  selectParentSyntax,
} from '@codemirror/commands'
import { type Extension, Prec } from '@codemirror/state'
import { type Command, type EditorView, keymap, ViewPlugin } from '@codemirror/view'
import { bracketBeside } from './brackets'

interface Actions {
  run(): void
  runStatement(): void
  format(): void
}

/** The editor's keys. What a page offers by a button as well stays away from the page's own key handlers. */
export function keys(actions: Actions): Extension {
  const bind = (key: string, action: () => void) => {
    const run: Command = () => {
      action()
      return true
    }
    return { key, run, preventDefault: true, stopPropagation: true }
  }
  return [
    Prec.highest(
      keymap.of([
        bind('Mod-Enter', () => actions.run()),
        bind('Mod-Shift-Enter', () => actions.runStatement()),
        bind('F5', () => actions.run()),
        bind('Mod-Shift-f', () => actions.format()),
      ]),
    ),
    keymap.of([
      { key: 'Tab', run: indent, shift: indentLess },
      { key: 'Shift-Mod-\\', run: toOtherBracket },
      { key: 'Alt-ArrowLeft', mac: 'Ctrl-ArrowLeft', run: cursorGroupLeft, shift: selectGroupLeft },
      { key: 'Alt-ArrowRight', mac: 'Ctrl-ArrowRight', run: cursorGroupRight, shift: selectGroupRight },
      ...historyKeymap,
      ...defaultKeymap.filter(({ run }) => run === undefined || !ofTrees.has(run)),
    ]),
  ]
}

/** Commands that ask CodeMirror's own syntax tree: there is none (see build/no-language.ts). */
const ofTrees = new Set<Command>([
  cursorSyntaxLeft,
  cursorSyntaxRight,
  selectParentSyntax,
  cursorMatchingBracket,
])

const toOtherBracket: Command = (view) => {
  const other = bracketBeside(view.state, view.state.selection.main.head)?.other ?? -1
  if (other >= 0) view.dispatch({ selection: { anchor: other }, scrollIntoView: true, userEvent: 'select' })
  return other >= 0
}

/** Spaces of one indentation, CodeMirror's own default. */
const indentation = 2

/** Blanks up to the next stop; whole lines where text is selected or the cursor stands in front of a line's text. */
const indent: Command = (view) => {
  const { state } = view
  const { main } = state.selection
  const line = state.doc.lineAt(main.head)
  if (!main.empty || line.text.slice(0, main.head - line.from).trim() === '') return indentMore(view)
  if (state.readOnly) return false
  const insert = ' '.repeat(indentation - ((main.head - line.from) % indentation))
  view.dispatch(state.replaceSelection(insert), { scrollIntoView: true, userEvent: 'input' })
  return true
}

/**
 * Esc, then Tab or Shift+Tab leaves the editor, however long the pause between (CodeMirror's own wait is 2 s). The Esc
 * that closes a list of completions is not meant for that.
 */
export const leaving = ViewPlugin.fromClass(
  class {
    #armed = false
    arm(view: EditorView, key: string): void {
      if (key === 'Escape') {
        if (view.dom.querySelector('.cm-tooltip-autocomplete') !== null) return
        this.#armed = true
        view.setTabFocusMode(true)
      } else if (this.#armed && key !== 'Tab' && key !== 'Shift') this.disarm(view)
    }
    disarm(view: EditorView): void {
      if (this.#armed) view.setTabFocusMode(false)
      this.#armed = false
    }
  },
  {
    eventObservers: {
      keydown(event, view) {
        this.arm(view, event.key)
      },
      blur(_event, view) {
        this.disarm(view)
      },
    },
  },
)
