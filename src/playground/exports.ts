/** What the Export menu offers: the newest rows in every format, and the whole database. */
import { counted } from '../result/amount'
import { download, fileName } from '../result/download'
import { exportResult } from '../result/export'
import type { FormatOptions, ResultFormat } from '../result/format'
import type { Outcome } from '../result/outcome.svelte'
import type { Dialect } from '../sql/dialect'
import type { Bench } from '../workbench/bench.svelte'
import type { MenuItem } from '../workbench/menu-item'
import type { Database } from './databases.svelte'

/** The database as the engine's own file. */
const ownFile: Record<Dialect, { readonly name: string; readonly extension: string; readonly mime: string }> =
  {
    sqlite: { name: 'SQLite file', extension: 'db', mime: 'application/vnd.sqlite3' },
    postgres: { name: 'Data directory', extension: 'tar', mime: 'application/x-tar' },
  }

/** The newest result that has columns; undefined before the first. */
export function newestRows(outcomes: readonly Outcome[]): Outcome | undefined {
  return outcomes.findLast((outcome) => outcome.rows !== null && outcome.rows.columns.length > 0)
}

export function exportItems(
  database: Database,
  bench: Bench,
  formats: readonly ResultFormat[],
  everything: () => Promise<string>,
): readonly MenuItem[] {
  const { session } = bench
  const { dialect } = session
  const outcome = newestRows(session.outcomes)

  const tell = teller(bench)

  const rowItems = formats.flatMap((format): MenuItem[] => {
    const rows = outcome?.rows
    if (outcome === undefined || rows === null || rows === undefined) return []
    return [
      {
        name: format.name,
        note: `Result ${outcome.number}, ${counted(outcome.rowCount, 'row')}`,
        run: () => void tell(exportResult(rows, format, optionsFor(database, bench, outcome, format))),
      },
    ]
  })

  const own = ownFile[dialect]
  return [
    ...rowItems,
    {
      name: 'SQL dump',
      note: 'whole database',
      run: () =>
        void tell(
          session.connection
            .dump()
            .then((text) =>
              keep(fileName(database.name, 'sql'), new Blob([text], { type: 'application/sql' })),
            ),
        ),
    },
    {
      name: own.name,
      note: 'whole database',
      run: () =>
        void tell(
          session.connection.file().then((bytes) =>
            // a copy: the image's own buffers may be shared with storage
            keep(
              fileName(database.name, own.extension),
              new Blob([new Uint8Array(bytes)], { type: own.mime }),
            ),
          ),
        ),
    },
    {
      name: 'Export everything',
      note: 'databases, tabs, history, progress',
      run: () => void tell(everything()),
    },
  ]
}

/** The same texts written in other ways, by what they are called. */
const ways: readonly (readonly [way: string, note: string, options: Pick<FormatOptions, 'bom' | 'raw'>])[] = [
  ['with a byte order mark', 'BOM, for Excel', { bom: true }],
  ['with formulas as they are', "no ' in front", { raw: true }],
]

/** CSV and TSV of the newest rows, as other programs may want them. */
export function textItems(
  database: Database,
  bench: Bench,
  formats: readonly ResultFormat[],
): readonly MenuItem[] {
  const { session } = bench
  const outcome = newestRows(session.outcomes)
  const rows = outcome?.rows
  if (outcome === undefined || rows === null || rows === undefined) return []
  const tell = teller(bench)
  return formats
    .filter(({ id }) => id === 'csv' || id === 'tsv')
    .flatMap((format) =>
      ways.map(([way, note, options]) => ({
        name: `${format.name} ${way}`,
        note,
        run: () =>
          void tell(
            exportResult(rows, format, { ...options, ...optionsFor(database, bench, outcome, format) }),
          ),
      })),
    )
}

/** What every file of a result needs; the status line tells how much of a long one is written. */
function optionsFor(database: Database, bench: Bench, outcome: Outcome, { extension }: ResultFormat) {
  const { session } = bench
  const name = fileName(database.name, extension)
  let told = performance.now()
  return {
    dialect: session.dialect,
    name: database.name,
    whole: (row: number, column: number) => session.whole(outcome, row, column),
    progress: (written: number) => {
      if (performance.now() - told < 250) return
      told = performance.now()
      bench.said = `Exporting ${name}: ${(written / 1_000_000).toFixed(1)} MB so far`
    },
  }
}

/** Says how it went; a failure is a sentence. */
const teller = (bench: Bench) => async (work: Promise<string | null>) => {
  try {
    const name = await work
    if (name !== null) bench.said = `Exported ${name}.`
  } catch (error) {
    bench.said = `Not exported. ${error instanceof Error ? error.message : String(error)}`
  }
}

function keep(name: string, file: Blob): string {
  download(name, file)
  return name
}
