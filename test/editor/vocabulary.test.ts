import { PGlite } from '@electric-sql/pglite'
import { expect, test } from 'vitest'
import { vocabulary } from '../../src/editor/vocabulary'

test('PostgreSQL itself knows every keyword and type that the editor takes for one', async () => {
  const pg = await PGlite.create()
  const { keywords, types } = vocabulary.postgres
  const known = await pg.query<{ word: string }>('SELECT upper(word) AS word FROM pg_get_keywords()')
  expect([...keywords].filter((word) => !known.rows.some((row) => row.word === word))).toEqual([])
  // VARYING and PRECISION are halves of a name, and the serials are only shorthands
  const halves = ['VARYING', 'PRECISION', 'DOUBLE', 'SERIAL', 'BIGSERIAL', 'SMALLSERIAL']
  const whole = [...types].filter((word) => !halves.includes(word))
  const found = await pg.query<{ word: string }>(
    'SELECT word FROM unnest($1::text[]) AS w(word) WHERE to_regtype(word) IS NULL',
    [whole],
  )
  expect(found.rows).toEqual([])
  await pg.close()
})

test('words that are rather columns stay names', () => {
  for (const word of ['NAME', 'ID', 'TYPE', 'YEAR', 'MONTH', 'DAY', 'VALUE', 'STATUS', 'COMMENT'])
    for (const { keywords, types } of Object.values(vocabulary))
      expect(keywords.has(word) || types.has(word), word).toBe(false)
})

test('the words for now are known in both dialects', () => {
  for (const word of ['CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP'])
    for (const { keywords } of Object.values(vocabulary)) expect(keywords.has(word), word).toBe(true)
})
