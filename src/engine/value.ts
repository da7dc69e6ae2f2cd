/**
 * One value of a result. Integers of every width are `bigint`, floating-point numbers are `number`; NUMERIC,
 * temporals, JSON and everything else stay text exactly as the engine wrote them. No Date, no object.
 */
export type Value = null | boolean | number | bigint | string | Uint8Array

/** What a column holds, for alignment, charts and comparison; the engine's own word for it is `Column.type`. */
export type ValueKind =
  'integer' | 'number' | 'text' | 'boolean' | 'bytes' | 'date' | 'timestamp' | 'json' | 'unknown'

export interface Column {
  /** as the engine gives it: may be empty, may occur twice */
  readonly name: string
  /** PostgreSQL: the type's name (`int4`, `varchar`). SQLite: the storage class seen first (`integer`, `text` …), '' when all NULL */
  readonly type: string
  readonly kind: ValueKind
  /** of an enum, or of an array of one: what its type may hold, in the type's own order */
  readonly labels?: readonly string[]
}

/** The rows of one statement; grows while they arrive. Reading a cell is O(1) or O(log batches). */
export interface ResultSet {
  readonly columns: readonly Column[]
  /** rows that are here now */
  readonly rowCount: number
  /** the cell's value; where a cell holds more than 64 KB, its first 64 KB */
  value(row: number, column: number): Value
  /** size in bytes of a cell that was shortened to its first 64 KB, else undefined */
  wholeBytes(row: number, column: number): number | undefined
}
