import { freeName } from '../storage/name'
import type { Dialect } from '../sql/dialect'

/** The database that an import makes: its name and its engine, as the visitor chooses them. */
export class NewDatabase {
  name = $state('')
  dialect = $state<Dialect>('sqlite')
  readonly #taken: ReadonlySet<string>

  /** `taken`: names of the databases that are there. */
  constructor(name: string, dialect: Dialect, taken: readonly string[]) {
    this.#taken = new Set(taken)
    this.name = freeName(name, this.#taken)
    this.dialect = dialect
  }

  /** The name without the blanks around it. */
  get title(): string {
    return this.name.trim()
  }

  /** What stands against making it now; null when nothing does. */
  get objection(): string | null {
    const { title } = this
    if (this.#taken.has(title)) return `There is a database called ${title}. Give this one another name.`
    return title === '' ? 'Give the database a name.' : null
  }
}
