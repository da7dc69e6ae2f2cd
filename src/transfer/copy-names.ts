/** PostgreSQL's queries and expressions under the names of the copy. */
import { quoteName } from '../sql/quote'
import { edited, pieces, stored, type Edit, type Piece } from './copy-pieces'

/** PostgreSQL's expression with other names for columns or tables. */
export function renamed(sql: string, names: ReadonlyMap<string, string>): string {
  const edits = namesIn(sql).flatMap(({ name, from, to }): Edit[] => {
    const other = names.get(name)
    return other === undefined ? [] : [{ from, to, text: quoteName(other, 'postgres') }]
  })
  return edited(sql, edits)
}

/** A query of PostgreSQL with other names for tables, by `schema.table`; their columns still stand behind the old ones. */
export function withoutSchemas(sql: string, names: ReadonlyMap<string, string>): string {
  const all = pieces(sql, 'postgres')
  const edits: Edit[] = []
  all.forEach((dot, i) => {
    const [room, table, next] = [all[i - 1], all[i + 1], all[i + 2]]
    if (dot.text !== '.' || room === undefined || table === undefined) return
    const other = names.get(`${stored(room)}.${stored(table)}`)
    if (other === undefined) return
    const hasAlias = next?.kind === 'name' || (next?.kind === 'word' && !clauses.has(next.text.toUpperCase()))
    const alias = hasAlias || next?.text === '.' ? '' : ` AS ${table.text}`
    edits.push({ from: room.from, to: table.to, text: quoteName(other, 'postgres') + alias })
  })
  return edited(sql, edits)
}

/** Words that can stand behind a table without another name. */
const clauses = new Set(
  'WHERE JOIN LEFT RIGHT FULL INNER CROSS NATURAL ON USING GROUP ORDER HAVING LIMIT OFFSET UNION INTERSECT EXCEPT WINDOW FETCH FOR'.split(
    ' ',
  ),
)

/** Whether a query of PostgreSQL uses one of these names. */
export const mentions = (sql: string, names: ReadonlySet<string>): boolean =>
  namesIn(sql).some(({ name }) => names.has(name))

/** What could be the name of a column or a table, as PostgreSQL stores it. */
function namesIn(sql: string): (Piece & { readonly name: string })[] {
  const all = pieces(sql, 'postgres')
  return all.flatMap((piece, i) => {
    const { kind } = piece
    if ((kind !== 'word' && kind !== 'name') || all[i - 1]?.text === '::' || all[i + 1]?.text === '(')
      return []
    return [{ ...piece, name: stored(piece) }]
  })
}
