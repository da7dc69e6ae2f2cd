/**
 * Saves one database as it changes: the newest state wins, one save is under way at most, and a state waits less than a
 * second. A thousand changes in a row neither make a thousand saves nor put the save off for ever.
 */
export interface SaveQueueOptions<State, Answer> {
  readonly write: (state: State) => Promise<Answer>
  /** milliseconds from the start of one save to the start of the next */
  readonly pause?: number
  readonly now?: () => number
  /** calls `work` after `ms`; returns what cancels it */
  readonly later?: (ms: number, work: () => void) => () => void
}

export class SaveQueue<State, Answer> {
  readonly #options: Required<SaveQueueOptions<State, Answer>>
  #waiting: { readonly state: State; readonly answer: PromiseWithResolvers<Answer> } | null = null
  #running: Promise<unknown> | null = null
  #cancel: (() => void) | null = null
  #startedAt = Number.NEGATIVE_INFINITY

  constructor(options: SaveQueueOptions<State, Answer>) {
    this.#options = { pause: 900, now: () => performance.now(), later: timer, ...options }
  }

  /** Resolves with the answer of the save that held this state or a newer one. */
  save(state: State): Promise<Answer> {
    const answer = this.#waiting?.answer ?? withResolvers<Answer>()
    this.#waiting = { state, answer }
    this.#schedule()
    return answer.promise
  }

  /** Saves what waits without a pause; resolves when nothing waits any more. */
  async flush(): Promise<void> {
    while (this.#waiting !== null || this.#running !== null) {
      if (this.#running === null) this.#start()
      await this.#running
    }
  }

  #schedule(): void {
    if (this.#running !== null || this.#cancel !== null) return
    const wait = this.#startedAt + this.#options.pause - this.#options.now()
    if (wait <= 0) this.#start()
    else this.#cancel = this.#options.later(wait, () => this.#start())
  }

  #start(): void {
    this.#cancel?.()
    this.#cancel = null
    const waiting = this.#waiting
    if (waiting === null || this.#running !== null) return
    this.#waiting = null
    this.#startedAt = this.#options.now()
    this.#running = this.#options
      .write(waiting.state)
      .then(waiting.answer.resolve, waiting.answer.reject)
      .finally(() => {
        this.#running = null
        if (this.#waiting !== null) this.#schedule()
      })
  }
}

function timer(ms: number, work: () => void): () => void {
  const id = setTimeout(work, ms)
  return () => clearTimeout(id)
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let [resolve, reject]: [(value: T) => void, (reason: unknown) => void] = [() => undefined, () => undefined]
  const promise = new Promise<T>((yes, no) => {
    ;[resolve, reject] = [yes, no]
  })
  return { promise, resolve, reject }
}
