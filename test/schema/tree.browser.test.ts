import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import '../../src/look/tokens.css'
import '../../src/look/base.css'
import '../../src/look/parts.css'
import type { Table } from '../../src/engine/schema'
import SchemaTree from '../../src/schema/SchemaTree.svelte'
import { customers, many, sales, shop, table } from './shop'

/** Too many columns for everything to be open at first. */
const wide = table('wide', {
  columns: Array.from({ length: 60 }, (_, i) => ({
    name: `c${i}`,
    type: 'int4',
    notNull: false,
    primaryKey: 0,
    default: null,
  })),
})
const names = () =>
  [...document.querySelectorAll('[role="treeitem"]')].map((e) => e.getAttribute('aria-label'))
const item = (name: RegExp | string) => page.getByRole('treeitem', { name })

beforeEach(async () => {
  await page.viewport(360, 700)
})
afterEach(() => {
  delete document.documentElement.dataset.theme
})

async function show(properties: Partial<Parameters<typeof render>[1]> & { schema: typeof shop | null }) {
  const inserted: string[] = []
  const previewed: Table[] = []
  const shown = await render(SchemaTree, {
    dialect: 'postgres' as const,
    oninsert: (text: string) => inserted.push(text),
    onpreview: (of: Table) => previewed.push(of),
    ...properties,
  })
  return { ...shown, inserted, previewed }
}

describe('what is open at first', () => {
  const inSchema = (schema: string) => shop.tables.map((one) => ({ ...one, schema }))
  const opened = () =>
    document.querySelectorAll('[role="treeitem"][aria-level="1"][aria-expanded="true"]').length

  test('a small database is open, the next one too; a new table of either stays closed', async () => {
    const { rerender } = await show({ schema: { tables: inSchema('main') } })
    await expect.poll(opened).toBe(4)
    await rerender({ schema: { tables: inSchema('public') } })
    await expect.poll(opened).toBe(4)
    await rerender({ schema: { tables: [...inSchema('public'), table('late')] } })
    await expect.element(item(/^late/)).toBeVisible()
    expect(opened()).toBe(4)
  })
})

describe('the tree by keyboard', () => {
  test('walks, opens, closes, finds by letters and inserts', async () => {
    const { inserted } = await show({ schema: { tables: [...shop.tables, wide, ...many(6).tables] } })
    expect(names().slice(0, 4)).toEqual([
      'customers 10 rows',
      'sales 100,000 rows',
      'recent view',
      'audit.logins 1 row',
    ])
    await userEvent.tab()
    await expect.element(item(/^customers/)).toHaveFocus()
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowDown}')
    await expect.element(item(/^name/)).toHaveFocus()
    await expect.element(item(/^name/)).toHaveAttribute('aria-level', '2')
    await userEvent.keyboard('{Enter}')
    expect(inserted).toEqual(['name'])
    await userEvent.keyboard('{ArrowLeft}')
    await expect.element(item(/^customers/)).toHaveFocus()
    await userEvent.keyboard('{ArrowLeft}')
    await expect.element(item(/^customers/)).toHaveAttribute('aria-expanded', 'false')
    await userEvent.keyboard('sal ')
    await expect.element(item(/^sales/)).toHaveAttribute('aria-expanded', 'true')
    await expect.element(item(/^sales/)).toHaveAttribute('aria-selected', 'true')
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Enter}')
    expect(inserted).toEqual(['name', '"Order"'])
    await userEvent.keyboard('{End}')
    await expect.element(item(/^t5/)).toHaveFocus()
    await userEvent.keyboard('{Home}')
    await expect.element(item(/^customers/)).toHaveFocus()
  })

  test('Tab reaches Preview and Insert of the line the keyboard is at, and of no other', async () => {
    const { previewed, inserted } = await show({ schema: shop })
    await userEvent.tab()
    await userEvent.tab()
    await expect.element(page.getByRole('button', { name: 'Preview customers' })).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await userEvent.tab()
    await userEvent.keyboard('{Enter}')
    expect([previewed.map((t) => t.name), inserted]).toEqual([['customers'], ['customers']])
    expect(document.querySelectorAll('.act [tabindex="0"]')).toHaveLength(2)
  })
})

