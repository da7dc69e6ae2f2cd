/** Results written as text, for tests: `rows('name total', ['Alice', 1n])`. */
import type { Answer, Expected, Ran, Rows } from '../../src/course/answer'
import type { RowsCheck, StateCheck } from '../../src/course/check'
import type { Value, ValueKind } from '../../src/engine/value'

/** A result; a column's kind may follow its name: `total:number`. */
export function rows(columns: string, ...cells: readonly (readonly Value[])[]): Rows {
  const heads = columns.split(' ').map((column) => {
    const [name = '', kind = 'text'] = column.split(':')
    return { name, type: kind, kind: kind as ValueKind }
  })
  return { columns: heads, rows: cells, more: false }
}

const quietRun: Ran = { end: 'finished', error: null, rows: null, done: 1, open: false, wrote: false }

export function ran(result: Rows | null, more: Partial<Ran> = {}): Ran {
  return { ...quietRun, rows: result, ...more }
}

export function answer(result: Rows | null, more: Partial<Ran> = {}): Answer {
  return { ran: ran(result, more), state: null }
}

export function expected(result: Rows | null, untouched: Record<string, string> = {}): Expected {
  return { ...answer(result), untouched: new Map(Object.entries(untouched)) }
}

/** A check that asks for these column names; `{name}` is a column whose name is free. */
export function asks(columns: string, more: Partial<RowsCheck> = {}): RowsCheck {
  const asked = columns
    .split(' ')
    .map((name) => ({ name: name.replace(/[{}]/g, ''), named: !name.startsWith('{') }))
  return {
    kind: 'rows',
    rows: 'one per customer',
    columns: asked,
    ordered: [],
    exact: [],
    dates: 'strict',
    ...more,
  }
}

export const asksState: StateCheck = { kind: 'state', changes: 'something', indexes: [], dates: 'strict' }
