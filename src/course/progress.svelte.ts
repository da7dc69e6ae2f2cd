/** What a learner has done and written: kept in the browser, one key for each step, so that two tabs lose nothing. */
import type { Records } from '../storage/records'
import { dialects, type Dialect } from '../sql/dialect'
import type { Place } from './lesson'

export interface Last extends Place {
  readonly step: string
}

/** Where progress is kept; `Records` is one. */
export type Shelf = Pick<Records, 'get' | 'set' | 'keys' | 'onChange'>

const doneKey = 'course/done/'
const textKey = 'course/text/'
const hintsKey = 'course/hints/'

export class Progress {
  /** ids of the steps that are done */
  done = $state.raw<readonly string[]>([])
  /** the step opened last */
  last = $state.raw<Last | null>(null)
  dialect = $state<Dialect>('sqlite')
  /** the text pane's share of the window, percent */
  pane = $state(typeof innerWidth === 'undefined' ? 39 : Math.min(39, 56_000 / innerWidth)) // 560 px at most
  /** all of the above is read */
  readonly ready: Promise<void>
  readonly #shelf: Shelf

  constructor(shelf: Shelf) {
    this.#shelf = shelf
    this.ready = this.#read()
    shelf.onChange((key) => {
      if (key.startsWith(doneKey)) this.#add([key.slice(doneKey.length)])
    })
  }

  markDone(step: string): void {
    if (this.done.includes(step)) return
    this.#add([step])
    this.#shelf.set(doneKey + step, { at: Date.now() })
  }

  visit(last: Last): void {
    this.last = last
    this.#shelf.set('course/last', last)
  }

  choose(dialect: Dialect): void {
    this.dialect = dialect
    this.#shelf.set('course/engine', dialect)
  }

  resize(pane: number): void {
    this.pane = pane
    this.#shelf.set('course/pane', pane)
  }

  /** What the learner wrote for a step; undefined when nothing was kept. */
  text(step: string, dialect: Dialect): Promise<string | undefined> {
    return this.#shelf.get(`${textKey}${step}/${dialect}`, asText)
  }

  /** Keeps what the learner wrote; undefined forgets it. */
  keep(step: string, dialect: Dialect, text: string | undefined): void {
    this.#shelf.set(`${textKey}${step}/${dialect}`, text)
  }

  async hints(step: string): Promise<number> {
    return (await this.#shelf.get(hintsKey + step, asCount)) ?? 0
  }

  keepHints(step: string, count: number): void {
    this.#shelf.set(hintsKey + step, count === 0 ? undefined : count)
  }

  /** Every text that is kept, by step and engine. */
  async texts(): Promise<{ readonly step: string; readonly dialect: Dialect; readonly text: string }[]> {
    const all = []
    for (const key of await this.#shelf.keys(textKey)) {
      const [step = '', name] = key.slice(textKey.length).split('/')
      const dialect = asDialect(name)
      const text = await this.#shelf.get(key, asText)
      if (dialect !== undefined && text !== undefined) all.push({ step, dialect, text })
    }
    return all
  }

  #add(steps: readonly string[]): void {
    this.done = [...this.done, ...steps.filter((step) => !this.done.includes(step))]
  }

  async #read(): Promise<void> {
    const shelf = this.#shelf
    const [done, last, dialect, pane] = await Promise.all([
      shelf.keys(doneKey),
      shelf.get('course/last', asLast),
      shelf.get('course/engine', asDialect),
      shelf.get('course/pane', asCount),
    ])
    this.#add(done.map((key) => key.slice(doneKey.length)))
    this.last ??= last ?? null
    if (dialect !== undefined) this.dialect = dialect
    if (pane !== undefined) this.pane = pane
  }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function asDialect(value: unknown): Dialect | undefined {
  return dialects.find((dialect) => dialect === value)
}

export function asLast(value: unknown): Last | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { chapter, lesson, step } = value as Record<string, unknown>
  if (typeof chapter !== 'string' || typeof lesson !== 'string' || typeof step !== 'string') return undefined
  return { chapter, lesson, step }
}
