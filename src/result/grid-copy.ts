import type { ResultSet } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { counted } from './amount'
import type { Rectangle } from './grid-selection.svelte'
import { tsvLines } from './tsv'

/** Cells that are copied at once, in the copy event itself; more are gathered in slices first. */
const atOnce = 50_000

/** Puts a rectangle of cells on the clipboard as TSV; gives the words that say what was copied, or why not. */
export async function copyCells(
  clipboard: DataTransfer | null,
  rows: ResultSet,
  area: Rectangle,
  dialect: Dialect,
  rowAt: (place: number) => number,
): Promise<string> {
  const lines = tsvLines(rows, area, dialect, rowAt)
  const height = area.bottom - area.top + 1
  const cells = height * (area.right - area.left + 1)
  if (clipboard && cells <= atOnce) clipboard.setData('text/plain', [...lines].join(''))
  else {
    const text = await gathered(lines)
    const kept = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    if (!kept) return 'The browser did not allow copying this much. Export it as a file.'
  }
  return cells === 1 ? 'Copied 1 cell' : `Copied ${counted(height, 'row')}`
}

async function gathered(lines: Iterable<string>): Promise<string> {
  const parts: string[] = []
  let since = performance.now()
  for (const line of lines) {
    parts.push(line)
    if (performance.now() - since < 8) continue
    await new Promise((resolve) => setTimeout(resolve))
    since = performance.now()
  }
  return parts.join('')
}
