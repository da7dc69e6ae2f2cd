import { EditorView } from '@codemirror/view'
import { pageSelection } from './page-selection'

/**
 * Typing over a selection, as the page has it: the editor may not have heard of it yet. Left to itself Chromium joins
 * the lines and keeps their look with a `style` attribute, which the content policy refuses with a message in the console.
 */
export const typeOver = EditorView.domEventHandlers({
  beforeinput({ inputType, data, isComposing }, view) {
    if (inputType !== 'insertText' || data === null || isComposing || view.state.readOnly) return false
    const selected = pageSelection(view)
    if (selected === null) return false
    const known = view.state.selection.main
    if (known.anchor !== selected.anchor || known.head !== selected.head)
      view.dispatch({ selection: selected })
    const { state } = view
    const { main } = state.selection
    const insert = () =>
      state.update(state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true })
    const taken = state
      .facet(EditorView.inputHandler)
      .some((handler) => handler(view, main.from, main.to, data, insert))
    if (!taken) view.dispatch(insert())
    return true
  },
})
