import type { Connection } from '../engine/engine'
import { dialectName, type Dialect } from '../sql/dialect'
import type { Progress } from './progress.svelte'
import { openScratch } from './scratch'

/** One press of Import: what it says meanwhile, the database that it makes beside the open ones, and how it is stopped. */
export class ImportRun {
  readonly #stop = new AbortController()
  /** the database that is made */
  scratch: Connection | null = null

  constructor(readonly progress: Progress) {}

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  async open(dialect: Dialect, files?: Parameters<typeof openScratch>[1]): Promise<Connection> {
    this.progress.doing = `Starting ${dialectName[dialect]}`
    return (this.scratch = await openScratch(dialect, files))
  }

  stop(): void {
    this.#stop.abort()
    this.close()
  }

  close(): void {
    this.scratch?.close()
    this.scratch = null
  }
}
