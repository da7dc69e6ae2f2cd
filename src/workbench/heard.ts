import type { Outcome } from '../result/outcome.svelte'
import { outcomeLine } from '../result/outcome-line'

/** How a run ended, for somebody who does not see its results: each of a few, the number of many. '' while nothing has ended. */
export function heard(outcomes: readonly Outcome[], folded: { done: number; skipped: number }): string {
  const all = outcomes.length + folded.done + folded.skipped
  if (all <= 3) return outcomes.map((outcome) => `Result ${outcome.number}: ${end(outcome)}`).join('. ')
  const done = folded.done + outcomes.filter(({ state }) => state === 'done').length
  const wrong = outcomes.filter(({ state }) => state !== 'done' && state !== 'skipped')
  return [
    `${done} of ${all} statements done`,
    ...wrong.map((each) => `Result ${each.number}: ${end(each)}`),
  ].join('. ')
}

const end = (outcome: Outcome): string => outcomeLine(outcome, outcome.endedAt).said
