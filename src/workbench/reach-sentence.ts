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
  readonly changes: readonly Counted[]
}

/** Whether it touches anything beyond what it says: rows, or a definition that goes. */
export function isWide({ reach, targets, cascades, changes }: Measured): boolean {
  const some = (list: readonly Counted[]) => list.some(({ rows }) => rows !== 0)
  const elsewhere = some(cascades) || some(changes)
  if (/^(delete|change|replace)$/.test(reach.verb) && !reach.all && !reach.open)
    return some(targets) && elsewhere
  return some(targets) || elsewhere
}

/** Stands before and behind each name in a sentence: in no engine can a name hold it. */
export const nameMark = '\0'

const marked = (name: string) => `${nameMark}${name}${nameMark}`
const markedAll = (list: readonly Counted[]) =>
  list.map(({ table, rows }): Counted => ({ table: marked(table), rows }))

/** `subject` is what does it: `This`, `Statement 2`. Names of tables and columns stand between name marks. */
export function reachSentence({ reach, ...parts }: Measured, subject: string): string {
  const targets = markedAll(parts.targets)
  const cascades = markedAll(parts.cascades)
  const changes = markedAll(parts.changes)
  const tables = names(targets.map(({ table }) => table))
  const one = targets.length === 1 && targets[0]?.rows === 1
  const rows = (list: readonly Counted[]) => names(list.map((part) => rowsOf(part)))
  const some = (list: readonly Counted[]) => names(list.map(({ table }) => `rows of ${table}`))
  const does = (verb: string) => (reach.may ? `may ${verb}` : `${verb}s`)
  const along = `, and with ${one ? 'it' : 'them'} `
  const lost =
    (cascades.length === 0 ? '' : `${along}${rows(cascades)}`) +
    (changes.length === 0 ? '' : `, and ${does('change')} ${rows(changes)}`)
  switch (reach.verb) {
    case 'delete':
      return `${subject} ${does('delete')} ${names(targets.map((part) => rowsOf(part, reach.all)))}${lost}.`
    case 'change': {
      const changed = names(targets.map((part) => rowsOf(part, reach.all)))
      const moved = changes.length === 0 ? '' : `${along}${rows(changes)}`
      const known = cascades.every((part) => part.rows !== null)
      const gone = known ? `${does('delete')} ${rows(cascades)}` : `may delete ${some(cascades)}`
      return `${subject} ${does('change')} ${changed}${moved}${cascades.length === 0 ? '' : `, and ${gone}`}.`
    }
    case 'replace': {
      const known = targets.every((part) => part.rows !== null)
      const amount = known ? rows : some
      const acts = [
        ...(cascades.length === 0 ? [] : [`deletes ${amount(cascades)}`]),
        ...(changes.length === 0 ? [] : [`changes ${amount(changes)}`]),
      ]
      return `${subject} ${known ? 'replaces' : 'may replace'} ${amount(targets)}, which ${acts.join(' and ')}.`
    }
    case 'drop':
      return `${subject} ${does('drop')} ${targets.length === 1 ? 'the table' : 'the tables'} ${names(targets.map((part) => `${part.table} with ${owned(part, 'row')}`))}${lost}.`
    case 'drop column':
      return `${subject} ${does('drop')} the column ${marked(reach.column ?? '')} of ${targets.map((part) => `${part.table} with ${owned(part, 'value')}`).join()}.`
    case 'drop view':
      return `${subject} ${does('drop')} ${targets.length === 1 ? 'the view' : 'the views'} ${tables}.`
    case 'drop trigger':
      return `${subject} ${does('drop')} ${names(targets.map(({ table, rows }) => `${rows === null ? 'triggers' : counted(rows, 'trigger')} of ${table}`))}.`
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
