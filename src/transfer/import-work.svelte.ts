/** One import from its file to its report. Nothing of what is open changes before the last step, and then all or nothing. */
import type { Connection } from '../engine/engine'
import type { Image } from '../engine/image'
import type { Schema, Table } from '../engine/schema'
import { dialectName, type Dialect } from '../sql/dialect'
import { UnclosedQuote } from './csv'
import { guessCsv, openCsv, type CsvOptions } from './csv-source'
import { detect, foundAs, type Found } from './detect'
import { readText } from './encoding'
import { inspect, missingModules } from './import-sqlite'
import { failedReport, loadReport, scriptReport, type ImportReport } from './import-report'
import { planInto } from './into-table'
import { openJson, openNdjson } from './json-source'
import { load } from './load'
import { fromMysql } from './mysql-script'
import { freeName } from '../storage/name'
import { tableName } from './names'
import { objection, planNew, type Plan, type PlanColumn } from './plan'
import { runScript } from './run-script'
import { scan, type Scan } from './scan'
import { openScratch } from './scratch'
import { TransferError, type TableSource } from './source'
import { storedSqlite } from './stored'
import { storedPostgres } from './tar'
import type { TextKind } from './text-kind'
import { openSheet, readSheets, sheetHasHeader, type Sheet } from './xlsx-source'

export type Target = 'new-table' | 'old-table' | 'database'

export interface ImportEvents {
  /** a database was made: the page keeps it and opens it */
  database(name: string, dialect: Dialect, image: Image): void
  done(report: ImportReport): void
  /** the file is everything of a Tandem page: the page closes the dialog and takes it; without this it is refused */
  archive?(file: File): void
}

const words = (error: unknown) => (error instanceof Error ? error.message : String(error))

export class ImportWork {
  /** with what its -wal file holds, and without what its -journal takes back */
  file: File
  /** the database that is open on the page */
  readonly connection: Connection
  step = $state<'looking' | 'refused' | 'rows' | 'script' | 'file' | 'working' | 'damaged' | 'report'>(
    'looking',
  )
  /** what is being done, and how far it is, 0 to 1 */
  doing = $state('Looking at the file')
  share = $state(0)
  found = $state.raw<Found | null>(null)
  sentence = $state('')
  report = $state.raw<ImportReport | null>(null)

  csv = $state.raw<CsvOptions | null>(null)
  /** a quote in the file seems never to be closed */
  hasOpenQuote = $state(false)
  sheets = $state.raw<readonly Sheet[]>([])
  sheet = $state(0)
  /** whether the first row of a sheet, or the first array, holds the names; null as the source guesses */
  header = $state<boolean | null>(null)
  source = $state.raw<TableSource | null>(null)
  seen = $state.raw<Scan | null>(null)
  plan = $state.raw<Plan | null>(null)
  target = $state<Target>('new-table')
  schema = $state.raw<Schema | null>(null)

  /** of a new database */
  name = $state('')
  dialect = $state<Dialect>('sqlite')
  repair = $state(false)
  script = $state.raw('')
  readonly #events: ImportEvents
  /** the visitor is asked about a damaged file: it stays open meanwhile */
  #asks = false
  /** where Import was pressed */
  #from: 'rows' | 'script' | 'file' | null = null
  readonly #beside: readonly File[]
  readonly #taken: readonly string[]
  #stop = new AbortController()
  #scratch: Connection | null = null

  /** `beside`: the -wal and -journal files that came with a SQLite database; `taken`: names of the databases that are there */
  constructor(
    file: File,
    connection: Connection,
    events: ImportEvents,
    beside: readonly File[] = [],
    taken: readonly string[] = [],
  ) {
    this.file = file
    this.#beside = beside
    this.connection = connection
    this.#events = events
    this.dialect = connection.dialect
    this.#taken = taken
    this.name = freeName(tableName(file.name), new Set(taken))
  }

  /** Where the rows would go. */
  get into(): Dialect {
    return this.target === 'database' ? this.dialect : this.connection.dialect
  }

  get tables(): readonly Table[] {
    return this.schema?.tables.filter(({ kind }) => kind === 'table') ?? []
  }

  /** The table that exists into which the rows would go. */
  get table(): Table | undefined {
    const { plan, target } = this
    if (target !== 'old-table' || plan === null) return undefined
    return this.tables.find(({ name, schema }) => name === plan.table && schema === plan.schema)
  }

