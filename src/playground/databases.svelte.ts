/** The playground's databases: several, of either engine, each opened when it is first looked at. */
import { findDataset, type Dataset } from '../dataset/dataset'
import type { Image } from '../engine/image'
import type { Dialect } from '../sql/dialect'
import { Session } from '../workbench/session.svelte'

export class Database {
  readonly dialect: Dialect
  readonly sample: Dataset
  readonly id: string
  name = $state('')
  /** a run may have changed it since it was made or reset */
  changed = $state(false)
  #session = $state.raw<Session | null>(null)
  /** what it held when its session was closed */
  #image: Image | null = null

  constructor(id: string, name: string, dialect: Dialect, sample: Dataset) {
    this.id = id
    this.name = name
    this.dialect = dialect
    this.sample = sample
  }

  /** The open session; opens it at the first call. */
  session(): Session {
    this.#session ??= new Session(
      this.dialect,
      this.#image === null
        ? { seed: this.sample.statements(this.dialect, new Date()) }
        : { image: this.#image },
    )
    return this.#session
  }

  get opened(): Session | null {
    return this.#session
  }

  /** Back to the sample it was made from. */
  async reset(): Promise<void> {
    await this.session().reset(this.sample.statements(this.dialect, new Date()))
    this.changed = false
  }

  /** Ends the engine and keeps what it held; the next `session()` goes on from there. */
  suspend(): void {
    if (this.#session === null) return
    this.#image = this.#session.connection.image
    this.#session.close()
    this.#session = null
  }
}

function sample(id: string): Dataset {
  const found = findDataset(id)
  if (found === undefined) throw new Error(`There is no dataset ${id}`)
  return found
}

export class Databases {
  list = $state.raw<readonly Database[]>([])
  #currentId = $state('')

  constructor() {
    const sales = sample('sales')
    this.list = [
      new Database('sales-sqlite', 'sales', 'sqlite', sales),
      new Database('sales-postgres', 'sales', 'postgres', sales),
    ]
    this.#currentId = 'sales-sqlite'
  }

  get current(): Database {
    const found = this.list.find((database) => database.id === this.#currentId) ?? this.list[0]
    if (found === undefined) throw new Error('The playground always has a database')
    return found
  }

  choose(database: Database): void {
    // one PostgreSQL engine takes some 200 MB: only one is open at a time
    if (database.dialect === 'postgres')
      for (const other of this.list) if (other !== database && other.dialect === 'postgres') other.suspend()
    this.#currentId = database.id
  }

  /** Switches to the first database of an engine. */
  chooseDialect(dialect: Dialect): void {
    const found = this.list.find((database) => database.dialect === dialect)
    if (found !== undefined) this.choose(found)
  }

  /** Makes a database from a sample and switches to it. A name that exists gets a number. */
  create(name: string, dialect: Dialect, sampleId: string): Database {
    const names = new Set(this.list.map((database) => database.name))
    let free = name
    for (let n = 2; names.has(free); n++) free = `${name} ${n}`
    const database = new Database(crypto.randomUUID(), free, dialect, sample(sampleId))
    this.list = [...this.list, database]
    this.choose(database)
    return database
  }

  /** Ends every engine; for when the page is left. */
  suspend(): void {
    for (const database of this.list) database.suspend()
  }
}
