/** One import from its file to its report. Nothing of what is open changes before the last step, and then all or nothing. */
import type { Connection } from '../engine/engine'
import type { Image } from '../engine/image'
import type { Dialect } from '../sql/dialect'
import { detect, foundAs, type Found } from './detect'
import { FileImport } from './import-file'
import { plainReport, type ImportReport } from './import-report'
import { RowsImport } from './import-rows'
import { ImportRun } from './import-run'
import { ScriptImport } from './import-script.svelte'
import { joined } from './joined'
import { tableName } from './names'
import { NewDatabase } from './new-database.svelte'
import { Progress } from './progress.svelte'
import type { ReadingChange } from './rows-reading.svelte'
import { TransferError } from './source'
import type { TextKind } from './text-kind'

export interface ImportEvents {
  /** a database was made: the page keeps it and opens it */
  database(name: string, dialect: Dialect, image: Image): void
  done(report: ImportReport): void
  /** the file is everything of a Tandem page: the page closes the dialog and takes it; without this it is refused */
  archive?(file: File): void
}

const words = (error: unknown) => (error instanceof Error ? error.message : String(error))

export class ImportWork {
  /** 'choice': what is in the file is known, and how it is imported can be chosen */
  step = $state<'looking' | 'refused' | 'choice' | 'working' | 'damaged' | 'report'>('looking')
  readonly progress = new Progress('Looking at the file')
  readonly database: NewDatabase
  found = $state.raw<Found | null>(null)
  /** what is in the file, and what was chosen for it */
  content = $state.raw<RowsImport | ScriptImport | FileImport | null>(null)
  /** why the file is refused, or what is wrong with one that is damaged */
  sentence = $state('')
  report = $state.raw<ImportReport | null>(null)
  #file: File
  #reading = new AbortController()
  #run: ImportRun | null = null

  /**
   * `connection`: the database that is open on the page; `beside`: the -wal and -journal files that came with a SQLite
   * database; `taken`: names of the databases that are there.
   */
  constructor(
    file: File,
    readonly connection: Connection,
    readonly events: ImportEvents,
    readonly beside: readonly File[] = [],
    taken: readonly string[] = [],
  ) {
    this.#file = file
    this.database = new NewDatabase(tableName(file.name), connection.dialect, taken)
  }

  /** The engine that would take what is in the file. */
  get into(): Dialect {
    return this.content?.kind === 'rows' ? this.content.goal.into : this.connection.dialect
  }

  /** As what kind of text the file is read; null where it is none. */
  get textKind(): TextKind | null {
    const kind = this.found?.kind
    return kind === 'csv' || kind === 'json' || kind === 'ndjson' || kind === 'sql' ? kind : null
  }

  /** Tells what the file is and prepares the choice. */
  look(): Promise<void> {
    return this.#find(async () => {
      const { file, notes } = await joined(this.#file, this.beside)
      this.#file = file
      const found = await detect(file)
      return found.kind === 'sqlite' ? { ...found, notes: [...notes, ...found.notes] } : found
    })
  }

  /** Reads a text as another kind than it was taken for, from the beginning. */
  readAs(kind: TextKind): Promise<void> {
    return this.#find(() => foundAs(this.#file, kind))
  }

  /** Reads rows again by other options. */
  async readAgain(change: ReadingChange): Promise<void> {
    if (this.content?.kind !== 'rows') return
    this.content.reading.choose(change)
    await this.content.read(this.progress, this.#begin())
  }

  /** Does what was chosen. Anything that goes wrong is the report. */
  async go(): Promise<void> {
    const { content } = this
    if (content === null || content.objection !== null) return
    const run = (this.#run = new ImportRun(this.progress))
    this.progress.share = 0
    this.step = 'working'
    try {
      const end = await content.go(run)
      if (end.kind === 'damaged') {
        this.sentence = end.words
        this.step = 'damaged'
        return
      }
      if (end.kind === 'done') this.#keep(run)
      this.#end(end)
    } catch (error) {
      this.#end(
        run.signal.aborted
          ? plainReport('stopped', 'You stopped the import. Nothing of it was kept.')
          : plainReport('failed', words(error)),
      )
    } finally {
      // the visitor is asked about a damaged file, which stays open meanwhile
      if (this.step !== 'damaged') run.close()
    }
  }

  /** Whether there is a way from a report of failure to what was chosen. */
  get returns(): boolean {
    return this.step === 'report' && this.report?.kind !== 'done'
  }

  /** From there back, with everything as it was chosen. */
  back(): void {
    this.report = null
    this.step = 'choice'
  }

  /** Ends what is under way. */
  stop(): void {
    this.#reading.abort()
    this.#run?.stop()
  }

  /** Takes a damaged file as it is. */
  keepDamaged(): void {
    if (this.#run === null) return
    this.#keep(this.#run)
    this.#run.close()
    const title = `${this.database.title} is open, damaged as it is. Copy what can be read, and do not trust the rest.`
    this.#end(plainReport('done', title))
  }

  /** Leaves a damaged file alone. */
  leaveDamaged(): void {
    this.#run?.close()
  }

  /** Gives up the reading that is under way, for another. */
  #begin(): AbortSignal {
    this.#reading.abort()
    this.#reading = new AbortController()
    return this.#reading.signal
  }

  async #find(find: () => Promise<Found>): Promise<void> {
    const signal = this.#begin()
    this.content = null
    this.progress.begin('Looking at the file')
    this.step = 'looking'
    try {
      const found = await find()
      signal.throwIfAborted()
      this.found = found
      const content = await this.#contentOf(found, signal)
      signal.throwIfAborted()
      this.content = content
      if (content !== null) this.step = 'choice'
    } catch (error) {
      // another reading has begun since
      if (signal.aborted) return
      this.sentence = words(error)
      this.step = 'refused'
    }
  }

  /** Null where the page takes the file itself. */
  async #contentOf(found: Found, signal: AbortSignal): Promise<ImportWork['content']> {
    const { connection, database, progress } = this
    switch (found.kind) {
      case 'refused':
        throw new TransferError(found.sentence)
      case 'archive':
        if (this.events.archive === undefined)
          throw new TransferError(
            'This is everything of a Tandem page, as Export everything wrote it. Import everything takes it.',
          )
        this.events.archive(this.#file)
        return null
      case 'sqlite':
        database.dialect = 'sqlite'
        return new FileImport(this.#file, found.notes, database)
      case 'pgdata':
        database.dialect = 'postgres'
        return new FileImport(this.#file, [], database)
      case 'sql': {
        const script = await ScriptImport.of(this.#file, found, database)
        signal.throwIfAborted()
        const { origin } = found
        database.dialect = origin === 'mysql' || origin === null ? connection.dialect : origin
        return script
      }
      default:
        return RowsImport.of(this.#file, found, connection, database, progress, signal)
    }
  }

  /** The page takes the database that was made. */
  #keep({ scratch }: ImportRun): void {
    const { title, dialect } = this.database
    if (scratch !== null) this.events.database(title, dialect, scratch.image)
  }

  #end(report: ImportReport): void {
    this.report = report
    this.step = 'report'
    this.events.done(report)
  }
}
