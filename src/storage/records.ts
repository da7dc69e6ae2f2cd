/**
 * Small values by name: settings, drafts, tabs, progress, pane sizes. A value is stored within 300 ms of `set`, as JSON.
 * Two windows write the same key at will and the newest wins, so whatever both may edit (a draft) needs a key of its own.
 */
import { Channel } from './channel'
import type { LastWords } from './last-words'
import type { Result } from './state'
import type { Store } from './store'
import type { RecordRow } from './tables'

/** Gives the value as the caller knows it; undefined (or an exception) for junk. */
export type Parse<T> = (value: unknown) => T | undefined

export interface RecordsOptions {
  /** milliseconds from the first change to the transaction */
  readonly delay?: number
  /** name of the channel on which tabs tell each other what changed */
  readonly channel?: string
  /** called after each transaction */
  readonly stored?: () => void
  /** where a page that is left keeps what it could not store; what an earlier one kept there is stored now */
  readonly lastWords?: LastWords
}

/** Rows that are written before the first answer. */
const atOnce = 32
/** UTF-16 units in one row: 48 KiB stay below the 64 KiB where Chromium turns a value into a file of its own. */
const partLength = 24 * 1024

export class Records {
  readonly #store: Store
  readonly #delay: number
  readonly #stored: () => void
  readonly #channel: Channel
  readonly #lastWords: LastWords | undefined
  /** what is not stored yet; null removes the key */
  readonly #pending = new Map<string, string | null>()
  /** what this page has read and written, in case the stored data go away under it */
  readonly #known = new Map<string, string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    store: Store,
    { delay = 300, channel = 'tandem records', stored = () => undefined, lastWords }: RecordsOptions = {},
  ) {
    this.#store = store
    this.#delay = delay
    this.#stored = stored
    this.#channel = new Channel(channel)
    this.#lastWords = lastWords
    for (const [key, json] of lastWords?.take() ?? []) this.#put(key, json)
    store.onLeaving(() => this.flush())
    store.onLost(() => {
      for (const [key, json] of this.#known) if (!this.#pending.has(key)) this.#pending.set(key, json)
      void this.flush()
    })
  }

  /**
   * The value, or undefined where there is none. A value that `parse` refuses is moved to a key that begins with
   * `aside:` and is never deleted.
   */
  async get<T>(key: string, parse: Parse<T>): Promise<T | undefined> {
    const json = this.#pending.has(key) ? this.#pending.get(key) : await this.#load(key)
    if (json === null || json === undefined) return undefined
    const value = attempt(json, parse)
    if (value === undefined) await this.#setAside(key, json)
    else this.#known.set(key, json)
    return value
  }

  /** Stores the value soon, or when `flush` is called. Only what JSON can hold; undefined removes the key. */
  set(key: string, value: unknown): void {
    this.#put(key, value === undefined ? null : JSON.stringify(value))
  }

  #put(key: string, json: string | null): void {
    this.#pending.set(key, json)
    if (json === null) this.#known.delete(key)
    else this.#known.set(key, json)
    // counted from the first change: somebody who types without a pause is saved all the same
    this.#timer ??= setTimeout(() => void this.flush(), this.#delay)
  }

  remove(key: string): void {
    this.set(key, undefined)
  }

  /** All keys that begin so, in order, with those that are not stored yet. */
  async keys(prefix = ''): Promise<string[]> {
    const stored = await this.#store.read(['records'], (rows) => rows.keys('records'))
    const keys = new Set((stored.ok ? stored.value : []).map(String).filter((key) => !key.includes('\0')))
    for (const [key, json] of this.#pending) if (json !== null) keys.add(key)
    return [...keys].filter((key) => key.startsWith(prefix) && this.#pending.get(key) !== null).sort()
  }

  /** Every key with its value as JSON text, also what is not stored yet. */
  async all(): Promise<Map<string, string>> {
    const stored = await this.#store.read(['records'], (rows) => rows.all('records'))
    const all = fromRows(stored.ok ? stored.value : [])
    for (const [key, json] of this.#pending) {
      if (json === null) all.delete(key)
      else all.set(key, json)
    }
    return all
  }

  /** The page is about to go, perhaps for good: as flush, and what waits is kept where no answer is needed. */
  leave(): Promise<Result<void>> {
    // where nothing is kept, this is not either
    if (this.#store.state.kind !== 'unavailable') this.#lastWords?.keep([...this.#pending])
    return this.flush()
  }

  /** Stores all that waits, now. What could not be stored goes on waiting. */
  async flush(): Promise<Result<void>> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const changes = [...this.#pending]
    if (changes.length === 0) return { ok: true, value: undefined }
    const result = await this.#store.write(['records'], async (rows) => {
      const asked = changes.flatMap(([key, json]) => [
        json === null ? rows.delete('records', [key]) : Promise.resolve(),
        rows.deleteRange('records', `${key}\0`, `${key}\x01`),
        json === null ? Promise.resolve() : rows.put('records', toRows(key, json)),
      ])
      // a page that is being left gets no answer any more: what was asked for is committed without waiting for one,
      // and a mistake ends the transaction. Only very long values are written in more than one go.
      const all = Promise.all(asked)
      if (changes.some(([, json]) => json !== null && partsOf(json) > atOnce)) await all
      else all.catch(() => undefined)
    })
    if (!result.ok) return result
    for (const [key, json] of changes) {
      if (this.#pending.get(key) === json) this.#pending.delete(key)
      this.#channel.tellOthers(key)
    }
    if (this.#pending.size === 0) this.#lastWords?.forget()
    this.#stored()
    return { ok: true, value: undefined }
  }

  /** Tells everybody that keys changed by other ways than `set`. */
  tell(keys: readonly string[]): void {
    for (const key of keys) this.#channel.tell(key)
  }

  /** Called when another tab stored a key; returns the function that ends it. */
  onChange(listener: (key: string) => void): () => void {
    return this.#channel.on(listener)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#channel.close()
  }

  async #load(key: string): Promise<string | undefined> {
    const result = await this.#store.read(['records'], async (rows) => {
      const first = await rows.get('records', key)
      if (first === undefined || first.parts < 2) return first?.json
      const rest = Array.from({ length: first.parts - 1 }, (_, i) => partKey(key, i + 1))
      const parts = await rows.getMany('records', rest)
      return [first, ...parts].map((part) => part?.json ?? '').join('')
    })
    return result.ok ? result.value : undefined
  }

  async #setAside(key: string, json: string): Promise<void> {
    this.set(`aside:${key}:${Date.now()}`, { key, json })
    this.set(key, undefined)
    await this.flush()
  }
}

const partKey = (key: string, part: number): string => (part === 0 ? key : `${key}\0${part}`)
const partsOf = (json: string): number => Math.max(1, Math.ceil(json.length / partLength))

/** The rows of a value; see `RecordRow`. */
export function toRows(key: string, json: string): RecordRow[] {
  const parts = partsOf(json)
  return Array.from({ length: parts }, (_, i) => ({
    key: partKey(key, i),
    json: json.slice(i * partLength, (i + 1) * partLength),
    parts: i === 0 ? parts : 0,
  }))
}

/** The values of all keys, as JSON text, from all rows. */
export function fromRows(rows: readonly RecordRow[]): Map<string, string> {
  const byKey = new Map(rows.map((row) => [row.key, row]))
  const values = new Map<string, string>()
  for (const row of rows) {
    if (row.parts === 0) continue
    const parts = Array.from({ length: row.parts }, (_, i) => byKey.get(partKey(row.key, i))?.json ?? '')
    values.set(row.key, parts.join(''))
  }
  return values
}

function attempt<T>(json: string, parse: Parse<T>): T | undefined {
  try {
    return parse(JSON.parse(json) as unknown)
  } catch {
    return undefined
  }
}
