import type { Column } from '../engine/value'

/** A column that is in the page, as head and rows draw it. */
export interface GridColumn {
  /** its place in the result, from 0 */
  readonly index: number
  readonly column: Column
  /** its values stand on the right */
  readonly numeric: boolean
  /** px from the left edge of the grid's content */
  readonly left: number
  readonly width: number
}

/** The columns of `now`, by the objects of `before` where these say the same: what is drawn from them stays as it is. */
export function unchanged(before: readonly GridColumn[], now: readonly GridColumn[]): readonly GridColumn[] {
  const kept = now.map((each, i) => {
    const old = before[i]
    const same =
      old?.index === each.index &&
      old.column === each.column &&
      old.left === each.left &&
      old.width === each.width
    return same ? old : each
  })
  return kept.length === before.length && kept.every((each, i) => each === before[i]) ? before : kept
}
