import { beginnerRules } from './beginner'
import type { Dialect } from './dialect'
import { checkRule } from './foreign-check'
import { functionRules } from './foreign-function'
import { literalRules } from './foreign-literal'
import { statementRules } from './foreign-statement'
import { tableRules } from './foreign-table'
import { Reading } from './reading'
import { misspeltName } from './slips'
import type { KnownTable } from './sources'

export { quotedStrings } from './quoted-strings'

/** What to do about a mistake, or a statement written for another engine. Names and code in the texts stand in backticks. */
export interface Advice {
  /** whose it is, and the cure: "`DATE_SUB` is MySQL. PostgreSQL subtracts an interval." */
  readonly title: string
  readonly why: string
  /** the place it is about: UTF-16 offsets in the statement's text */
  readonly from: number
  readonly to: number
  /** One replacement in the statement's text; may make several statements of it. */
  readonly fix?: { readonly from: number; readonly to: number; readonly text: string }
  /** the fix guesses what was meant: it is for a person to take */
  readonly guess?: true
}

/** What the engine said; both SqlError and a plain message fit. */
export interface Complaint {
  readonly message: string
  readonly code?: string
  /** where in the statement's text, as a UTF-16 offset */
  readonly position?: number
}

export interface Rule {
  /** looks at statements that the engine accepted, too: a silent wrong */
  readonly silent?: true
  /** what it finds is a guess, see `Advice.guess` */
  readonly guess?: true
  /**
   * the advice, or null when the rule has nothing to say; `complaint` is null when the engine accepted the statement,
   * `tables` empty where they are not known
   */
  find(sql: Reading, complaint: Complaint | null, tables: readonly KnownTable[]): Advice | null
}

const rules: Record<Dialect, readonly Rule[]> = {
  sqlite: [
    ...literalRules.sqlite,
    ...tableRules.sqlite,
    ...statementRules.sqlite,
    ...functionRules.sqlite,
    ...beginnerRules.sqlite,
    checkRule,
  ],
  postgres: [
    ...literalRules.postgres,
    ...tableRules.postgres,
    ...statementRules.postgres,
    ...functionRules.postgres,
    ...beginnerRules.postgres,
  ],
}

/**
 * Advice about a statement (a `Statement.text`) that the engine refused, or accepted when `complaint` is null.
 * In the order of the text; empty when no rule knows it. A name that is nearly one of `tables` is told before anything
 * else. Pure, and quick enough to be asked at every outcome.
 */
export function advise(
  text: string,
  dialect: Dialect,
  complaint: Complaint | null,
  tables: readonly KnownTable[] = [],
): Advice[] {
  const sql = new Reading(text, dialect)
  const meant = complaint && misspeltName(sql, complaint, tables)
  if (meant !== null) return [{ ...meant, guess: true }]
  return rules[dialect]
    .filter((rule) => complaint !== null || rule.silent)
    .flatMap((rule) => {
      const found = rule.find(sql, complaint, tables)
      if (found === null) return []
      return rule.guess ? { ...found, guess: rule.guess } : found
    })
    .sort((a, b) => a.from - b.from)
}
