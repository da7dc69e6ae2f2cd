import { readText } from './encoding'
import type { Found } from './detect'
import { scriptReport, type ImportReport } from './import-report'
import type { ImportRun } from './import-run'
import { missingModules } from './import-sqlite'
import { fromMysql } from './mysql-script'
import type { NewDatabase } from './new-database.svelte'
import { runScript } from './run-script'
import type { ScriptOrigin } from './text-kind'

/** An SQL script that runs in a database of its own. */
export class ScriptImport {
  readonly kind = 'script'
  /** apply what the doctor knows to statements that fail */
  repair = $state(false)

  private constructor(
    readonly script: string,
    readonly origin: ScriptOrigin,
    readonly database: NewDatabase,
  ) {
    this.repair = origin === 'mysql'
  }

  static async of(file: File, found: Found & { kind: 'sql' }, database: NewDatabase): Promise<ScriptImport> {
    let script = ''
    for await (const { text } of readText(file, found.encoding)) script += text
    return new ScriptImport(script, found.origin, database)
  }

  get objection(): string | null {
    return this.database.objection
  }

  async go(run: ImportRun): Promise<ImportReport> {
    const { dialect, title } = this.database
    const scratch = await run.open(dialect)
    run.progress.doing = 'Running the script'
    const mysql = this.repair && this.origin === 'mysql' ? await fromMysql(this.script, dialect) : null
    const result = await runScript(mysql?.text ?? this.script, scratch, {
      repair: this.repair,
      signal: run.signal,
      progress: (done, share) => {
        run.progress.share = share
        run.progress.doing = `Running the script: ${done.toLocaleString('en')} statements so far`
      },
    })
    const report = scriptReport(result, `the new database ${title}`, dialect, mysql)
    const missing = report.kind === 'done' ? await missingModules(scratch) : null
    return missing === null ? report : { ...report, notes: [...report.notes, missing] }
  }
}
