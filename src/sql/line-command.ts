import type { Dialect } from './dialect'
import type { Refusal } from './refusal'
import { Tokens } from './tokens'

const tree = 'The schema tree shows tables, columns, keys and indexes.'
const files = 'Import and Export move files in and out.'
const table = 'Every result is shown as a table already, with its rows and its time.'
const chosen = 'The database is chosen on the page.'

/** What to do instead of a command of psql, by its name without the backslash; the first match counts. */
const psql: readonly (readonly [RegExp, string])[] = [
  [/^\.$/, 'This line ends the data of COPY … FROM STDIN; here none is open.'],
  [/^(g|gx|gset|gdesc|gexec|crosstabview|watch)$/, 'A semicolon ends a statement, and Run runs it.'],
  [/^(d|dt|di|dv|ds|df|dn|du|l|z|sf|sv)[+S]*$/, tree],
  [/^(c|connect)$/, chosen],
  [/^(copy|i|ir|include|o|out|w|e|edit)$/, files],
  [/^(timing|x|pset|a|t|H|f)$/, table],
  [/^d/, tree],
]

/** What to do instead of a command of the sqlite3 shell, by its name without the dot. */
const shell: readonly (readonly [RegExp, string])[] = [
  [/^(tables?|schema|fullschema|indexes|indices|databases)$/i, tree],
  [/^(import|read|open|save|dump|output|once|backup|restore|clone|excel)$/i, files],
  [/^(mode|headers?|width|timer|changes|stats|nullvalue|separator|explain|eqp)$/i, table],
]

const advice = (list: readonly (readonly [RegExp, string])[], name: string) =>
  list.find(([pattern]) => pattern.test(name))?.[1] ?? 'Leave this line out.'

/** The reason against a line that is meant for another program, as `split` cuts them; null for SQL. */
export function lineCommand(text: string, dialect: Dialect): Refusal | null {
  const backslash = /^\\(\S*)/.exec(text)
  if (backslash !== null) {
    const name = (backslash[1] ?? '').replace(/;.*$/s, '')
    return { message: `\`\\${name}\` is a command of psql, not SQL.`, hint: advice(psql, name) }
  }
  const dot = /^\.([A-Za-z]\w*)/.exec(text)
  if (dot !== null) {
    const name = dot[1] ?? ''
    return { message: `\`.${name}\` is a command of the sqlite3 shell, not SQL.`, hint: advice(shell, name) }
  }
  const tokens = new Tokens(text, dialect)
  tokens.solid()
  if (tokens.keyword === 'DELIMITER') {
    return {
      message: 'DELIMITER is a command of the mysql program, not SQL.',
      hint: 'Leave it out: Tandem knows where a trigger or function ends. Write a semicolon at its end.',
    }
  }
  if (tokens.keyword === 'GO' && tokens.solid() === 'end') {
    return {
      message: "GO is a command of SQL Server's tools, not SQL.",
      hint: 'Leave it out, and end each statement with a semicolon.',
    }
  }
  return null
}
