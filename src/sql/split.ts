import { type Body, bodyOf, headWords } from './body'
import { dataEnd, readsStdin } from './copy'
import type { Dialect } from './dialect'
import type { Statement } from './statement'
import { Tokens } from './tokens'

/**
 * The statements of a script, in order; empty ones and comments alone give none. Any text is accepted: what is not
 * closed (a quote, a comment, `$$`, a trigger) runs to the end of the script. Takes time linear in its length.
 *
 * A `;` ends a statement by the rules of psqlscan.l (PostgreSQL) and sqlite3_complete (SQLite), with two differences
 * that keep one mistake from swallowing the rest of the script: parentheses hold a `;` in CREATE RULE only, and a
 * trigger's body has to begin before it holds one. Lines meant for other programs (`\d`, `.tables`, `DELIMITER //`,
 * `GO`) are statements of their own. The data lines of COPY … FROM STDIN belong to its text (see copy.ts).
 */
export function split(script: string, dialect: Dialect): Statement[] {
  const statements: Statement[] = []
  const tokens = new Tokens(script, dialect, script.startsWith('\uFEFF') ? 1 : 0)
  let from = -1 // of the open statement; -1 between statements
  let to = 0
  let head = '' // its first words: all that may open a body, else one
  let words = 0
  let body: Body | undefined
  let unmarked = false // no line `\.` is left: searched for once, not for every COPY

  const close = () => {
    if (from >= 0) statements.push({ text: script.slice(from, to), from, to })
    if (from >= 0 && dialect === 'postgres' && head === 'SET')
      tokens.escapes = escaping(script.slice(from, to)) ?? tokens.escapes
    from = -1
    body = undefined
  }

  while (tokens.solid() !== 'end') {
    if (isLineCommand(tokens, from < 0)) {
      close()
      from = tokens.from
      tokens.to = lineEnd(script, from)
      to = trimmedEnd(script, tokens.to)
      if (isDumpGuard(script.slice(from, to))) from = -1
      close()
      continue
    }
    const semicolon = tokens.kind === 'mark' && script[tokens.from] === ';'
    if (body ? !body(tokens.kind === 'mark' ? tokens.value : tokens.keyword) && semicolon : semicolon) {
      if (head === 'COPY' && from >= 0 && !unmarked && readsStdin(script.slice(from, to))) {
        const end = dataEnd(script, tokens.to)
        if (typeof end === 'number') to = tokens.to = end
        unmarked = end === 'unmarked'
      }
      close()
      continue
    }
    if (from < 0) {
      from = tokens.from
      head = tokens.keyword
      words = head === 'CREATE' || head === 'EXPLAIN' ? 1 : headWords
    } else if (words < headWords) {
      words++
      head += ' ' + tokens.keyword
      body = bodyOf(head, dialect)
      if (body) words = headWords
    }
    to = tokens.to
  }
  close()
  return statements
}

/**
 * The statement that a cursor at `offset` belongs to: the one it is inside of or touches; else the last one before
 * it, since the cursor rests behind what was just typed; before the first statement, the first. Undefined when there
 * is none.
 */
export function statementAt(statements: readonly Statement[], offset: number): Statement | undefined {
  let low = 0
  let high = statements.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((statements[middle]?.from ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return statements[Math.max(low - 1, 0)]
}

/** Whether a SET lets backslashes escape in plain strings from here on; undefined where it is about something else. */
const escaping = (set: string): boolean | undefined => {
  const value = /\sstandard_conforming_strings\s*(?:=|\bto\b)\s*'?(\w+)/i.exec(set)?.[1]
  return value === undefined ? undefined : /^(of(f)?|f(alse)?|no?|0)$/i.test(value)
}

const newline = 10
const isBlank = (c: number) => c === 32 || (c > 8 && c < 14)

/**
 * A line for psql (`\d`), the sqlite3 shell (`.tables`), MySQL's or SQL Server's (`DELIMITER //`, `GO`) client. A
 * backslash counts at the start of a statement or line and as psql's end of one (`\g`), a dot only where no statement is
 * open (`t\n.name` is SQL).
 */
function isLineCommand(tokens: Tokens, first: boolean): boolean {
  const { text, kind, from, to } = tokens
  const c = text.charCodeAt(from)
  if (kind === 'mark') {
    if (c === 92) return first || startsLine(text, from) || sends.test(text.slice(from, from + 16))
    return c === 46 && first && /[a-z]/i.test(text[to] ?? '')
  }
  if (kind !== 'word') return false
  if (to - from === 2)
    return (c | 32) === 103 && tokens.keyword === 'GO' && startsLine(text, from) && endsLine(text, to)
  return first && (c | 32) === 100 && tokens.keyword === 'DELIMITER'
}

/** What psql writes behind a statement instead of a semicolon. */
const sends = /^\\(g(x|set|desc|exec)?|crosstabview|watch)\b/

/** Newer pg_dumps begin and end with these lines, which only lock psql's own commands in between. */
const isDumpGuard = (line: string) => /^\\(un)?restrict\b/.test(line)

function startsLine(text: string, at: number): boolean {
  while (at > 0 && text.charCodeAt(at - 1) !== newline && isBlank(text.charCodeAt(at - 1))) at--
  return at === 0 || text.charCodeAt(at - 1) === newline
}

function endsLine(text: string, at: number): boolean {
  const end = lineEnd(text, at)
  while (at < end && isBlank(text.charCodeAt(at))) at++
  return at === end
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** A command's `;` is no part of it. */
function trimmedEnd(text: string, end: number): number {
  while (end > 0 && (isBlank(text.charCodeAt(end - 1)) || text[end - 1] === ';')) end--
  return end
}
