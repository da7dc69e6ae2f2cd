/** One database of the playground: opened when it is first looked at and saved as it changes. */
import type { Dataset } from '../dataset/dataset'
import { findDataset } from '../dataset/datasets'
import type { ImageFiles } from '../engine/image'
import type { OpenOptions } from '../engine/engine'
import type { Dialect } from '../sql/dialect'
import { loadSentence } from '../storage/contents'
import type { Database as Entry } from '../storage/databases'
import { pageStorage } from '../storage/page-storage'
import { Session } from '../workbench/session.svelte'

/**
 * Where what the visitor changed is: nowhere yet, in this browser, only in this tab, or in another tab's hands, which may
 * have deleted it.
 */
export type Keeping = 'sample' | 'saving' | 'saved' | 'memory' | 'elsewhere' | 'deleted'

const storage = pageStorage()

export class Database {
  readonly id: string
  readonly dialect: Dialect
  /** what it was made from; null when it was imported or begun empty */
  readonly sample: Dataset | null
  /** it lives in memory only, is in no list, and storage never hears of it */
  readonly passing: boolean
  name = $state('')
  keeping = $state<Keeping>('sample')
  /** a sentence about how it was opened: damaged, fallen back, not readable; '' when all is well */
  notice = $state('')
  #session = $state.raw<Session | null>(null)
  /** what it holds while its engine is closed; null: ask storage */
  #files: ImageFiles | null = null
  /** what was read from storage, as long as nothing came after it: it is there already */
  #read: ImageFiles | null = null
  #save: Promise<boolean> = Promise.resolve(false)

  constructor(entry: Entry, passing = false) {
    this.id = entry.id
    this.passing = passing
    this.name = entry.name
    this.dialect = entry.dialect
    this.sample = entry.sample === null ? null : (findDataset(entry.sample) ?? null)
    if (entry.bytes > 0) this.keeping = 'saved'
  }

  /** Whether it differs from what it was made from. */
  get changed(): boolean {
    return this.keeping !== 'sample'
  }

  get opened(): Session | null {
    return this.#session
  }

  /** The open session; opens it at the first call. */
  session(): Session {
    if (this.#session !== null) return this.#session
    const session = new Session(this.dialect, this.#open())
    this.#session = session
    session.connection.onImage((image) => {
      if (image.files === this.#read?.files) return
      this.#read = null
      // while it is seeded it is still the sample
      if (session.connection.status.kind === 'running' || this.changed) this.#keep(session)
    })
    return session
  }

  /** Statements that make its sample again, dated on today. */
  seed(): string[] {
    return this.sample?.statements(this.dialect, new Date()) ?? []
  }

  /** Back to the sample it was made from. */
  async reset(): Promise<void> {
    const session = this.session()
    await session.reset(this.seed())
    this.#keep(session)
  }

  /** Puts files in place of what it holds: undo, or a database that comes from outside. */
  async replace(files: ImageFiles): Promise<void> {
    if (this.#session !== null) await this.#session.restore(files)
    else {
      this.#files = files
      await this.session().refreshSchema()
    }
    this.#keep(this.session())
  }

  /** When the save that is on has ended; whether what it held at this call is stored. */
  saved(): Promise<boolean> {
    return this.#save
  }

  /** What it holds on this page: null where that is still its sample, undefined where only storage has it. */
  async held(): Promise<ImageFiles | null | undefined> {
    if (!this.changed) return null
    const { connection } = this.#session ?? {}
    if (connection !== undefined && connection.image.files.size > 0) return connection.storable()
    return this.#files ?? undefined
  }

  /** on its way to this tab: until it is here it is said to be where it was */
  taking = false

  /** What is done to it here is kept, in this browser or at least in memory. */
  get ours(): boolean {
    return this.keeping !== 'elsewhere' && this.keeping !== 'deleted'
  }

  /**
   * Another tab owns it, or deleted it: this one becomes the owner, with what was saved last. False where it was deleted
   * for good, and only this tab has what it held.
   */
  async takeOver(): Promise<boolean> {
    this.taking = true
    try {
      return await this.#takeOver()
    } finally {
      this.taking = false
    }
  }

  async #takeOver(): Promise<boolean> {
    if (this.keeping === 'deleted') {
      const back = await storage.databases.undoRemove(this.id)
      if (back.ok && !back.value) return false
    }
    // what this tab may still have a claim on was taken or deleted since
    await storage.contents.release(this.id)
    const claim = await storage.contents.takeOver(this.id, this.#events())
    if (claim.kind === 'elsewhere') return this.#leave()
    if (claim.kind !== 'owner') {
      this.notice = 'It could not be taken over. Reload the page to try again.'
      return true
    }
    const loaded = await storage.contents.load(this.id)
    if (loaded.kind === 'loaded') await this.session().restore(loaded.files)
    // nothing was ever saved of it: what was tried here goes
    if (loaded.kind === 'empty') await this.session().reset(this.seed())
    await storage.points.reread(this.id)
    // a third tab was faster
    if (!storage.contents.owns(this.id)) return this.#leave()
    // not before: what is run until then still runs on what this tab had, which must not be saved
    this.keeping = loaded.kind === 'empty' ? 'sample' : 'saved'
    return true
  }

  /** An import put something in the place of the untouched sample. */
  async refilled(): Promise<void> {
    if (this.#session !== null) await this.takeOver()
    else {
      await storage.contents.release(this.id)
      this.keeping = 'saved'
    }
  }

  #leave(): true {
    this.keeping = 'elsewhere'
    return true
  }

  /** Ends the engine and keeps what it held; the next `session()` goes on from there. */
  suspend(): void {
    const session = this.#session
    if (session === null) return
    const { image } = session.connection
    // while it is reset there are none
    if (this.changed && session.opened && image.files.size > 0) this.#files = image
    session.close()
    this.#session = null
  }

  async #open(): Promise<OpenOptions> {
    if (this.passing) return this.#files === null ? { seed: this.seed() } : { image: this.#files }
    const { contents } = storage
    // only the owner can save, also what came from outside; what another tab took stays with it
    if (this.ours) {
      const claim = await contents.claim(this.id, this.#events())
      if (claim.kind === 'elsewhere') this.keeping = 'elsewhere'
    }
    if (this.#files !== null) return { image: this.#files }
    const loaded = await contents.load(this.id)
    this.notice = loadSentence(loaded, this.name) ?? ''
    if (loaded.kind !== 'loaded') return { seed: this.seed() }
    if (this.keeping === 'sample') this.keeping = 'saved'
    // an older state or the second copy becomes the newest one
    if (loaded.generation > 0 && loaded.damaged.length === 0) this.#read = loaded.files
    return { image: loaded.files }
  }

  #events() {
    return {
      leaving: async () => {
        await this.#save
      },
      taken: () => {
        if (this.ours) this.keeping = 'elsewhere'
      },
    }
  }

  /** Saves what the connection reported, in order; the newest wins. */
  #keep(session: Session): void {
    if (!this.ours) return
    if (this.passing) {
      this.keeping = 'memory'
      return
    }
    this.keeping = 'saving'
    const { connection } = session
    const save = connection
      .storable()
      .then((files) => storage.contents.save(this.id, files))
      .then(
        ({ kind }) => kind === 'saved',
        () => false,
      )
      .then((saved) => {
        // an older save that ends says nothing about the newest state
        if (this.#save === save && this.keeping === 'saving') this.keeping = saved ? 'saved' : 'memory'
        return saved
      })
    this.#save = save
  }
}
