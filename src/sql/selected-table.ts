import type { Dialect } from './dialect'
import { Tokens } from './tokens'

/** What follows the tables of a SELECT: there, a comma parts no tables. */
const behind = new Set(['WHERE', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'FOR', 'WINDOW'])
/** What makes rows of more than one table, or of none. */
const mixing = new Set(['JOIN', 'GROUP', 'HAVING', 'UNION', 'INTERSECT', 'EXCEPT'])

/** The one table that a SELECT reads its rows from, as the statement writes it; null where there are several, or none. */
export function selectedTable(sql: string, dialect: Dialect): string | null {
  const tokens = new Tokens(sql, dialect)
  tokens.solid()
  const { keyword: verb } = tokens
  if (verb !== 'SELECT') return null
  let depth = 0
  let table: string | null = null
  let listed = true
  let before = ''
  while (tokens.solid() !== 'end') {
    const mark = tokens.kind === 'mark' ? tokens.value : ''
    if (mark === '(') depth++
    else if (mark === ')') depth--
    const word = tokens.keyword
    if (depth > 0) continue
    if (mixing.has(word) || (mark === ',' && table !== null && listed)) return null
    if (behind.has(word)) listed = false
    // not IS DISTINCT FROM
    if (word === 'FROM' && table === null && before !== 'DISTINCT') {
      table = nameAt(tokens)
      if (table === null) return null
    }
    before = word
  }
  return table
}

/** `t`, `s.t`, `"T"` behind FROM; null before a parenthesis, and for a function's call. */
function nameAt(tokens: Tokens): string | null {
  tokens.solid()
  if (tokens.keyword === 'ONLY' && tokens.dialect === 'postgres') tokens.solid()
  const { text, from } = tokens
  while (tokens.kind === 'word' || tokens.kind === 'name') {
    const { to } = tokens
    const next = new Tokens(text, tokens.dialect, to)
    next.solid()
    if (next.value === '(') return null
    if (next.value !== '.') return text.slice(from, to)
    tokens.solid()
    tokens.solid()
  }
  return null
}
