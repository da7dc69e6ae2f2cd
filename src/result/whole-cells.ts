import type { ResultSet, Value } from '../engine/value'

/**
 * The same rows with the whole values of cells that were shortened to their first 64 KB, for files: nothing is cut
 * silently. `whole` as in Connection; rejects with a sentence for people when a value is not kept any more.
 */
export async function withWholeCells(
  rows: ResultSet,
  whole: (row: number, column: number) => Promise<Value>,
): Promise<ResultSet> {
  const fetched = new Map<number, Value>()
  const width = rows.columns.length
  for (let row = 0; row < rows.rowCount; row++) {
    for (let column = 0; column < width; column++) {
      if (rows.wholeBytes(row, column) === undefined) continue
      const value = await whole(row, column)
      if (value === null)
        throw new Error('Some long values are not here any more. Run the statement again, then export.')
      fetched.set(row * width + column, value)
    }
  }
  if (fetched.size === 0) return rows
  return {
    columns: rows.columns,
    rowCount: rows.rowCount,
    value: (row, column) => fetched.get(row * width + column) ?? rows.value(row, column),
    wholeBytes: () => undefined,
  }
}
