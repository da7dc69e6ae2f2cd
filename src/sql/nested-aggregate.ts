/** `avg(count(*))`: an aggregate of an aggregate, which both engines refuse. */
import type { Advice, Complaint } from './advice'
import type { Call, Reading } from './reading'

const aggregate = /^(COUNT|SUM|AVG|MIN|MAX|TOTAL|STRING_AGG|ARRAY_AGG|GROUP_CONCAT)$/
const refused = /^aggregate function calls cannot be nested|^misuse of aggregate function \w+\(\)$/i

/** Rewritten where the groups are said: as an aggregate over the query of one row for each of them. */
export function nestedAggregate(sql: Reading, complaint: Complaint | null): Advice | null {
  if (!refused.test(complaint?.message ?? '')) return null
  const calls = sql.calls((name) => aggregate.test(name)).filter((call) => isAggregate(sql, call))
  for (const outer of calls) {
    const inner = calls.find(
      (each) => each.from > outer.from && each.to < outer.to && !hasQuery(sql, outer, each),
    )
    if (inner === undefined) continue
    const fix = inTwoSteps(sql, outer, inner)
    return {
      title: `\`${sql.slice(inner)}\` cannot stand inside of \`${outer.name.toLowerCase()}\`: that takes two steps.`,
      why: 'An aggregate makes one value of many rows. For an aggregate of such values, the first ones come from a query of their own, in `FROM`.',
      from: outer.from,
      to: outer.to,
      ...(fix && { fix }),
    }
  }
  return null
}

/** With OVER it takes the groups' rows; with two values, SQLite's max() and min() are no aggregates. */
function isAggregate(sql: Reading, { name, index, args }: Call): boolean {
  const behind = sql.closing(index + 1) + 1
  const over = sql.word(behind) === 'FILTER' ? sql.closing(behind + 1) + 1 : behind
  return sql.word(over) !== 'OVER' && !(/^(MIN|MAX)$/.test(name) && args.length > 1)
}

const hasQuery = (sql: Reading, outer: Call, inner: Call) =>
  sql.pieces.slice(outer.index, inner.index).some(({ word }) => word === 'SELECT')

/** Only for `SELECT avg(count(*)) AS a FROM … GROUP BY …`, of which there is one reading. */
function inTwoSteps(sql: Reading, outer: Call, inner: Call): Advice['fix'] | null {
  const all = (words: RegExp) => sql.pieces.filter(({ word }) => words.test(word))
  const from = sql.pieces.findIndex(({ word, depth }) => word === 'FROM' && depth === 0)
  const group = sql.pieces.findIndex(({ word, depth }) => word === 'GROUP' && depth === 0)
  const name = ['n', 'part', 'each_one'].find((each) => all(new RegExp(`^${each}$`, 'i')).length === 0)
  const close = sql.closing(outer.index + 1)
  const last = sql.pieces.at(-1)
  if (group < from || from < 0 || name === undefined || last === undefined) return null
  if (sql.word(0) !== 'SELECT' || outer.index !== 1 || all(/^SELECT$/).length > 1) return null
  if (all(/^(UNION|INTERSECT|EXCEPT|ORDER|LIMIT|FETCH|WINDOW|;)$/).length > 0) return null
  if (inner.index !== outer.index + 2 || sql.closing(inner.index + 1) !== close - 1) return null
  // behind the call only its new name
  if (from - close > 3 || sql.pieces.slice(close + 1, from).some(({ kind }) => kind === 'mark')) return null
  const written = sql.text.slice(outer.from, inner.from)
  const alias = sql.text.slice(outer.to, sql.span(from).from)
  const rest = sql.text.slice(sql.span(from).from, last.to)
  const text = `${written}${name})${alias}FROM (SELECT ${sql.slice(inner)} AS ${name} ${rest}) AS q`
  return { from: outer.from, to: last.to, text }
}
