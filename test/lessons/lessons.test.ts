import { afterAll, describe, expect, test } from 'vitest'
import { readCourse } from '../../src/build/course-folder'
import { problemLine, Problems } from '../../src/build/problems'
import { occasions } from '../../src/course/occasion'
import { checkStep } from './answers'
import { openDatabases } from './databases'

const problems = new Problems()
const { lessons } = readCourse(process.cwd(), problems)
const databases = openDatabases()
afterAll(() => databases.close())

test('every file of the course can be read', () => {
  expect(problems.list.map(problemLine)).toEqual([])
})

describe.each(lessons)('$folder', ({ steps }) => {
  test.each(
    steps.flatMap((source) =>
      source.step.engines.map((dialect) => ({ id: source.step.id, dialect, source })),
    ),
  )('$id keeps its promises in $dialect', async ({ source, dialect }) => {
    const all = occasions(source.step.dataset, dialect, new Date())
    const { problems } = await checkStep(source, dialect, all, databases[dialect])
    expect(problems.map(problemLine)).toEqual([])
  })
})
