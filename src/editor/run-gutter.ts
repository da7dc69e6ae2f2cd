import { type BlockInfo, type EditorView, gutter, GutterMarker, type ViewUpdate } from '@codemirror/view'
import type { Statement } from '../sql/statement'
import type { RunMark } from './editor-handle'
import { faultField } from './fault'
import { markInLine, runMarks } from './marks'
import { nearStatements, statementInLine, statementsMoved } from './statements'

/** 'next' would run at the cursor; 'ready' is any other statement. */
type Sign = RunMark | 'next' | 'ready'

const signs: Record<Sign, { readonly text: string; readonly title: string }> = {
  next: { text: '', title: 'Run this statement' },
  ready: { text: '', title: 'Run this statement' },
  running: { text: '', title: 'Running' },
  done: { text: '✓', title: 'Done. Run this statement again' },
  failed: { text: '✕', title: 'Failed. Run this statement again' },
}

/** What stands beside one line. Lines that look the same are equal, so that a key costs no DOM work here. */
class GutterLine extends GutterMarker {
  /** `look`: any of `in` a statement, `now` the one at the cursor, `cur` the cursor's line, `bad` the fault's line */
  constructor(
    readonly number: number,
    readonly sign: Sign | null,
    readonly look: string,
  ) {
    super()
  }
  override eq(other: GutterMarker): boolean {
    return (
      other instanceof GutterLine &&
      other.number === this.number &&
      other.sign === this.sign &&
      other.look === this.look
    )
  }
  override toDOM(): Node {
    const line = document.createElement('div')
    line.className = `run-line ${this.look}`
    if (this.sign !== null) {
      const sign = document.createElement('span')
      sign.className = `run-sign ${this.sign}`
      sign.title = signs[this.sign].title
      sign.textContent = signs[this.sign].text
      line.append(sign)
    }
    const number = document.createElement('span')
    number.className = 'run-number'
    number.textContent = String(this.number)
    line.append(number)
    return line
  }
}

function beside(view: EditorView, block: BlockInfo): GutterLine {
  const { state } = view
  const line = state.doc.lineAt(block.from)
  const { ranges, current } = nearStatements(state)
  let sign: Sign | null = null
  let look = ''
  ranges.between(line.from, line.to, (from, to) => {
    if (to === line.from && from < to) return // ends with the line before
    const now = from === current?.from
    look = now || look === 'now' ? 'now' : 'in'
    if (from >= line.from) sign = now || sign === 'next' ? 'next' : 'ready'
  })
  if (sign !== null) sign = markInLine(state, line) ?? sign
  const { head } = state.selection.main
  if (head >= line.from && head <= line.to) look += ' cur'
  const fault = state.field(faultField)
  if (fault !== null && fault.from >= line.from && fault.from <= line.to) look += ' bad'
  return new GutterLine(line.number, sign, look)
}

function changed(update: ViewUpdate): boolean {
  return (
    update.selectionSet ||
    statementsMoved(update) ||
    update.startState.field(runMarks) !== update.state.field(runMarks) ||
    update.startState.field(faultField) !== update.state.field(faultField)
  )
}

const inSign = (event: Event) => event.target instanceof Element && event.target.closest('.run-sign') !== null

/**
 * Run mark, line number and the bar along each statement. A click on a mark calls `run`. Hidden from screen readers,
 * as all of it can be had by keys and read in the results.
 */
export function runGutter(run: (statement: Statement) => void) {
  return gutter({
    class: 'run-gutter',
    lineMarker: beside,
    lineMarkerChange: changed,
    domEventHandlers: {
      mousedown: (_view, _block, event) => inSign(event), // the cursor and the focus stay where they are
      click(view, block, event) {
        const statement = inSign(event)
          ? statementInLine(view.state, view.state.doc.lineAt(block.from))
          : undefined
        if (statement !== undefined) run(statement)
        return statement !== undefined
      },
    },
  })
}
