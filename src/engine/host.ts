import { transactionStep } from '../sql/command'
import { refusal } from '../sql/refuse'
import { transferables } from './batch-builder'
import { deltaBuffers, inParts } from './chunks'
import {
  defaultLimits,
  OtherVersion,
  type Engine,
  type Limits,
  type Reply,
  type RowSink,
  type RowText,
  type Transaction,
} from './engine'
import { Image, type Delta } from './image'
import { KeptCells } from './kept-cells'
import type { Ended, ToPage, ToWorker } from './message'
import type { Column } from './value'

/**
 * Makes an engine from an image, and tells how many statements of the seed have been run in it already. Rejects when it
 * cannot start.
 */
export type Start = (
  image: Image | null,
  seed: readonly string[],
) => Promise<{ readonly engine: Engine; readonly seeded: number }>

/** Takes what an engine is made of. What can be done before a database is known is begun at once. */
export type Load<P> = (parts: P) => Start

/** The worker's side of a port, so that tests can stand in for a worker. */
export interface Port {
  postMessage(message: ToPage, transfer: Transferable[]): void
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void
}

const keptBytes = 256 * 1024 * 1024
/** The page hears of ended statements at least this often, in ms. */
const flushEvery = 40

/**
 * Serves one engine over a port. The listener is attached at once, before anything is awaited, and the page sends
 * nothing before it hears 'hello', so that no message is lost.
 */
export function host<P>(port: Port, load: Load<P>): void {
  const worker = new Host(port, load)
  let queue = Promise.resolve()
  port.addEventListener('message', ({ data }) => {
    queue = queue.then(() => worker.handle(data))
  })
  port.postMessage({ kind: 'hello' }, [])
}

class Host<P> {
  readonly #kept = new KeptCells(keptBytes)
  #start: Start | null = null
  #engine: Engine | null = null
  #transaction: Transaction = 'none'

  constructor(
    readonly port: Port,
    readonly load: Load<P>,
  ) {}

  async handle(message: ToWorker): Promise<void> {
    try {
      switch (message.kind) {
        case 'parts':
          // what the page sends is what the worker's own entry asks for: both come from the table of parts.ts
          this.#start = this.load(message.parts as P)
          return
        case 'open':
          return await this.#open(message)
        case 'run':
          return await this.#run(message.texts, message.limits, message.rows)
        case 'ask':
          return await this.#ask(message.id, message.question)
        case 'whole': {
          const value = this.#kept.value(message.statement, message.row, message.column)
          return this.#post({ kind: 'answer', id: message.id, value })
        }
        case 'ping':
          return this.#post({ kind: 'pong' })
      }
    } catch (error) {
      this.#post({ kind: 'dead', message: words(error) })
    }
  }

  async #open(message: ToWorker & { kind: 'open' }): Promise<void> {
    const image = message.image && new Image(message.image.files, 0, message.image.removed)
    let made: Awaited<ReturnType<Start>>
    try {
      if (this.#start === null) throw new Error('The engine was not loaded.')
      made = await this.#start(image, message.seed)
    } catch (error) {
      const reason = error instanceof OtherVersion ? 'version' : 'engine'
      return this.#post({ kind: 'unopened', reason, message: words(error) })
    }
    const { engine, seeded } = made
    for (const text of message.seed.slice(seeded)) {
      const reply = await engine.run(text, defaultLimits, silent)
      if (reply.ok) continue
      const message = `${reply.error.message} in: ${text.slice(0, 200)}`
      return this.#post({ kind: 'unopened', reason: 'seed', message })
    }
    this.#engine = engine
    const delta = this.#ship(await engine.delta(true))
    this.#post({ kind: 'opened', version: engine.version, delta }, deltaBuffers(delta?.files ?? []))
  }

