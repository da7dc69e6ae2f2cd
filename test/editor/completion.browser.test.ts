import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { Other } from '../../src/engine/schema'
import { openEditor, sales, withAssist } from './open-editor'

/** The entries of the open list as `label detail`, when it is there. */
async function entries(): Promise<string[]> {
  await expect.element(page.getByRole('listbox')).toBeVisible()
  return page
    .getByRole('option')
    .elements()
    .map((option) => [...option.children].map((part) => part.textContent).join(' '))
}

test('behind an alias and a dot stand the columns of its table, with their types', async () => {
  const { root } = await openEditor({ text: 'select  from sales s join customers c on c.id = s.customer_id' })
  await withAssist(root)
  await userEvent.keyboard('{Control>}{Home}{/Control}{ArrowRight>7/}c.')
  expect(await entries()).toEqual(['id integer', 'name varchar(100)', 'email varchar(120)'])
  await userEvent.keyboard('{Backspace}{Backspace}s.')
  await expect.poll(entries).toContain('sale_amount numeric(10,2)')
})

test('a new schema is known at once', async () => {
  const { root, change } = await openEditor({ text: 'select ', schema: null })
  await withAssist(root)
  await userEvent.keyboard('{Control>}{End}{/Control}')
  const column = { name: 'moon', type: 'text', notNull: false, primaryKey: 0, default: null }
  const rest = { rows: null, foreignKeys: [], indexes: [], triggers: [], checks: [] }
  await change({
    schema: { tables: [{ schema: 'main', name: 'sky', kind: 'table', columns: [column], ...rest }] },
  })
  await userEvent.keyboard('sky.')
  await expect.poll(entries).toEqual(['moon text'])
})

test('functions, procedures and types that the visitor made are offered', async () => {
  const other = (name: string, kind: Other['kind'], detail: string, schema = 'public'): Other => ({
    schema,
    name,
    kind,
    detail,
  })
  const others = [
    other('zz_net', 'function', '(gross numeric)'),
    other('zz net', 'function', '()'),
    other('zz_close', 'procedure', '()'),
    other('zz_mood', 'type', 'enum'),
    other('zz_far', 'function', '()', 'elsewhere'),
  ]
  const { root, handle } = await openEditor({
    text: 'select ',
    dialect: 'postgres',
    schema: { ...sales, others },
  })
  await withAssist(root)
  await userEvent.keyboard('{Control>}{End}{/Control}zz')
  await expect
    .poll(async () => (await entries()).toSorted())
    .toEqual(['zz net ()', 'zz_close ()', 'zz_mood enum', 'zz_net (gross numeric)'])
  await userEvent.keyboard('_n{Tab}')
  expect(handle.text).toBe('select zz_net()')
  handle.setText('select ')
  await userEvent.keyboard('{Control>}{End}{/Control}elsewhere.')
  await expect.poll(entries).toEqual(['zz_far ()'])
  handle.setText('drop function ')
  await userEvent.keyboard('{Control>}{End}{/Control}zz_n')
  await expect.poll(entries).toEqual(['zz_net (gross numeric)'])
  await userEvent.keyboard('{Tab}')
  expect(handle.text).toBe('drop function zz_net')
})

test('names that need it are quoted', async () => {
  const { root, handle } = await openEditor({ text: 'select * from ' })
  await withAssist(root)
  await userEvent.keyboard('{Control>}{End}{/Control}Ord')
  await expect.poll(entries).toContain('Order lines table')
  await userEvent.keyboard('{Tab}')
  expect(handle.text).toBe('select * from "Order lines"')
  handle.setText('select * from ')
  await userEvent.keyboard('{Control>}{End}{/Control}"Order')
  await expect.poll(entries).toEqual(['Order lines table'])
  await userEvent.keyboard('{Tab}')
  expect(handle.text).toBe('select * from "Order lines"')
})

test('WITH queries and keywords in the capitals of the visitor are offered', async () => {
  const { root } = await openEditor({ text: 'with recent as (select id as sale from sales) ' })
  await withAssist(root)
  await userEvent.keyboard('{Control>}{End}{/Control}SELE')
  expect(await entries()).toContain('SELECT')
  await userEvent.keyboard('{Escape}{Control>}{Backspace}{/Control}select * from rec')
  await expect.poll(entries).toContain('recent query')
})

test('Enter breaks the line while the list is open by itself, and takes an entry that was gone to', async () => {
  const { root, handle } = await openEditor({ text: 'select * from ' })
  await withAssist(root)
  await userEvent.keyboard('{Control>}{End}{/Control}cust')
  await entries()
  await userEvent.keyboard('{Enter}')
  expect(handle.text).toBe('select * from cust\n')
  await userEvent.keyboard('cust')
  await expect.poll(entries).toContain('customers table')
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(page.getByRole('option', { selected: true })).toBeVisible()
  await userEvent.keyboard('{Enter}')
  expect(handle.text).toBe('select * from cust\ncustomers')
})

test('in a list that was asked for the first entry is chosen, and Enter takes it', async () => {
  const { handle } = await openEditor({ text: 'select * from cust' })
  const chosen = page.getByRole('option', { selected: true })
  await userEvent.keyboard('{Control>}{End} {/Control}') // completion itself comes with this key
  await expect.element(chosen).toHaveTextContent('customers')
  await userEvent.keyboard('{Enter}')
  expect(handle.text).toBe('select * from customers')
  await userEvent.keyboard(' c where c.{Control>} {/Control}')
  await expect.element(chosen).toHaveTextContent('id')
  await userEvent.keyboard('em')
  await expect.element(chosen).toHaveTextContent('email')
  await userEvent.keyboard('{Enter}{Enter}')
  expect(handle.text).toBe('select * from customers c where c.email\n')
  await userEvent.keyboard('an')
  await entries()
  await userEvent.keyboard('{Enter}')
  expect(handle.text).toBe('select * from customers c where c.email\nan\n')
})

test('Ctrl+Enter runs while the list is open and closes it', async () => {
  const { root, handle, onrun } = await openEditor()
  await withAssist(root)
  await userEvent.keyboard('sel')
  await entries()
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  expect(onrun).toHaveBeenCalledTimes(1)
  expect(handle.text).toBe('sel')
  await expect.element(page.getByRole('listbox')).not.toBeInTheDocument()
})

test('nothing is offered in comments and strings', async () => {
  const { root } = await openEditor()
  await withAssist(root)
  await userEvent.keyboard("-- sel{Enter}'sel")
  await userEvent.keyboard('{Control>} {/Control}')
  await expect.element(page.getByRole('listbox')).not.toBeInTheDocument()
  await userEvent.keyboard("' sel")
  expect(await entries()).toContain('select')
})

test('a function comes with its arguments shown, and its parentheses around the cursor', async () => {
  const { root, handle } = await openEditor()
  await withAssist(root)
  await userEvent.keyboard('select coale')
  await expect.poll(entries).toEqual(['coalesce (x, y, …)'])
  await userEvent.keyboard('{Tab}name')
  expect(handle.text).toBe('select coalesce(name)')
})
