/** A quiz: right when exactly the right choices are chosen. */
import type { Choice } from './prose'
import type { Verdict } from './verdict'

/** `chosen` holds the places of the chosen ones, counted from 0. */
export function judgeChoices(choices: readonly Choice[], chosen: readonly number[]): Verdict {
  const wrong = choices.filter((choice, place) => chosen.includes(place) && !choice.right).length
  const missing = choices.filter((choice, place) => !chosen.includes(place) && choice.right).length
  if (wrong === 0 && missing === 0) {
    const text = chosen.length === 1 ? 'That is the one.' : 'Those are the ones.'
    return { correct: true, text }
  }
  const said = [
    ...(wrong > 0 ? [`${wrong} of your choices ${wrong === 1 ? 'is' : 'are'} not right`] : []),
    ...(missing > 0 ? [missing === 1 ? '1 right one is missing' : `${missing} right ones are missing`] : []),
  ]
  const text = chosen.length === 0 ? 'Nothing is chosen.' : `${said.join(', and ')}.`
  return { correct: false, reason: 'choice', text, more: [] }
}
