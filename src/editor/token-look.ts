/** How a piece of SQL is coloured: in the editor while one types, and in a lesson's examples when the site is built. */
import type { TokenKind, Tokens } from '../sql/tokens'
import { vocabulary } from './vocabulary.ts'

/** The names of the colours; each is a class `sql-…` in editor.css. */
export type Look = 'keyword' | 'number' | 'function' | 'operator' | 'comment' | 'string'

/** After these a name with `(` behind it is a table, a view, a query or an alias, not a function. */
const namesFollow = new Set(
  'INTO TABLE VIEW INDEX ON REFERENCES WITH RECURSIVE EXISTS AS KEY CONSTRAINT COPY TRIGGER FUNCTION PROCEDURE TYPE'.split(
    ' ',
  ),
)
/** Keywords that have a `(` behind them; any other word right before one is called. */
const notCalled = new Set(
  (
    'ALL ALWAYS AND ANY ARRAY AS BETWEEN BY CASE CHECK CUBE DEFAULT DISTINCT ELSE EXCEPT EXISTS FILTER FROM HAVING IN ' +
    'INTERSECT INTO IS JOIN KEY LATERAL LIKE LIMIT NOT OFFSET ON OR OVER PARTITION RETURNING ROLLUP ROW SELECT SET ' +
    'SETS SOME TABLE THEN UNION UNIQUE USING VALUES WHEN WHERE WITH WITHIN'
  ).split(' '),
)
/** Functions that stand without parentheses, in both dialects. */
const bare = new Set(
  'CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER SESSION_USER LOCALTIME LOCALTIMESTAMP'.split(' '),
)

const plain: Partial<Record<TokenKind, Look>> = { comment: 'comment', string: 'string', number: 'number' }

/** How the token that `tokens` is at looks; `last` is the last word in capitals, or the last mark. Null: like any text. */
export function tokenLook(tokens: Tokens, last: string): Look | null {
  const { kind, text, from, to, dialect } = tokens
  if (kind === 'mark') return /[<>=!|+\-*/%~^&#@?]/.test(tokens.value) ? 'operator' : null
  if (kind !== 'word') return plain[kind] ?? null
  const word = tokens.keyword
  if (word === 'NULL' || word === 'TRUE' || word === 'FALSE') return 'number'
  const calls = text[to] === '(' && !notCalled.has(word) && !namesFollow.has(last)
  if (calls || bare.has(word)) return 'function'
  if (text[from - 1] === '.') return null
  const { keywords, types } = vocabulary[dialect]
  return types.has(word) ? 'function' : keywords.has(word) ? 'keyword' : null
}

/** What `last` is after the token that `tokens` is at: a comment changes nothing, blanks are to be left out. */
export function lastAfter(tokens: Tokens, last: string): string {
  if (tokens.kind === 'comment') return last
  return tokens.kind === 'mark' ? tokens.value : tokens.keyword
}
