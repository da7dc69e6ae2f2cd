import { EditorView } from '@codemirror/view'

/**
 * Typing over a selection, as the page has it: the editor may not have heard of it yet. Left to itself Chromium joins
 * the lines and keeps their look with a `style` attribute, which the content policy refuses with a message in the console.
 */
export const typeOver = EditorView.domEventHandlers({
  beforeinput({ inputType, data, isComposing }, view) {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection() ?? {}
    const unasked = inputType !== 'insertText' || data === null || isComposing || view.state.readOnly
    if (unasked || !anchorNode || !focusNode || !view.contentDOM.contains(anchorNode)) return false
    const anchor = view.posAtDOM(anchorNode, anchorOffset)
    const head = view.posAtDOM(focusNode, focusOffset)
    if (anchor === head) return false
    const known = view.state.selection.main
    if (known.anchor !== anchor || known.head !== head) view.dispatch({ selection: { anchor, head } })
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
