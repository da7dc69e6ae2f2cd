import type { Range } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'

const wash = Decoration.line({ class: 'cursor-line' })

function lines({ state }: EditorView): DecorationSet {
  const found: Range<Decoration>[] = []
  for (const range of state.selection.ranges) {
    const { from } = state.doc.lineAt(range.head)
    if (range.empty && found.at(-1)?.from !== from) found.push(wash.range(from))
  }
  return Decoration.set(found)
}

/** Washes the line of each cursor; not where something is selected, since the wash would lie over the selection. */
export const cursorLine = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = lines(view)
    }
    update(update: ViewUpdate): void {
      if (update.docChanged || update.selectionSet) this.decorations = lines(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)
