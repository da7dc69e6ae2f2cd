/** Where to go on: the step opened last, or the next one that is not done. */
import type { Last } from './progress.svelte'
import { lessonHref, type Outline, type Place } from './lesson'

export interface Onward {
  readonly href: string
  readonly title: string
  readonly begun: boolean
  /** "Part 1, lesson 2" */
  readonly where: string
  /** the steps of that lesson: whether each is done */
  readonly steps: readonly boolean[]
  /** place of the step among them, from 0 */
  readonly at: number
}

interface Stop extends Place {
  readonly step: string
  readonly title: string
  readonly where: string
  /** ids of the lesson's steps */
  readonly all: readonly string[]
}

/** Null when every step is done, or none is written. */
export function onward(outline: Outline, done: readonly string[], last: Last | null): Onward | null {
  const stops = outline.parts.flatMap((part) =>
    part.lessons.flatMap((lesson): Stop[] =>
      lesson.written
        ? lesson.steps.map(({ id, title }) => ({
            chapter: part.id,
            lesson: lesson.id,
            step: id,
            title,
            where: `Part ${part.number}, lesson ${lesson.number}`,
            all: lesson.steps.map((step) => step.id),
          }))
        : [],
    ),
  )
  const here = stops.findIndex(({ step }) => step === last?.step)
  const from = here === -1 ? 0 : here
  const open = [...stops.slice(from), ...stops.slice(0, from)].find(({ step }) => !done.includes(step))
  return open === undefined
    ? null
    : {
        href: lessonHref(open, open.step),
        title: open.title,
        begun: last !== null || done.length > 0,
        where: open.where,
        steps: open.all.map((id) => done.includes(id)),
        at: open.all.indexOf(open.step),
      }
}
