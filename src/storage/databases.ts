/** The list of the visitor's databases. What is in them is the matter of `contents.ts`. */
import type { Dialect } from '../sql/dialect'
import { Channel } from './channel'
import { freeName } from './name'
import type { Writing } from './shelf'
import type { Result } from './state'
import type { Store } from './store'
import { sweep } from './sweep'
import type { DatabaseRow, TableName } from './tables'

/** Days for which a deleted database can be brought back. */
export const binDays = 30

export type Database = Omit<DatabaseRow, 'epoch' | 'generation'>

export interface NewDatabase {
  readonly name: string
  readonly dialect: Dialect
  readonly sample: string | null
  readonly base: string | null
}

export interface DatabasesOptions {
  /** Saves what waits in this tab, before a database is copied. */
  readonly settle?: (id: string) => Promise<unknown>
  /** name of the channel on which tabs tell each other that the list changed */
  readonly channel?: string
}

export class Databases {
  readonly #store: Store
  readonly #settle: (id: string) => Promise<unknown>
  readonly #channel: Channel
  /** as they were listed last */
  #known: readonly DatabaseRow[] = []

  constructor(
    store: Store,
    { settle = () => Promise.resolve(), channel = 'tandem databases' }: DatabasesOptions = {},
  ) {
    this.#store = store
    this.#settle = settle
    this.#channel = new Channel(channel)
    store.onLost(() => void this.#again())
  }

  /** All databases that are not in the bin, oldest first. */
  list(): Promise<Result<Database[]>> {
    return this.#rows((row) => row.deletedAt === null)
  }

  /** What was deleted and can be brought back. */
  bin(): Promise<Result<Database[]>> {
    return this.#rows((row) => row.deletedAt !== null)
  }

  /** Called when the list changed, here or in another tab; returns the function that ends it. */
  onChange(listener: () => void): () => void {
    return this.#channel.on(listener)
  }

  /** Makes an entry; its content comes with the first save. A name that is taken gets a number. */
  create(database: NewDatabase): Promise<Result<Database>> {
    return this.#change(['databases'], async (rows) => {
      const row = entry(database, await rows.all('databases'))
      await rows.put('databases', [row])
      return shown(row)
    })
  }

  /** Makes these entries where there is none, and gives those that there are; two tabs that open at once share them. */
  begin(wanted: readonly NewDatabase[]): Promise<Result<Database[]>> {
    return this.#change(['databases'], async (rows) => {
      const all = await rows.all('databases')
      const made: DatabaseRow[] = []
      if (all.every((row) => row.deletedAt !== null))
        for (const database of wanted) made.push(entry(database, [...all, ...made]))
      await rows.put('databases', made)
      this.#known = [...all, ...made]
      return listed(this.#known.filter((row) => row.deletedAt === null))
    })
  }

  /** Gives the name it got, which differs where the wanted one was taken; null when there is no such database. */
  rename(id: string, name: string): Promise<Result<string | null>> {
    return this.#change(['databases'], async (rows) => {
      const all = await rows.all('databases')
      const row = all.find((each) => each.id === id)
      if (row === undefined) return null
      const free = freeName(name, names(all.filter((each) => each.id !== id)))
      await rows.put('databases', [{ ...row, name: free }])
      return free
    })
  }

  /** A second database with the content that was saved last. It takes no space until one of them changes. */
  async duplicate(id: string, name?: string): Promise<Result<Database | null>> {
    await this.#settle(id)
    return this.#change(['databases', 'generations'], async (rows) => {
      const all = await rows.all('databases')
      const from = all.find((row) => row.id === id)
      if (from === undefined) return null
      const newest = (await rows.all('generations', id)).filter((row) => row.damaged === undefined).at(-1)
      const generation = newest === undefined ? 0 : 1
      const row = { ...entry({ ...from, name: name ?? from.name }, all), bytes: from.bytes, generation }
      await rows.put('databases', [row])
      if (newest !== undefined) await rows.put('generations', [{ ...newest, database: row.id, number: 1 }])
      return shown(row)
    })
  }

  /** Puts it into the bin. Whoever has it open, here or in another tab, cannot save it any more. False: no such database. */
  async remove(id: string): Promise<Result<boolean>> {
    await this.#settle(id)
    return this.#change(['databases'], async (rows) => {
      const row = await rows.get('databases', id)
      if (row === undefined) return false
      await rows.put('databases', [{ ...row, deletedAt: Date.now(), epoch: row.epoch + 1 }])
      return true
    })
  }

  /** Takes it out of the bin again. A name that another one got meanwhile gets a number. False: no such database. */
  undoRemove(id: string): Promise<Result<boolean>> {
    return this.#change(['databases'], async (rows) => {
      const all = await rows.all('databases')
      const row = all.find((each) => each.id === id)
      if (row === undefined) return false
      const name = freeName(row.name, names(all.filter((each) => each.id !== id)))
      await rows.put('databases', [{ ...row, name, deletedAt: null }])
      return true
    })
  }

  /** Deletes for good what lies in the bin, with all its states; false when it does not lie there. */
  async purge(id: string): Promise<Result<boolean>> {
    const result = await this.#change(['databases', 'generations', 'points'], async (rows) => {
      const row = await rows.get('databases', id)
      if (row === undefined || row.deletedAt === null) return false
      for (const table of ['generations', 'points'] as const) {
        const kept = await rows.all(table, id)
        await rows.delete(
          table,
          kept.map(({ number }) => [id, number] as const),
        )
      }
      await rows.delete('databases', [id])
      return true
    })
    if (result.ok && result.value) await sweep(this.#store)
    return result
  }

  /** Deletes for good what has lain in the bin for more than `binDays`. */
  async purgeOld(now = Date.now()): Promise<void> {
    const bin = await this.bin()
    const until = now - binDays * 24 * 60 * 60 * 1000
    for (const { id, deletedAt } of bin.ok ? bin.value : [])
      if (deletedAt !== null && deletedAt < until) await this.purge(id)
  }

  /** Tells everybody that an entry changed. */
  tell(): void {
    this.#channel.tell('list')
  }

  close(): void {
    this.#channel.close()
  }

  async #rows(wanted: (row: DatabaseRow) => boolean): Promise<Result<Database[]>> {
    const result = await this.#store.read(['databases'], (rows) => rows.all('databases'))
    if (!result.ok) return result
    this.#known = result.value
    return { ok: true, value: listed(result.value.filter(wanted)) }
  }

  /** The stored data went away: what never held more than its sample is whole with its entry. */
  async #again(): Promise<void> {
    const empty = this.#known.filter(({ generation, deletedAt }) => generation === 0 && deletedAt === null)
    await this.#change(['databases'], async (rows) => {
      const there = new Set(await rows.keys('databases'))
      await rows.put(
        'databases',
        empty.filter(({ id }) => !there.has(id)),
      )
    })
  }

  async #change<T>(tables: TableName[], work: (rows: Writing) => Promise<T>): Promise<Result<T>> {
    const result = await this.#store.write(tables, work)
    if (result.ok) this.tell()
    return result
  }
}

