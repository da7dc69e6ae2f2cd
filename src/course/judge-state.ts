/** The database afterwards: not which statements were used, but what it now holds, takes and refuses. */
import type { Index } from '../engine/schema'
import type { Answer, Expected, State, Tried } from './answer'
import type { ChangingCheck, Comparison, IndexAsked, StateCheck } from './check'
import { judgeRows } from './judge-rows'
import type { NotYet, Verdict } from './verdict'

export function judgeState(check: StateCheck, actual: Answer, expected: Expected): Verdict {
  return otherState(check, actual, expected) ?? { correct: true, text: 'The database is as the task asks,' }
}

/** What is not as the task asks in the database afterwards; null when all is. */
export function otherState(check: ChangingCheck, actual: Answer, expected: Expected): NotYet | null {
  const { state } = actual
  if (actual.ran.open)
    return {
      correct: false,
      reason: 'transaction open',
      text: 'Your script leaves a transaction open, so nothing of it is kept yet.',
      more: ['COMMIT keeps what was done since BEGIN.'],
    }
  if (state === null || expected.state === null) return null
  return (
    changedTable(actual, expected) ??
    verified(check, state, expected.state) ??
    tooStrict(state.accepted) ??
    tooLax(state.refused) ??
    (check.kind === 'state' ? indexMissing(check.indexes, state) : null)
  )
}

/** The verify queries' results beside the solution's. Their columns are the lesson's own, so only rows can differ. */
function verified(check: ChangingCheck, actual: State, expected: State): NotYet | null {
  for (const [index, wanted] of expected.verified.entries()) {
    const given = actual.verified[index]
    if (wanted.rows === null) continue
    if (given?.rows == null)
      return {
        correct: false,
        reason: 'error',
        text: `Afterwards the database cannot be asked what the task needs: ${given?.error?.error.message ?? 'no answer'}`,
        more: ['A table or column that the task needs is missing or has another name.'],
      }
    const comparison: Comparison = {
      columns: [],
      ordered: [],
      exact: [],
      dates: check.dates,
    }
    const refused = judgeRows(comparison, given.rows, wanted.rows)
    if (refused !== null) return { ...refused, text: `Compared afterwards: ${lower(refused.text)}` }
  }
  return null
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function tooStrict(tried: readonly Tried[]): NotYet | null {
  const refused = tried.find((one) => one.error !== null)
  if (refused === undefined) return null
  return {
    correct: false,
    reason: 'too strict',
    text: 'The database now refuses a statement that it should take.',
    more: [`It refuses this: ${refused.sql}`, `It says: ${refused.error?.message ?? ''}`],
  }
}

function tooLax(tried: readonly Tried[]): NotYet | null {
  const taken = tried.find((one) => one.error === null)
  if (taken === undefined) return null
  return {
    correct: false,
    reason: 'rule missing',
    text: 'The database takes a statement that it should now refuse.',
    more: [`It takes this: ${taken.sql}`],
  }
}

function indexMissing(asked: readonly IndexAsked[], state: State): NotYet | null {
  const missing = asked.find(
    (one) => !(state.indexes.get(one.table) ?? []).some((index) => serves(index, one)),
  )
  if (missing === undefined) return null
  const kind = missing.unique ? 'a unique index' : 'an index'
  return {
    correct: false,
    reason: 'index missing',
    text: `\`${missing.table}\` has no ${kind.replace(/^an? /, '')} on ${missing.columns.map((name) => `\`${name}\``).join(', ')}.`,
    more: [`CREATE INDEX makes ${kind}; the order of its columns counts.`],
  }
}

/** An index serves when its first columns are those asked for. */
function serves(index: Index, asked: IndexAsked): boolean {
  return (
    (!asked.unique || index.unique) && asked.columns.every((column, place) => index.columns[place] === column)
  )
}

/** A table that the task leaves alone and the script did not; null when there is none. */
export function changedTable(actual: Answer, expected: Pick<Expected, 'untouched'>): NotYet | null {
  const { state } = actual
  if (state === null) return null
  for (const [table, print] of expected.untouched) {
    const now = state.tables.get(table)
    if (now === print) continue
    const what = now === undefined ? 'is gone' : 'has other rows than before'
    return {
      correct: false,
      reason: 'table changed',
      text: `The table \`${table}\` ${what}, and the task leaves it as it is.`,
      more: [`Only what the task asks for may change. Look for the statement that changes \`${table}\`.`],
    }
  }
  return null
}
