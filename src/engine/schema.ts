/** The live schema of a database, the same shape for both engines. Names are as stored, not quoted. */
export interface Schema {
  readonly tables: readonly Table[]
  /** what the user made beside tables; PostgreSQL only */
  readonly others?: readonly Other[]
}

/** A function, procedure or type of the user. */
export interface Other {
  readonly schema: string
  readonly name: string
  readonly kind: 'function' | 'procedure' | 'type'
  /** of a routine its arguments with parentheses: `(a integer, b text)`; of a type what it is: `enum`, `domain` … */
  readonly detail: string
}

export interface Table {
  /** `main`, `temp` or an attached name in SQLite; the schema's name in PostgreSQL */
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'view' | 'materialized view' | 'virtual table'
  /** its rows are in its partitions; PostgreSQL only */
  readonly partitioned?: boolean
  /** the tables that have its rows among theirs, and whether it is a partition of them or inherits; PostgreSQL only */
  readonly parents?: {
    readonly how: 'partition' | 'inherits'
    readonly tables: readonly Pick<Table, 'schema' | 'name'>[]
  }
  /** rows, where counting them is cheap; null for views and where it would take long */
  readonly rows: number | null
  readonly columns: readonly TableColumn[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly indexes: readonly Index[]
  readonly triggers: readonly Trigger[]
  /** the texts of the CHECK constraints */
  readonly checks: readonly string[]
}

export interface TableColumn {
  readonly name: string
  /** as declared: `varchar(100)`, `DECIMAL(10,2)`; '' where SQLite has none */
  readonly type: string
  readonly notNull: boolean
  /** place in the primary key counted from 1; 0 when not part of it */
  readonly primaryKey: number
  readonly default: string | null
  /** the table computes it, and nothing can be written into it */
  readonly generated?: boolean
}

export interface ForeignKey {
  readonly columns: readonly string[]
  readonly toTable: string
  readonly toColumns: readonly string[]
  readonly onDelete: string
  readonly onUpdate: string
}

export interface Index {
  readonly name: string
  readonly unique: boolean
  /** column names, or the text of an expression */
  readonly columns: readonly string[]
}

export interface Trigger {
  readonly name: string
  readonly sql: string
}
