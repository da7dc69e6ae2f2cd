import type { Extension } from '@codemirror/state'
import { drawSelection, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'

/** How long the caret is there, and how long it is not, in ms. */
const half = 600

/**
 * The selection and a caret that blinks while the editor has the focus, beginning anew with each move. By a timer: an
 * animation, as CodeMirror's own, has the browser draw sixty frames a second, which an engine at work feels.
 */
export const caret: Extension = [
  drawSelection({ cursorBlinkRate: 0 }),
  ViewPlugin.fromClass(
    class {
      #timer: ReturnType<typeof setInterval> | undefined
      #shown = true
      constructor(readonly view: EditorView) {
        this.#begin()
      }
      update({ docChanged, selectionSet, focusChanged }: ViewUpdate): void {
        if (docChanged || selectionSet || focusChanged) this.#begin()
      }
      destroy(): void {
        clearInterval(this.#timer)
      }
      #begin(): void {
        clearInterval(this.#timer)
        this.#show(true)
        if (this.view.hasFocus) this.#timer = setInterval(() => this.#show(!this.#shown), half)
      }
      #show(shown: boolean): void {
        if (shown === this.#shown) return
        this.#shown = shown
        const layer = this.view.dom.querySelector<HTMLElement>('.cm-cursorLayer')
        if (layer !== null) layer.style.visibility = shown ? '' : 'hidden'
      }
    },
  ),
]
