import { anyKind, fits } from './kinds'
import { maxColumns, TransferError, type Problem, type Row, type TableSource } from './source'

/** What is known of a file's rows before they are loaded. */
export interface Scan {
  readonly rows: number
  /** per column, the kinds that every cell could have; see `fits` */
  readonly common: readonly number[]
  /** per column, cells that hold something */
  readonly filled: readonly number[]
  readonly first: readonly Row[]
  readonly problems: Problems
}

/** The first problems in order, and how many there were. */
export interface Problems {
  readonly listed: readonly Problem[]
  readonly total: number
}

const listedProblems = 200
const firstRows = 50

export class ProblemList implements Problems {
  readonly listed: Problem[] = []
  total = 0

  readonly add = (problem: Problem): void => {
    this.total++
    if (this.listed.length < listedProblems) this.listed.push(problem)
  }
}

/**
 * Reads all rows once, in slices that leave the page alive. Throws TransferError for a file that cannot be read or has
 * too many columns for any engine; gives null when called off.
 */
export async function scan(
  source: TableSource,
  progress: (share: number, rows: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Scan | null> {
  const width = source.columns.length
  if (width > maxColumns.sqlite) {
    throw new TransferError(
      `The file has ${width.toLocaleString('en')} columns. A table can have at most ${maxColumns.sqlite.toLocaleString('en')} in SQLite and ${maxColumns.postgres.toLocaleString('en')} in PostgreSQL.`,
    )
  }
  const common = new Array<number>(width).fill(anyKind)
  const filled = new Array<number>(width).fill(0)
  const first: Row[] = []
  const problems = new ProblemList()
  let rows = 0
  for await (const batch of source.read(problems.add)) {
    if (signal?.aborted) return null
    for (const row of batch.rows) {
      if (rows++ < firstRows) first.push(row)
      for (let i = 0; i < width; i++) {
        const cell = row.cells[i] ?? null
        if (cell === null) continue
        filled[i] = (filled[i] ?? 0) + 1
        const kinds = common[i] ?? 0
        if (kinds !== 0) common[i] = kinds & fits(cell, source.loose)
      }
    }
    progress(batch.share, rows)
  }
  return signal?.aborted ? null : { rows, common, filled, first, problems }
}
