/** An index of SQLite in words that PostgreSQL reads as well. */
import { Tokens } from '../sql/tokens'
import { pieces } from './copy-pieces'

/** What stands behind ON and the table's name, a condition included. */
export function indexBody(sql: string, unique: boolean): string {
  const all = pieces(sql, 'sqlite')
  const on = all.findIndex(({ kind, text }) => kind === 'word' && /^on$/i.test(text))
  return parenthesised(sql.slice(all[on + 2]?.from ?? sql.length), unique)
}

/**
 * Each expression of the list in parentheses, as PostgreSQL wants them. BINARY, which is how SQLite compares anyway, goes;
 * and where no two rows have to differ, any collation: how an index is ordered changes no result.
 */
function parenthesised(body: string, unique: boolean): string {
  const tokens = new Tokens(body, 'sqlite')
  let depth = 0
  let text = '('
  /** of one expression: where it begins and ends, how many tokens it has, and what follows it */
  let [begin, end, count, order] = [1, 1, 0, '']
  const take = () => {
    const expression = body.slice(begin, end).trim()
    text += (count > 1 ? `(${expression})` : expression) + order
  }
  while (tokens.solid() !== 'end') {
    const { value, from, to } = tokens
    const word = value.toUpperCase()
    if (depth === 1 && (value === ',' || value === ')')) {
      take()
      text += value
      if (value === ')') return text + body.slice(to)
      ;[begin, end, count, order] = [to, to, 0, '']
      continue
    }
    if (depth === 1 && word === 'COLLATE') {
      tokens.solid()
      const dropped = unique ? /^["'`[]?binary["'`\]]?$/i : /^["'`[]?(binary|nocase|rtrim)["'`\]]?$/i
      if (!dropped.test(tokens.value)) order += ` COLLATE ${tokens.value}`
      continue
    }
    if (depth === 1 && (word === 'ASC' || word === 'DESC')) {
      order += ` ${word}`
      continue
    }
    if (value === '(') depth++
    else if (value === ')') depth--
    if (depth === 1 && from === 0) continue
    end = to
    count++
  }
  return body
}
