import type { Connection } from '../engine/engine'
import type { Schema, Table } from '../engine/schema'
import type { Dialect } from '../sql/dialect'
import { planInto } from './into-table'
import { tableName } from './names'
import type { NewDatabase } from './new-database.svelte'
import { objection, planNew, type Plan, type PlanColumn } from './plan'
import type { RowsReading } from './rows-reading.svelte'

export type Target = 'new-table' | 'old-table' | 'database'

/** Where the rows of a file go: a table, new or there already, of the open database or of a new one. */
export class RowsGoal {
  target = $state<Target>('new-table')
  /** null where nothing can be imported yet */
  plan = $state.raw<Plan | null>(null)

  /** `schema`: of the database that is open, as `connection` has it. */
  constructor(
    readonly reading: RowsReading,
    readonly connection: Connection,
    readonly schema: Schema,
    readonly database: NewDatabase,
  ) {}

  get into(): Dialect {
    return (this.target === 'database' ? this.database : this.connection).dialect
  }

  get tables(): readonly Table[] {
    return this.schema.tables.filter(({ kind }) => kind === 'table')
  }

  /** The table that exists into which the rows would go. */
  get table(): Table | undefined {
    return this.target === 'old-table' ? this.#planned : undefined
  }

  get #planned(): Table | undefined {
    return this.tables.find(({ name, schema }) => name === this.plan?.table && schema === this.plan.schema)
  }

  /** What stands against importing now; null when nothing does. */
  get objection(): string | null {
    if (this.plan === null) return 'Nothing can be imported yet.'
    const isNew = this.target === 'database'
    if (this.connection.transaction !== 'none' && !isNew)
      return 'A transaction is open in this database. End it with COMMIT or ROLLBACK first.'
    return objection(this.plan, this.into) ?? (isNew ? this.database.objection : null)
  }

  /** Chooses where the rows go; a table that exists by its place among `tables`. */
  aim(target: Target, table = 0): void {
    this.target = target
    this.follow(this.tables[table])
  }

  /** Chooses the engine of a new database. */
  use(dialect: Dialect): void {
    this.database.dialect = dialect
    this.follow()
  }

  change(part: Partial<Plan>): void {
    if (this.plan !== null) this.plan = { ...this.plan, ...part }
  }

  /** Changes where one column of the file goes; null leaves it out. */
  changeColumn(from: number, column: Omit<PlanColumn, 'from'> | null): void {
    if (this.plan === null) return
    const others = this.plan.columns.filter((each) => each.from !== from)
    const columns =
      column === null ? others : [...others, { ...column, from }].sort((a, b) => a.from - b.from)
    this.change({ columns })
  }

  /** Plans anew for what was read, into the table of before where another is not named. */
  follow(table?: Table): void {
    const { source, seen, file } = this.reading
    if (source === null || seen === null) {
      this.plan = null
      return
    }
    const chosen = this.target === 'old-table' ? (table ?? this.#planned ?? this.tables[0]) : undefined
    const beside = this.target === 'database' ? null : this.schema
    this.plan =
      chosen !== undefined
        ? planInto(source, chosen, this.into, seen)
        : planNew(source, seen, tableName(file.name), this.into, beside)
  }
}
