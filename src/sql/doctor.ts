import type { Advice, Complaint, Rule } from './advice'
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
