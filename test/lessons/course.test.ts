import { expect, test } from 'vitest'
import { readCourse } from '../../src/build/course-folder'
import { problemLine, Problems } from '../../src/build/problems'

test('every file of the course can be read', () => {
  const problems = new Problems()
  const { lessons } = readCourse(process.cwd(), problems)
  expect(problems.list.map(problemLine)).toEqual([])
  expect(lessons.length).toBeGreaterThan(0)
})

test('every lesson has steps of several kinds, a broken query to repair and a project at its end', () => {
  const { lessons } = readCourse(process.cwd(), new Problems())
  for (const { folder, lesson } of lessons) {
    const kinds = lesson.steps.map(({ kind }) => kind)
    expect(kinds, folder).toContain('fix')
    expect(kinds.at(-1), folder).toBe('project')
    expect(new Set(kinds).size, folder).toBeGreaterThanOrEqual(4)
    expect(kinds.length, folder).toBeGreaterThanOrEqual(6)
  }
})
