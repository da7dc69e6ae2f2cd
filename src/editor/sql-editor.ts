import { history, isolateHistory } from '@codemirror/commands'
import { Compartment, EditorSelection, EditorState, type Extension } from '@codemirror/state'
import { EditorView, rectangularSelection } from '@codemirror/view'
import type { Schema } from '../engine/schema'
import type { Dialect } from '../sql/dialect'
import { placeOf } from '../sql/place'
import type { Statement } from '../sql/statement'
import { brackets } from './brackets'
import { caret } from './caret'
import { cursorLine } from './cursor-line'
import { Edits } from './edits.svelte'
import type { EditorBox, EditorEvents, EditorOptions } from './editor-box'
import type { Fault, Marked, Place, Span } from './editor-handle'
import { dialectFacet, schemaFacet } from './facets'
import { faults, setFault } from './fault'
import { highlighting } from './highlight'
import { keys, leaving } from './keys'
import { later } from './later'
import { runMarks, setMark } from './marks'
import { styleNonce } from './nonce'
import { news } from './news'
import { unheardSelection } from './page-selection'
import { rewrite } from './rewrite'
import { runGutter } from './run-gutter'
import { statementAtCursor, statements, statementsOf } from './statements'
import { typeOver } from './type-over'

// tabindex says what contenteditable means anyway: checkers of the scrolling box around it look for it
const named = (label: string): Extension =>
  EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' })

/** One CodeMirror for the life of the component; whatever changes later goes through it. */
export class SqlEditor implements EditorBox {
  readonly #view: EditorView
  readonly #dialect = new Compartment()
  readonly #schema = new Compartment()
  readonly #readonly = new Compartment()
  readonly #label = new Compartment()
  readonly #edits = new Edits()

  constructor(parent: HTMLElement, options: EditorOptions, events: EditorEvents) {
    this.#view = new EditorView({
      parent,
      doc: options.text,
      extensions: [
        EditorView.cspNonce.of(styleNonce),
        later,
        keys(events),
        leaving,
        typeOver,
        unheardSelection(),
        runGutter((statement) => events.runAt(statement)),
        history(),
        caret,
        rectangularSelection(),
        EditorState.allowMultipleSelections.of(true),
        brackets,
        cursorLine,
        statements,
        highlighting,
        runMarks,
        faults,
        this.#edits.extension,
        news(events),
        this.#dialect.of(dialectFacet.of(options.dialect)),
        this.#schema.of(schemaFacet.of(options.schema)),
        this.#readonly.of(EditorState.readOnly.of(options.readonly)),
        this.#label.of(named(options.label)),
      ],
    })
  }

  setDialect(dialect: Dialect): void {
    if (dialect !== this.#view.state.facet(dialectFacet))
      this.#view.dispatch({ effects: this.#dialect.reconfigure(dialectFacet.of(dialect)) })
  }

  setSchema(schema: Schema | null): void {
    if (schema !== this.#view.state.facet(schemaFacet))
      this.#view.dispatch({ effects: this.#schema.reconfigure(schemaFacet.of(schema)) })
  }

  setReadonly(readonly: boolean): void {
    if (readonly !== this.#view.state.readOnly)
      this.#view.dispatch({ effects: this.#readonly.reconfigure(EditorState.readOnly.of(readonly)) })
  }

  setLabel(label: string): void {
    this.#view.dispatch({ effects: this.#label.reconfigure(named(label)) })
  }

  destroy(): void {
    this.#view.destroy()
  }

  get text(): string {
    return this.#view.state.doc.toString()
  }

  get selection(): Span {
    const { from, to } = this.#view.state.selection.main
    return { from, to }
  }

  get statements(): readonly Statement[] {
    return statementsOf(this.#view.state)
  }

  statementAtCursor(): Statement | undefined {
    return statementAtCursor(this.#view.state)
  }

  setText(text: string): void {
    const changes = rewrite(this.text, text.replace(/\r\n?/g, '\n'))
    if (changes.length > 0) this.#view.dispatch({ changes, annotations: isolateHistory.of('full') })
  }

  replace(from: number, to: number, text: string): void {
    const changes = { ...this.#within({ from, to }), insert: text }
    this.#view.dispatch({ changes, annotations: isolateHistory.of('full'), scrollIntoView: true })
  }

  insert(text: string): void {
    this.#view.dispatch(this.#view.state.replaceSelection(text), {
      annotations: isolateHistory.of('full'),
      scrollIntoView: true,
    })
    this.focus()
  }

  focus(): void {
    this.#view.focus()
  }

  select(range: Span): void {
    const { from, to } = this.#within(range)
    this.#view.dispatch({ selection: EditorSelection.single(from, to) })
  }

  place(offset: number): Place {
    const { from } = this.#within({ from: offset, to: offset })
    const line = this.#view.state.doc.lineAt(from)
    return { offset: from, line: line.number, column: placeOf(line.text, from - line.from).column }
  }

  follow(): (span: Span) => Span | null {
    return this.#edits.follow(this.#view.state.doc.length)
  }

  reveal(offset: number): void {
    const { from } = this.#within({ from: offset, to: offset })
    this.#view.dispatch({
      selection: EditorSelection.cursor(from),
      effects: EditorView.scrollIntoView(from, { y: 'nearest', yMargin: 48 }),
    })
  }

  mark(statements: readonly Marked[]): void {
    const effects = statements.map((each) => setMark.of({ mark: each.mark, ...this.#within(each) }))
    this.#view.dispatch({ effects })
  }

  clearMarks(): void {
    this.#view.dispatch({ effects: setMark.of(null) })
  }

  fault(fault: Fault): void {
    this.#view.dispatch({ effects: setFault.of({ ...fault, ...this.#visible(fault) }) })
  }

  clearFault(): void {
    this.#view.dispatch({ effects: setFault.of(null) })
  }

  #within({ from, to }: Span): Span {
    const { length } = this.#view.state.doc
    const start = Math.max(0, Math.min(from, length))
    return { from: start, to: Math.max(start, Math.min(to, length)) }
  }

  /** At least one whole character, so that there is something to underline: at the end of a line the last one of it. */
  #visible(span: Span): Span {
    const { from, to } = this.#within(span)
    if (from < to) return { from, to }
    const line = this.#view.state.doc.lineAt(from)
    const at = from < line.to ? from - line.from : line.length - 1
    const character = /[\uDC00-\uDFFF]/.test(line.text[at] ?? '') ? at - 1 : at
    const length = (line.text.codePointAt(Math.max(character, 0)) ?? 0) > 0xffff ? 2 : 1
    return this.#within({ from: line.from + character, to: line.from + character + length })
  }
}
