/** A lesson as the page gets it: parsed, checked and rendered when the site was built (src/build/lessons.ts). */
import type { Dialect } from '../sql/dialect'
import type { Check } from './check'
import type { Block, Choice } from './prose'

/** What the learner does in a step. */
export type Kind = 'read' | 'run' | 'modify' | 'fix' | 'write' | 'quiz' | 'project'

/** Where a step or a lesson stands in the course. `chapter` and `lesson` are the folders' names without their numbers. */
export interface Place {
  readonly chapter: string
  readonly lesson: string
}

/** One lesson with everything its page needs. */
export interface Lesson extends Place {
  readonly part: number
  readonly number: number
  readonly title: string
  readonly minutes: number
  /** the business question the lesson answers, shown where it begins */
  readonly question: string
  /** where the course goes on after this lesson; null at its end */
  readonly following: Target | null
  readonly steps: readonly Step[]
}

/** A link with the title of what it leads to. */
export interface Target {
  readonly href: string
  readonly title: string
}

/** What of a step is needed only once it is answered: it comes when it is wanted. */
export interface Answers {
  /** up to three per dialect: the idea, the shape, nearly the answer */
  readonly hints: ByDialect<readonly (readonly Block[])[]>
  readonly solution: ByDialect<string>
  /** the explanation shown on success */
  readonly after: readonly Block[]
  /** queries on the state afterwards whose results must match */
  readonly verify: ByDialect<readonly string[]>
  /** statements the database must then take */
  readonly accepts: ByDialect<readonly string[]>
  /** statements the database must then refuse */
  readonly refuses: ByDialect<readonly string[]>
}

/** The answers of a lesson's steps, by id; what is missing is in the step itself. */
export type AnswersOf = Readonly<Record<string, Answers>>

/** What a lesson's file holds, and what fetches the rest. */
export interface LessonModule {
  readonly lesson: Lesson
  readonly answers: () => Promise<AnswersOf>
}

/** One idea and one task. */
export interface Step extends Answers {
  /** permanent and unique in the whole course: progress and links hang on it */
  readonly id: string
  readonly title: string
  readonly kind: Kind
  readonly engines: readonly Dialect[]
  /** id of the dataset every run and every check starts from */
  readonly dataset: string
  /** null for a step that is only read */
  readonly check: Check | null
  readonly prose: readonly Block[]
  readonly task: readonly Block[]
  /** what the editor opens with */
  readonly start: ByDialect<string>
  readonly hintCount: ByDialect<number>
  readonly quiz: ByDialect<readonly Choice[]>
}

/** Missing for an engine the step is not for. */
export type ByDialect<T> = Readonly<Partial<Record<Dialect, T>>>

/** The contents of the course: small, loaded with the first lesson page. */
export interface Outline {
  readonly parts: readonly Part[]
}

export interface Part {
  /** the folder's name without its number */
  readonly id: string
  readonly number: number
  readonly title: string
  readonly lessons: readonly LessonEntry[]
}

/** A lesson in the contents: written, or planned with what it will hold. */
export type LessonEntry = WrittenLesson | PlannedLesson

export interface WrittenLesson {
  readonly written: true
  readonly id: string
  readonly number: number
  readonly title: string
  readonly minutes: number
  readonly question: string
  readonly steps: readonly StepEntry[]
}

export interface StepEntry {
  readonly id: string
  readonly title: string
}

export interface PlannedLesson {
  readonly written: false
  readonly number: number
  readonly title: string
  readonly holds: string
}

/** The address of a step; without a step, of the lesson's first one. */
export function lessonHref(place: Place, step?: string): string {
  return `#/learn/${place.chapter}/${place.lesson}${step === undefined ? '' : `/${step}`}`
}

/** Blocks of prose that belong to an engine: those without one and its own. */
export function forDialect(blocks: readonly Block[], dialect: Dialect): readonly Block[] {
  return blocks.filter((block) => block.only === undefined || block.only === dialect)
}
