import { Tokens } from '../sql/tokens'

/** The texts of the CHECK constraints of a CREATE TABLE statement, without the outer parentheses, in order. */
export function checksOf(createTable: string): string[] {
  const tokens = new Tokens(createTable, 'sqlite')
  const checks: string[] = []
  while (tokens.solid() !== 'end') {
    if (tokens.keyword !== 'CHECK') continue
    tokens.solid()
    if (tokens.value !== '(') continue
    const from = tokens.to
    let depth = 1
    while (depth > 0 && tokens.solid() !== 'end') {
      if (tokens.value === '(') depth++
      else if (tokens.value === ')') depth--
    }
    checks.push(createTable.slice(from, tokens.from).trim())
  }
  return checks
}
