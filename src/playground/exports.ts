/** What the Export menu offers: every result in every format, and the whole database. */
import { download, fileName } from '../result/download'
import { exportResult } from '../result/export'
import type { FormatOptions, ResultFormat } from '../result/format'
import type { Dialect } from '../sql/dialect'
import type { Bench } from '../workbench/bench.svelte'
import type { MenuGroup, MenuItem } from '../workbench/menu-item'
import { copiesOf } from './copy-items'
import type { Database } from './databases.svelte'
import { takenRows, writing, type TakenRows } from './taken-rows'

/** The database as the engine's own file. */
const ownFile: Record<Dialect, { readonly name: string; readonly extension: string; readonly mime: string }> =
  {
    sqlite: { name: 'SQLite file', extension: 'db', mime: 'application/vnd.sqlite3' },
    postgres: { name: 'Data directory', extension: 'tar', mime: 'application/x-tar' },
  }

/** An entry that leads to further ones, and does the first of them where there is no menu. */
type LeadingItem = MenuItem & MenuGroup

export function exportItems(
  database: Database,
  bench: Bench,
  formats: readonly ResultFormat[],
  everything: () => Promise<string>,
): readonly MenuItem[] {
  const { session } = bench
  const { dialect } = session
  const [newest, ...others] = takenRows(session.outcomes)

  const tell = teller(bench)

  const files = (of: TakenRows, note?: string): readonly MenuItem[] =>
    formats.map((format) => ({
      name: format.name,
      ...(note !== undefined && { note }),
      run: () => void tell(exportResult(of.rows, format, optionsFor(database, bench, of, format)), of.rest),
    }))
  const earlier = others.map((of): LeadingItem => {
    const items = [...files(of), ...copiesOf(of, bench, formats)]
    return {
      name: `Result ${of.outcome.number}`,
      note: of.amount,
      items,
      run: () => items[0]?.run(),
    }
  })
  const rowItems = [
    ...(newest ? files(newest, `Result ${newest.outcome.number}, ${newest.amount}`) : []),
    ...earlier,
  ]

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
  const [newest] = takenRows(bench.session.outcomes)
  if (newest === undefined) return []
  const tell = teller(bench)
  return formats
    .filter(({ id }) => id === 'csv' || id === 'tsv')
    .flatMap((format) =>
      ways.map(([way, note, options]) => ({
        name: `${format.name} ${way}`,
        note,
        run: () =>
          void tell(
            exportResult(newest.rows, format, {
              ...options,
              ...optionsFor(database, bench, newest, format),
            }),
            newest.rest,
          ),
      })),
    )
}

/** What every file of a result needs; the status line tells how much of a long one is written. */
function optionsFor(database: Database, bench: Bench, of: TakenRows, { extension }: ResultFormat) {
  const name = fileName(database.name, extension)
  let told = performance.now()
  return {
    ...writing(of, bench),
    name: database.name,
    progress: (written: number) => {
      if (performance.now() - told < 250) return
      told = performance.now()
      bench.said = `Exporting ${name}: ${(written / 1_000_000).toFixed(1)} MB so far`
    },
  }
}

/** Says how it went, and `more` where it went well; a failure is a sentence. */
const teller =
  (bench: Bench) =>
  async (work: Promise<string | null>, more = '') => {
    try {
      const name = await work
      if (name !== null) bench.said = `Exported ${name}.${more}`
    } catch (error) {
      bench.said = `Not exported. ${error instanceof Error ? error.message : String(error)}`
    }
  }

function keep(name: string, file: Blob): string {
  download(name, file)
  return name
}
