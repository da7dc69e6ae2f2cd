/** What the Export menu offers: every result in every format, and the whole database. */
import { download, fileName } from '../result/download'
import { exportResult } from '../result/export'
import type { FormatOptions, ResultFormat } from '../result/format'
import type { Dialect } from '../sql/dialect'
import type { Bench } from '../workbench/bench.svelte'
import type { MenuGroup, MenuItem } from '../workbench/menu-item'
import { copiesOf } from './copy-items'
import type { Database } from './database.svelte'
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
      run: () => void tell(written(database, bench, of, format), of.rest),
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

type FormatWays = Pick<FormatOptions, 'bom' | 'raw'>

/** The same texts written in other ways, by what they are called. */
const ways: readonly (readonly [way: string, note: string, options: FormatWays])[] = [
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
        run: () => void tell(written(database, bench, newest, format, options), newest.rest),
      })),
    )
}

/** What is being written to a file. */
const writers = new Set<AbortController>()
const cancelAll = () => writers.forEach((writer) => writer.abort())

/**
 * Writes a result to a file. Of one that takes longer than this, in ms, the status line tells how much is written, and
 * it can be called off there.
 */
const long = 250
async function written(
  database: Database,
  bench: Bench,
  of: TakenRows,
  format: ResultFormat,
  more: FormatWays = {},
): Promise<string | null> {
  const name = fileName(database.name, format.extension)
  const writer = new AbortController()
  writers.add(writer)
  let told = performance.now()
  const late = setTimeout(() => {
    bench.said = `Exporting ${name} …`
    bench.cancel = cancelAll
  }, long)
  try {
    return await exportResult(of.rows, format, {
      ...more,
      ...writing(of, bench),
      name: database.name,
      signal: writer.signal,
      progress: (units) => {
        if (performance.now() - told < long || writer.signal.aborted) return
        told = performance.now()
        bench.said = `Exporting ${name}: ${(units / 1_000_000).toFixed(1)} MB so far`
      },
    })
  } finally {
    clearTimeout(late)
    writers.delete(writer)
    if (writers.size === 0) bench.cancel = null
  }
}

/** Says how it went, and `more` where it went well; a failure is a sentence. Null means called off. */
const teller =
  (bench: Bench) =>
  async (work: Promise<string | null>, more = '') => {
    try {
      const name = await work
      bench.said = name === null ? 'Export cancelled. No file was made.' : `Exported ${name}.${more}`
    } catch (error) {
      bench.said = `Not exported. ${error instanceof Error ? error.message : String(error)}`
    }
  }

function keep(name: string, file: Blob): string {
  download(name, file)
  return name
}
