import { type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { Place } from './editor-handle'

interface Listeners {
  changed(text: string): void
  cursor(place: Place): void
}

/** At most this long after a key the page hears of it, ms. */
const delay = 80

/**
 * Tells the page about new text and a new cursor after the key is painted, since both cost time that grows with the
 * document; at once when the editor loses the focus or goes away, or the page does, so that nothing typed is missed.
 */
export function news(listeners: Listeners) {
  return ViewPlugin.fromClass(
    class {
      #timer: ReturnType<typeof setTimeout> | undefined
      #text = false
      #cursor = false
      readonly #gone = new AbortController()
      constructor(readonly view: EditorView) {
        // captured, so that storage hears of the text before it writes its last
        const early = { capture: true, signal: this.#gone.signal }
        for (const leaving of ['pagehide', 'visibilitychange'])
          addEventListener(leaving, () => this.tell(), early)
      }
      update({ docChanged, selectionSet }: ViewUpdate): void {
        this.#text ||= docChanged
        this.#cursor ||= docChanged || selectionSet
        if (this.#text || this.#cursor) this.#timer ??= setTimeout(() => this.tell(), delay)
      }
      tell(): void {
        clearTimeout(this.#timer)
        this.#timer = undefined
        const text = this.#text
        const cursor = this.#cursor
        this.#text = this.#cursor = false // before the listeners, who may change the text again
        if (text) listeners.changed(this.view.state.doc.toString())
        if (cursor) listeners.cursor(placeOf(this.view))
      }
      destroy(): void {
        this.#gone.abort()
        this.#cursor = false
        this.tell()
      }
    },
    {
      eventObservers: {
        blur() {
          this.tell()
        },
      },
    },
  )
}

function placeOf({ state }: EditorView): Place {
  const offset = state.selection.main.head
  const line = state.doc.lineAt(offset)
  return { offset, line: line.number, column: [...line.text.slice(0, offset - line.from)].length + 1 }
}
