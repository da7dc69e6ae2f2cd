import { afterAll, describe, expect, test } from 'vitest'
import { readCourse } from '../../src/build/course-folder'
import { problemLine, Problems } from '../../src/build/problems'
import { occasions } from '../../src/course/occasion'
import type { Dialect } from '../../src/sql/dialect'
import { checkStep } from './answers'
import { openDatabases } from './databases'

/** Tests that every step of every lesson keeps on one engine what it promises. */
export function testLessons(dialect: Dialect): void {
  const { lessons } = readCourse(process.cwd(), new Problems())
  const databases = openDatabases()
  afterAll(() => databases.close())

  describe.each(lessons)('$folder', ({ steps }) => {
    const here = steps.filter(({ step }) => step.engines.includes(dialect))
    test.each(here.map((source) => ({ id: source.step.id, source })))('$id', async ({ source }) => {
      const all = occasions(source.step.dataset, dialect, new Date())
      const { problems } = await checkStep(source, dialect, all, databases[dialect])
      expect(problems.map(problemLine)).toEqual([])
    })
  })
}
