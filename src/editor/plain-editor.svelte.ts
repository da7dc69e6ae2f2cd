/**
 * A text field that stands in until the highlighting editor has arrived, or for as long as it does not: one can write
 * and run at once. Marks and faults are only remembered, for the editor that takes over.
 */
import type { Dialect } from '../sql/dialect'
import { placeOf } from '../sql/place'
import { split, statementAt } from '../sql/split'
import type { Statement } from '../sql/statement'
import type { EditorBox, EditorEvents, EditorOptions } from './editor-box'
import type { Fault, Marked, Place, Span } from './editor-handle'

export class PlainEditor implements EditorBox {
  readonly #field = document.createElement('textarea')
  readonly #numbers = document.createElement('div')
  readonly #events: EditorEvents
  readonly #gone = new AbortController()
  readonly #marks = new Map<number, Marked>()
  #fault: Fault | null = null
  #dialect: Dialect
  #composing = false
  #edits = $state(0)

  constructor(parent: HTMLElement, options: EditorOptions, events: EditorEvents) {
    this.#events = events
    this.#dialect = options.dialect
    const field = this.#field
    field.className = 'plain-field'
    field.wrap = 'off'
    field.spellcheck = false
    field.autocapitalize = 'off'
    field.autocomplete = 'off'
    field.textContent = options.text // its value too, until one writes: also there for what reads the page as text
    field.setSelectionRange(0, 0)
    this.#numbers.className = 'plain-numbers'
    this.#numbers.ariaHidden = 'true'
    this.setLabel(options.label)
    this.setReadonly(options.readonly)
    const { signal } = this.#gone
    field.addEventListener('input', () => this.#edited(), { signal })
    field.addEventListener('keydown', (event) => this.#keydown(event), { signal })
    field.addEventListener('scroll', () => this.#number(), { signal })
    field.addEventListener('compositionstart', () => (this.#composing = true), { signal })
    field.addEventListener('compositionend', () => (this.#composing = false), { signal })
    document.addEventListener('selectionchange', () => this.focused && this.#tellCursor(), { signal })
    parent.append(this.#numbers, field)
    this.#number(0) // asked where it is scrolled to, the browser would lay out the page that is being made
  }

  get focused(): boolean {
    return document.activeElement === this.#field
  }

  /** Resolves when no character is being composed: an input method would lose it. */
  settled(): Promise<void> {
    if (!this.#composing) return Promise.resolve()
    return new Promise((resolve) =>
      this.#field.addEventListener('compositionend', () => setTimeout(resolve), { once: true }),
    )
  }

  /** Gives text, selection, marks and focus to the editor that comes in its place; what was typed is one edit there. */
  handOver(next: EditorBox): void {
    const { selection, focused } = this
    next.setText(this.text)
    next.mark([...this.#marks.values()])
    if (this.#fault !== null) next.fault(this.#fault)
    if (focused || this.#field.scrollTop > 0) next.reveal(selection.to)
    next.select(selection)
    if (focused) next.focus()
  }

  setDialect(dialect: Dialect): void {
    this.#dialect = dialect
  }

  setSchema(): void {
    // completion is the other editor's
  }

  setReadonly(readonly: boolean): void {
    this.#field.readOnly = readonly
  }

  setLabel(label: string): void {
    this.#field.ariaLabel = label
  }

  destroy(): void {
    this.#gone.abort()
    this.#field.remove()
    this.#numbers.remove()
  }

  get text(): string {
    return this.#field.value
  }

  get selection(): Span {
    return { from: this.#field.selectionStart, to: this.#field.selectionEnd }
  }

  get statements(): readonly Statement[] {
    return split(this.text, this.#dialect)
  }

  statementAtCursor(): Statement | undefined {
    return statementAt(this.statements, this.#field.selectionEnd)
  }

  setText(text: string): void {
    const { from, to } = this.selection
    this.#field.value = text
    this.#field.setSelectionRange(from, to)
    this.#edited()
  }

  replace(from: number, to: number, text: string): void {
    const { length } = this.text
    this.#field.setRangeText(text, Math.min(from, length), Math.min(Math.max(from, to), length), 'preserve')
    this.#edited()
  }

  insert(text: string): void {
    const { from, to } = this.selection
    this.#field.setRangeText(text, from, to, 'end')
    this.#edited()
    this.focus()
  }

  focus(): void {
    this.#field.focus()
  }

  select({ from, to }: Span): void {
    this.#field.setSelectionRange(from, to)
  }

  place(offset: number): Place {
    const { text } = this
    return { offset: Math.min(offset, text.length), ...placeOf(text, offset) }
  }

  /** Pieces are lost with the first edit. */
  follow(): (span: Span) => Span | null {
    const at = this.#edits
    return (span) => (this.#edits === at ? span : null)
  }

  reveal(offset: number): void {
    this.select({ from: offset, to: offset })
    const { line } = this.place(offset)
    if (line > 3) this.#field.scrollTop = (line - 3) * this.#lineHeight
  }

  mark(statements: readonly Marked[]): void {
    for (const each of statements) this.#marks.set(each.from, each)
  }

  clearMarks(): void {
    this.#marks.clear()
  }

  fault(fault: Fault): void {
    this.#fault = fault
  }

  clearFault(): void {
    this.#fault = null
  }

  #edited(): void {
    this.#edits++
    this.clearMarks()
    this.clearFault()
    this.#number()
    this.#events.changed(this.text)
    this.#tellCursor()
  }

  #tellCursor(): void {
    this.#events.cursor(this.place(this.#field.selectionEnd))
  }

  /** in pixels */
  get #lineHeight(): number {
    return Number.parseFloat(getComputedStyle(this.#field).lineHeight)
  }

  /** Numbers the lines from the first in sight on, no more than a screen can show. */
  #number(scrollTop = this.#field.scrollTop): void {
    const height = scrollTop === 0 ? 1 : this.#lineHeight // known by the browser only when it has laid out the page
    const first = Math.floor(scrollTop / height)
    const shown = Math.min(this.text.split('\n').length - first, 200)
    this.#numbers.textContent = Array.from({ length: shown }, (_, i) => first + i + 1).join('\n')
    this.#numbers.style.translate = `0 ${first * height - scrollTop}px`
  }

  #keydown(event: KeyboardEvent): void {
    const { key, shiftKey } = event
    const control = event.ctrlKey || event.metaKey
    let action: (() => void) | undefined
    if (key === 'F5' && !control) action = () => this.#events.run()
    if (control && key === 'Enter')
      action = () => (shiftKey ? this.#events.runStatement() : this.#events.run())
    if (control && shiftKey && key.toLowerCase() === 'f') action = () => this.#events.format()
    if (action === undefined || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    action()
  }
}
