import { EditorState, type Extension } from '@codemirror/state'
import { ViewPlugin, type EditorView } from '@codemirror/view'

/** The page's own selection where it is a range within the editor, in the editor's offsets; null where it is not. */
export function pageSelection(view: EditorView): { anchor: number; head: number } | null {
  const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection() ?? {}
  if (!anchorNode || !focusNode || !view.contentDOM.contains(anchorNode)) return null
  if (!view.contentDOM.contains(focusNode)) return null
  const anchor = view.posAtDOM(anchorNode, anchorOffset)
  const head = view.posAtDOM(focusNode, focusOffset)
  return anchor === head ? null : { anchor, head }
}

const ends = (): readonly unknown[] => {
  const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection() ?? {}
  return [anchorNode, anchorOffset, focusNode, focusOffset]
}

/**
 * What assistive tools select, the page tells a moment later. Any change of the editor before then (its focus, a mark, a
 * schema that arrives) would put the editor's own selection in its place: the change takes over the page's instead.
 */
export function unheardSelection(): Extension {
  let view: EditorView | null = null
  let heard = ends()
  const hear = (): void => void (heard = ends())
  return [
    ViewPlugin.define((made) => {
      view = made
      document.addEventListener('selectionchange', hear)
      return { destroy: () => document.removeEventListener('selectionchange', hear) }
    }),
    EditorState.transactionFilter.of((transaction) => {
      if (transaction.docChanged || transaction.selection !== undefined || !view?.hasFocus) return transaction
      if (ends().every((end, i) => end === heard[i])) return transaction
      const selected = pageSelection(view)
      const { main } = transaction.startState.selection
      if (selected === null || (selected.anchor === main.anchor && selected.head === main.head))
        return transaction // the editor's own, with whatever else it has selected
      return [transaction, { selection: selected }]
    }),
  ]
}
