import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { openConnection } from '../../src/engine/connection'
import type { Connection } from '../../src/engine/engine'
import type { Desk } from '../../src/playground/desk.svelte'
import Imports from '../../src/playground/Imports.svelte'

const opened: Connection[] = []
afterEach(() => {
  for (const connection of opened.splice(0)) connection.close()
})

async function show() {
  const connection = openConnection('sqlite')
  opened.push(connection)
  /** what of a desk this needs */
  const current = { name: 'sales', session: () => ({ connection, opened: connection.version !== '' }) }
  const part: unknown = { databases: { current, list: [current, { name: 'pasted' }] } }
  const desk = part as Desk
  await render(Imports, { desk })
}

function paste(text: string, ...files: File[]): boolean {
  const clipboardData = new DataTransfer()
  if (text !== '') clipboardData.setData('text/plain', text)
  for (const file of files) clipboardData.items.add(file)
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
  return !document.body.dispatchEvent(event)
}

const picture = () => new File([Uint8Array.of(137, 80, 78, 71)], 'image.png', { type: 'image/png' })

test.each(['[{"a":1},{"a":2}]', ' {"a":1}{"a":2} '])('JSON on one line is imported: %s', async (text) => {
  await show()
  expect(paste(text)).toBe(true)
  await expect.element(page.getByText('2 rows, 1 column')).toBeVisible()
})

test('of cells that come with their picture, the text is imported', async () => {
  await show()
  expect(paste('id\tname\n1\tx\n2\ty\n', picture())).toBe(true)
  await expect.element(page.getByText('2 rows, 2 columns')).toBeVisible()
})

test('a database is dropped with the files that SQLite keeps beside it, in any order', async () => {
  await show()
  const dataTransfer = new DataTransfer()
  const database = new Uint8Array(4096)
  database.set(new TextEncoder().encode('SQLite format 3\0'))
  database.set([0x10, 0, 2, 2], 16)
  for (const [content, name] of [
    ['x', 'shop.db-wal'],
    [database, 'shop.db'],
    ['x', 'shop.db-shm'],
  ] as const)
    dataTransfer.items.add(new File([content], name))
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  await expect.element(page.getByText(/^shop\.db-wal was left out: it is damaged/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  expect(page.getByRole('dialog').elements()).toEqual([])
})

test('of several files, the dialog of each tells how many come after it', async () => {
  await show()
  const dataTransfer = new DataTransfer()
  for (const name of ['a.csv', 'b.csv', 'c.csv']) dataTransfer.items.add(new File(['a,b\n1,2\n'], name))
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  await expect.element(page.getByText('2 more files come after this one.')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect.element(page.getByText('One more file comes after this one.')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect.element(page.getByRole('dialog', { name: 'Import c.csv' })).toBeVisible()
  expect(page.getByText('after this one').elements()).toEqual([])
})

test('a new database has a name that is free, which the report tells', async () => {
  await show()
  paste('CREATE TABLE t(a);\nSELECT 1;\n')
  const name = page.getByRole('textbox', { name: 'Name of the new database' })
  await expect.element(name).toHaveValue('pasted 2')
  await userEvent.fill(name, 'sales')
  await expect.element(page.getByText('There is a database called sales.')).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Import' })).toBeDisabled()
})

test('a sentence or a word is nothing to import', async () => {
  await show()
  expect(paste('hello [you]')).toBe(false)
  expect(paste('hello', picture())).toBe(false)
})
