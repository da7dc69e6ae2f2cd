import { expect, test } from 'vitest'
import { commands } from '../../src/workbench/commands.svelte'

test("a page's commands come before the shell's, and only those that can run", () => {
  const run = () => undefined
  const names = () => commands.list.map(({ name }) => name)
  const leave = [
    commands.register([{ name: 'Go to Learn', run }]),
    commands.register([
      { name: 'Run', run },
      { name: 'Stop', run, available: () => false },
      { name: 'Format', run },
    ]),
  ]
  expect(names()).toEqual(['Run', 'Format', 'Go to Learn'])
  for (const each of leave) each()
  expect(names()).toEqual([])
})
