import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { create } from './skeleton'

const chapter = `---
title: SQL
planned:
  - number: 9
    title: "CREATE TABLE: types and keys"
    holds: Types.
  - number: 10
    title: Relationships
    holds: Keys.
---
`

test('a new lesson takes the number it is planned with, and no number that is planned for another', () => {
  const root = mkdtempSync(join(tmpdir(), 'tandem-lesson-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const part = join(root, 'lessons/01-sql')
  mkdirSync(join(part, '08-time'), { recursive: true })
  writeFileSync(join(part, 'chapter.md'), chapter)
  const said: string[] = []
  create(root, 'sql/create-table/01-types', (line) => said.push(line))
  create(root, 'sql/something-else/01-first', (line) => said.push(line))
  create(root, 'sql/time/first', (line) => said.push(line))
  for (const made of ['09-create-table/01-types', '11-something-else/01-first', '08-time/01-first'])
    expect(existsSync(join(part, `${made}.md`)), made).toBe(true)
  expect(said.filter((line) => line.startsWith('remove'))).toEqual([
    `remove lesson 9 from what is planned in ${join(part, 'chapter.md')}`,
  ])
})
