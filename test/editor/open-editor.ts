import { expect, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { fetchEditor } from '../../src/editor/code'
import Editor from '../../src/editor/Editor.svelte'
import type { EditorHandle, Place } from '../../src/editor/editor-handle'
import type { Schema, Table } from '../../src/engine/schema'
import type { Dialect } from '../../src/sql/dialect'
import type { Statement } from '../../src/sql/statement'
import '../../src/look/tokens.css'
import '../../src/look/base.css'

interface Given {
  readonly text?: string
  readonly dialect?: Dialect
  readonly schema?: Schema | null
  readonly label?: string
  readonly readonly?: boolean
}

function table(name: string, columns: readonly (readonly [string, string])[]): Table {
  return {
    schema: 'main',
    name,
    kind: 'table',
    rows: 1,
    columns: columns.map(([name, type]) => ({ name, type, notNull: false, primaryKey: 0, default: null })),
    foreignKeys: [],
    indexes: [],
    triggers: [],
    checks: [],
  }
}

/** Three tables of the sales database, one of them with a name that needs quotes. */
export const sales: Schema = {
  tables: [
    table('customers', [
      ['id', 'integer'],
      ['name', 'varchar(100)'],
      ['email', 'varchar(120)'],
    ]),
    table('sales', [
      ['id', 'integer'],
      ['customer_id', 'integer'],
      ['sale_amount', 'numeric(10,2)'],
    ]),
    table('Order lines', [['line no', 'integer']]),
  ],
}

/** An editor on the page, with everything it told, and the keyboard in it. */
export async function openEditor(given: Given = {}) {
  const told = {
    onchange: vi.fn<(text: string) => void>(),
    onrun: vi.fn<() => void>(),
    onrunstatement: vi.fn<() => void>(),
    onrunat: vi.fn<(statement: Statement) => void>(),
    onformat: vi.fn<() => void>(),
    oncursor: vi.fn<(place: Place) => void>(),
  }
  const handles: EditorHandle[] = []
  const oncreate = (created: EditorHandle): void => void handles.push(created)
  const all = { text: '', dialect: 'sqlite' as const, schema: sales, ...told, oncreate, ...given }
  await fetchEditor()
  const screen = await render(Editor, all)
  const handle = handles[0]
  if (handle === undefined) throw new Error('no editor was created')
  const box = page.getByRole('textbox', { name: given.label ?? 'SQL editor' })
  await userEvent.click(box)
  return {
    ...told,
    handle,
    handles,
    box,
    root: screen.container,
    change: (changed: Given) => screen.rerender(changed),
    unmount: () => screen.unmount(),
  }
}

/** What the gutter shows, a line of text per line: number, how the bar looks, the run mark's title. */
export function gutter(root: Element): string[] {
  return [...root.querySelectorAll('.run-line')]
    .filter((line) => line.getBoundingClientRect().height > 0)
    .map((line) => {
      const looks = [...line.classList].filter((name) => name !== 'run-line')
      const sign = line.querySelector<HTMLElement>('.run-sign')?.title ?? ''
      return [line.querySelector('.run-number')?.textContent, ...looks, sign && `[${sign}]`]
        .filter(Boolean)
        .join(' ')
    })
}

/** The texts that have a class of the highlighter, in order. */
export const coloured = (root: Element, name: string): string[] =>
  [...root.querySelectorAll(`.${name}`)].map((element) => element.textContent)

/** Waits until completion, search and closing brackets have come; the list opens only then. */
export async function withAssist(root: Element): Promise<void> {
  // the first key that is typed brings completion; this one writes nothing
  root.querySelector('.cm-content')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }))
  await expect.poll(() => root.querySelector('[aria-autocomplete]')).not.toBeNull()
}
