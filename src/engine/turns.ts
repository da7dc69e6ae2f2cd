/** What is asked of one database goes one after the other. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()
  #count = 0

  /** Does it at once where nothing else is on, so that what is sent to a worker then is on its way before the page changes. */
  next<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#count === 0 ? task() : this.#last.then(task)
    this.#count++
    const ended = (): void => void this.#count--
    this.#last = turn.then(ended, ended)
    return turn
  }
}
