import type { Column, ResultSet, Value, ValueKind } from '../../src/engine/value'

/** A column by name and kind. */
export function column(name: string, kind: ValueKind = 'text', type: string = kind): Column {
  return { name, kind, type }
}

/** A result made of arrays. */
export function rowsOf(
  columns: readonly (string | Column)[],
  values: readonly (readonly Value[])[],
): ResultSet {
  return {
    columns: columns.map((each) => (typeof each === 'string' ? column(each) : each)),
    rowCount: values.length,
    value: (row, index) => values[row]?.[index] ?? null,
    wholeBytes: () => undefined,
  }
}

/** A result of any size whose cells are computed. */
export function computed(rowCount: number, columns: readonly Column[], value: ResultSet['value']): ResultSet {
  return { columns, rowCount, value, wholeBytes: () => undefined }
}
