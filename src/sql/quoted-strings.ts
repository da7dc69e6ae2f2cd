import type { Advice } from './advice'
import { singleQuotes } from './foreign-literal'
import { Reading } from './reading'

/** More words in double quotes than these are not asked about. */
const asked = 8

/** Whether the engine knows what the query names: its first number, or null where it refuses it. */
type Ask = (queries: readonly string[]) => Promise<readonly (number | null)[]>

/**
 * Advice about the first two words in double quotes that SQLite took as strings in a statement that it accepted. It does so
 * where it knows no such name, and only with double quotes: the statement is explained once more with the word in other
 * quotes, and refused then.
 */
export async function quotedStrings(text: string, ask: Ask): Promise<Advice[]> {
  const sql = new Reading(text, 'sqlite')
  const parameters = sql.pieces.some(({ kind }) => kind === 'parameter')
  if (parameters || !/^(SELECT|WITH|INSERT|REPLACE|UPDATE|DELETE|VALUES)$/.test(sql.word(0))) return []
  const quoted = sql.pieces
    .filter(({ kind, text, open }) => kind === 'name' && !open && text.startsWith('"'))
    .slice(0, asked)
  const others = quoted.map(({ from, to, text: written }) => {
    const name = written.slice(1, -1).replaceAll('""', '"')
    return `EXPLAIN ${text.slice(0, from)}\`${name.replaceAll('`', '``')}\`${text.slice(to)}`
  })
  const [whole = null, ...known] = others.length === 0 ? [] : await ask([`EXPLAIN ${text}`, ...others])
  if (whole === null) return [] // what it names is gone since
  const why =
    'SQLite knows no column of this name here, and then it takes double quotes for a string. If you mean a column, look at how it is spelled.'
  return quoted
    .filter((_, i) => known[i] === null)
    .slice(0, 2)
    .map(({ from, to, text }) => singleQuotes(from, to, text, why))
}
