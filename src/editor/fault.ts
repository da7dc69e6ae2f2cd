import { StateEffect, StateField } from '@codemirror/state'
import { Decoration, EditorView, hoverTooltip, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { Fault } from './editor-handle'

/** Shows a fault instead of the one before; null takes it away. */
export const setFault = StateEffect.define<Fault | null>()

/** The place the engine complained about, until its text is edited. */
export const faultField = StateField.define<Fault | null>({
  create: () => null,
  update(fault, transaction) {
    let next = fault
    if (next !== null && transaction.docChanged) {
      const { changes } = transaction
      next = changes.touchesRange(next.from, next.to)
        ? null
        : { message: next.message, from: changes.mapPos(next.from, 1), to: changes.mapPos(next.to, -1) }
    }
    for (const effect of transaction.effects) if (effect.is(setFault)) next = effect.value
    return next
  },
  provide: (self) => [
    EditorView.decorations.from(self, (fault) =>
      fault === null || fault.from === fault.to
        ? Decoration.none
        : Decoration.set(squiggle.range(fault.from, fault.to)),
    ),
  ],
})

const squiggle = Decoration.mark({ class: 'squig' })

const tip = hoverTooltip(
  (view, offset) => {
    const fault = view.state.field(faultField)
    if (fault === null || offset < fault.from || offset > fault.to) return null
    return {
      pos: fault.from,
      end: fault.to,
      create: () => {
        const dom = document.createElement('div')
        dom.className = 'fault-tip'
        dom.textContent = fault.message
        return { dom }
      },
    }
  },
  { hoverTime: 400, hideOnChange: true },
)

let count = 0

/** Tells screen readers, as the description of the text box, what sighted people see underlined. */
const described = ViewPlugin.fromClass(
  class {
    readonly note: HTMLElement
    constructor(view: EditorView) {
      this.note = document.createElement('div')
      this.note.className = 'fault-note'
      this.note.id = `fault-${++count}`
      view.dom.append(this.note)
      this.#say(view)
    }
    update(update: ViewUpdate): void {
      if (update.state.field(faultField) !== update.startState.field(faultField)) this.#say(update.view)
    }
    #say(view: EditorView): void {
      const fault = view.state.field(faultField)
      const line = fault && view.state.doc.lineAt(fault.from).number
      this.note.textContent = fault === null ? '' : `Error in line ${line}: ${fault.message}`
    }
    destroy(): void {
      this.note.remove()
    }
  },
)
const attributes = EditorView.contentAttributes.of((view): Record<string, string> | null => {
  const id = view.plugin(described)?.note.id
  return view.state.field(faultField) === null || id === undefined
    ? null
    : { 'aria-describedby': id, 'aria-invalid': 'true' }
})

export const faults = [faultField, tip, described, attributes]