  /** What stands against importing now; null when nothing does. */
  get objection(): string | null {
    if (this.step === 'rows') {
      if (this.plan === null || this.source === null) return 'Nothing can be imported yet.'
      if (this.connection.transaction !== 'none' && this.target !== 'database') {
        return 'A transaction is open in this database. End it with COMMIT or ROLLBACK first.'
      }
      return objection(this.plan, this.into) ?? (this.target === 'database' ? this.#nameObjection : null)
    }
    return this.#nameObjection
  }

  get #nameObjection(): string | null {
    const name = this.name.trim()
    if (this.#taken.includes(name)) return `There is a database called ${name}. Give this one another name.`
    return name === '' ? 'Give the database a name.' : null
  }

  /** Tells what the file is and prepares the next step. */
  async look(): Promise<void> {
    await this.#trying(async () => {
      await this.#prepare(await this.#detect())
    })
  }

  /** As what kind of text the file is read; null where it is none. */
  get textKind(): TextKind | null {
    const { found } = this
    if (found === null) return null
    const { kind } = found
    return kind === 'csv' || kind === 'json' || kind === 'ndjson' || kind === 'sql' ? kind : null
  }

  /** Reads a text as another kind than it was taken for, from the beginning. */
  async readAs(kind: TextKind): Promise<void> {
    this.#stop.abort()
    this.#stop = new AbortController()
    this.csv = this.source = this.seen = this.plan = this.header = null
    this.hasOpenQuote = false
    this.sentence = ''
    this.target = 'new-table'
    this.doing = 'Looking at the file'
    this.share = 0
    this.step = 'looking'
    await this.#trying(async () => this.#prepare(await foundAs(this.file, kind)))
  }

  async #prepare(found: Found): Promise<void> {
    const { signal } = this.#stop
    this.found = found
    switch (found.kind) {
      case 'refused':
        throw new TransferError(found.sentence)
      case 'archive':
        if (this.#events.archive !== undefined) {
          this.#events.archive(this.file)
          return
        }
        throw new TransferError(
          'This is everything of a Tandem page, as Export everything wrote it. Import everything takes it.',
        )
      case 'sqlite':
      case 'pgdata':
        this.dialect = found.kind === 'sqlite' ? 'sqlite' : 'postgres'
        this.step = 'file'
        return
      case 'sql':
        await this.#lookAtScript(found)
        return
      case 'csv': {
        const guess = await guessCsv(this.file)
        if (signal.aborted) return
        this.csv = guess
        break
      }
      case 'xlsx':
        this.doing = 'Reading the workbook'
        this.sheets = await readSheets(this.file)
        this.header = this.sheets[0] !== undefined && sheetHasHeader(this.sheets[0])
        break
      case 'json':
      case 'ndjson':
      case 'parquet':
        break
    }
    this.schema = await this.connection.schema()
    if (!signal.aborted) await this.#scan()
  }

  async #detect(): Promise<Found> {
    if (this.#beside.length === 0) return detect(this.file)
    const [{ joinJournal }, { joinWal }] = await Promise.all([
      import('./sqlite-journal'),
      import('./sqlite-wal'),
    ])
    const notes: string[] = []
    // SQLite looks for a journal before it looks for a log
    for (const [ending, join] of [['-journal', joinJournal] as const, ['-wal', joinWal] as const]) {
      const other = this.#beside.find(({ name }) => name.endsWith(ending))
      if (other === undefined) continue
      const { file, note } = await join(this.file, other)
      this.file = file
      if (note !== null) notes.push(note)
    }
    const found = await detect(this.file)
    return found.kind === 'sqlite' ? { ...found, notes: [...notes, ...found.notes] } : found
  }

  /** Reads the file again by other options. */
  async readAgain(change: { csv?: Partial<CsvOptions>; sheet?: number; header?: boolean }): Promise<void> {
    if (change.csv !== undefined && this.csv !== null) this.csv = { ...this.csv, ...change.csv }
    if (change.sheet !== undefined) {
      this.sheet = change.sheet
      const sheet = this.sheets[change.sheet]
      this.header = sheet !== undefined && sheetHasHeader(sheet)
    }
    if (change.header !== undefined) this.header = change.header
    this.#stop.abort()
    this.#stop = new AbortController()
    await this.#trying(() => this.#scan(), true)
  }

  /** Chooses where the rows go; a table that exists by its place among `tables`. */
  aim(target: Target, table = 0): void {
    this.target = target
    this.#makePlan(this.tables[table])
  }

  /** Chooses the engine of a new database. */
  use(dialect: Dialect): void {
    this.dialect = dialect
    if (this.step === 'rows') this.#makePlan()
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

  /** Does what was chosen. Anything that goes wrong is the report. */
  async go(): Promise<void> {
    const { step } = this
    if (this.objection !== null) return
    this.#from = step === 'rows' || step === 'script' || step === 'file' ? step : null
    this.#stop = new AbortController()
    this.step = 'working'
    this.share = 0
    try {
      if (step === 'rows') await this.#goRows()
      else if (step === 'script') await this.#goScript()
      else await this.#goFile()
    } catch (error) {
      const stopped = this.#stop.signal.aborted
      this.#end(
        stopped
          ? { ...failedReport('You stopped the import. Nothing of it was kept.'), kind: 'stopped' }
          : failedReport(words(error)),
      )
    } finally {
      if (!this.#asks) this.#closeScratch()
    }
  }

  /** Whether there is a way from a report of failure to what was chosen. */
  get returns(): boolean {
    return this.step === 'report' && this.report?.kind !== 'done' && this.#from !== null
  }

  /** From there back, with everything as it was chosen. */
  back(): void {
    if (this.#from === null) return
    this.report = null
    this.step = this.#from
  }

  /** Ends what is under way. */
  stop(): void {
    this.#stop.abort()
    this.#closeScratch()
  }

  /** Takes a damaged file as it is. */
  keepDamaged(): void {
    const { image } = this.#scratch ?? {}
    if (image === undefined) return
    this.#events.database(this.name.trim(), 'sqlite', image)
    this.#closeScratch()
    this.#end({
      ...failedReport(
        `${this.name} is open, damaged as it is. Copy what can be read, and do not trust the rest.`,
      ),
      kind: 'done',
    })
  }

  /** Leaves a damaged file alone. */
  leaveDamaged(): void {
    this.#closeScratch()
  }

  async #goRows(): Promise<void> {
    const { plan, source, target } = this
    if (plan === null || source === null) return
    this.doing = 'Importing'
    const total = this.seen?.rows ?? 0
    const progress = (rows: number, share: number) => {
      this.share = share
      this.doing = `Importing: ${rows.toLocaleString('en')} of ${total.toLocaleString('en')} rows`
    }
    const options = { progress, signal: this.#stop.signal, seen: this.seen }
    if (target !== 'database') {
      const result = await load(source, plan, this.connection, options)
      this.#end(loadReport(result, plan.table, source.unit, result.kind === 'done'))
      return
    }
    const scratch = await this.#open(this.dialect)
    const result = await load(source, plan, scratch, options)
    if (result.kind === 'done') this.#events.database(this.name.trim(), this.dialect, scratch.image)
    this.#end(loadReport(result, `${plan.table} in the new database ${this.name.trim()}`, source.unit, false))
  }

  async #goScript(): Promise<void> {
    const scratch = await this.#open(this.dialect)
    this.doing = 'Running the script'
    const mysql =
      this.repair && this.found?.kind === 'sql' && this.found.origin === 'mysql'
        ? await fromMysql(this.script, this.dialect)
        : null
    const result = await runScript(mysql?.text ?? this.script, scratch, {
      repair: this.repair,
      signal: this.#stop.signal,
      progress: (done, share) => {
        this.share = share
        this.doing = `Running the script: ${done.toLocaleString('en')} statements so far`
      },
    })
    const report = scriptReport(result, `the new database ${this.name.trim()}`, this.dialect, mysql)
    const missing = report.kind === 'done' ? await missingModules(scratch) : null
    if (report.kind === 'done') this.#events.database(this.name.trim(), this.dialect, scratch.image)
    this.#end(missing === null ? report : { ...report, notes: [...report.notes, missing] })
  }

  async #goFile(): Promise<void> {
    this.doing = 'Reading the file'
    const { dialect } = this
    const files = dialect === 'sqlite' ? await storedSqlite(this.file) : await storedPostgres(this.file)
    const scratch = await this.#open(dialect, files).catch((error: unknown) => {
      const said = words(error)
      // the engine's advice is for the database that is open
      throw new TransferError(
        said.startsWith('its files are damaged')
          ? `${dialectName[dialect]} could not open this file: it is damaged, or was copied while the server ran. Copy it again with the server stopped, or write an SQL dump there and import that.`
          : `${dialectName[dialect]} could not open this file: ${said}`,
      )
    })
    this.doing = 'Checking every page'
    if (dialect === 'sqlite') {
      const health = await inspect(scratch)
      if (health.kind === 'damaged') {
        this.sentence = health.words.slice(0, 5).join(' · ')
        this.#asks = true
        this.step = 'damaged'
        return
      }
    } else {
      const damage = await scratch.check()
      if (damage !== null) throw new TransferError(damage)
    }
    const missing = await missingModules(scratch)
    this.#events.database(this.name.trim(), dialect, scratch.image)
    const notes = this.found?.kind === 'sqlite' ? this.found.notes : []
    this.#end({
      ...failedReport(`${this.name.trim()} is open as a database of its own.`),
      kind: 'done',
      notes: missing === null ? notes : [...notes, missing],
    })
  }

  async #open(dialect: Dialect, files?: Parameters<typeof openScratch>[1]): Promise<Connection> {
    this.doing = `Starting ${dialectName[dialect]}`
    return (this.#scratch = await openScratch(dialect, files))
  }

  #closeScratch(): void {
    this.#scratch?.close()
    this.#scratch = null
  }

  async #lookAtScript(found: Found & { kind: 'sql' }): Promise<void> {
    const { signal } = this.#stop
    let script = ''
    for await (const { text } of readText(this.file, found.encoding)) script += text
    if (signal.aborted) return
    this.script = script
    this.dialect = found.origin === 'mysql' || found.origin === null ? this.connection.dialect : found.origin
    this.repair = found.origin === 'mysql'
    this.step = 'script'
  }

  async #scan(): Promise<void> {
    const { signal } = this.#stop
    this.doing = 'Reading the rows'
    const source = await this.#openSource()
    const seen = await scan(
      source,
      (share, rows) => {
        if (signal.aborted) return
        this.share = share
        this.doing = `Reading the rows: ${rows.toLocaleString('en')} so far`
      },
      signal,
    )
    if (seen === null || signal.aborted) return
    this.source = source
    this.seen = seen
    this.hasOpenQuote ||= seen.problems.listed.some(({ openQuote }) => openQuote === true)
    this.sentence = ''
    this.#makePlan()
    this.step = 'rows'
  }

  async #openSource(): Promise<TableSource> {
    const { found, csv, file } = this
    const sheet = this.sheets[this.sheet]
    if (csv !== null) return openCsv(file, csv)
    if (sheet !== undefined) return openSheet(sheet, this.header === true)
    if (found?.kind === 'json') return openJson(file, found.encoding, this.header)
    if (found?.kind === 'ndjson') return openNdjson(file, found.encoding, this.header)
    const { openParquet } = await import('./parquet-source')
    return openParquet(file)
  }

  #makePlan(table?: Table): void {
    const { source, seen } = this
    if (source === null || seen === null) return
    const before = this.tables.find(
      ({ name, schema }) => name === this.plan?.table && schema === this.plan.schema,
    )
    const chosen = this.target === 'old-table' ? (table ?? before ?? this.tables[0]) : undefined
    this.plan =
      chosen !== undefined
        ? planInto(source, chosen, this.into, seen)
        : planNew(
            source,
            seen,
            tableName(this.file.name),
            this.into,
            this.target === 'database' ? null : this.schema,
          )
  }

  /** `stay`: the options stay on the page and the sentence stands beside them. */
  async #trying(work: () => Promise<void>, stay = false): Promise<void> {
    const { signal } = this.#stop
    try {
      await work()
    } catch (error) {
      // another reading has begun since
      if (signal.aborted) return
      this.sentence = words(error)
      this.hasOpenQuote ||= error instanceof UnclosedQuote
      if (stay || this.csv !== null) {
        this.plan = null
        this.seen = null
        this.step = 'rows'
      } else this.step = 'refused'
    }
  }

  #end(report: ImportReport): void {
    this.report = report
    this.step = 'report'
    this.#events.done(report)
  }
}
