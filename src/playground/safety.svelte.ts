/** How safe the visitor's work is in this browser, in words; and all of it as a file. */
import { pageStorage } from '../storage/page-storage'
import { sentence, type StorageState } from '../storage/state'
import type { Databases } from './databases.svelte'

const { store } = pageStorage()

export class Safety {
  #storage = $state.raw<StorageState>(store.state)
  readonly #databases: Databases
  readonly #say: (sentence: string) => void

  /** `say` takes a sentence on how a download went. */
  constructor(databases: Databases, say: (sentence: string) => void) {
    this.#databases = databases
    this.#say = say
    store.onState((state) => {
      this.#storage = state
    })
  }

  /** What to say about storage; null where there is nothing to say. */
  get sentence(): string | null {
    return sentence(this.#storage)
  }

  /** Whether the file of everything is the safe place now. */
  get unsafe(): boolean {
    const { kind } = this.#storage
    return kind === 'unavailable' || kind === 'full'
  }

  /** Where the current database is kept, in words for the status line. */
  get kept(): string {
    const { keeping, ours } = this.#databases.current
    if (keeping === 'sample') return ''
    if (!ours || keeping === 'memory' || this.#storage.kind === 'opening' || this.unsafe) return 'Not saved'
    return keeping === 'saving' ? 'Saving' : 'Saved in this browser'
  }

  /** Gives the visitor all there is as one file; its name. */
  async everything(): Promise<string> {
    const { exportEverything } = await import('./everything')
    return exportEverything(this.#databases.list)
  }

  /** The same; says how it went and gives that sentence. Never rejects. */
  async download(): Promise<string> {
    const said = await this.everything().then(
      (name) => `Exported ${name}.`,
      (error: unknown) => `Not exported. ${error instanceof Error ? error.message : String(error)}`,
    )
    this.#say(said)
    return said
  }
}