const names = (rows: readonly DatabaseRow[]): Set<string> =>
  new Set(rows.filter((row) => row.deletedAt === null).map((row) => row.name))

/** The oldest first. */
const listed = (rows: readonly DatabaseRow[]): Database[] =>
  [...rows].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)).map(shown)

const shown = ({
  id,
  name,
  dialect,
  sample,
  base,
  createdAt,
  changedAt,
  bytes,
  deletedAt,
}: DatabaseRow): Database => ({
  id,
  name,
  dialect,
  sample,
  base,
  createdAt,
  changedAt,
  bytes,
  deletedAt,
})

/** A new row whose name nobody has. */
export function entry(
  { name, dialect, sample, base }: NewDatabase,
  all: readonly DatabaseRow[],
): DatabaseRow {
  // later than every other, whatever the clock says: the list keeps its order
  const now = all.reduce((last, row) => Math.max(last, row.createdAt + 1), Date.now())
  return {
    id: newId(),
    name: freeName(name, names(all)),
    dialect,
    sample,
    base,
    createdAt: now,
    changedAt: now,
    bytes: 0,
    generation: 0,
    epoch: 0,
    deletedAt: null,
  }
}

/** 96 random bits; `crypto.randomUUID` does not exist on pages without https. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return Array.from(bytes, (byte) => byte.toString(36).padStart(2, '0')).join('')
}
