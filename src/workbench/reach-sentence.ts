/** What a wide write will do, in words. */
import { counted } from '../result/amount'
import type { Reach } from '../sql/reach'

/** Rows of a table; null where they were not counted. */
export interface Counted {
  readonly table: string
  readonly rows: number | null
}

export interface Measured {
  readonly reach: Reach
  readonly targets: readonly Counted[]
  readonly cascades: readonly Counted[]
}

/** Whether it touches anything beyond what it says: rows, or a definition that goes. */
export function isWide({ reach, targets, cascades }: Measured): boolean {
  const some = (list: readonly Counted[]) => list.some(({ rows }) => rows !== 0)
  if (reach.verb === 'drop view') return true
  if (reach.verb === 'delete' && !reach.all) return some(targets) && some(cascades)
  return some(targets) || some(cascades)
}

/** `subject` is what does it: `This`, `Statement 2`. */
export function reachSentence({ reach, targets, cascades }: Measured, subject: string): string {
  const tables = names(targets.map(({ table }) => table))
  const one = targets.length === 1 && targets[0]?.rows === 1
  const lost =
    cascades.length === 0
      ? ''
      : `, and with ${one ? 'it' : 'them'} ${names(cascades.map((part) => rowsOf(part)))}`
  switch (reach.verb) {
    case 'delete':
    case 'change': {
      const verb = reach.verb === 'delete' ? 'deletes' : 'changes'
      return `${subject} ${verb} ${names(targets.map((part) => rowsOf(part, reach.all)))}${lost}.`
    }
    case 'drop':
      return `${subject} drops ${targets.length === 1 ? 'the table' : 'the tables'} ${names(targets.map((part) => `${part.table} with ${owned(part, 'row')}`))}${lost}.`
    case 'drop column':
      return `${subject} drops the column ${reach.column ?? ''} of ${targets.map((part) => `${part.table} with ${owned(part, 'value')}`).join()}.`
    case 'drop view':
      return `${subject} drops ${targets.length === 1 ? 'the view' : 'the views'} ${tables}.`
  }
}

function rowsOf({ table, rows }: Counted, all = false): string {
  if (rows === null) return `${all ? 'all' : 'many'} rows of ${table}`
  return `${all && rows > 1 ? 'all ' : all && rows === 1 ? 'the only ' : ''}${all && rows === 1 ? 'row' : counted(rows, 'row')} of ${table}`
}

const owned = ({ rows }: Counted, what: string) => (rows === null ? `many ${what}s` : counted(rows, what))

/** `a`, `a and b`, `a, b and c`; of many the first four. */
function names(list: readonly string[]): string {
  const shown = list.length > 5 ? [...list.slice(0, 4), `${list.length - 4} more`] : list
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`
}
