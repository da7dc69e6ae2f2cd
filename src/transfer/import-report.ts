import type { ScriptReport } from './run-script'
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

export function failedReport(title: string): ImportReport {
  return { kind: 'failed', title, notes: [], problems: [], total: 0, unit: 'line', changed: false }
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

export function scriptReport(report: ScriptReport, where: string): ImportReport {
  const notes: string[] = []
  if (report.repaired > 0)
    notes.push(`${many(report.repaired, 'statement')} of another database's SQL repaired, and run.`)
  for (const { line, advice } of report.repairs.slice(0, 5))
    notes.push(`Line ${line.toLocaleString('en')}: ${advice}`)
  for (const { what, times } of report.left)
    notes.push(`Left out: ${what} (${times.toLocaleString('en')} ×).`)
  const problems = report.failures.map(({ line, message, advice }) => ({
    line,
    message: advice === null ? message : `${message} — ${advice}`,
  }))
  const title =
    report.kind === 'stopped'
      ? `You stopped the script. No database was made.`
      : report.failed === 0
        ? `${many(report.done, 'statement')} run in ${where}.`
        : `${many(report.done, 'statement')} run in ${where}, ${report.failed.toLocaleString('en')} failed.`
  return { kind: report.kind, title, notes, problems, total: report.failed, unit: 'line', changed: false }
}
