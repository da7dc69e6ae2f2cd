import type { Advice } from './advice'
import type { Reading } from './reading'

/**
 * `WHERE a.x = b.y` at `index`, behind a join that has no ON, as its ON; what AND adds stays in WHERE. Null where WHERE
 * does not begin so.
 */
export function tiedByWhere(sql: Reading, index: number): Advice['fix'] | null {
  const isTied =
    sql.word(index) === 'WHERE' &&
    sql.word(index + 2) === '.' &&
    sql.word(index + 4) === '=' &&
    sql.word(index + 6) === '.'
  const more = sql.word(index + 8)
  if (!isTied || (more !== '' && more !== 'AND')) return null
  const place = sql.span(index)
  if (more === '') return { ...place, text: 'ON' }
  const condition = sql.slice({ from: sql.span(index + 1).from, to: sql.span(index + 7).to })
  return { from: place.from, to: sql.span(index + 8).to, text: `ON ${condition} WHERE` }
}
