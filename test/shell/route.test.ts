import { expect, test, vi } from 'vitest'

vi.stubGlobal('location', { hash: '' })
vi.stubGlobal('addEventListener', () => undefined)
vi.stubGlobal('history', { replaceState: () => undefined })
const { parseRoute } = await import('../../src/route.svelte')

test.each([
  ['', { page: 'home' }],
  ['#', { page: 'home' }],
  ['#/', { page: 'home' }],
  ['#/play', { page: 'play' }],
  ['#/play?engine=postgres', { page: 'play' }],
  ['#/learn', { page: 'learn' }],
  ['#/learn/1/4', { page: 'lesson', chapter: '1', lesson: '4', step: '' }],
  [
    '#/learn/01-sql/04-left-join/03-quiet',
    { page: 'lesson', chapter: '01-sql', lesson: '04-left-join', step: '03-quiet' },
  ],
  ['#/api', { page: 'api' }],
  ['#/compare/', { page: 'compare' }],
  ['#/play?s=1.q1YqLszRUXIBAA', { page: 'play' }],
  ['#/embed?s=1.q1Y&engine=postgres', { page: 'embed' }],
  ['#/learn/a/b/c/d', { page: 'unknown', path: '/learn/a/b/c/d' }],
  ['#/constructor', { page: 'unknown', path: '/constructor' }],
])('%s leads to the right page', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route)
})
