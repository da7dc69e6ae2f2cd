import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { plainIcon } from '../../src/build/icons'

const folder = 'node_modules/@lucide/svelte/dist/icons'

test('an icon becomes plain SVG that hides from screen readers and takes a class', () => {
  const icon = plainIcon(readFileSync(join(folder, 'search.svelte'), 'utf8'))
  expect(icon).toContain('<path d="m21 21-4.34-4.34" /><circle cx="11" cy="11" r="8" />')
  expect(icon).toMatch(
    /<svg class=\{name\} viewBox="0 0 24 24".* stroke="currentColor".* aria-hidden="true">/,
  )
})

test("every icon of Lucide's can be read", () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.svelte'))
  expect(names.length).toBeGreaterThan(1000)
  for (const name of names) expect(plainIcon(readFileSync(join(folder, name), 'utf8'))).toContain('</svg>')
})

test('an icon written in another way stops the build', () => {
  expect(() => plainIcon('<svg />')).toThrow('A Lucide icon does not look as expected')
})
