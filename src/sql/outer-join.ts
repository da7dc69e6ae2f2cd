/** SQLite: `a LEFT JOIN b` without ON, which it takes for all pairs of rows. */
import type { Advice, Complaint } from './advice'
import type { Reading } from './reading'
import { nameOf } from './sources'
import { tiedByWhere } from './tied-by-where'

const noAlias =
  /^(|ON|USING|WHERE|GROUP|ORDER|HAVING|LIMIT|UNION|INTERSECT|EXCEPT|LEFT|RIGHT|FULL|INNER|CROSS|NATURAL|JOIN|WINDOW|INDEXED|NOT|;|,|\))$/

/** Not said of a table-valued function or a query in parentheses: there, one row may be all that comes. */
export function outerJoinWithoutOn(sql: Reading, complaint: Complaint | null): Advice | null {
  if (complaint !== null) return null
  for (const [i, { word }] of sql.pieces.entries()) {
    if (word !== 'JOIN') continue
    const side = sql.word(i - 1) === 'OUTER' ? i - 2 : i - 1
    if (!/^(LEFT|RIGHT|FULL)$/.test(sql.word(side)) || sql.word(side - 1) === 'NATURAL') continue
    let end = i + 1
    if (nameOf(sql.pieces[end]) === '') continue
    while (sql.word(end + 1) === '.') end += 2
    end++
    if (sql.word(end) === '(') continue
    if (sql.word(end) === 'AS') end += 2
    else if (nameOf(sql.pieces[end]) !== '' && !noAlias.test(sql.word(end))) end++
    if (/^(ON|USING|INDEXED|NOT)$/.test(sql.word(end))) continue
    const place = sql.span(side, end - side)
    const fix = tiedByWhere(sql, end)
    return {
      title: `\`${sql.slice(sql.span(side, i - side + 1))}\` has no \`ON\`: every row meets every row.`,
      why: 'SQLite takes that for a `CROSS JOIN`, and no row is left without a partner. PostgreSQL refuses it. `ON` says which row belongs to which.',
      ...place,
      ...(fix && { fix }),
    }
  }
  return null
}
