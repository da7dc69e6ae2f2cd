/** What formatting does; loaded when it is wanted. */
import { formatDialect, postgresql, sqlite } from 'sql-formatter'
import type { Dialect } from './dialect'
import { isName } from './keyword-or-name'
import { lineCommand } from './line-command'
import { Reading } from './reading'
import { split } from './split'
import { Tokens } from './tokens'

const languages = { sqlite, postgres: postgresql } as const satisfies Record<Dialect, unknown>

/** The script laid out as `format` promises; null where a statement cannot be read. */
export function layOut(script: string, dialect: Dialect): string | null {
  let text = ''
  let end = 0
  for (const statement of split(script, dialect)) {
    const laid = statementLaidOut(statement.text, dialect)
    if (laid === null) return null
    text += gap(script.slice(end, statement.from), end > 0) + laid
    end = statement.to
  }
  return text + gap(script.slice(end), false)
}

/** What stands between two statements, of which the second begins a line. */
function gap(text: string, between: boolean): string {
  const tight = text.replace(/^\s+;/, ';')
  if (!between) return tight
  const before = tight.replace(/[ \t]+$/, '')
  if (before.endsWith('\n')) return before
  // a `;` that ends a line of its own, or stands on the line of both, is followed by an empty line
  return before + (before.endsWith(';') ? '\n\n' : '\n')
}

function statementLaidOut(sql: string, dialect: Dialect): string | null {
  const before = essence(sql, dialect)
  if (before.includes(';') || lineCommand(sql, dialect) !== null || continuesString(sql, dialect)) return sql
  try {
    const after = formatDialect(sql, {
      dialect: languages[dialect],
      keywordCase: 'upper',
      expressionWidth: 70,
      tabWidth: 2,
    })
    return essence(after, dialect).join('\n') === before.join('\n') ? keepNames(sql, after, dialect) : null
  } catch {
    return null
  }
}

/** PostgreSQL joins two strings only where a line ends between them, and the formatter would put them on one. */
function continuesString(sql: string, dialect: Dialect): boolean {
  const { pieces } = new Reading(sql, dialect)
  return (
    dialect === 'postgres' &&
    pieces.some(({ kind }, i) => kind === 'string' && pieces[i + 1]?.kind === 'string')
  )
}

/** The case of a word that names something is kept, also where the formatter took it for a keyword. */
function keepNames(before: string, after: string, dialect: Dialect): string {
  const old = new Reading(before, dialect)
  const laid = new Reading(after, dialect)
  const named = isName(laid)
  let text = ''
  let end = 0
  for (const [index, { from, to, text: written }] of laid.pieces.entries()) {
    const own = old.pieces[index]?.text
    if (!named(index) || own === undefined || own === written) continue
    text += after.slice(end, from) + own
    end = to
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
