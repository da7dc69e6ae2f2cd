/** Views of a database in the copy, each compared with what it gives in the source. */
import type { ResultSet, Value } from '../engine/value'
import { dialectName } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import { ask, type Runner } from './ask'
import { translate } from './copy-expression'
import { leaveDoubts } from './copy-doubts'
import type { CopySource, Leave } from './copy-model'
import type { CopyTarget } from './copy-target'

/** Views may stand on others: as long as one more can be made, the rest is tried again. */
export async function copyViews(
  into: CopyTarget,
  from: Runner,
  { views, tables }: Pick<CopySource, 'views' | 'tables'>,
  leave: Leave,
): Promise<void> {
  const { dialect } = into.to
  const columns = tables.flatMap((table) => table.columns)
  let left = [...views]
  for (let before = -1; left.length > 0 && left.length !== before;) {
    before = left.length
    const again = []
    for (const view of left) {
      const name = quoteName(view.name, dialect)
      const make = `CREATE VIEW ${name} AS ${translate[dialect](view.query)}`
      if (!(await into.attempt(make, `SELECT * FROM ${name} LIMIT 1`))) again.push(view)
      else if (!(await isSame(into, from, name, view.original))) {
        await into.must(`DROP VIEW ${name}`)
        leave(`view ${view.name}`, `Its query gives other values in ${dialectName[dialect]}.`)
      } else leaveDoubts(`view ${view.name}`, view.original, dialect, columns, leave)
    }
    left = again
  }
  for (const { name } of left) leave(`view ${name}`, `${dialectName[dialect]} does not understand its query.`)
}

/** Whether a view of the copy gives the rows that its query gives in the source; taken for granted where there are many. */
async function isSame(into: CopyTarget, from: Runner, view: string, query: string): Promise<boolean> {
  const many = 1000
  await into.must('SAVEPOINT copying')
  const here = await ask(into.to, `SELECT * FROM ${view} LIMIT ${many + 1}`)
  if (!here.ok) await into.must('ROLLBACK TO SAVEPOINT copying')
  await into.must('RELEASE SAVEPOINT copying')
  const there = await ask(from, `SELECT * FROM (${query}) AS t LIMIT ${many + 1}`)
  if (!here.ok || !there.ok || here.rows === null || there.rows === null) return here.ok === there.ok
  if (here.rows.rowCount > many && there.rows.rowCount > many) return true
  return sameRows(here.rows, there.rows)
}

/** Whether two results have the same rows in any order: numbers as near as double precision is, true as 1. */
function sameRows(a: ResultSet, b: ResultSet): boolean {
  const rows = (set: ResultSet) =>
    Array.from({ length: set.rowCount }, (_, row) =>
      JSON.stringify(set.columns.map((_, column) => comparable(set.value(row, column)))),
    ).sort()
  const [left, right] = [rows(a), rows(b)]
  return left.length === right.length && left.every((row, i) => row === right[i])
}

function comparable(value: Value): string | null {
  if (value === null) return null
  if (value instanceof Uint8Array) return value.join()
  const text = typeof value === 'boolean' ? String(Number(value)) : String(value)
  return text.trim() !== '' && Number.isFinite(Number(text))
    ? String(Number(Number(text).toPrecision(12)))
    : text
}
