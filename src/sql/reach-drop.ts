/** How far DROP TABLE, VIEW and SCHEMA and TRUNCATE reach. */
import { elsewhere, nothing, type Reach } from './reach'
import { dependents, seeds } from './reach-dependents'
import type { Reached } from './reach-keys'
import { dropOwnedReaches } from './reach-owned'
import { sameName, type Named, type ReachTable } from './reach-table'
import type { WriteReader } from './write-reader'

/** Read behind DROP; empty where it drops something else, or it is not surely understood. */
export function dropReaches(reader: WriteReader): Reach[] {
  if (reader.skip('SCHEMA')) return dropSchema(reader)
  if (reader.word === 'OWNED') return dropOwnedReaches(reader)
  if (/^(FUNCTION|PROCEDURE|ROUTINE|EXTENSION)$/.test(reader.word)) return dropProgram(reader)
  const view = reader.skip('VIEW') || reader.skip('MATERIALIZED VIEW')
  if (!view && !reader.skip('TABLE')) return []
  reader.skip('IF EXISTS')
  const tables = reader.tableList()
  if (tables === null) return []
  const seed = tables.map(({ schema, name }) => seeds.table(schema, name)).join(' UNION ALL ')
  const others = along(reader, seed, tables)
  if (view) {
    const targets = tables.map(({ name }) => ({ table: name, count: null }))
    return [{ ...nothing, verb: 'drop view', targets }, ...others]
  }
  // SQLite deletes the rows before it drops the table, and that cascades
  const how = reader.dialect === 'sqlite' ? 'cascades' : 'none'
  return [{ ...nothing, verb: 'drop', all: true, ...whole(reader, tables, how) }, ...others]
}

/** Read from TRUNCATE on. */
export function truncateReach(reader: WriteReader): Reach | null {
  if (reader.dialect !== 'postgres') return null
  reader.at++
  reader.skip('TABLE')
  const tables = reader.tableList()
  if (tables === null) return null
  const how = reader.cascades ? 'references' : 'none'
  return { ...nothing, verb: 'delete', all: true, ...whole(reader, tables, how) }
}

function dropSchema(reader: WriteReader): Reach[] {
  reader.skip('IF EXISTS')
  const names = reader.names()
  if (names === null || names.some(({ schema }) => schema !== null) || reader.word !== 'CASCADE') return []
  const tables = reader.tables.filter(
    ({ schema, kind }) =>
      kind === 'table' && names.some(({ name }) => sameName(name, schema, reader.dialect)),
  )
  if (tables.length === 0) return []
  return [{ ...nothing, verb: 'drop', all: true, ...whole(reader, tables, 'none') }]
}

/** Functions and extensions hold no rows, but what depends on them goes with CASCADE. */
function dropProgram(reader: WriteReader): Reach[] {
  const isExtension = reader.skip('EXTENSION')
  if (!isExtension) reader.at++
  reader.skip('IF EXISTS')
  const found: string[] = []
  do {
    const named = reader.name()
    if (named === null) return []
    const listed = reader.word === '('
    const close = listed ? reader.reading.closing(reader.at) : -1
    if (listed && close < 0) return []
    const args = listed ? reader.reading.lists(reader.at + 1, close).length : null
    if (listed) reader.at = close + 1
    found.push(
      isExtension
        ? seeds.extension(stored(named.name))
        : seeds.routine(named.schema && stored(named.schema), stored(named.name), args),
    )
  } while (reader.skip(','))
  return along(reader, found.join(' UNION ALL '), [])
}

/** A name as PostgreSQL's catalog has it. */
const stored = ({ text, exact }: Named['name']): string => (exact ? text : text.toLowerCase())

/** What goes with CASCADE because it depends on what is dropped, in one reach for each kind and column. */
function along(reader: WriteReader, seed: string, tables: readonly ReachTable[]): Reach[] {
  if (reader.dialect !== 'postgres' || !reader.cascades) return []
  const all = dependents(seed, reader.tables, tables)
  const several = (['drop view', 'drop trigger'] as const).map((verb): Reach => {
    const targets = all.filter((each) => each.verb === verb)
    return { ...nothing, verb, along: true, targets: targets.map(({ table, count }) => ({ table, count })) }
  })
  const columns = all
    .filter(({ verb }) => verb === 'drop column')
    .map(({ table, column, count }): Reach => {
      return { ...nothing, verb: 'drop column', along: true, column, targets: [{ table, count }] }
    })
  return [...several, ...columns].filter(({ targets }) => targets.length > 0)
}

/** Every row of the tables, with the tables that lose rows by it. */
function whole(
  { keys }: WriteReader,
  tables: readonly ReachTable[],
  how: 'none' | 'cascades' | 'references',
): Pick<Reach, 'targets' | 'cascades' | 'changes'> {
  const count = (table: ReachTable): Reached => ({
    table: table.name,
    count: `SELECT count(*) FROM ${keys.written(table)}`,
  })
  const lost = new Map<ReachTable, Reached>()
  const visit = (table: ReachTable) => {
    for (const child of keys.children(table, () => true)) {
      if (tables.includes(child.table) || lost.has(child.table)) continue
      lost.set(child.table, count(child.table))
      visit(child.table)
    }
  }
  if (how === 'references') tables.forEach(visit)
  const followed =
    how !== 'cascades'
      ? []
      : tables.map((table) =>
          keys.deleted(table, (columns) => `SELECT ${keys.list(columns)} FROM ${keys.written(table)}`),
        )
  const cascades = [...lost.values(), ...followed.flatMap((each) => each.cascades)]
  const changes = followed.flatMap((each) => each.changes)
  return { targets: tables.map(count), ...elsewhere(tables, { cascades, changes }) }
}
