/** Numbers in prose: each must be one that a fence of the step proves or uses, or be listed as a fact of another kind. */
import type { Step } from '../course/lesson.ts'
import type { Block } from '../course/prose.ts'
import type { Fence } from './fence.ts'
import { plain, words } from './markdown.ts'
import type { Problems } from './problems.ts'

/** Finds numbers written in digits that no fence vouches for. */
export function checkNumbers(
  step: Step,
  facts: readonly (string | number)[],
  fences: readonly Fence[],
  problems: Problems,
): void {
  const file = fences[0]?.file
  if (file === undefined) return
  const known = new Set(facts.map((fact) => bare(String(fact))))
  for (const fence of fences)
    for (const number of numbersIn(
      fence.purpose === 'task' || fence.purpose === 'hint' || fence.purpose === 'after'
        ? ''
        : `${fence.note} ${fence.text}`,
    ))
      known.add(number)
  const places: [string, string][] = [
    ['prose', said(step.prose)],
    ['task', said(step.task)],
    ['explanation', said(step.after)],
    ...Object.values(step.hints).flatMap((hints) =>
      hints.map((hint): [string, string] => ['hint', said(hint)]),
    ),
    ...Object.values(step.quiz).flatMap((choices) =>
      choices.map((choice): [string, string] => [
        'quiz',
        `${plain(choice.inner, false)} ${plain(choice.why, false)}`,
      ]),
    ),
  ]
  const told = new Set<string>()
  for (const [where, text] of places)
    for (const number of numbersIn(text))
      if (!known.has(number) && !told.has(number)) {
        told.add(number)
        problems.add(
          file,
          1,
          `The number ${number} in the ${where} is not checked. Prove it with \`\`\`sql assert ${number}, or list it under facts in the front matter if it is no fact about the data.`,
        )
      }
}

function said(blocks: readonly Block[]): string {
  return words(blocks, false)
}

function numbersIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w#$])\d[\d,]*(?:\.\d+)?(?![\w])/g)].map(([number]) => bare(number))
}

/** 1,000 and 1000 are the same number, so are 45.00 and 45. */
function bare(number: string): string {
  const plain = number.replaceAll(',', '')
  return plain.includes('.') ? plain.replace(/0+$/, '').replace(/\.$/, '') : plain
}
