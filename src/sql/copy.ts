import { Tokens } from './tokens'

/** Whether a PostgreSQL statement is COPY … FROM STDIN, which is followed by data lines. */
export function readsStdin(statement: string): boolean {
  const tokens = new Tokens(statement, 'postgres')
  tokens.solid()
  if (tokens.keyword !== 'COPY') return false
  let depth = 0
  let previous = ''
  while (tokens.solid() !== 'end') {
    const { keyword, value } = tokens
    if (value === ';') return false
    if (value === '(') depth++
    else if (value === ')') depth--
    else if (depth === 0 && previous === 'FROM' && keyword === 'STDIN') return true
    previous = keyword
  }
  return false
}

/**
 * Where the data lines of a COPY end: behind the line `\.`, given the offset behind the command's `;`.
 * 'none' when more than blanks follow the `;` on its line; 'unmarked' when no line `\.` follows in the whole script.
 */
export function dataEnd(script: string, at: number): number | 'none' | 'unmarked' {
  while (script[at] === ' ' || script[at] === '\t' || script[at] === '\r') at++
  if (script[at] !== '\n') return 'none'
  for (let line = at; (line = script.indexOf('\n\\.', line)) >= 0; line++) {
    const end = line + 3
    const after = script[end] === '\r' ? end + 1 : end
    if (after === script.length || script[after] === '\n') return end
  }
  return 'unmarked'
}

/**
 * The command and the data lines of a COPY … FROM STDIN statement as `split` gives it: the command without its `;`,
 * the data with `\n` or `\r\n` behind each line and without the line `\.`. Null for any other statement, and for one
 * without data.
 */
export function copyData(statement: string): { readonly command: string; readonly data: string } | null {
  if (!statement.endsWith('\n\\.') || !readsStdin(statement)) return null
  const tokens = new Tokens(statement, 'postgres')
  while (tokens.solid() !== 'end' && tokens.value !== ';');
  const lines = statement.indexOf('\n', tokens.to) + 1
  if (tokens.kind === 'end' || lines === 0) return null
  return { command: statement.slice(0, tokens.from), data: statement.slice(lines, -2) }
}
