import { expect, test } from 'vitest'
import type { Row } from './rows'
import { table, type Ran } from './table'

const row = (...names: string[]): Row => ({
  row: 71,
  fault: 'a reload',
  outcome: 'all is there',
  figure: '3 tabs',
  proof: names.map((test) => ({ file: test.endsWith('killed') ? 'a.mjs' : 'a.test.ts', test })),
})
const ran = (name: string, state: string): Ran => ({ file: 'a.test.ts', name, state, ms: 500 })
/** What the table says of the row, and how many proofs it misses. */
const said = (asked: Row, ...all: Ran[]) => {
  const { lines, open } = table([asked], all)
  return [...(lines[1]?.split(' | ').slice(3) ?? []), open.length]
}

test('a row holds when every test that proves it ran and passed', () => {
  const both = [ran('sqlite > rows (1) stay', 'passed'), ran('postgres > rows (2) stay', 'passed')]
  expect(said(row('rows (%i) stay'), ...both)).toEqual(['held', '3 tabs; 2 passed in 1.0 s', 0])
})

test('a test that failed, or that did not run, proves nothing', () => {
  expect(said(row('x', 'y'), ran('x', 'passed'), ran('y', 'failed')).at(0)).toBe('failed')
  expect(said(row('x', 'y'), ran('x', 'passed'))).toEqual(['missing', '3 tabs; 1 passed in 0.5 s', 1])
  expect(said(row('x'), { ...ran('x', 'passed'), file: 'b.test.ts' }).at(-1)).toBe(1)
})

test('what this machine cannot run is said, and is no fault of the row', () => {
  expect(said(row('x'), ran('x', 'skipped'))).toEqual(['skipped', '3 tabs', 0])
  expect(said(row('page killed'))).toEqual(['only in test:all', '3 tabs; more in test/a.mjs', 0])
})