  async #run(texts: readonly string[], limits: Limits, rows: RowText | null): Promise<void> {
    const engine = this.#opened()
    const pending: Ended[] = []
    let flushed = performance.now()
    let cost = 0
    const aside = limits.aside === true
    const flush = async (over = false) => {
      const began = performance.now()
      const delta = this.#ship(await engine.delta(over && !aside))
      const items = pending.splice(0)
      if (over || items.length > 0 || delta !== null)
        this.#post({ kind: 'ended', items, delta, over }, deltaBuffers(delta?.files ?? []))
      flushed = performance.now()
      cost = flushed - began
    }
    if (!aside) this.#kept.clear()
    for (const [index, text] of texts.entries()) {
      // what may run for long, or shows rows, must not hold back the news of what came before it; and inside a
      // transaction nothing can be shipped, so that what was done before it has to be on the page by then
      const opens = this.#transaction === 'none' && transactionStep(text, engine.dialect) === 'opens'
      if (pending.length > 0 && !engine.doubtful && (opens || !isQuick(text))) await flush()
      const sink = this.#sink(index, aside)
      const reply =
        index === 0 && rows !== null
          ? await engine.run(text, limits, sink, rows)
          : (this.#refused(text, engine) ?? (await engine.run(text, limits, sink)))
      this.#transaction = reply.transaction
      pending.push({ index, reply })
      const due = performance.now() - flushed > Math.max(flushEvery, cost * 3)
      if (due && !engine.doubtful) await flush()
      if (!reply.ok) break
    }
    // a state that nobody can open must not take the place of a good one
    const damage = engine.doubtful ? await engine.damage() : null
    if (damage !== null) return this.#post({ kind: 'dead', message: damageSentence(damage) })
    await flush(true)
    await engine.settle()
  }

  /** Sends all but the end of a long delta: a single message of thousands of chunks would hold up the page. */
  #ship(delta: Delta | null): Delta | null {
    if (delta === null) return null
    const { parts, last } = inParts(delta)
    for (const files of parts) this.#post({ kind: 'part', files }, deltaBuffers(files))
    return last
  }

  async #ask(id: number, question: 'schema' | 'check' | 'dump'): Promise<void> {
    const engine = this.#opened()
    try {
      this.#post({ kind: 'answer', id, value: await engine[question]() })
    } catch (error) {
      this.#post({ kind: 'refusal', id, message: words(error) })
    }
  }

  #refused(text: string, engine: Engine): Reply | null {
    const reason = refusal(text, engine.dialect)
    if (reason === null) return null
    const transaction = this.#transaction
    return {
      ok: false,
      notices: [],
      ms: 0,
      transaction,
      wrote: false,
      error: { ...reason, position: 0, length: /^.*\S/.exec(text)?.[0].length ?? 1, origin: 'refused' },
    }
  }

  /** Columns go with the first rows where these are there already: then the page draws both at once. */
  #sink(index: number, aside: boolean): RowSink {
    let columns: readonly Column[] | null = null
    return {
      head: (known, rowsFollow) => {
        if (rowsFollow) columns = known
        else this.#post({ kind: 'head', index, columns: known })
      },
      rows: (batch) => {
        this.#post({ kind: 'rows', index, batch, columns }, transferables(batch))
        columns = null
      },
      keep: (row, column, bytes, text) => !aside && this.#kept.keep(index, row, column, bytes, text),
    }
  }

  #opened(): Engine {
    if (this.#engine === null) throw new Error('The engine is not open.')
    return this.#engine
  }

  #post(message: ToPage, transfer: ArrayBufferLike[] = []): void {
    const own = transfer.filter((buffer) => buffer instanceof ArrayBuffer)
    this.port.postMessage(message, own)
  }
}

const silent: RowSink = { head: () => undefined, rows: () => undefined, keep: () => false }

const damageSentence = (words: string): string =>
  `From here on, this script left the database damaged (${words.replace(/\.$/, '')}). Nothing of the damage was saved.`

/** Whether a statement surely ends soon, gives no rows and does no damage: news of the statements before it can wait a moment. */
function isQuick(text: string): boolean {
  return (
    /^\s*(insert|replace|update|delete|create|drop|alter|begin|commit|end|start|savepoint|release|set|comment)\b/i.test(
      text,
    ) && !/\b(select|with|returning|table\s+\w+\s+as|pg_\w+)\b/i.test(text.slice(0, 4000))
  )
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The port of the worker that this code runs in. */
export function workerPort(): Port {
  return {
    postMessage: (message, transfer) => self.postMessage(message, { transfer }),
    addEventListener: (type, listener) => self.addEventListener(type, listener),
  }
}
