import type { Dialect } from './dialect'
import { Tokens } from './tokens'

/** Most statements are told apart by their beginning: a script may have 200,000 of them. */
const maybe = /^\s*(?:--|\/\*|create|attach|pragma|set|prepare)/i

/**
 * What a statement leaves in the session and not in the database, in words for people: it goes when the engine is
 * started anew. Null for all other statements.
 */
export function sessionState(text: string, dialect: Dialect): string | null {
  if (!maybe.test(text)) return null
  const tokens = new Tokens(text, dialect)
  const words: string[] = []
  while (tokens.solid() === 'word' && words.length < 4) words.push(tokens.keyword)
  const [first = '', second = ''] = words
  if (first === 'CREATE')
    return words.includes('TEMP') || words.includes('TEMPORARY') ? 'temporary tables' : null
  if (dialect === 'sqlite') {
    if (first === 'ATTACH') return 'attached databases'
    return first === 'PRAGMA' && text.includes('=') ? 'settings' : null
  }
  if (first === 'SET') return /^(LOCAL|TRANSACTION|CONSTRAINTS)$/.test(second) ? null : 'settings'
  return first === 'PREPARE' && second !== 'TRANSACTION' ? 'prepared statements' : null
}
