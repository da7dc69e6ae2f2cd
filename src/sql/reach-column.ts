/** How far the dropping of columns reaches: ALTER TABLE … DROP COLUMN, and PostgreSQL's DROP TYPE … CASCADE. */
import { quoteName } from './quote'
import { nothing, type Reach } from './reach'
import { sameName, type ReachTable } from './reach-table'
import type { WriteReader } from './write-reader'

/** Read from ALTER on; one for each column: PostgreSQL takes several actions with commas between. */
export function dropColumnReaches(reader: WriteReader): Reach[] {
  if (!reader.skip('ALTER TABLE')) return []
  reader.skip('IF EXISTS')
  reader.skip('ONLY')
  const table = reader.table()
  reader.skip('*')
  if (table === null) return []
  let end = reader.at - 1
  return reader.reading.lists(reader.at, reader.reading.pieces.length).flatMap((list) => {
    reader.at = end + 1
    end = reader.at + list.length
    const column = droppedColumn(reader, table, end)
    return column === null ? [] : [without(reader, table, column)]
  })
}

/** Read behind DROP TYPE or DROP DOMAIN: PostgreSQL drops their columns with them. */
export function dropTypeReaches(reader: WriteReader): Reach[] {
  reader.skip('IF EXISTS')
  const types = reader.names()
  if (types === null || reader.dialect !== 'postgres' || reader.word !== 'CASCADE') return []
  const stored = types.flatMap(({ name: { text, exact } }) => {
    const name = exact ? text : text.toLowerCase()
    return [quoteName(name, 'postgres'), name]
  })
  const isOf = (type: string) => stored.includes(type.replace(/(\(.*\))?(\[\])*$/, '').replace(/^\w+\./, ''))
  return reader.tables.flatMap((table) =>
    table.kind === 'table'
      ? table.columns.filter(({ type = '' }) => isOf(type)).map(({ name }) => without(reader, table, name))
      : [],
  )
}

function droppedColumn(reader: WriteReader, { columns }: ReachTable, end: number): string | null {
  if (!reader.skip('DROP')) return null
  if (!reader.skip('COLUMN') && reader.word === 'CONSTRAINT') return null
  reader.skip('IF EXISTS')
  const dropped = reader.name()
  if (!reader.skip('CASCADE')) reader.skip('RESTRICT')
  if (dropped === null || reader.at !== end) return null
  return columns.find(({ name }) => sameName(dropped.name, name, reader.dialect))?.name ?? null
}

function without({ dialect, keys }: WriteReader, table: ReachTable, column: string): Reach {
  const count = `SELECT count(${quoteName(column, dialect)}) FROM ${keys.written(table)}`
  return { ...nothing, verb: 'drop column', column, targets: [{ table: table.name, count }] }
}
