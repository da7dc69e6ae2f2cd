import type { ResultSet } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { cellText } from './cell'
import type { Rectangle } from './grid-selection.svelte'

/**
 * A rectangle of cells as tab-separated lines, as spreadsheets paste them: a field with a tab, a line break or a
 * quote stands in quotes with its quotes doubled. One cell alone is its bare text. NULL and '' are both empty here; CSV
 * keeps them apart. Generated row by row, so that a long copy can be made in slices.
 */
export function* tsvLines(
  rows: ResultSet,
  area: Rectangle,
  dialect: Dialect,
  rowAt: (place: number) => number = (place) => place,
): Generator<string> {
  const single = area.top === area.bottom && area.left === area.right
  for (let place = area.top; place <= area.bottom; place++) {
    const row = rowAt(place)
    let line = place === area.top ? '' : '\n'
    for (let index = area.left; index <= area.right; index++) {
      const column = rows.columns[index]
      const text = column ? cellText(rows.value(row, index), column, dialect) : ''
      line += (index === area.left ? '' : '\t') + (single ? text : tsvField(text))
    }
    yield line
  }
}

/** A field of a tab-separated line; in quotes only where it has to be. */
export function tsvField(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
