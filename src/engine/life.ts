import type { Dialect } from '../sql/dialect'
import type { FileDelta } from './image'
import type { Parts, ToPage, ToWorker } from './message'
import { startWorker } from './worker-start'

/** Why a worker is gone: ended by Tandem ('stopped'), or by itself ('crashed'). */
export class Gone extends Error {
  constructor(
    readonly reason: 'stopped' | 'crashed',
    message: string,
  ) {
    super(message)
  }
}

/** A worker that has not said hello after so long never will, in ms. */
const helloPatience = 30_000
const pingEvery = 20_000
const pongPatience = 15_000

type Listener = (message: ToPage) => void

/** One worker from start to end. At most one exchange with it is on at a time. */
export class Life {
  readonly #worker: Worker
  readonly #hello: Promise<void>
  #exchange: { listen: Listener; reject: (reason: Gone) => void } | null = null
  #gone: Gone | null = null
  #greeted = false
  #loaded: Promise<void> | undefined
  /** of the delta that is under way */
  #parts: FileDelta[] = []
  #watch: ReturnType<typeof setTimeout> | undefined
  /** called once when the worker ends by itself while nothing is asked of it */
  oncrash: (reason: Gone) => void = () => undefined

  constructor(url: string) {
    this.#worker = startWorker(url)
    let heard: () => void = () => undefined
    this.#hello = new Promise((resolve, reject) => {
      heard = resolve
      const late = new Gone('crashed', 'The engine did not start. Reload the page to try again.')
      const timer = setTimeout(() => this.#end(late), helloPatience)
      this.#exchange = {
        listen: () => clearTimeout(timer),
        reject: (reason) => {
          clearTimeout(timer)
          reject(reason)
        },
      }
    })
    this.#hello.catch(() => undefined) // told to whoever exchanges with it
    this.#worker.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
      if (data.kind === 'hello') {
        this.#exchange?.listen(data)
        this.#exchange = null
        this.#greeted = true
        return heard()
      }
      if (data.kind === 'pong') return this.#keepWatch()
      if (data.kind === 'dead' || data.kind === 'broken') return this.#end(new Gone('crashed', data.message))
      if (data.kind === 'part') this.#parts.push(...data.files)
      else this.#exchange?.listen(this.#joined(data))
    })
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault()
      this.#end(new Gone('crashed', event.message || 'The engine stopped.'))
    })
    this.#worker.addEventListener('messageerror', () => {
      this.#end(new Gone('crashed', 'A message of the engine could not be read.'))
    })
  }

  /** Gives the worker what its engine is made of; at the first call only. Resolves when it was sent. */
  load(parts: Parts[Dialect]): Promise<void> {
    this.#loaded ??= this.#hello.then(() =>
      this.#worker.postMessage({ kind: 'parts', parts } satisfies ToWorker),
    )
    return this.#loaded
  }

  /**
   * Sends a message and listens until `done` is called. Rejects with Gone when the worker ends before that.
   */
  async exchange<T>(
    message: ToWorker,
    listen: (message: ToPage, done: (result: T) => void) => void,
    transfer: ArrayBuffer[] = [],
  ): Promise<T> {
    if (this.#gone !== null) throw this.#gone
    if (!this.#greeted) await this.#hello // else it is sent before this returns
    clearTimeout(this.#watch)
    try {
      return await new Promise<T>((resolve, reject) => {
        if (this.#gone !== null) return reject(this.#gone)
        this.#exchange = { listen: (answer) => listen(answer, resolve), reject }
        this.#worker.postMessage(message, transfer)
      })
    } finally {
      this.#exchange = null
      if (this.#gone === null) this.#keepWatch()
    }
  }

  /** It has ended; nothing can be asked of it. */
  get gone(): boolean {
    return this.#gone !== null
  }

  /** Ends the worker. What is asked of it is rejected. */
  stop(): void {
    this.#end(new Gone('stopped', 'The engine was stopped.'))
  }

  #end(reason: Gone): void {
    if (this.#gone !== null) return
    this.#gone = reason
    clearTimeout(this.#watch)
    this.#worker.terminate()
    const exchange = this.#exchange
    this.#exchange = null
    if (exchange !== null) exchange.reject(reason)
    else if (reason.reason === 'crashed') this.oncrash(reason)
  }

  /** The message with all parts of its delta. */
  #joined(message: ToPage): ToPage {
    if ((message.kind !== 'ended' && message.kind !== 'opened') || message.delta === null) return message
    const files = [...this.#parts, ...message.delta.files]
    this.#parts = []
    return { ...message, delta: { ...message.delta, files } }
  }

  /** Asks an idle worker now and then whether it is there. A busy one is never asked, however long it takes. */
  #keepWatch(): void {
    clearTimeout(this.#watch)
    this.#watch = setTimeout(() => {
      if (this.#exchange !== null) return
      this.#worker.postMessage({ kind: 'ping' } satisfies ToWorker)
      const asked = performance.now()
      this.#watch = setTimeout(() => {
        // a page that slept or was throttled proves nothing: ask again
        const slept = performance.now() - asked > pongPatience * 1.2
        if (slept || document.visibilityState === 'hidden') this.#keepWatch()
        else this.#end(new Gone('crashed', 'The engine did not answer any more.'))
      }, pongPatience)
    }, pingEvery)
  }
}
