/** The playground's databases: several, of either engine. */
import type { Dialect } from '../sql/dialect'
import type { Database as Entry } from '../storage/databases'
import { pageStorage } from '../storage/page-storage'
import { Database } from './database.svelte'
import { currentKey, first, readKept } from './kept'

const storage = pageStorage()
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
  /** engines whose first database is being made */
  readonly #making = new Map<Dialect, Promise<Database>>()
  /** ids of what was deleted here, and storage has not heard yet */
  readonly #going = new Set<string>()

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
    const found = this.list.find((database) => database.dialect === dialect) ?? this.#making.get(dialect)
    if (found !== undefined) return found
    const making = this.create(name, dialect, 'sales').finally(() => this.#making.delete(dialect))
    this.#making.set(dialect, making)
    return making
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

  /**
   * Puts a database away, in the list at once; `undoRemove` brings it back when storage has answered. The last one of all
   * cannot go.
   */
  async remove(database: Database): Promise<boolean> {
    const at = this.list.indexOf(database)
    if (this.list.length < 2 || at < 0) return false
    this.#going.add(database.id)
    this.list = this.list.filter((other) => other !== database)
    const next = this.list[Math.min(at, this.list.length - 1)]
    if (this.#currentId === database.id && next !== undefined) this.choose(next)
    // what is undone is claimed anew
    await storage.contents.release(database.id)
    await storage.databases.remove(database.id)
    database.suspend()
    this.#going.delete(database.id)
    return true
  }

  /** Ends one that is kept nowhere any more. */
  forget(database: Database): void {
    void storage.contents.release(database.id)
    database.suspend()
    this.list = this.list.filter((other) => other !== database)
  }

  async undoRemove(database: Database): Promise<Database> {
    await storage.databases.undoRemove(database.id)
    if (!this.list.includes(database)) this.list = [...this.list, database]
    // another tab had it: who brings it back goes on with what was saved last
    if (!database.ours) await database.takeOver()
    return database
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
    const there = result.value.filter(({ id }) => !this.#going.has(id))
    const list = there.map((entry) => {
      const database = known.get(entry.id) ?? new Database(entry)
      database.name = entry.name
      return database
    })
    // what is open stays on the page until it is left, also when another tab removed it
    const open = this.list.filter((database) => database.opened !== null && !list.includes(database))
    for (const database of list)
      if (database.keeping === 'deleted' && !database.taking) database.keeping = 'elsewhere'
    for (const database of open)
      if (!database.id.startsWith(memory) && database.keeping !== 'deleted') {
        database.keeping = 'deleted'
        void storage.contents.release(database.id)
      }
    if (list.length + open.length > 0) this.list = [...list, ...open]
  }
}
