import { dialectName } from '../sql/dialect'
import { plainReport, type ImportReport } from './import-report'
import type { ImportRun } from './import-run'
import { inspect, missingModules } from './import-sqlite'
import type { NewDatabase } from './new-database.svelte'
import { TransferError } from './source'
import { storedSqlite } from './stored'
import { storedPostgres } from './tar'

/** What is wrong with a database that could be opened, in the engine's words; it stays open as the run's. */
export interface Damage {
  readonly kind: 'damaged'
  readonly words: string
}

/** A database's own file, which becomes a database of its own. */
export class FileImport {
  readonly kind = 'file'

  /** `notes`: what to know before it is opened. */
  constructor(
    readonly file: File,
    readonly notes: readonly string[],
    readonly database: NewDatabase,
  ) {}

  get objection(): string | null {
    return this.database.objection
  }

  async go(run: ImportRun): Promise<ImportReport | Damage> {
    const { dialect, title } = this.database
    run.progress.doing = 'Reading the file'
    const files = dialect === 'sqlite' ? await storedSqlite(this.file) : await storedPostgres(this.file)
    const scratch = await run.open(dialect, files).catch((error: unknown) => {
      const said = error instanceof Error ? error.message : String(error)
      // the engine's advice is for the database that is open
      throw new TransferError(
        said.startsWith('its files are damaged')
          ? `${dialectName[dialect]} could not open this file: it is damaged, or was copied while the server ran. Copy it again with the server stopped, or write an SQL dump there and import that.`
          : `${dialectName[dialect]} could not open this file: ${said}`,
      )
    })
    run.progress.doing = 'Checking every page'
    if (dialect === 'sqlite') {
      const { kind, words } = await inspect(scratch)
      if (kind === 'damaged') return { kind, words: words.slice(0, 5).join(' · ') }
    } else {
      const damage = await scratch.check()
      if (damage !== null) throw new TransferError(damage)
    }
    const missing = await missingModules(scratch)
    const notes = missing === null ? this.notes : [...this.notes, missing]
    return plainReport('done', `${title} is open as a database of its own.`, notes)
  }
}
