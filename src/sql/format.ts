import type { Dialect } from './dialect'
import { lineCommand } from './line-command'
import { isReserved } from './quote'
import { split } from './split'
import { Tokens } from './tokens'

/** `text` is the script itself, to the letter, unless `formatted`. */
export interface Formatted {
  readonly text: string
  readonly formatted: boolean
  /** why it is not: a statement that the formatter cannot read, or the formatter could not be loaded */
  readonly reason?: 'syntax' | 'loading'
}

/**
 * The script with its statements laid out and keywords in capitals. Comments between statements stay where they are;
 * so does every statement that holds a `;` (triggers, BEGIN ATOMIC, COPY data) or is no SQL (`\d`). Only blanks and
 * the case of keywords ever change: where anything else would, or a statement cannot be read, all stays as it was.
 */
export async function format(script: string, dialect: Dialect): Promise<Formatted> {
  let library: typeof import('sql-formatter')
  try {
    library = await import('sql-formatter')
  } catch {
    return { text: script, formatted: false, reason: 'loading' }
  }
  const language = dialect === 'sqlite' ? library.sqlite : library.postgresql
  let text = ''
  let end = 0
  for (const statement of split(script, dialect)) {
    const laid = layOut(statement.text, dialect, (sql) =>
      library.formatDialect(sql, {
        dialect: language,
        keywordCase: 'upper',
        expressionWidth: 70,
        tabWidth: 2,
      }),
    )
    if (laid === undefined) return { text: script, formatted: false, reason: 'syntax' }
    text += gap(script.slice(end, statement.from), end > 0) + laid
    end = statement.to
  }
  return { text: text + gap(script.slice(end), false), formatted: true }
}

/** What stands between two statements. */
function gap(text: string, between: boolean): string {
  const tight = text.replace(/^\s+;/, ';')
  if (between && /^;[ \t]*$/.test(tight)) return ';\n\n'
  return between ? tight.replace(/[ \t]+$/, '') : tight
}

function layOut(sql: string, dialect: Dialect, layOutIt: (sql: string) => string): string | undefined {
  const before = essence(sql, dialect)
  if (before.includes(';') || lineCommand(sql, dialect) !== null) return sql
  try {
    const after = layOutIt(sql)
    return essence(after, dialect).join('\n') === before.join('\n')
      ? keepAliases(sql, after, dialect)
      : undefined
  } catch {
    return undefined
  }
}

const keywordsBehindAs = /^(MATERIALIZED|IDENTITY|ENUM)$/

/** An alias such as `day` is the name of a column in the result: it keeps its case, keyword or not. */
function keepAliases(before: string, after: string, dialect: Dialect): string {
  const old = new Tokens(before, dialect)
  const laid = new Tokens(after, dialect)
  let text = ''
  let end = 0
  let previous = ''
  while (laid.solid() !== 'end' && old.solid() !== 'end') {
    const { keyword } = laid
    if (
      previous === 'AS' &&
      keyword !== '' &&
      !isReserved(keyword, dialect) &&
      !keywordsBehindAs.test(keyword)
    ) {
      text += after.slice(end, laid.from) + old.value
      end = laid.to
    }
    previous = keyword
  }
  return text + after.slice(end)
}

/** All that counts in a text: words without case, everything else to the letter, and which operators touch. */
function essence(sql: string, dialect: Dialect): string[] {
  const tokens = new Tokens(sql, dialect)
  const found: string[] = []
  let operatorEnd = -1
  while (tokens.next() !== 'end') {
    const { kind, value, from, to } = tokens
    if (kind === 'blank') continue
    if (kind === 'comment') found.push(value.replace(/\s+/g, ' ').trim())
    else if (kind === 'word') found.push(value.toUpperCase())
    else if (kind === 'mark' && !/^[(),.;[\]]$/.test(value)) {
      found.push(from === operatorEnd ? `touching ${value}` : value)
      operatorEnd = to
    } else found.push(value)
  }
  return found
}