describe('the tree by pointer', () => {
  test('a click selects, a double click inserts, the mark opens, Preview previews', async () => {
    const { inserted, previewed } = await show({ schema: shop })
    await item(/^email/).click()
    await expect.element(item(/^email/)).toHaveAttribute('aria-selected', 'true')
    expect(inserted).toEqual([])
    await item(/^email/).dblClick()
    expect(inserted).toEqual(['email'])
    await page.getByRole('button', { name: 'Preview sales' }).click()
    expect(previewed).toEqual([sales])
    const twist = item(/^customers/)
      .element()
      .querySelector<HTMLElement>('.twist')
    twist?.click()
    await expect.element(item(/^customers/)).toHaveAttribute('aria-expanded', 'false')
    await expect.element(item(/^email/)).not.toBeInTheDocument()
  })
})

describe('the tree and its database', () => {
  test('what is open stays open when the schema is read again', async () => {
    const { rerender } = await show({ schema: shop })
    await item(/^Keys/).click()
    await expect.element(item(/^customer_id → customers.id, on delete cascade/)).toBeVisible()
    await rerender({ schema: { tables: [table('added'), { ...customers, rows: 11 }, sales] } })
    await expect.element(item(/^customers 11 rows/)).toHaveAttribute('aria-expanded', 'true')
    await expect.element(item(/^added/)).toHaveAttribute('aria-expanded', 'false')
    await expect.element(item(/^customer_id → customers.id/)).toBeVisible()
  })

  test('an empty database says so, with the next step', async () => {
    const { rerender } = await show({ schema: { tables: [] } })
    await expect.element(page.getByText('No tables yet.')).toBeVisible()
    await expect.element(page.getByText('CREATE TABLE')).toBeVisible()
    await rerender({ schema: null, busy: true })
    await expect.element(page.getByText('Reading the schema.')).toBeVisible()
  })

  test('a table named like markup is text', async () => {
    const name = '<img src=x onerror="window.__xss=1"><script>window.__xss=1</script>'
    await show({
      schema: {
        tables: [
          table(name, {
            schema: '<b>s</b>',
            columns: [{ name, type: '<i>', notNull: false, primaryKey: 0, default: null }],
          }),
        ],
      },
    })
    await expect.element(page.getByRole('tree', { name: 'Schema' })).toHaveTextContent(name)
    expect(
      document.querySelector('[role="tree"] img, [role="tree"] script, [role="tree"] b, [role="tree"] i'),
    ).toBeNull()
    expect('__xss' in window).toBe(false)
  })

  test('three thousand tables stay a small page, and the last is reached', async () => {
    await show({ schema: many(3000) })
    expect(document.querySelectorAll('*').length).toBeLessThan(1500)
    await expect.element(page.getByText('3,000 tables', { exact: true })).toBeVisible()
    item(/^t0 /).element().focus()
    await userEvent.keyboard('{End}')
    await expect.element(item(/^t2999 /)).toHaveFocus()
    await expect.element(item(/^t2999 /)).toBeInViewport()
    await expect.element(item(/^t2999 /)).toHaveAttribute('aria-setsize', '3000')
    expect(document.querySelectorAll('*').length).toBeLessThan(1500)
    await page.getByRole('searchbox', { name: 'Filter tables and columns' }).fill('t299')
    await expect.element(page.getByText('11 of 3,000 tables')).toBeVisible()
    await page.getByRole('searchbox').fill('zzz')
    await expect.element(page.getByText(/No table or column has “zzz”/)).toBeVisible()
  })
})

describe.each(['light', 'dark'])('in the %s theme', (theme) => {
  test('axe finds nothing', async () => {
    document.documentElement.dataset.theme = theme
    const { container } = await show({ schema: shop, onrefresh: () => undefined })
    await item(/^email/).click()
    const found = await axe.run(container)
    expect(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([])
  })
})
