import type { ResultSet } from '../engine/value'
import type { Dialect } from '../sql/dialect'

/** One step of a query plan. */
export interface PlanStep {
  /** 0 for the step that gives the result; its inputs are one deeper */
  readonly level: number
  /** `Seq Scan`, `SEARCH` */
  readonly name: string
  /** what it works on */
  readonly rest: string
  /** conditions, keys and memory, as the engine writes them */
  readonly notes: string[]
  /** rows the planner expected, rows there really were (of all loops together) */
  readonly guessed?: number
  readonly real?: number
  /** milliseconds of this step and its inputs (of all loops together) */
  readonly total?: number
}

export interface Plan {
  readonly steps: readonly PlanStep[]
  /** lines about the whole, such as the time for planning */
  readonly notes: readonly string[]
  /** the whole as PostgreSQL's JSON, not read yet (plan-json.ts): no steps are here then */
  readonly json?: string
  /** the whole as PostgreSQL's YAML or XML, which is read as it stands: no steps are here then */
  readonly text?: string
}

/** The plan in the answer to an EXPLAIN; null for any other statement, and for YAML, XML and JSON that were shortened. */
export function planOf(statement: string, rows: ResultSet, dialect: Dialect): Plan | null {
  return /^explain\b/i.test(statement) && rows.rowCount > 0 ? readers[dialect](rows) : null
}

const readers: Record<Dialect, (rows: ResultSet) => Plan | null> = {
  sqlite: sqlitePlan,
  postgres: postgresPlan,
}

/** EXPLAIN QUERY PLAN: rows of id, parent, notused, detail; a parent comes before its children. */
function sqlitePlan(rows: ResultSet): Plan | null {
  if (rows.columns.map((column) => column.name).join() !== 'id,parent,notused,detail') return null
  const levels = new Map<string, number>()
  const steps: PlanStep[] = []
  for (let row = 0; row < rows.rowCount; row++) {
    const level = (levels.get(String(rows.value(row, 1))) ?? -1) + 1
    levels.set(String(rows.value(row, 0)), level)
    const detail = String(rows.value(row, 3))
    const name = /^(?:[A-Z][A-Z-]+(?: (?=[A-Z(]))?)+/.exec(detail)?.[0] ?? detail
    steps.push({ level, name: name.trim(), rest: detail.slice(name.length), notes: [] })
  }
  return { steps, notes: [] }
}

const step =
  /^(\s*)(-> {2})?(.+?)(?: {2}\(cost=[\d.]+ rows=(\d+) width=\d+\))?(?: \((?:actual (?:time=[\d.]+?\.\.([\d.]+) )?rows=([\d.]+) loops=(\d+)|never executed)\))?$/

/** EXPLAIN's text: `->` and the indentation make the tree, other lines belong to the step or heading above them. */
function postgresPlan(rows: ResultSet): Plan | null {
  const steps: PlanStep[] = []
  const notes: string[] = []
  let heading: string | null = null
  const open: number[] = [] // indents
  const first = rows.value(0, 0)
  if (typeof first === 'string' && /^(?:\[|- |<)/.test(first) && rows.wholeBytes(0, 0) === undefined)
    return rows.columns[0]?.name === 'QUERY PLAN'
      ? { steps, notes, [first.startsWith('[') ? 'json' : 'text']: first }
      : null
  for (let row = 0; row < rows.rowCount; row++) {
    const line = String(rows.value(row, 0))
    const [, blanks = '', arrow, title = '', guessed, time, real, loops] = step.exec(line) ?? []
    if (row === 0 && (rows.columns[0]?.name !== 'QUERY PLAN' || /^[[{<-]/.test(line))) return null
    // a rule adds a statement, whose plan stands behind an empty line
    const begins = row === 0 || rows.value(row - 1, 0) === ''
    if (line === '') continue
    if (!begins && arrow === undefined) {
      const note = line.trim()
      // what the step below it is for, such as SubPlan 1
      if (/^(?:InitPlan|SubPlan|CTE) /.test(note)) {
        heading = note
        continue
      }
      if (blanks !== '' && notes.length > 0) notes.push(`${notes.pop()} ${note}`)
      else (blanks === '' ? notes : (steps.at(-1)?.notes ?? notes)).push(note)
      continue
    }
    while (open.length > 0 && (open.at(-1) ?? 0) >= blanks.length && !begins) open.pop()
    if (begins) open.length = 0
    const [name = title, ...rest] = title.split(/(?= (?:on|using) )/)
    const total = time === undefined ? undefined : Number(time) * Number(loops)
    const found: PlanStep = {
      level: open.length,
      name,
      rest: rest.join(''),
      notes: heading === null ? [] : [heading],
      ...(guessed !== undefined && { guessed: Number(guessed) }),
      ...(real !== undefined && { real: Math.round(Number(real) * Number(loops)) }),
      ...(total !== undefined && { total }),
    }
    heading = null
    open.push(begins ? -1 : blanks.length)
    steps.push(found)
  }
  return { steps, notes }
}
