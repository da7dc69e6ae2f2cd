/** Whether tables hold what they held: a text that changes when a row does. */
import type { Table } from '../engine/schema'
import { quoteName } from '../sql/quote'
import type { Dialect } from '../sql/dialect'
import { key } from './cell'
import type { Database } from './database'

/** The rows of each table, in no order. A table that cannot be read is left out. */
export async function fingerprints(
  tables: readonly Pick<Table, 'schema' | 'name'>[],
  dialect: Dialect,
  database: Database,
): Promise<Map<string, string>> {
  const prints = new Map<string, string>()
  for (const { schema, name } of tables) {
    const { rows } = await database.run(
      `SELECT * FROM ${quoteName(schema, dialect)}.${quoteName(name, dialect)}`,
    )
    if (rows === null) continue
    const lines = rows.rows.map((row) => JSON.stringify(row.map((value) => key(value, 'exact'))))
    prints.set(name, lines.sort().join('\n'))
  }
  return prints
}
