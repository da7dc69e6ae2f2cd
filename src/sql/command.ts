import type { Dialect } from './dialect'
import { Tokens } from './tokens'

/** Between CREATE and what is created. */
const modifiers = new Set(
  'OR REPLACE TEMP TEMPORARY GLOBAL LOCAL UNLOGGED UNIQUE VIRTUAL RECURSIVE CONSTRAINT TRUSTED PROCEDURAL'.split(
    ' ',
  ),
)
const twoWords = /^(MATERIALIZED|FOREIGN|EVENT|ACCESS|OPERATOR|DEFAULT|LARGE|USER|TEXT)$/

/**
 * What a statement is, in capitals: its first keyword past blanks, comments and opening parentheses (`SELECT`,
 * `WITH`, `EXPLAIN`); for CREATE, ALTER and DROP with the kind of thing, as in PostgreSQL's command tags
 * (`CREATE TABLE`, `DROP MATERIALIZED VIEW`). '' for text that begins with no word.
 */
export function command(text: string, dialect: Dialect): string {
  const tokens = new Tokens(text, dialect)
  do tokens.solid()
  while (tokens.kind === 'mark' && tokens.value === '(')
  const first = tokens.keyword
  if (first !== 'CREATE' && first !== 'ALTER' && first !== 'DROP') return first
  do tokens.solid()
  while (modifiers.has(tokens.keyword))
  const kind = tokens.keyword
  if (!twoWords.test(kind)) return `${first} ${kind}`.trimEnd()
  tokens.solid()
  return tokens.keyword === 'MAPPING' || kind !== 'USER'
    ? `${first} ${kind} ${tokens.keyword}`
    : `${first} ${kind}`
}

/**
 * Whether a statement opens a transaction block or ends one; null for all others, ROLLBACK TO a savepoint and
 * PostgreSQL's COMMIT AND CHAIN included. A SAVEPOINT outside of one opens one in SQLite.
 */
export function transactionStep(text: string, dialect: Dialect): 'opens' | 'ends' | null {
  const tokens = new Tokens(text, dialect)
  const words: string[] = []
  while (tokens.solid() === 'word' && words.length < 5) words.push(tokens.keyword)
  const [first, second] = words
  switch (first) {
    case 'BEGIN':
      return 'opens'
    case 'START':
      return dialect === 'postgres' && second === 'TRANSACTION' ? 'opens' : null
    case 'SAVEPOINT':
      return dialect === 'sqlite' ? 'opens' : null
    case 'PREPARE':
      return dialect === 'postgres' && second === 'TRANSACTION' ? 'ends' : null
    case 'COMMIT':
    case 'END':
    case 'ROLLBACK':
      break
    case 'ABORT':
      if (dialect === 'postgres') break
      return null
    default:
      return null
  }
  if (second === 'PREPARED' || words.includes('TO')) return null
  return words.includes('CHAIN') && !words.includes('NO') ? null : 'ends'
}
