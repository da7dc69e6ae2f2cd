import type { ResultSet, Value } from '../engine/value'
import { turn } from '../storage/turn'
import type { Rectangle } from './grid-selection.svelte'

/** Says for people why a shortened value cannot be had whole. */
export class ValuesGone extends Error {
  constructor() {
    super('Some long values are not here any more. Run the statement again first.')
  }
}

/**
 * The same rows with the whole values of cells that were shortened to their first 64 KB, for files and the clipboard:
 * nothing is cut silently. `whole` as in Connection; only cells in `area` count, whose rows `rowAt` names. Looks in
 * slices of about 8 ms; rejects with ValuesGone when a value is not kept any more. Called off, it gives what it was given.
 */
export async function withWholeCells(
  rows: ResultSet,
  whole: (row: number, column: number) => Promise<Value>,
  {
    area = { top: 0, left: 0, bottom: rows.rowCount - 1, right: rows.columns.length - 1 },
    rowAt = (place) => place,
    signal,
  }: {
    readonly area?: Rectangle
    readonly rowAt?: (place: number) => number
    readonly signal?: AbortSignal | undefined
  } = {},
): Promise<ResultSet> {
  const fetched = new Map<number, Value>()
  const width = rows.columns.length
  let since = performance.now()
  for (let place = area.top; place <= area.bottom; place++) {
    const row = rowAt(place)
    for (let column = area.left; column <= area.right; column++) {
      if (rows.wholeBytes(row, column) === undefined) continue
      if (signal?.aborted) return rows
      const value = await whole(row, column)
      if (value === null) throw new ValuesGone()
      fetched.set(row * width + column, value)
    }
    if (performance.now() - since < 8) continue
    await turn()
    if (signal?.aborted) return rows
    since = performance.now()
  }
  if (fetched.size === 0) return rows
  return {
    columns: rows.columns,
    rowCount: rows.rowCount,
    value: (row, column) => fetched.get(row * width + column) ?? rows.value(row, column),
    wholeBytes: () => undefined,
  }
}
