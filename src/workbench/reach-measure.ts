/** Counts what wide writes will touch, and says it. */
import type { Schema } from '../engine/schema'
import { keysAct } from '../sql/foreign-keys'
import type { Reach } from '../sql/reach'
import { reachesOf } from '../sql/reaches'
import type { Reached } from '../sql/reach-keys'
import type { Statement } from '../sql/statement'
import { isWide, reachSentence, type Counted, type Measured } from './reach-sentence'
import type { Session } from './session.svelte'

/** Counting that takes longer is not waited for, ms. */
const patience = 1000
/** Tables with more rows are not counted; with a query inside the condition far fewer, since it may run for every row. */
const countedRows = { plain: 200_000, nested: 5_000 }
const shownSentences = 6
/** Statements of a script that are looked at. */
const measuredStatements = 50

/** What is asked of a session. */
type Asked = Pick<Session, 'dialect' | 'transaction' | 'numbers'>

/** A sentence for each statement that touches more than its text shows; empty where none does. */
export async function wideSentences(
  session: Asked,
  schema: Schema,
  statements: readonly Statement[],
): Promise<string[]> {
  const { dialect } = session
  const state =
    dialect === 'sqlite' ? await session.numbers(['SELECT foreign_keys FROM pragma_foreign_keys']) : []
  const acts = keysAct(statements, dialect, { on: state[0] !== 0, open: session.transaction !== 'none' })
  const bare = schema.tables.map((table) => ({ ...table, foreignKeys: [] }))
  const found = statements.flatMap(({ text }, index) => {
    const reaches = reachesOf(text, dialect, acts[index] === false ? bare : schema.tables)
    return reaches.map((reach) => ({ index, text, reach }))
  })
  const measured: { index: number; measured: Measured }[] = []
  for (const { index, text, reach } of found.slice(0, measuredStatements))
    measured.push({ index, measured: await measure(session, schema, text, reach) })
  const wide = measured.filter((each) => isWide(each.measured))
  const sentences = wide
    .slice(0, shownSentences)
    .map((each) =>
      reachSentence(each.measured, statements.length === 1 ? 'This' : `Statement ${each.index + 1}`),
    )
  if (wide.length > shownSentences) sentences.push(`And ${wide.length - shownSentences} more like these.`)
  return sentences
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

async function measure(session: Asked, schema: Schema, text: string, reach: Reach): Promise<Measured> {
  const { targets, cascades, changes } = reach
  const all = [...targets, ...cascades, ...changes]
  const nested =
    /\bselect\b/i.test(text) || all.some(({ count }) => /WITH RECURSIVE|EXISTS \(SELECT/.test(count ?? ''))
  const limit = countedRows[nested ? 'nested' : 'plain']
  const small = schema.tables.every(({ kind, rows }) => kind !== 'table' || (rows !== null && rows <= limit))
  // the catalog says it without a look at the rows
  const queries = small || reach.along ? all.map(({ count }) => count) : all.map(() => null)
  const asked = queries.filter((query) => query !== null)
  const late = pause(patience).then((): readonly (number | null)[] => [])
  const answers = [...(asked.length > 0 ? await Promise.race([session.numbers(asked), late]) : [])]
  const rows = queries.map((query) => (query === null ? null : (answers.shift() ?? null)))
  const counted = (list: readonly Reached[], from: number): Counted[] =>
    list.map(({ table }, index) => ({ table, rows: rows[from + index] ?? null }))
  return {
    reach,
    targets: counted(targets, 0).filter(({ rows }) => !reach.along || (rows ?? 0) > 0),
    // a table that loses nothing is not worth a word
    cascades: counted(cascades, targets.length).filter((part) => part.rows !== 0),
    changes: counted(changes, targets.length + cascades.length).filter((part) => part.rows !== 0),
  }
}
