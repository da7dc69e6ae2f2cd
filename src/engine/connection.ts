import { dialectName, type Dialect } from '../sql/dialect'
import type { Statement } from '../sql/statement'
import { painted } from '../storage/turn'
import { DownloadError } from './download'
import {
  defaultLimits,
  OtherVersion,
  type Connection,
  type Fed,
  type Limits,
  type OpenOptions,
  type RunEnd,
  type RunEvents,
  type Status,
  type Transaction,
} from './engine'
import { Image, type ImageFiles } from './image'
import { Gone, type Life } from './life'
import { takeLife } from './lives'
import type { Answer, Question, ToPage } from './message'
import { movedImage } from './moved-image'
import { loadParts } from './parts'
import { goneAt, runIn } from './run'
import type { Schema } from './schema'
import { Turns } from './turns'
import type { Value } from './value'
import { WholeImage } from './whole-image'

/** A seed statement that the engine refused. */
export class SeedError extends Error {}

/**
 * Opens a database in a worker of its own. Returns at once; `status` tells how far it is, and whatever is asked before
 * it is ready waits. What to start from may be a promise (of storage): the engine loads meanwhile.
 */
export function openConnection(
  dialect: Dialect,
  options: OpenOptions | Promise<OpenOptions> = {},
): Connection {
  return new WorkerConnection(dialect, options)
}

class WorkerConnection implements Connection {
  version = ''
  transaction: Transaction = 'none'
  image: Image
  status: Status
  readonly #statusListeners = new Set<(status: Status) => void>()
  readonly #imageListeners = new Set<(image: Image) => void>()
  #seed: readonly string[]
  /** what to start from, until it is open: then there is the image */
  #first: Promise<OpenOptions> | null
  #life: Life | null = null
  /** resolves when the database is usable; rejects when it cannot be opened */
  #ready: Promise<void>
  /** ends the waiting of runs whose turn has not come */
  readonly #waiting = new Set<() => void>()
  readonly #turns = new Turns()
  readonly #whole: WholeImage
  /** the run that is on */
  #running: Promise<RunEnd> | undefined

