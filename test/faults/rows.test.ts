import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rows } from './rows'

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
/** What the playground and keeping data promise; 70 was never given. */
const promised = [...range(1, 69), ...range(71, 115)]

test('every fault has its row, once', () => {
  expect(rows.map(({ row }) => row)).toEqual(promised)
})

test('every row names a test that exists, or says why there is none', () => {
  const texts = new Map<string, string>()
  const text = (file: string) => {
    const known = texts.get(file)
    if (known !== undefined) return known
    const path = new URL(`../${file}`, import.meta.url)
    const read = existsSync(path) ? readFileSync(path, 'utf8') : ''
    texts.set(file, read)
    return read
  }
  const missing = rows.flatMap(({ row, proof }) =>
    proof
      .filter(({ file, test }) => !text(file).includes(test))
      .map(({ file, test }) => `${row}: ${file}: ${test}`),
  )
  expect(missing).toEqual([])
  expect(rows.filter(({ proof, reason }) => proof.length === 0 && reason === undefined)).toEqual([])
})
