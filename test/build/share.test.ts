import { expect, test } from 'vitest'
import { withoutUnread } from '../../src/build/share'

const files = [
  ['/pglite/share/postgresql/timezone/UTC', 'zone'],
  ['/pglite/share/postgresql/postgres.bki', 'init'],
  ['/pglite/share/postgresql/information_schema.sql', 'view'],
  ['/pglite/share/postgresql/extension/plpgsql--1.0.sql', 'lang'],
  ['/pglite/lib/postgresql/pgxs/src/Makefile.global', 'make'],
  ['/pglite/lib/postgresql/plpgsql.so', 'code'],
] as const
const bundle = new TextEncoder().encode(files.map(([, content]) => content).join(''))
const entry = ([path]: (typeof files)[number], i: number) =>
  `{filename:"${path}",start:${4 * i},end:${4 * (i + 1)}}`
const script = `load({files:[${files.map(entry).join(',')}],remote_package_size:${bundle.length}})`

test('what no running database reads is zeros, and everything else is in its place', () => {
  const text = new TextDecoder().decode(withoutUnread(bundle, script))
  expect(text.replaceAll('\0', '.')).toBe('zone........lang....code')
})

test('a bundle that the list does not fit is an error', () => {
  expect(() => withoutUnread(bundle.slice(1), script)).toThrow('list of files')
  expect(() => withoutUnread(bundle, 'load()')).toThrow('list of files')
})