  constructor(
    readonly dialect: Dialect,
    options: OpenOptions | Promise<OpenOptions>,
  ) {
    this.image = new Image()
    this.#whole = new WholeImage(dialect)
    this.#seed = []
    this.#first = Promise.resolve(options)
    this.status = { kind: 'loading', detail: `Loading ${dialectName[dialect]}`, loaded: 0, total: 0 }
    // a page that opens is drawn first: to start a worker takes its thread for 10 ms
    this.#ready = painted().then(() => {
      if (this.#life !== null || this.status.kind === 'closed')
        throw new Gone('stopped', 'The database was replaced.')
      return this.#start(Promise.resolve(options))
    })
    this.#ready.catch(() => undefined) // told through the status too
  }

  onStatus(listener: (status: Status) => void): () => void {
    this.#statusListeners.add(listener)
    return () => this.#statusListeners.delete(listener)
  }

  onImage(listener: (image: Image) => void): () => void {
    this.#imageListeners.add(listener)
    return () => this.#imageListeners.delete(listener)
  }

  run(
    statements: readonly Statement[] | readonly [Fed],
    events: RunEvents,
    limits: Partial<Limits> = {},
  ): Promise<RunEnd> {
    return new Promise((resolve, reject) => {
      let cancelled = false
      const cancel = (): void => {
        cancelled = true
        this.#waiting.delete(cancel)
        resolve({ kind: 'stopped', index: 0 })
      }
      this.#waiting.add(cancel)
      void this.#turns.next(async () => {
        if (!this.#idle) await this.#ready.catch(() => undefined) // what went wrong is told by the run itself
        this.#waiting.delete(cancel)
        if (cancelled) return
        this.#running = this.#run(statements, events, { ...defaultLimits, ...limits })
        await this.#running.then(resolve, reject)
      })
    })
  }

  schema(): Promise<Schema> {
    return this.#ask('schema')
  }

  check(): Promise<string | null> {
    return this.#ask('check')
  }

  async dump(): Promise<string> {
    if (this.dialect === 'sqlite') return this.#ask('dump')
    await this.#ready
    // pg_dump takes over the session it works in: it gets an engine of its own, with the same files
    const other = new WorkerConnection(this.dialect, { image: this.image })
    try {
      return await other.#ask('dump')
    } finally {
      other.close()
    }
  }

  whole(statement: number, row: number, column: number): Promise<Value> {
    return this.#turns.next(async () => {
      const life = await this.#alive()
      return life.exchange<Value>({ kind: 'whole', id: 0, statement, row, column }, (message, done) => {
        // the answer to this question is always a value
        if (message.kind === 'answer') done(message.value as Value)
      })
    })
  }

  async stop(): Promise<void> {
    for (const cancel of this.#waiting) cancel()
    if (this.status.kind === 'running') {
      this.#life?.stop()
      await this.#running
    }
    await this.#ready.catch(() => undefined)
  }

  reset(seed: readonly string[]): Promise<void> {
    return this.#turns.next(async () => {
      const before = this.image
      this.#replace(new Image(new Map(), before.version + 1), seed)
      await this.#ready.catch((error: unknown) => {
        if (error instanceof SeedError)
          this.#replace(new Image(before.files, this.image.version + 1, before.removed), [])
        throw error
      })
    })
  }

  restore(image: ImageFiles): Promise<void> {
    return this.#turns.next(() => {
      this.#replace(new Image(image.files, this.image.version + 1, image.removed), [])
      return this.#ready
    })
  }

  async file(): Promise<Uint8Array> {
    return this.#whole.file(await this.#newest())
  }

  async storable(image?: Image): Promise<ImageFiles> {
    return this.#whole.of(image ?? (await this.#newest()))
  }

  /** Until it is open the image is empty, and is not what the database holds. */
  async #newest(): Promise<Image> {
    if (this.#first !== null && this.image.files.size === 0) await this.#ready
    return this.image
  }

  retry(): void {
    if (this.status.kind === 'failed') this.#again()
  }

  close(): void {
    if (this.status.kind === 'closed') return
    this.#become({ kind: 'closed' })
    this.#life?.stop()
    this.#statusListeners.clear()
    this.#imageListeners.clear()
  }

  /** The engine waits for something to do. */
  get #idle(): boolean {
    return this.status.kind === 'ready' && this.#life?.gone === false
  }

  #become(status: Status): void {
    if (this.status.kind === 'closed') return
    this.status = status
    for (const listener of this.#statusListeners) listener(status)
  }

  #setImage(image: Image): void {
    this.image = image
    for (const listener of this.#imageListeners) listener(image)
  }

  async #alive(): Promise<Life> {
    if (!this.#idle) await this.#ready
    if (this.#life === null) throw new Gone('stopped', 'The database is closed.')
    return this.#life
  }

  /** A new worker, from an image or, where that is empty, with seed statements. */
  #replace(image: Image, seed: readonly string[]): void {
    this.#first = null
    this.#seed = seed
    if (image !== this.image) this.#setImage(image)
    this.#again()
  }

  /** A new worker for what it held last, or was to open. */
  #again(): void {
    this.#life?.stop()
    this.#become({ kind: 'restoring', detail: 'Bringing the database back' })
    this.#ready = this.#start(this.#first ?? Promise.resolve({ image: this.image, seed: this.#seed }))
    this.#ready.catch(() => undefined) // told through the status too
  }

  async #start(from: Promise<OpenOptions>): Promise<void> {
    const name = dialectName[this.dialect]
    // the worker's script and the engine's files load side by side
    let life: Life
    try {
      life = takeLife(this.dialect)
    } catch (error) {
      this.#become({ kind: 'failed', detail: failure(name, error) })
      throw error
    }
    this.#life = life
    const mine = () => this.#life === life
    this.transaction = 'none'
    life.oncrash = () => mine() && this.#again()
    try {
      const loaded = loadParts(this.dialect, (bytes, total) => {
        if (mine()) this.#become({ kind: 'loading', detail: `Loading ${name}`, loaded: bytes, total })
      })
      const [options] = await Promise.all([from, loaded.then((parts) => life.load(parts))])
      if (!mine()) throw new Gone('stopped', 'The database was replaced.')
      const { files, removed } = options.image ?? new Image()
      const image = options.image === this.image ? this.image : new Image(files, this.image.version, removed)
      const kept = files.size > 0 || removed.size > 0
      const seed = kept ? [] : (options.seed ?? [])
      if (image !== this.image && kept) this.#setImage(image)
      this.#seed = seed
      if (this.status.kind !== 'restoring') this.#become({ kind: 'starting', detail: `Starting ${name}` })
      const sent = kept ? movedImage(image) : null
      const opened = await life.exchange<ToPage & { kind: 'opened' | 'unopened' }>(
        {
          kind: 'open',
          image: sent?.data ?? null,
          seed,
        },
        (message, done) => {
          if (message.kind === 'opened' || message.kind === 'unopened') done(message)
        },
        sent?.buffers,
      )
      if (!mine()) throw new Gone('stopped', 'The database was replaced.')
      if (opened.kind === 'unopened') {
        if (opened.reason === 'seed') throw new SeedError(opened.message)
        if (opened.reason === 'version') throw new OtherVersion(opened.message)
        throw new Gone('crashed', kept ? damaged : opened.message)
      }
      this.version = opened.version
      this.#first = null
      this.#seed = []
      if (opened.delta !== null) this.#setImage(image.apply(opened.delta))
      this.#become({ kind: 'ready' })
    } catch (error) {
      if (mine()) {
        life.stop()
        this.#become({ kind: 'failed', detail: failure(name, error) })
      }
      throw error
    }
  }

  async #run(
    statements: readonly Statement[] | readonly [Fed],
    events: RunEvents,
    limits: Limits,
  ): Promise<RunEnd> {
    let life: Life
    try {
      life = this.#idle && this.#life !== null ? this.#life : await this.#alive()
    } catch (error) {
      return goneAt(0, error)
    }
    this.#become({ kind: 'running' })
    const end = await runIn(life, statements, limits, events, {
      changed: (delta) => this.#setImage(this.image.apply(delta)),
      transaction: (now) => (this.transaction = now),
    })
    if (end.kind === 'finished') this.#become({ kind: 'ready' })
    else if (this.status.kind !== 'closed') this.#again()
    return end
  }

  #ask<Q extends Question>(question: Q): Promise<Answer[Q]> {
    return this.#turns.next(async () => {
      const life = await this.#alive()
      try {
        const answer = await life.exchange<ToPage & { kind: 'answer' | 'refusal' }>(
          { kind: 'ask', id: 0, question },
          (message, done) => {
            if (message.kind === 'answer' || message.kind === 'refusal') done(message)
          },
        )
        if (answer.kind === 'refusal') throw new Error(answer.message)
        // the worker answers the question it was asked
        return answer.value as Answer[Q]
      } catch (error) {
        if (error instanceof Gone && error.reason === 'crashed') this.#again()
        throw error
      }
    })
  }
}

/** What an engine says that cannot read its files is of no use: `Aborted()`. */
const damaged = 'its files are damaged. Go back to an earlier state of the database, or reset it.'

function failure(name: string, error: unknown): string {
  for (const told of [DownloadError, SeedError, OtherVersion]) if (error instanceof told) return error.message
  const said = words(error)
  return `${name} could not be started: ${said}${said === damaged ? '' : ' Try again, or reload the page.'}`
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
