import { expect, test } from 'vitest'
import { cutSentence } from '../../src/workbench/cut-sentence'

const nothing = new Set<string>()

test('a stopped statement left the database as the one before it did', () => {
  expect(cutSentence(0, 'none', nothing)).toBe(
    'The database is as it was before this run. Nothing else was touched.',
  )
  expect(cutSentence(2, 'none', nothing)).toContain('as it was after Result 2.')
})

test('an open transaction went with the engine, and that is said', () => {
  for (const state of ['open', 'failed'] as const) {
    const said = cutSentence(2, state, nothing)
    expect(said).toMatch(/transaction was rolled back.*before that transaction began/)
    expect(said).not.toContain('Result')
  }
})

test('so did what only the session held', () => {
  const said = cutSentence(1, 'none', new Set(['temporary tables', 'settings']))
  expect(said).toContain('without its temporary tables and settings.')
  expect(said).not.toContain('Nothing else')
})
