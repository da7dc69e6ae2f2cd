import { copyData, copyForm } from './copy'
import type { Dialect } from './dialect'
import { lineCommand } from './line-command'
import type { Refusal } from './refusal'
import { Tokens } from './tokens'

/**
 * The reason why Tandem does not run a statement (a `Statement.text`): it would wreck or hang the engine, or is meant
 * for a program that a browser does not have. Null for everything else. Sees through case, blanks and comments, and
 * never looks into strings, so that PL/pgSQL which builds such a statement gets through to the engine.
 */
export function refusal(text: string, dialect: Dialect): Refusal | null {
  return (
    lineCommand(text, dialect) ??
    useDatabase(text, dialect) ??
    (dialect === 'postgres' ? harmful(text) : null)
  )
}

function useDatabase(text: string, dialect: Dialect): Refusal | null {
  const tokens = new Tokens(text, dialect)
  tokens.solid()
  if (tokens.keyword !== 'USE') return null
  const kind = tokens.solid()
  const name = tokens.value
  if (
    (kind !== 'word' && kind !== 'name' && tokens.value !== '`') ||
    (kind !== 'mark' && tokens.solid() !== 'end')
  ) {
    return null
  }
  return {
    message: 'There is no USE here: the database is chosen on the page, not in SQL.',
    hint:
      dialect === 'sqlite'
        ? 'USE is MySQL. SQLite works on one open database; leave this line out.'
        : kind === 'mark'
          ? 'USE is MySQL. Leave this line out.'
          : `USE is MySQL. Leave this line out, or choose a schema: SET search_path TO ${name}`,
  }
}

function harmful(text: string): Refusal | null {
  const tokens = new Tokens(text, 'postgres')
  tokens.solid()
  const first = tokens.keyword
  if (first === 'COPY') return copying(text)
  tokens.solid()
  if (first === 'ALTER' && tokens.keyword === 'SYSTEM') {
    return {
      message:
        'ALTER SYSTEM is not run: it changes how the server starts, and this one might never start again.',
      hint: 'SET changes a setting for this session.',
    }
  }
  return first === 'SET' ? encoding(tokens) : null
}

/** A client encoding other than UTF-8 leaves PGlite answering every statement with nothing. */
function encoding(tokens: Tokens): Refusal | null {
  if (tokens.keyword === 'SESSION' || tokens.keyword === 'LOCAL') tokens.solid()
  const names = tokens.keyword === 'NAMES'
  if (!names && tokens.value.replaceAll('"', '').toLowerCase() !== 'client_encoding') return null
  tokens.solid()
  if (!names && (tokens.value === '=' || tokens.keyword === 'TO')) tokens.solid()
  const value = tokens.value.toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (tokens.kind === 'end' || /^(UTF8|UNICODE|DEFAULT)$/.test(value)) return null
  return {
    message: 'The client encoding stays UTF8: the page reads no other one.',
    hint: 'Leave this line out. Every text arrives as it is stored.',
  }
}

function copying(text: string): Refusal | null {
  const form = copyForm(text)
  if (form === null) return null
  const { direction, target, path } = form
  const exportIt = 'Run the query by itself; Export takes its rows away as CSV or JSON.'
  const importIt = 'Import reads a file from your computer.'
  switch (target) {
    case 'PROGRAM':
      return {
        message: `COPY … ${direction} PROGRAM is not run: it starts a program of the operating system, and a browser has none.`,
        hint: direction === 'TO' ? exportIt : importIt,
      }
    case 'STDIN':
      if (direction === 'TO' || copyData(text) !== null) return null
      return {
        message: 'COPY … FROM STDIN has no data: none follows it in the script.',
        hint: 'Put the rows on the lines behind the semicolon, and end them with a line that holds only `\\.`',
      }
    case 'STDOUT':
      if (direction === 'TO') return null
      return {
        message:
          'COPY … FROM STDOUT is not run: STDOUT is for writing, and the engine would wait for it for ever.',
        hint: 'Write STDIN, and put the rows on the lines behind the semicolon.',
      }
    case 'file':
      if (direction === 'TO' && !harmlessTarget(path)) {
        return {
          message: 'COPY … TO a file is not run: the only files here are those of the database itself.',
          hint: exportIt,
        }
      }
      if (direction === 'FROM' && !harmlessSource(path)) {
        return {
          message: 'COPY … FROM a device is not run: reading it might never end.',
          hint: importIt,
        }
      }
      return null
  }
}

/** /dev/blob is PGlite's door to the page; /tmp is memory and holds nothing that the database needs. */
const harmlessTarget = (path: string | null) =>
  path === '/dev/blob' || (path !== null && /^\/tmp\/[^/]+$/.test(path))

/** Reading changes nothing, and a file that is not there is the engine's to say. */
const harmlessSource = (path: string | null) =>
  path === '/dev/blob' || path === null || !/^\/+(dev|proc)\b|\.\./.test(path)
