import { dialectName, type Dialect } from '../sql/dialect'
import type { NotMade } from './mysql-notes'
import type { Translated } from './mysql-script'
import type { ScriptReport, Undone } from './script-report'
import type { Loaded, NotLoaded } from './load'
import type { Problem } from './source'

/** How an import ended, in words. */
export interface ImportReport {
  readonly kind: 'done' | 'failed' | 'stopped'
  /** one sentence */
  readonly title: string
  /** what else there is to know */
  readonly notes: readonly string[]
  readonly problems: readonly Problem[]
  /** problems in all; more than are listed where there are many */
  readonly total: number
  /** what `Problem.line` counts */
  readonly unit: 'line' | 'row'
  /** the database that was open has changed */
  readonly changed: boolean
}

const many = (count: number, one: string) => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`

/** A report without problems, of what did not change the open database. */
export function plainReport(
  kind: ImportReport['kind'],
  title: string,
  notes: readonly string[] = [],
): ImportReport {
  return { kind, title, notes, problems: [], total: 0, unit: 'line', changed: false }
}

export function loadReport(
  result: Loaded | NotLoaded,
  where: string,
  unit: 'line' | 'row',
  changed: boolean,
): ImportReport {
  const { problems } = result
  const rest = { problems: problems.listed, total: problems.total, unit }
  if (result.kind !== 'done')
    return { kind: result.kind, title: result.message, notes: [], ...rest, changed: false }
  const emptied =
    result.emptied === 0 ? [] : [`${many(result.emptied, 'value')} did not fit and became NULL.`]
  return {
    kind: 'done',
    title: `${many(result.rows, 'row')} imported into ${where}.`,
    notes: emptied,
    ...rest,
    changed,
  }
}

const count = (number: number) => number.toLocaleString('en')

/** What was not kept, why, and what to do. */
function undoneNote({ from, to, statements, cause }: Undone, gaveUp: boolean): string {
  const lines =
    from === to ? `Line ${count(from)} was undone` : `Lines ${count(from)} to ${count(to)} were undone`
  const what = `${lines} (${many(statements, 'statement')}):`
  if (cause === 'rollback')
    return `${what} line ${count(to)} says ROLLBACK. To keep them, write COMMIT there and import the file again.`
  if (cause !== null)
    return `${what} line ${count(cause)} failed, and a transaction is kept whole or not at all. Correct line ${count(cause)} and import the file again.`
  return gaveUp
    ? `${what} the end of the transaction was not reached. Correct the lines that failed and import the file again.`
    : `${what} the script never ends the transaction. If it is whole, write COMMIT; at its end and import it again.`
}

/** Why MySQL's object is not here, and what to do. */
function notMadeText({ kind, name }: NotMade, dialect: Dialect): string {
  const what = `The ${kind} ${name} was not made`
  const engine = dialectName[dialect]
  if (kind === 'view')
    return `${what}: its query is MySQL’s SQL. Write its CREATE VIEW in the SQL of ${engine}.`
  if (kind === 'event')
    return `${what}: nothing runs by the clock here. Run its statements when you need them.`
  if (kind !== 'trigger' && dialect === 'sqlite')
    return `${what}: SQLite has none of these. Run its statements where it was called.`
  return `${what}: its body is in MySQL’s own language. Write it again with CREATE ${kind.toUpperCase()} as ${engine} has it.`
}

/** `translated`: what became of the script before it was run, where it is MySQL's. */
export function scriptReport(
  report: ScriptReport,
  where: string,
  dialect: Dialect,
  translated: Translated | null = null,
): ImportReport {
  const notMade = report.kind === 'done' ? (translated?.notMade ?? []) : []
  const notes = [...(translated?.notes ?? [])]
  for (const each of report.undone.slice(0, 20)) notes.push(undoneNote(each, report.gaveUp))
  if (report.undone.length > 20) notes.push('Further transactions were undone in the same way.')
  if (report.gaveUp) notes.push(`After ${many(report.failed, 'failure')} the rest of the script was not run.`)
  if (report.repaired > 0)
    notes.push(`${many(report.repaired, 'statement')} of another database's SQL repaired, and run.`)
  for (const { line, advice } of report.repairs.slice(0, 5)) notes.push(`Line ${count(line)}: ${advice}`)
  for (const { what, times } of report.left) notes.push(`Left out: ${what} (${count(times)} ×).`)
  const problems = [
    ...report.failures.map(({ line, message, advice }) => ({
      line,
      message: advice === null ? message : `${message} — ${advice}`,
    })),
    ...notMade.map((each) => ({ line: each.line, message: notMadeText(each, dialect) })),
  ].sort((a, b) => a.line - b.line)
  const rest = { problems, total: report.failed + notMade.length, unit: 'line', changed: false } as const
  if (report.kind === 'stopped')
    return { kind: 'stopped', title: 'You stopped the script. No database was made.', notes: [], ...rest }
  if (report.done === 0) {
    const title = report.lost > 0 ? 'Nothing of this script was kept.' : 'No statement of this script worked.'
    return { kind: 'failed', title: `${title} No database was made.`, notes, ...rest }
  }
  const failed = report.failed === 0 ? '' : `, ${count(report.failed)} failed`
  const undone = report.lost === 0 ? '' : `, ${count(report.lost)} undone`
  const missing = notMade.length === 0 ? '' : `, ${count(notMade.length)} not made`
  return {
    kind: 'done',
    title: `${many(report.done, 'statement')} run in ${where}${failed}${undone}${missing}.`,
    notes,
    ...rest,
  }
}
