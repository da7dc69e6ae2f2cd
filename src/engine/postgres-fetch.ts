import { BatchBuilder } from './batch-builder'
import type { Limits, RowSink, SqlError } from './engine'
import { reading, wholeCell } from './postgres-cells'
import * as said from './postgres-message'
import { lengthAt } from './postgres-wire'
import type { Column } from './value'

const laterBytes = 4 * 1024 * 1024

/** What a statement says of itself when it ends. */
export interface Tag {
  readonly command: string
  readonly count: number | null
}
export interface Ran {
  readonly tag: Tag | null
  readonly rows: number | null
  readonly more: boolean
}

/** What the catalog tells of a column's type: the name in pg_type, and the values of an enum in their order. */
export interface TypeOf {
  readonly name: string
  readonly labels?: readonly string[]
}

/** What one statement sends back, from its description to its last row. */
export class Fetch {
  error: SqlError | null = null
  described = false
  suspended = false
  /** the statement ended, by itself or by an error */
  over = false
  more = false
  oids: number[] = []
  #names: string[] = []
  #types: string[] = []
  #labels: TypeOf['labels'][] = []
  #batches: BatchBuilder | null = null
  #headed = false
  #keeping = true
  #copies = false
  #tag: Tag | null = null

  constructor(
    readonly limits: Limits,
    readonly sink: RowSink,
    readonly explain: (fields: ReadonlyMap<string, string>) => SqlError,
  ) {}

  get ran(): Ran {
    return { tag: this.#tag, rows: this.#batches?.total ?? null, more: this.more }
  }

  /** Rows to ask for: as many as fill a batch, and one more than the cap to know whether there are more. */
  get nextPage(): number {
    const total = this.#batches?.total ?? 0
    const average = Math.max(1, (this.#batches?.bytes ?? 0) / Math.max(total, 1))
    const wanted = Math.min(16_384, Math.max(1, Math.floor(laterBytes / average)))
    return Math.min(wanted, Math.max(this.limits.rows - total, 0) + 1)
  }

  /** Columns are known, with their types. */
  begin(types: readonly TypeOf[]): void {
    if (this.#names.length === 0 && !this.#withColumns) return
    this.#types = types.map((type) => type.name)
    this.#labels = types.map((type) => type.labels)
    this.#batches = new BatchBuilder(this.#names.length)
  }

  #withColumns = false

  receive(type: string, bytes: Uint8Array, from: number, to: number): void {
    switch (type) {
      case 'D':
        return this.#row(bytes, from)
      case 'T': {
        const columns = said.rowFields(bytes, from)
        this.#names = columns.map((column) => column.name)
        this.oids = columns.map((column) => column.oid)
        this.#withColumns = this.described = true
        return
      }
      case 'n':
        this.described = true
        return
      case 'C':
        this.#tag = said.tag(bytes, from, to)
        this.over = true
        return
      case 's':
        this.suspended = this.over = true
        return
      case 'I':
        this.#tag = { command: '', count: null }
        this.over = true
        return
      case 'E':
        this.error ??= this.explain(said.fields(bytes, from, to))
        this.over = true
        return
      case 'H':
        // COPY … TO STDOUT: its lines are shown as rows of one column
        this.#copies = true
        this.#names = ['COPY']
        this.#types = [bytes[from] === 1 ? 'bytea' : 'text']
        this.#batches = new BatchBuilder(1)
        return
      case 'd':
        return this.#line(bytes, from, to)
    }
  }

  /** Gives the rows that are left, and the columns of a result that has none. */
  finish(): void {
    if (this.#batches === null) return
    if (this.#batches.rows > 0 || (!this.#headed && this.error === null)) this.#send(this.#batches)
  }

  /** Columns go with the first rows: a page that drew them alone would draw twice, beside an engine at work. */
  #send(batches: BatchBuilder): void {
    const batch = batches.take()
    if (!this.#headed) this.#head(batch.rowCount > 0)
    if (batch.rowCount > 0) this.sink.rows(batch)
  }

  #head(rowsFollow: boolean): void {
    this.#headed = true
    const columns = this.#names.map((name, i): Column => {
      const type = this.#types[i] ?? ''
      // the catalog calls an array of int4 _int4
      const column = { name, type: type.replace(/^_(.+)/, '$1[]'), kind: reading(type).kind }
      const labels = this.#labels[i]
      return labels ? { ...column, labels } : column
    })
    this.sink.head(columns, rowsFollow)
  }

  #full(batches: BatchBuilder): boolean {
    if (batches.total >= this.limits.rows || batches.bytes >= this.limits.bytes) this.more = true
    return this.more
  }

  #row(bytes: Uint8Array, from: number): void {
    const batches = this.#batches
    if (batches === null || this.#full(batches)) return
    let at = from + 2
    let taken = 0
    for (let i = 0; i < batches.width; i++) {
      const length = lengthAt(bytes, at)
      at += 4
      if (length < 0) batches.columns[i]?.null()
      else {
        taken += this.#cell(batches, i, bytes, at, at + length)
        at += length
      }
    }
    if (batches.endRow(taken + batches.width * 8)) this.#send(batches)
  }

  #cell(batches: BatchBuilder, i: number, bytes: Uint8Array, from: number, to: number): number {
    const column = batches.columns[i]
    const type = this.#types[i] ?? ''
    if (column === undefined) return 0
    const whole = reading(type).add(column, bytes, from, to, this.limits.cell)
    if (whole < 0) return to - from
    batches.shortened(i, whole)
    if (this.#keeping) {
      const cell = wholeCell(type, bytes, from, to)
      this.#keeping = this.sink.keep(batches.total, i, cell.bytes, cell.text)
    }
    return this.limits.cell
  }

  #line(bytes: Uint8Array, from: number, to: number): void {
    const batches = this.#batches
    if (batches === null || this.#full(batches)) return
    const end = this.#copies && this.#types[0] === 'text' && bytes[to - 1] === 10 ? to - 1 : to
    const column = batches.columns[0]
    if (this.#types[0] === 'bytea') column?.value(bytes.slice(from, to))
    else this.#cell(batches, 0, bytes, from, end)
    if (batches.endRow(to - from)) this.#send(batches)
  }
}
