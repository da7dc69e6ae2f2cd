/** What was run, newest first. */
import type { Result } from './state'
import type { Store } from './store'
import type { HistoryRow } from './tables'
import { breather } from './turn'

export type Run = Omit<HistoryRow, 'id' | 'cutFrom'>

export interface RunHistoryOptions {
  /** runs that are kept */
  readonly kept?: number
}

/** UTF-16 units of a text that are kept; a longer one is a script that belongs in a tab or a file. */
export const longestSql = 20_000

/** Runs that a search reads and looks through in one go: long ones take the page some milliseconds. */
export const atOnce = 50

export class RunHistory {
  readonly #store: Store
  readonly #kept: number
  /** what could not be stored, and is shown all the same */
  readonly #unsaved: HistoryRow[] = []
  #count = 0
  /** when the newest run was that is known here: what runs later is listed above it, also after the clock was put back */
  #newest = 0

  constructor(store: Store, { kept = 5000 }: RunHistoryOptions = {}) {
    this.#store = store
    this.#kept = kept
  }

  /** Adds what was run; its text is cut at `longestSql`. */
  async append(run: Run): Promise<Result<HistoryRow>> {
    const { sql } = run
    const cut = sql.length > longestSql ? { sql: sql.slice(0, longestSql), cutFrom: sql.length } : {}
    const count = this.#count++
    const made = (): HistoryRow => {
      this.#newest = Math.max(this.#newest + 1, run.at)
      return { ...run, ...cut, id: newId(this.#newest, count) }
    }
    let row = made()
    const result = await this.#store.write(['history'], async (rows) => {
      const kept = count % 50 === 0 ? await rows.keys('history') : []
      this.#newest = Math.max(this.#newest, Number.parseInt(String(kept.at(-1) ?? 0)))
      row = made()
      await rows.put('history', [row, ...this.#unsaved])
      await rows.delete('history', kept.slice(0, Math.max(0, kept.length + 1 - this.#kept)))
    })
    if (!result.ok) this.#unsaved.push(row)
    else this.#unsaved.length = 0
    return result.ok ? { ok: true, value: row } : result
  }

  /**
   * Runs whose text, database or error contains `text` (upper and lower case alike), newest first. Reads a few at a time,
   * so that the page has its turns in between; what was found until `signal` gave up is the answer then. `counts`: which
   * runs do, before `limit` is reached.
   */
  async search(
    text = '',
    limit = 200,
    signal?: AbortSignal,
    counts: (run: Run) => boolean = () => true,
  ): Promise<HistoryRow[]> {
    const wanted = text.trim().toLowerCase()
    const found: HistoryRow[] = []
    const take = (rows: readonly HistoryRow[]) => {
      for (const row of rows)
        if (found.length < limit && counts(row) && contains(row, wanted)) found.push(row)
    }
    take(this.#unsaved.toReversed())
    const listed = await this.#store.read(['history'], (rows) => rows.keys('history'))
    const keys = listed.ok ? listed.value.map(String) : []
    const pause = breather() // rows in memory come without a turn of their own
    for (let end = keys.length; end > 0 && found.length < limit && signal?.aborted !== true; end -= atOnce) {
      const [first, last] = [keys[Math.max(0, end - atOnce)] ?? '', keys[end - 1] ?? '']
      const read = await this.#store.read(['history'], (rows) => rows.between('history', first, last))
      if (!read.ok) break
      take(read.value.toReversed())
      await pause()
    }
    return found
  }

  /** Deletes one run, or all. */
  clear(id?: string): Promise<Result<void>> {
    const keep = id === undefined ? [] : this.#unsaved.filter((row) => row.id !== id)
    this.#unsaved.splice(0, this.#unsaved.length, ...keep)
    return this.#store.write(['history'], async (rows) => {
      await rows.delete('history', id === undefined ? await rows.keys('history') : [id])
    })
  }
}

function contains({ sql, database, error }: HistoryRow, wanted: string): boolean {
  return wanted === '' || `${sql}\n${database}\n${error ?? ''}`.toLowerCase().includes(wanted)
}

/** Sorts by time, and runs of one millisecond by their order; different in each tab. */
const tab = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) =>
  byte.toString(36).padStart(2, '0'),
).join('')
const newId = (at: number, count: number): string =>
  `${String(Math.max(0, Math.trunc(at))).padStart(16, '0')}-${String(count).padStart(6, '0')}-${tab}`
