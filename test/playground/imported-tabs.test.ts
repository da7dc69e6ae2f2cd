import { expect, test } from 'vitest'
import { joinTabs } from '../../src/playground/imported-tabs'

const draft = (name: string, text: string, database: string | null = null, at = 1) =>
  JSON.stringify({ name, text, cursor: 0, at, ...(database !== null && { database }) })
const list = (open: string[], closed: string[] = [], current = open[0]) =>
  JSON.stringify({ open, closed, current })
const stored = (values: Record<string, string>) =>
  new Map(Object.entries(values).map(([key, json]) => [`playground/${key}`, json]))

/** What is listed once the file's tabs are in, as `name: text`, open and closed. */
function joined(file: Map<string, string>, there: Map<string, string>, ids = new Map<string, string>()) {
  const before = new Map(there)
  const { records, tabs } = joinTabs(file, there, ids)
  expect(there).toEqual(before)
  const all = new Map([...there, ...records])
  const parse = (key: string) => JSON.parse(all.get(key) ?? '{}') as Record<string, unknown>
  const named = (found: unknown) =>
    (found as string[]).map((id) => {
      const { name, text } = parse(`playground/draft/${id}`)
      return `${String(name)}: ${String(text)}`
    })
  const { open, closed, current } = parse('playground/drafts')
  return { open: named(open), closed: named(closed), current, tabs, records }
}

const here = () =>
  stored({ drafts: list(['a'], ['b']), 'draft/a': draft('First', 'mine'), 'draft/b': draft('Old', 'b') })

test('the tabs of the file come behind the visitor’s own, closed ones stay closed, and the shown tab is still shown', () => {
  const file = stored({
    drafts: list(['c', 'd'], ['e'], 'd'),
    'draft/c': draft('Homework', 'select 1'),
    'draft/d': draft('Notes', 'select 2'),
    'draft/e': draft('Closed', 'select 3'),
    'last-run': '1',
  })
  expect(joined(file, here())).toMatchObject({
    open: ['First: mine', 'Homework: select 1', 'Notes: select 2'],
    closed: ['Closed: select 3', 'Old: b'],
    current: 'a',
    tabs: 2,
  })
  expect([...file.keys()]).toEqual(['playground/last-run'])
})

test('where an id is taken by another text both are there', () => {
  const file = stored({ drafts: list(['a']), 'draft/a': draft('First', 'older') })
  const { open, records } = joined(file, here())
  expect(open).toEqual(['First: mine', 'First: older'])
  expect(records.has('playground/draft/a')).toBe(false)
})

test('a tab that is there already, under whatever id, does not come twice', () => {
  const file = stored({
    drafts: list(['z', 'b']),
    'draft/z': draft('First', 'mine'),
    'draft/b': draft('Old', 'b'),
  })
  expect(joined(file, here())).toMatchObject({ open: ['First: mine'], closed: ['Old: b'], tabs: 0 })
})

test('a tab works in the copy of its database that came with it', () => {
  const file = stored({ drafts: list(['c']), 'draft/c': draft('Homework', 'x', 'from') })
  const { records } = joined(file, here(), new Map([['from', 'to']]))
  expect(JSON.parse(records.get('playground/draft/c') ?? '')).toMatchObject({ database: 'to' })
})

test('a text in no list of the file is opened, unless nobody wrote in it', () => {
  const file = stored({
    drafts: list([]),
    'draft/c': draft('Lost', 'found'),
    'draft/d': draft('First look', 'welcome', null, 0),
  })
  expect(joined(file, here()).open).toEqual(['First: mine', 'Lost: found'])
})

test('what is not known stays with the other values of the file, and a damaged list here hides nothing', () => {
  const file = stored({ drafts: list(['c']), 'draft/c': '7', 'draft/d': draft('Other', 'text') })
  const { open } = joined(file, stored({ drafts: '{"op' }))
  expect(open).toEqual(['Other: text'])
  expect([...file.keys()]).toEqual(['playground/draft/c'])
})

test('a tab in which nobody wrote yet gives its place to the first one of the file, with its id', () => {
  const fresh = () => stored({ drafts: list(['a']), 'draft/a': draft('First look', 'welcome', 'mine', 0) })
  const file = stored({
    drafts: list(['c', 'd'], ['e']),
    'draft/c': draft('First look', 'my query', 'from'),
    'draft/d': draft('Notes', 'select 2'),
    'draft/e': draft('Closed', 'select 3'),
  })
  const { open, closed, current, tabs, records } = joined(file, fresh(), new Map([['from', 'to']]))
  expect({ open, closed, current, tabs }).toEqual({
    open: ['First look: my query', 'Notes: select 2'],
    closed: ['Closed: select 3'],
    current: 'a',
    tabs: 2,
  })
  expect(JSON.parse(records.get('playground/draft/a') ?? '')).toMatchObject({ database: 'to', at: 1 })
})
