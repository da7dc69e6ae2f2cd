import type { Connection } from '../engine/engine'
import { loadReport, type ImportReport } from './import-report'
import type { ImportRun } from './import-run'
import { load } from './load'
import type { NewDatabase } from './new-database.svelte'
import type { Progress } from './progress.svelte'
import { RowsGoal } from './rows-goal.svelte'
import { RowsReading, type FoundRows } from './rows-reading.svelte'
import { TransferError } from './source'

/** A file of rows that go into a table. */
export class RowsImport {
  readonly kind = 'rows'
  /** the reading that began last */
  #read: Promise<void> = Promise.resolve()

  private constructor(
    readonly reading: RowsReading,
    readonly goal: RowsGoal,
  ) {}

  /** Throws where the file cannot be read, and no other option could help. */
  static async of(
    file: File,
    found: FoundRows,
    connection: Connection,
    database: NewDatabase,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<RowsImport> {
    const reading = new RowsReading(file, found)
    await reading.guess(progress)
    signal.throwIfAborted()
    const schema = await connection.schema()
    signal.throwIfAborted()
    const goal = new RowsGoal(reading, connection, schema, database)
    const rows = new RowsImport(reading, goal)
    await rows.read(progress, signal)
    if (reading.sentence !== '' && reading.csv === null) throw new Error(reading.sentence)
    return rows
  }

  /** Reads the file by the options that are chosen, and plans anew; where it cannot be read, the reading says why. */
  read(progress: Progress, signal: AbortSignal): Promise<void> {
    this.#read = this.reading
      .read(progress, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.reading.fail(error)
      })
      .then(() => {
        if (!signal.aborted) this.goal.follow()
      })
    return this.#read
  }

  get objection(): string | null {
    return this.goal.objection
  }

  /** Imports what the choice made last reads, if that is still being read. */
  async go(run: ImportRun): Promise<ImportReport> {
    await this.#read
    if (run.signal.aborted) {
      this.reading.fail(new TransferError('The reading was stopped. Choose again how the file is read.'))
      this.goal.follow()
    }
    const { plan, target, database, connection } = this.goal
    const { source, seen } = this.reading
    if (plan === null || source === null || seen === null) throw new TransferError(this.reading.sentence)
    const isNew = target === 'database'
    const into = isNew ? await run.open(database.dialect) : connection
    run.progress.doing = 'Importing'
    const result = await load(source, plan, into, {
      seen,
      signal: run.signal,
      progress: (rows, share) => {
        run.progress.share = share
        run.progress.doing = `Importing: ${rows.toLocaleString('en')} of ${seen.rows.toLocaleString('en')} rows`
      },
    })
    const isDone = result.kind === 'done'
    const where = isNew ? `${plan.table} in the new database ${database.title}` : plan.table
    return loadReport(result, where, source.unit, isDone && !isNew)
  }
}
