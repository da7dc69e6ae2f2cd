/** The playground's databases: several, of either engine, each opened when it is first looked at and saved as it changes. */
import { findDataset, type Dataset } from '../dataset/dataset'
import type { ImageFiles } from '../engine/image'
import type { OpenOptions } from '../engine/engine'
import type { Dialect } from '../sql/dialect'
import { loadSentence } from '../storage/contents'
import type { Database as Entry } from '../storage/databases'
import { pageStorage } from '../storage/page-storage'
import { Session } from '../workbench/session.svelte'
import { currentKey, first, readKept } from './kept'

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
      // what this tab had a claim on is gone
      await storage.contents.release(this.id)
    }
    const claim = await storage.contents.takeOver(this.id, this.#events())
    if (claim.kind !== 'owner') {
      this.notice = 'It could not be taken over. Reload the page to try again.'
      return true
    }
    const loaded = await storage.contents.load(this.id)
    if (loaded.kind === 'loaded') await this.session().restore(loaded.files)
    // nothing was ever saved of it: what was tried here goes
    if (loaded.kind === 'empty') await this.session().reset(this.seed())
    await storage.points.reread(this.id)
    // not before: what is run until then still runs on what this tab had, which must not be saved
    this.keeping = loaded.kind === 'empty' ? 'sample' : 'saved'
    return true
  }

  /** Ends the engine and keeps what it held; the next `session()` goes on from there. */
  suspend(): void {
    const session = this.#session
    if (session === null) return
    if (this.changed && session.opened) this.#files = session.connection.image
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

const memory = 'memory-'

/** An entry that is in memory only, because the browser keeps nothing for this page. */
function passing(entry: (typeof first)[number]): Entry {
  const now = Date.now()
  return {
    ...entry,
    id: `${memory}${now}-${entry.dialect}`,
    createdAt: now,
    changedAt: now,
    bytes: 0,
    deletedAt: null,
  }
}

/** A database for a query from outside, made from a sample; nothing of it is kept. */
export function passingDatabase(name: string, dialect: Dialect, sample: string): Database {
  return new Database(passing({ name, dialect, sample, base: null }), true)
}

/** Storage that does not answer must not keep the page from opening, ms. */
const patience = 1500

export class Databases {
  list = $state.raw<readonly Database[]>([])
  #currentId = $state('')
  /** one that came with a link, while its tab is shown */
  #visited = $state.raw<Database | null>(null)

  private constructor(entries: readonly Entry[], currentId: string | undefined) {
    this.list = entries.map((entry) => new Database(entry))
    this.#currentId = this.list.find(({ id }) => id === currentId)?.id ?? this.list[0]?.id ?? ''
    storage.databases.onChange(() => void this.#refresh())
  }

  /** What is stored, or at the first visit the samples. Never rejects, and answers within 1.5 s. */
  static async open(): Promise<Databases> {
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patience))
    const stored = readKept().databases
    void stored.then(() => storage.databases.purgeOld())
    const [list, current] = (await Promise.race([stored, late])) ?? [null, undefined]
    return new Databases(list ?? first.map(passing), current)
  }

  get current(): Database {
    return this.#visited ?? this.own(null)
  }

  /** The visitor's own database that a tab works in: this one, or the one that was chosen last. */
  own(id: string | null): Database {
    const found = this.#find(id) ?? this.#find(this.#currentId) ?? this.list[0]
    if (found === undefined) throw new Error('The playground always has a database')
    return found
  }

  #find(id: string | null): Database | undefined {
    return this.list.find((database) => database.id === id)
  }

  /** Shows a passing database in place of the current one; null goes back to that. */
  visit(database: Database | null): void {
    if (this.#visited?.dialect === 'postgres') this.#visited.suspend()
    this.#visited = database
    if (database?.dialect === 'postgres') this.#makeRoom(database)
  }

  choose(database: Database): void {
    this.visit(null)
    if (database.dialect === 'postgres') this.#makeRoom(database)
    this.#currentId = database.id
    storage.records.set(currentKey, database.id)
  }

  /** One PostgreSQL engine takes some 200 MB: the others are ended, but for one in which the visitor has begun something. */
  #makeRoom(database: Database): void {
    for (const other of this.list)
      if (other !== database && other.dialect === 'postgres' && other.opened?.idle === true) other.suspend()
  }

  /** The database of an engine that was made first; one made from the sales data where there is none. */
  async ofDialect(dialect: Dialect): Promise<Database> {
    const name = first.find((one) => one.dialect === dialect)?.name ?? 'sales'
    return this.list.find((database) => database.dialect === dialect) ?? this.create(name, dialect, 'sales')
  }

  /** Makes a database from a sample (null: nothing). A name that exists gets a number. */
  async create(name: string, dialect: Dialect, sample: string | null): Promise<Database> {
    const made = await storage.databases.create({ name, dialect, sample, base: null })
    const entry = made.ok ? made.value : passing({ name, dialect, sample: sample ?? '', base: null })
    const database = this.list.find(({ id }) => id === entry.id) ?? new Database(entry)
    if (!this.list.includes(database)) this.list = [...this.list, database]
    return database
  }

  async rename(database: Database, name: string): Promise<void> {
    const wanted = name.trim().slice(0, 60)
    if (wanted === '') return
    const renamed = await storage.databases.rename(database.id, wanted)
    database.name = renamed.ok && renamed.value !== null ? renamed.value : wanted
  }

  /** Puts a database away; `undoRemove` brings it back. The last one of all cannot go. */
  async remove(database: Database): Promise<boolean> {
    if (this.list.length < 2) return false
    const at = this.list.indexOf(database)
    // what is undone is claimed anew
    await storage.contents.release(database.id)
    await storage.databases.remove(database.id)
    database.suspend()
    this.list = this.list.filter((other) => other !== database)
    const next = this.list[Math.min(at, this.list.length - 1)]
    if (this.#currentId === database.id && next !== undefined) this.choose(next)
    return true
  }

  /** Ends one that is kept nowhere any more. */
  forget(database: Database): void {
    void storage.contents.release(database.id)
    database.suspend()
    this.list = this.list.filter((other) => other !== database)
  }

  async undoRemove(database: Database): Promise<void> {
    await storage.databases.undoRemove(database.id)
    if (!this.list.includes(database)) this.list = [...this.list, database]
    this.choose(database)
  }

  /** Ends every engine; for when the page is left. */
  suspend(): void {
    for (const database of this.list) database.suspend()
  }

  /** Another tab made, renamed or removed a database. */
  async #refresh(): Promise<void> {
    const result = await storage.databases.list()
    if (!result.ok) return
    const known = new Map(this.list.map((database) => [database.id, database]))
    const list = result.value.map((entry) => {
      const database = known.get(entry.id) ?? new Database(entry)
      database.name = entry.name
      return database
    })
    // what is open stays on the page until it is left, also when another tab removed it
    const open = this.list.filter((database) => database.opened !== null && !list.includes(database))
    for (const database of list)
      if (database.keeping === 'deleted' && !database.taking) database.keeping = 'elsewhere'
    for (const database of open) if (!database.id.startsWith(memory)) database.keeping = 'deleted'
    if (list.length + open.length > 0) this.list = [...list, ...open]
  }
}
