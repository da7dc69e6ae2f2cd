import axe from 'axe-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { outline } from 'virtual:course'
import Learn from '../../src/course/Learn.svelte'
import { pageStorage } from '../../src/storage/page-storage'
import '../../src/look/tokens.css'
import '../../src/look/base.css'
import '../../src/look/parts.css'

const { records } = pageStorage()

async function empty() {
  for (const key of await records.keys('course/')) records.remove(key)
  await records.flush()
}
beforeEach(() => page.viewport(1280, 900))
afterEach(empty)

const written = outline.parts.flatMap((part) => part.lessons.filter((lesson) => lesson.written))

test('the contents list four parts, lessons to open and lessons to come', async () => {
  await render(Learn)
  for (const { title } of outline.parts)
    await expect.element(page.getByRole('heading', { level: 2, name: title, exact: true })).toBeVisible()
  await expect
    .element(page.getByRole('link', { name: /LEFT JOIN: who bought nothing/ }))
    .toHaveAttribute('href', '#/learn/sql/left-join')
  await expect.element(page.getByText('Migrations', { exact: true })).toBeVisible()
  expect(page.getByRole('link', { name: /^Migrations/ }).query()).toBeNull()
})

test('somebody new starts, somebody who was here continues where they were', async () => {
  const { unmount } = await render(Learn)
  await expect.element(page.getByRole('link', { name: /^Start: / })).toBeVisible()
  await unmount()
  records.set('course/last', { chapter: 'sql', lesson: 'left-join', step: 'left-join-keep-left' })
  records.set('course/done/left-join-only-pairs', { at: 1 })
  await render(Learn)
  await expect
    .element(page.getByRole('link', { name: 'Continue: Keep the left side' }))
    .toHaveAttribute('href', '#/learn/sql/left-join/left-join-keep-left')
  const steps = written.flatMap((lesson) => lesson.steps).length
  await expect.element(page.getByText(`1 of ${steps} steps done`)).toBeVisible()
  await expect
    .element(page.getByRole('link', { name: /LEFT JOIN/ }).getByRole('img', { name: '1 of 8 steps done' }))
    .toBeVisible()
})

test('progress comes back from a file', async () => {
  const file = {
    tandem: 'progress',
    version: 1,
    done: ['left-join-only-pairs'],
    texts: [],
    last: null,
    dialect: 'sqlite',
  }
  await render(Learn)
  const input = page.getByLabelText('Progress file').element()
  await userEvent.upload(
    input,
    new File([JSON.stringify(file)], 'progress.json', { type: 'application/json' }),
  )
  await expect.element(page.getByText('1 step and 0 answers taken over.')).toBeVisible()
  await expect.poll(() => records.keys('course/done/')).toEqual(['course/done/left-join-only-pairs'])
})

test('axe finds nothing in the contents', async () => {
  const { container } = await render(Learn)
  await expect.element(page.getByRole('link', { name: /^Start: / })).toBeVisible()
  const { violations } = await axe.run(container, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { region: { enabled: false }, 'landmark-one-main': { enabled: false } },
  })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
})
