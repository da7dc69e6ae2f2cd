/**
 * What holds the rows: IndexedDB, or memory where the browser gives no storage. Everything above works on this and does
 * not know which it is. A transaction is all or nothing; inside one, await nothing but its own calls.
 */
import type { Key, TableName, Tables } from './tables'

export interface Reading {
  get<T extends TableName>(table: T, key: Key): Promise<Tables[T] | undefined>
  /** The rows for many keys, in their order. */
  getMany<T extends TableName>(table: T, keys: readonly Key[]): Promise<(Tables[T] | undefined)[]>
  /** For each key whether there is a row. */
  has(table: TableName, keys: readonly Key[]): Promise<boolean[]>
  /** All rows in the order of their keys; `database` keeps only that database's rows, in tables keyed by one. */
  all<T extends TableName>(table: T, database?: string): Promise<Tables[T][]>
  /** The rows of text keys from `first` to `last`, both included, in the order of their keys. */
  between<T extends TableName>(table: T, first: string, last: string): Promise<Tables[T][]>
  /** All keys in order. */
  keys(table: TableName): Promise<Key[]>
}

export interface Writing extends Reading {
  put<T extends TableName>(table: T, rows: readonly Tables[T][]): Promise<void>
  delete(table: TableName, keys: readonly Key[]): Promise<void>
  /** Deletes the rows of text keys from `from`, below `end`. */
  deleteRange(table: TableName, from: string, end: string): Promise<void>
}

export interface Shelf {
  /** Rejects with the browser's own error; nothing is written then. */
  read<T>(tables: readonly TableName[], work: (rows: Reading) => Promise<T>): Promise<T>
  write<T>(tables: readonly TableName[], work: (rows: Writing) => Promise<T>): Promise<T>
  close(): void
}
