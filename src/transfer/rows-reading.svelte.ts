import { UnclosedQuote } from './csv'
import { guessCsv, openCsv, type CsvOptions } from './csv-source'
import type { Found } from './detect'
import { openJson, openNdjson } from './json-source'
import type { Progress } from './progress.svelte'
import { scan, type Scan } from './scan'
import type { TableSource } from './source'
import { openSheet, readSheets, sheetHasHeader, type Sheet } from './xlsx-source'

/** What was found in a file of rows. */
export type FoundRows = Extract<Found, { kind: 'csv' | 'json' | 'ndjson' | 'xlsx' | 'parquet' }>

/** Other options of a reading. */
export interface ReadingChange {
  readonly csv?: Partial<CsvOptions>
  readonly sheet?: number
  readonly header?: boolean
}

/** How a file of rows is read, and what was read of it. */
export class RowsReading {
  /** of separated values */
  csv = $state.raw<CsvOptions | null>(null)
  /** a quote in the file seems never to be closed */
  hasOpenQuote = $state(false)
  sheets = $state.raw<readonly Sheet[]>([])
  sheet = $state(0)
  /** whether the first row of a sheet, or the first array, holds the names; null as the source guesses */
  header = $state<boolean | null>(null)
  /** what was read last */
  source = $state.raw<TableSource | null>(null)
  /** null where it cannot be read by these options: `sentence` says why */
  seen = $state.raw<Scan | null>(null)
  sentence = $state('')

  constructor(
    readonly file: File,
    readonly found: FoundRows,
  ) {}

  /** Guesses the options. */
  async guess(progress: Progress): Promise<void> {
    if (this.found.kind === 'csv') this.csv = await guessCsv(this.file)
    if (this.found.kind !== 'xlsx') return
    progress.doing = 'Reading the workbook'
    this.sheets = await readSheets(this.file)
    this.#guessHeader()
  }

  choose({ csv, sheet, header }: ReadingChange): void {
    if (csv !== undefined && this.csv !== null) this.csv = { ...this.csv, ...csv }
    if (sheet !== undefined) {
      this.sheet = sheet
      this.#guessHeader()
    }
    if (header !== undefined) this.header = header
  }

  /** Reads all rows once. One that is given up by `signal` leaves no trace; one that fails throws, and is told by `fail`. */
  async read(progress: Progress, signal: AbortSignal): Promise<void> {
    progress.doing = 'Reading the rows'
    const source = await this.#open()
    const seen = await scan(
      source,
      (share, rows) => {
        if (signal.aborted) return
        progress.share = share
        progress.doing = `Reading the rows: ${rows.toLocaleString('en')} so far`
      },
      signal,
    )
    if (seen === null || signal.aborted) return
    this.source = source
    this.seen = seen
    this.hasOpenQuote ||= seen.problems.listed.some(({ openQuote }) => openQuote === true)
    this.sentence = ''
  }

  fail(error: unknown): void {
    this.seen = null
    this.hasOpenQuote ||= error instanceof UnclosedQuote
    this.sentence = error instanceof Error ? error.message : String(error)
  }

  #guessHeader(): void {
    const sheet = this.sheets[this.sheet]
    this.header = sheet !== undefined && sheetHasHeader(sheet)
  }

  async #open(): Promise<TableSource> {
    const { file, found, csv, header } = this
    const sheet = this.sheets[this.sheet]
    if (csv !== null) return openCsv(file, csv)
    if (sheet !== undefined) return openSheet(sheet, header === true)
    if (found.kind === 'json') return openJson(file, found.encoding, header)
    if (found.kind === 'ndjson') return openNdjson(file, found.encoding, header)
    const { openParquet } = await import('./parquet-source')
    return openParquet(file)
  }
}
