import { dialectName } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import { textsOf } from './ask'
import { besides, computedExpression, countOthers, type Computed } from './copy-computed'
import { leaveDoubts } from './copy-doubts'
import type { CopyColumn, CopyTable, Leave } from './copy-model'
import { Failed, type CopyTarget } from './copy-target'
import { toPostgres } from './copy-to-postgres'
import { toSqlite } from './copy-to-sqlite'

/** The generated columns of a table: computed in the copy where that gives the source's values, else plain. */
export class GeneratedColumns {
  /** those that are plain ones in the copy */
  readonly #plain = new Set<CopyColumn>()
  /** those that the copy computes, as it was made last */
  computed: readonly Computed[] = []

  constructor(
    readonly table: CopyTable,
    readonly into: CopyTarget,
    readonly leave: Leave,
  ) {}

  /** Writes the columns that the copy can compute in place of the plain ones, with those to compare them behind. */
  async declare(lines: string[]): Promise<void> {
    const { table, into } = this
    const { dialect } = into.to
    const able: CopyColumn[] = []
    for (const [i, column] of table.columns.entries()) {
      if (column.computed === null || this.#plain.has(column)) continue
      const { name, type, notNull } = column
      const line = `${quoteName(name, dialect)} ${type} GENERATED ALWAYS AS (${this.#expression(column)}) STORED${notNull ? ' NOT NULL' : ''}`
      const key = table.primaryKey.includes(name) ? [`PRIMARY KEY (${quoteName(name, dialect)})`] : []
      const why = await into.refusesTable([...lines.slice(0, i), line, ...lines.slice(i + 1), ...key])
      if (why !== null) {
        this.#asValues(column, `${dialectName[dialect]} says: ${why}`)
        continue
      }
      lines[i] = line
      able.push(column)
    }
    this.computed = besides(table, able)
    for (const { beside } of this.computed) lines.push(`${quoteName(beside.name, dialect)} ${beside.type}`)
  }

  /** Whether the copy computes what the source did; then what was kept to compare goes. */
  async agree(): Promise<boolean> {
    const { to } = this.into
    const name = quoteName(this.table.name, to.dialect)
    let same = true
    for (const each of this.computed) {
      const [[others] = []] = await textsOf(to, countOthers(name, each, to.dialect)).catch(
        (error: unknown) => {
          throw new Failed(error instanceof Error ? error.message : String(error))
        },
      )
      if (others === '0') continue
      same = false
      this.#asValues(each.column, `its expression gives other values in ${dialectName[to.dialect]}`)
    }
    if (!same) return false
    for (const { column, beside } of this.computed) {
      await this.into.must(`ALTER TABLE ${name} DROP COLUMN ${quoteName(beside.name, to.dialect)}`)
      const { columns, from } = this.table
      leaveDoubts(`column ${column.from} of ${from}`, column.computed ?? '', to.dialect, columns, this.leave)
    }
    return true
  }

  /**
   * Gives up computing the columns whose expressions fail for a row, as `message` says of one: each is tried beside its
   * values. `refill`: makes the table again with plain columns and their values.
   */
  async giveUp(message: string, refill: () => Promise<unknown>): Promise<void> {
    const { computed, into } = this
    const { dialect } = into.to
    for (const { column } of computed) this.#plain.add(column)
    if (computed.length > 1) await refill()
    const name = quoteName(this.table.name, dialect)
    let found = 0
    for (const { column } of computed) {
      const own = `(${this.#expression(column)})`
      const why =
        computed.length === 1
          ? message
          : await into.refusal(countOthers(name, { column, beside: column }, dialect, own))
      if (why === null) this.#plain.delete(column)
      else this.#asValues(column, why)
      found += why === null ? 0 : 1
    }
    if (found === 0) for (const { column } of computed) this.#asValues(column, message)
  }

  /** What a generated column computes, in the words of the copy. */
  #expression({ computed, type }: CopyColumn): string {
    const { dialect } = this.into.to
    const text = computed ?? 'NULL'
    const own = dialect === 'postgres' ? toPostgres(text, this.table.columns) : toSqlite(text)
    return computedExpression(own, type, dialect)
  }

  #asValues(column: CopyColumn, why: string): void {
    this.#plain.add(column)
    this.leave(
      `column ${column.from} of ${this.table.from}`,
      `It is computed no more, and its values were copied as they are: ${why.replace(/\.$/, '')}.`,
    )
  }
}
