/** Which rows of its table a DELETE or UPDATE takes. */
import { isAlwaysTrue } from './always-true'
import { sameName, type ReachTable } from './reach-table'
import type { Piece } from './reading'
import type { WriteReader } from './write-reader'

/** Whether a WHERE at `where`, up to `end`, leaves every row. */
export function everyRow(reader: WriteReader, { columns }: ReachTable, where: number, end: number): boolean {
  const filled = ({ kind, text }: Piece) =>
    columns.some(({ name, primaryKey }) => {
      const quoted = kind === 'name'
      const written = { text: quoted ? text.slice(1, -1) : text, exact: quoted }
      return primaryKey > 0 && sameName(written, name, reader.dialect)
    })
  return where >= end || isAlwaysTrue(reader.reading.pieces.slice(where + 1, end), reader.dialect, filled)
}

/** WHERE as a query that counts needs it: tables of USING or FROM stand in a query of their own. '' where all are taken. */
export function conditionOf(from: string, asked: string): string {
  const where = asked === '' ? '' : ` WHERE ${asked}`
  return from === '' ? where : ` WHERE EXISTS (SELECT 1 FROM ${from}${where})`
}
