import type { Dialect } from './dialect'

/**
 * Follows the tokens of a statement behind its first words (keywords in capitals, marks as they are, '' for anything
 * else) and tells for each whether a `;` here would be inside the statement.
 */
export type Body = (token: string) => boolean

/** CREATE TRIGGER … BEGIN …; END in SQLite: only END right behind a `;` is over, so that CASE … END is not. */
function trigger(): Body {
  let begun = false
  let last = ''
  let over = false
  return (token) => {
    if (token !== ';') over = begun && token === 'END' && last === ';'
    begun ||= token === 'BEGIN'
    last = token
    return begun && !over
  }
}

/** CREATE FUNCTION … BEGIN ATOMIC … END in PostgreSQL; CASE has an END of its own. */
function routine(): Body {
  let parentheses = 0
  let blocks = 0
  return (token) => {
    if (token === '(') parentheses++
    else if (token === ')') parentheses--
    else if (parentheses > 0) return blocks > 0
    else if (token === 'BEGIN' || (token === 'CASE' && blocks > 0)) blocks++
    else if (token === 'END' && blocks > 0) blocks--
    return blocks > 0
  }
}

/** CREATE RULE … DO (a; b) in PostgreSQL. */
function rule(): Body {
  let parentheses = 0
  return (token) => {
    if (token === '(') parentheses++
    else if (token === ')') parentheses--
    return parentheses > 0
  }
}

const bodies: Record<Dialect, readonly (readonly [RegExp, () => Body])[]> = {
  sqlite: [[/^(EXPLAIN (QUERY PLAN )?)?CREATE (TEMP |TEMPORARY )?TRIGGER$/, trigger]],
  postgres: [
    [/^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)$/, routine],
    [/^CREATE (OR REPLACE )?RULE$/, rule],
  ],
}

/** The longest beginning that can open a body: EXPLAIN QUERY PLAN CREATE TEMP TRIGGER. */
export const headWords = 6

/** The body that a statement with these first words (in capitals, one blank between) has, if it can hold a `;`. */
export function bodyOf(head: string, dialect: Dialect): Body | undefined {
  return bodies[dialect].find(([pattern]) => pattern.test(head))?.[1]()
}
