import { expect, test } from 'vitest'
import { openInNode } from '../../src/build/node-engine'
import { all } from './probe'

test('the dump has tables whose columns take more words than one part of a message holds', async () => {
  const engine = await openInNode('postgres')
  const names = Array.from({ length: 300 }, (_, i) => `a_column_of_a_survey_with_a_long_name_${i}`)
  await all(
    engine,
    `CREATE TABLE survey (${names.map((name) => `${name} int`).join(', ')})`,
    `INSERT INTO survey (${names[299]}) VALUES (7)`,
  )
  expect(await engine.dump()).toMatch(/INSERT INTO public\.survey VALUES \((NULL, ){299}7\);/)
  await engine.close()
})
