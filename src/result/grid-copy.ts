import type { ResultSet, Value } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { turn } from '../storage/turn'
import { counted } from './amount'
import type { Rectangle } from './grid-selection.svelte'
import { tsvLines } from './tsv'
import { ValuesGone, withWholeCells } from './whole-cells'

/** Cells that are copied at once, in the copy event itself; more are gathered in slices first. */
const atOnce = 50_000

const tooMuch = 'The browser did not allow copying this much. Export it as a file.'

/**
 * Puts a rectangle of cells on the clipboard as TSV; gives the words that say what was copied, or why not. Cells that
 * were shortened are fetched with `whole` first.
 */
export async function copyCells(
  clipboard: DataTransfer | null,
  rows: ResultSet,
  area: Rectangle,
  dialect: Dialect,
  rowAt: (place: number) => number,
  whole?: (row: number, column: number) => Promise<Value>,
): Promise<string> {
  const height = area.bottom - area.top + 1
  const cells = height * (area.right - area.left + 1)
  if (clipboard && cells <= atOnce && !(whole && holdsShortened(rows, area, rowAt)))
    clipboard.setData('text/plain', [...tsvLines(rows, area, dialect, rowAt)].join(''))
  else {
    try {
      const from = whole ? await withWholeCells(rows, whole, { area, rowAt }) : rows
      await navigator.clipboard.writeText(await gathered(tsvLines(from, area, dialect, rowAt)))
    } catch (error) {
      return error instanceof ValuesGone ? error.message : tooMuch
    }
  }
  return cells === 1 ? 'Copied 1 cell' : `Copied ${counted(height, 'row')}`
}

function holdsShortened(rows: ResultSet, area: Rectangle, rowAt: (place: number) => number): boolean {
  for (let place = area.top; place <= area.bottom; place++)
    for (let column = area.left; column <= area.right; column++)
      if (rows.wholeBytes(rowAt(place), column) !== undefined) return true
  return false
}

async function gathered(lines: Iterable<string>): Promise<string> {
  const parts: string[] = []
  let since = performance.now()
  for (const line of lines) {
    parts.push(line)
    if (performance.now() - since < 8) continue
    await turn()
    since = performance.now()
  }
  return parts.join('')
}
