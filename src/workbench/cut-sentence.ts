import type { Transaction } from '../engine/engine'

/**
 * What the database is like after a statement was stopped or took the engine with it. `index` counts from 0;
 * `transaction` is the state before that statement, `gone` what only the session held.
 */
export function cutSentence(index: number, transaction: Transaction, gone: ReadonlySet<string>): string {
  const before = index === 0 ? 'before this run' : `after Result ${index}`
  const lost = gone.size === 0 ? '' : ` The session began anew, without its ${[...gone].join(' and ')}.`
  if (transaction !== 'none')
    return `The open transaction was rolled back: the database is as it was before that transaction began.${lost}`
  return `The database is as it was ${before}.${lost || ' Nothing else was touched.'}`
}
