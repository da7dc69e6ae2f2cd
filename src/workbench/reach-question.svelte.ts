/** Asks before a script that deletes, changes or drops more than its text shows; once per script, and never again if told so. */
import type { Schema } from '../engine/schema'
import { mayReachFar } from '../sql/may-reach'
import type { Reach, Reached } from '../sql/reach'
import type { Statement } from '../sql/statement'
import { pageStorage } from '../storage/page-storage'
import { isWide, reachSentence, type Counted, type Measured } from './reach-sentence'
import type { Session } from './session.svelte'

const key = 'workbench/ask-before-wide-changes'
/** Counting that takes longer is not waited for, ms. */
const patience = 1000
/** Tables with more rows are not counted; with a query inside the condition far fewer, since it may run for every row. */
const countedRows = { plain: 200_000, nested: 5_000 }
const shownSentences = 6

export interface Asked {
  readonly sentences: readonly string[]
  readonly answer: (go: boolean) => void
}

export class ReachQuestion {
  /** the question that is open */
  asked = $state.raw<Asked | null>(null)
  #on = $state(true)
  readonly #known: Promise<void>

  constructor() {
    const isFlag = (value: unknown) => (typeof value === 'boolean' ? value : undefined)
    const read = pageStorage()
      .records.get(key, isFlag)
      .then((kept) => {
        this.#on = kept ?? true
      })
    this.#known = Promise.race([read, pause(patience)])
  }

  get on(): boolean {
    return this.#on
  }

  set on(on: boolean) {
    this.#on = on
    const { records } = pageStorage()
    records.set(key, on)
    void records.flush()
  }

  /** True when the statements may run: nothing in them reaches far, which is mostly known at once, or the visitor said so. */
  allows(session: Session, statements: readonly Statement[]): boolean | Promise<boolean> {
    return !statements.some(({ text }) => mayReachFar(text)) || this.#ask(session, statements)
  }

  async #ask(session: Session, statements: readonly Statement[]): Promise<boolean> {
    await this.#known
    const { schema } = session
    if (!this.#on || schema === null || session.transaction === 'failed') return true
    const reading = await import('../sql/reach').catch(() => null)
    if (reading === null) return true // no network, or a newer site: Undo run is there all the same
    const { reachOf } = reading
    const found = statements.flatMap(({ text }, index) => {
      const reach = reachOf(text, session.dialect, schema.tables)
      return reach === null ? [] : [{ index, text, reach }]
    })
    if (found.length === 0) return true
    const measured: { index: number; measured: Measured }[] = []
    for (const { index, text, reach } of found.slice(0, 50))
      measured.push({ index, measured: await measure(session, schema, text, reach) })
    const wide = measured.filter((each) => isWide(each.measured))
    if (wide.length === 0) return true
    const sentences = wide
      .slice(0, shownSentences)
      .map((each) =>
        reachSentence(each.measured, statements.length === 1 ? 'This' : `Statement ${each.index + 1}`),
      )
    if (wide.length > shownSentences) sentences.push(`And ${wide.length - shownSentences} more like these.`)
    const went = await new Promise<boolean>((resolve) => {
      this.asked = { sentences, answer: resolve }
    })
    this.asked = null
    return went
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

async function measure(session: Session, schema: Schema, text: string, reach: Reach): Promise<Measured> {
  const { targets, cascades } = reach
  const all = [...targets, ...cascades]
  const limit = countedRows[/\bselect\b/i.test(text) ? 'nested' : 'plain']
  const small = schema.tables.every(({ kind, rows }) => kind !== 'table' || (rows !== null && rows <= limit))
  const queries = small ? all.map(({ count }) => count) : all.map(() => null)
  const asked = queries.filter((query) => query !== null)
  const late = pause(patience).then((): readonly (number | null)[] => [])
  const answers = [...(asked.length > 0 ? await Promise.race([session.numbers(asked), late]) : [])]
  const rows = queries.map((query) => (query === null ? null : (answers.shift() ?? null)))
  const counted = (list: readonly Reached[], from: number): Counted[] =>
    list.map(({ table }, index) => ({ table, rows: rows[from + index] ?? null }))
  return {
    reach,
    targets: counted(targets, 0),
    // a table that loses nothing is not worth a word
    cascades: counted(cascades, targets.length).filter((part) => part.rows !== 0),
  }
}
