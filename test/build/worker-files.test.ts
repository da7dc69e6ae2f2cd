import { expect, test } from 'vitest'
import { refusedImports } from '../../src/build/worker-files'

const entry = { fileName: 'worker.js', isEntry: true, imports: [] }

test('a worker of one file, and what it fetches later, are let through', () => {
  expect(
    refusedImports([entry, { fileName: 'later.js', imports: ['worker.js'] }, { fileName: 'a.wasm' }]),
  ).toEqual([])
})

test('a file that a worker or a later part imports by a statement is named', () => {
  expect(refusedImports([{ ...entry, imports: ['runtime.js'] }])).toEqual([
    'runtime.js, imported by worker.js',
  ])
  expect(refusedImports([entry, { fileName: 'later.js', imports: ['worker.js', 'shared.js'] }])).toEqual([
    'shared.js, imported by later.js',
  ])
})
