import { expect, test } from 'vitest'
import { openInNode } from '../../src/build/node-engine'
import { split } from '../../src/sql/split'
import { all, rows } from './probe'

test('a dump restores rows whose CHECK calls a function that names a table without its schema', async () => {
  const first = await openInNode('postgres')
  await all(
    first,
    'CREATE TABLE courses (id int PRIMARY KEY, seats int)',
    'CREATE TABLE enrolments (course int, student text)',
    `CREATE FUNCTION has_seats(c int) RETURNS bool LANGUAGE sql AS
      'SELECT (SELECT count(*) FROM enrolments WHERE course = c) < (SELECT seats FROM courses WHERE id = c)'`,
    'ALTER TABLE enrolments ADD CHECK (has_seats(course))',
    'INSERT INTO courses VALUES (1, 1)',
    "INSERT INTO enrolments VALUES (1, 'Ida')",
    "SET search_path = ''",
  )
  const script = await first.dump()
  await first.close()
  const second = await openInNode('postgres')
  await all(second, ...split(script, 'postgres').map(({ text }) => text))
  expect(await rows(second, 'SELECT * FROM public.enrolments')).toEqual([[1n, 'Ida']])
  await second.close()
})
