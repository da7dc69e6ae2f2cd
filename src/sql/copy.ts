import { command } from './command'
import { Tokens } from './tokens'

/** What a COPY statement of PostgreSQL moves, and where. */
export interface CopyForm {
  readonly direction: 'FROM' | 'TO'
  readonly target: 'STDIN' | 'STDOUT' | 'PROGRAM' | 'file'
  /** of a file; null where it is not one plain string */
  readonly path: string | null
}

/** Reads a COPY statement; null for any other one, and where FROM or TO is missing. */
export function copyForm(statement: string): CopyForm | null {
  const tokens = new Tokens(statement, 'postgres')
  if (command(statement, 'postgres') !== 'COPY') return null
  let previous = ''
  for (let depth = 0; tokens.solid() !== 'end' && tokens.value !== ';';) {
    const { keyword, value } = tokens
    if (value === '(') depth++
    else if (value === ')') depth--
    // behind a dot even FROM is a name
    else if (depth === 0 && previous !== '.' && (keyword === 'FROM' || keyword === 'TO')) {
      tokens.solid()
      const word = tokens.keyword
      if (word === 'STDIN' || word === 'STDOUT' || word === 'PROGRAM') {
        return { direction: keyword, target: word, path: null }
      }
      return { direction: keyword, target: 'file', path: plainString(tokens) }
    }
    previous = value
  }
  return null
}

/** The text of '…' or $$…$$; null for E'…' and U&'…' with escapes, for a string in pieces, and for no string. */
function plainString(tokens: Tokens): string | null {
  const { kind, value, open } = tokens
  if (kind !== 'string' || open || tokens.solid() === 'string') return null
  if (value.startsWith("'")) return value.slice(1, -1).replaceAll("''", "'")
  const tag = /^\$[^$]*\$/.exec(value)?.[0].length
  if (tag !== undefined) return value.slice(tag, -tag)
  return /^e'[^\\']*'$/i.test(value) ? value.slice(2, -1) : null
}

/** Whether a PostgreSQL statement is COPY … FROM STDIN, which is followed by data lines. */
export function readsStdin(statement: string): boolean {
  const form = copyForm(statement)
  return form?.direction === 'FROM' && form.target === 'STDIN'
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
