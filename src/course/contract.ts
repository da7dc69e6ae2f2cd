/** The contract of a task, read from its check: what one row is, which columns, which order. */
import type { Check } from './check'

export interface Term {
  readonly name: string
  /** texts with `code` in backticks */
  readonly text: string
}

export function contract(check: Check | null): Term[] {
  switch (check?.kind) {
    case 'rows': {
      const columns = check.columns.map(({ name, named }) => (named ? `\`${name}\`` : name)).join(', ')
      const keys = check.ordered.map(
        ({ column, descending }) => `by \`${column}\`${descending ? ', descending' : ''}`,
      )
      return [
        { name: 'Rows', text: check.rows },
        { name: 'Columns', text: columns },
        { name: 'Order', text: keys.length === 0 ? 'any' : keys.join(', then ') },
        ...(check.changes === undefined ? [] : [{ name: 'Afterwards', text: check.changes }]),
      ]
    }
    case 'state':
      return [{ name: 'Afterwards', text: check.changes }]
    default:
      return []
  }
}
