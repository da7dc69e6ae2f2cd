import { EditorView } from '@codemirror/view'

/**
 * Typing over a selection. Left to itself Chromium joins the lines and keeps their look with a `style` attribute, which
 * the content policy refuses with a message in the console.
 */
export const typeOver = EditorView.domEventHandlers({
  beforeinput({ inputType, data, isComposing }, view) {
    const { state } = view
    const { main } = state.selection
    if (inputType !== 'insertText' || data === null || isComposing || main.empty || state.readOnly)
      return false
    const insert = () =>
      state.update(state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true })
    const taken = state
      .facet(EditorView.inputHandler)
      .some((handler) => handler(view, main.from, main.to, data, insert))
    if (!taken) view.dispatch(insert())
    return true
  },
})
