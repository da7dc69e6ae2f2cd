import { textsOf, type Answer, type Runner } from './ask'
import type { Plan } from './plan'
import { cellWords, type Row, type TableSource } from './source'
import { quoteName, quoteText } from '../sql/quote'

interface Key {
  readonly names: readonly string[]
  /** the values, separated by a comma and a blank */
  readonly values: string
}

/**
 * Tells rows whose key refers to nothing, after a refusal that names no line: PostgreSQL looks at such keys when the statement
 * ends, and both engines look at deferred ones when the transaction does. In SQLite the transaction must still be open.
 */
export async function loneKeys(
  { message, error }: Answer & { ok: false },
  plan: Plan,
  connection: Runner,
): Promise<(row: Row) => boolean> {
  const keys =
    connection.dialect === 'postgres'
      ? postgresKeys(error?.detail ?? '')
      : message.startsWith('FOREIGN KEY ')
        ? await sqliteKeys(plan, connection)
        : []
  const sought = keys.map(({ names, values }) => ({
    values,
    from: names.map((name) => plan.columns.find((column) => column.name === name)?.from ?? -1),
  }))
  return ({ cells }) =>
    sought.some(({ from, values }) => from.map((at) => cellWords(cells[at] ?? null)).join(', ') === values)
}

/** The first row of the file that is told. */
export async function firstRow(
  source: TableSource,
  isSought: (row: Row) => boolean,
): Promise<Row | undefined> {
  for await (const { rows } of source.read(() => undefined)) {
    const found = rows.find(isSought)
    if (found !== undefined) return found
  }
  return undefined
}

function postgresKeys(detail: string): Key[] {
  const [, names, values] = /Key \(([^)]*)\)=\((.*)\) is not present/s.exec(detail) ?? []
  if (names === undefined || values === undefined) return []
  return [{ names: names.split(', ').map((name) => name.replaceAll('"', '')), values }]
}

/** Keys that are looked for; where there are more, one of these is in the file as likely as any. */
const enough = 100

async function sqliteKeys({ table, schema = 'main' }: Plan, connection: Runner): Promise<Key[]> {
  const of = [table, schema].map((name) => quoteText(name, 'sqlite')).join(', ')
  const quoted = (name: string) => quoteName(name, 'sqlite')
  const broken = await textsOf(
    connection,
    `SELECT "rowid", fkid FROM pragma_foreign_key_check(${of}) WHERE "rowid" IS NOT NULL LIMIT ${enough}`,
  )
  const listed = await textsOf(
    connection,
    `SELECT id, "from" FROM pragma_foreign_key_list(${of}) ORDER BY id, seq`,
  )
  const keys: Key[] = []
  for (const [rowid, key] of broken) {
    const names = listed.flatMap(([id, from]) => (id === key && from != null ? [from] : []))
    const [values] = await textsOf(
      connection,
      `SELECT ${names.map(quoted).join(', ')} FROM ${quoted(schema)}.${quoted(table)} WHERE rowid = ${rowid}`,
    )
    if (values !== undefined) keys.push({ names, values: values.join(', ') })
  }
  return keys
}
