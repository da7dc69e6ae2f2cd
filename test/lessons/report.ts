/** `npm run lesson:check`: everything in a lesson tried on both engines, and said in words. */
import { resolve } from 'node:path'
import { readCourse } from '../../src/build/course-folder'
import { problemLine, Problems, type Problem } from '../../src/build/problems'
import type { StepSource } from '../../src/build/step-file'
import { occasions } from '../../src/course/occasion'
import { dialectName } from '../../src/sql/dialect'
import { checkStep, type StepReport } from './answers'
import { openDatabases, type Databases } from './databases'

/** Checks the lesson, step, part or whole course at `path`; true when nothing is wrong. */
export async function check(
  root: string,
  path: string,
  refusals: boolean,
  say: (line: string) => void,
): Promise<boolean> {
  const under = resolve(root, path)
  const inside = (file: string) =>
    resolve(root, file) === under ||
    resolve(root, file).startsWith(`${under}/`) ||
    resolve(root, file) === under.replace(/\.answers\.md$/, '.md')
  const problems = new Problems()
  const course = readCourse(root, problems)
  const mistakes = problems.list.filter(({ file }) => inside(file))
  const steps = course.lessons.flatMap((lesson) => lesson.steps).filter(({ file }) => inside(file))
  mistakes.forEach((problem) => say(problemLine(problem)))
  if (steps.length === 0) {
    say(mistakes.length === 0 ? `There is no lesson at ${path}.` : 'No step could be read.')
    return false
  }
  const databases = openDatabases()
  let count = mistakes.length
  for (const source of steps) count += await report(source, databases, refusals, say)
  await databases.close()
  const tried = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`
  say(count === 0 ? `${tried}: all is well.` : `${tried}: ${count} ${count === 1 ? 'problem' : 'problems'}.`)
  return count === 0
}

async function report(
  source: StepSource,
  databases: Databases,
  refusals: boolean,
  say: (line: string) => void,
): Promise<number> {
  const problems: Problem[] = []
  const parts: string[] = []
  for (const dialect of source.step.engines) {
    const all = occasions(source.step.dataset, dialect, new Date())
    const result = await checkStep(source, dialect, all, databases[dialect])
    problems.push(...result.problems)
    parts.push(`${dialectName[dialect]} ${counts(result)}`)
    if (refusals) for (const line of refused(result)) say(`    ${dialectName[dialect]}  ${line}`)
  }
  say(`${problems.length === 0 ? '✓' : '✕'} ${source.file}  ${parts.join(', ')}`)
  problems.forEach((problem) => say(`  ${problemLine(problem)}`))
  return problems.length
}

function counts({ alternatives, mutants }: StepReport): string {
  return alternatives + mutants === 0 ? 'runs' : `${alternatives} right and ${mutants} wrong answers`
}

function refused({ refusals }: StepReport): string[] {
  return refusals.map(({ mutant, verdict }) => {
    const said = verdict.correct ? 'Correct' : `Not yet (${verdict.reason}): ${verdict.text}`
    return `${mutant.note}: ${said}`
  })
}
