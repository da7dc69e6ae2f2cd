/**
 * The Vite plugin that turns `lessons/` into modules: `virtual:course` holds the contents, `virtual:lessons` a loader for
 * each lesson, `virtual:lesson/<part>/<lesson>` a lesson, loaded when it is opened. A mistake in a lesson stops the build; while
 * the site is served it is shown over the page, and saving the repaired file shows the lesson.
 */
import { dirname, join } from 'node:path'
import type { EnvironmentModuleNode, Plugin, ViteDevServer } from 'vite'
import type { Answers, AnswersOf, Lesson } from '../course/lesson.ts'
import type { CourseSource } from './course-folder.ts'
import { problemLine, Problems, type Problem } from './problems.ts'

const courseModule = 'virtual:course'
const loaderModule = 'virtual:lessons'
const lessonModule = 'virtual:lesson/'
const answersModule = 'virtual:answers/'
/** Rollup's convention: other plugins leave ids that begin with a NUL alone. */
const hidden = '\0'

export function lessons(): Plugin {
  let root = ''
  let serving = false
  let course: CourseSource | null = null
  let problems = new Problems()

  const read = async (): Promise<CourseSource> => {
    if (course !== null) return course
    // the parsers come when a lesson is wanted: Vite reads this file whenever it starts
    const { readCourse } = await import('./course-folder.ts')
    problems = new Problems()
    course = readCourse(root, problems)
    return course
  }
  const code = async (id: string): Promise<string | null> => {
    const { outline, lessons } = await read()
    if (id === hidden + courseModule) return `export const outline = ${JSON.stringify(outline)}\n`
    if (id === hidden + loaderModule) return loaderCode({ outline, lessons })
    const [, kind, name] = /^virtual:(lesson|answers)\/(.*)$/.exec(id.slice(hidden.length)) ?? []
    const found = lessons.find(({ lesson }) => keyOf(lesson) === name)
    if (found === undefined) return null
    if (kind === 'answers') return `export const answers = ${JSON.stringify(answersOf(found.lesson))}\n`
    return serving ? servedLesson(found.lesson) : builtLesson(found.lesson)
  }

  return {
    name: 'tandem:lessons',
    configResolved(config) {
      root = config.root
      serving = config.command === 'serve'
    },
    async buildStart() {
      course = null
      if (serving) return
      await read()
      if (problems.list.length > 0) this.error(listOf(problems.list))
    },
    resolveId: (id) => (isOwn(hidden + id) ? hidden + id : undefined),
    async load(id) {
      if (!isOwn(id)) return undefined
      const text = await code(id)
      if (serving && problems.list.length > 0) this.warn(listOf(problems.list))
      return text ?? this.error(`${id.slice(hidden.length)} is not a lesson`)
    },
    configureServer(server) {
      server.watcher.add(join(root, 'lessons'))
    },
    async hotUpdate({ file, server }) {
      if (!file.startsWith(join(root, 'lessons')) || !file.endsWith('.md')) return undefined
      if (this.environment.name !== 'client') return undefined
      const before = course
      course = null
      const now = await read()
      // a lesson that somebody else is writing does not stop this one
      const own = problems.list.filter((problem) => file.startsWith(join(root, dirname(problem.file))))
      if (own.length > 0) {
        course = before
        showProblems(server, own, root)
        return []
      }
      return changedModules(before, now, (id) => this.environment.moduleGraph.getModuleById(hidden + id))
    },
  }
}

function keyOf({ chapter, lesson }: Pick<Lesson, 'chapter' | 'lesson'>): string {
  return `${chapter}/${lesson}`
}

function isOwn(id: string): boolean {
  return (
    id === hidden + courseModule ||
    id === hidden + loaderModule ||
    id.startsWith(hidden + lessonModule) ||
    id.startsWith(hidden + answersModule)
  )
}

function loaderCode({ outline, lessons }: CourseSource): string {
  const parts = outline.parts.map(({ id, number, lessons }) => ({
    id,
    number,
    lessons: lessons.flatMap((one) => (one.written ? { written: true, id: one.id, number: one.number } : [])),
  }))
  const loaders = lessons.map(({ lesson }) => {
    const key = keyOf(lesson)
    return `  ${JSON.stringify(key)}: () => import(${JSON.stringify(lessonModule + key)}),`
  })
  return `export const places = ${JSON.stringify({ parts })}\nexport const lessons = {\n${loaders.join('\n')}\n}\n`
}

/** A first visit reads and writes: what is needed to answer comes later. */
function builtLesson(lesson: Lesson): string {
  const later: Answers = { hints: {}, solution: {}, after: [], verify: {}, accepts: {}, refuses: {} }
  const steps = lesson.steps.map((step) => ({ ...step, ...later }))
  return `export const lesson = ${JSON.stringify({ ...lesson, steps })}
export const answers = () => import(${JSON.stringify(answersModule + keyOf(lesson))}).then((module) => module.answers)
`
}

function answersOf({ steps }: Lesson): AnswersOf {
  return Object.fromEntries(
    steps.map(({ id, hints, solution, after, verify, accepts, refuses }) => [
      id,
      { hints, solution, after, verify, accepts, refuses },
    ]),
  )
}

/** While the site is served, a changed lesson is handed whole to the page that shows it. */
function servedLesson(lesson: Lesson): string {
  return `export const lesson = ${JSON.stringify(lesson)}
export const answers = () => Promise.resolve({})
if (import.meta.hot) import.meta.hot.accept((next) => {
  if (next) dispatchEvent(new CustomEvent('tandem:lesson', { detail: next.lesson }))
})
`
}

function changedModules(
  before: CourseSource | null,
  now: CourseSource,
  find: (id: string) => EnvironmentModuleNode | undefined,
): EnvironmentModuleNode[] {
  const old = new Map(before?.lessons.map(({ lesson }) => [keyOf(lesson), JSON.stringify(lesson)]))
  const changed = now.lessons
    .filter(({ lesson }) => old.get(keyOf(lesson)) !== JSON.stringify(lesson))
    .map(({ lesson }) => lessonModule + keyOf(lesson))
  if (JSON.stringify(before?.outline) !== JSON.stringify(now.outline))
    changed.push(courseModule, loaderModule)
  return changed.flatMap((id) => find(id) ?? [])
}

function listOf(list: readonly Problem[]): string {
  return `Mistakes in lessons:\n${list.map(problemLine).join('\n')}`
}

function showProblems(server: ViteDevServer, problems: readonly Problem[], root: string): void {
  server.config.logger.error(listOf(problems))
  const first = problems[0]
  server.ws.send({
    type: 'error',
    err: {
      message: listOf(problems),
      stack: '',
      plugin: 'tandem:lessons',
      ...(first === undefined
        ? {}
        : { id: first.file, loc: { file: join(root, first.file), line: first.line, column: 0 } }),
    },
  })
}
