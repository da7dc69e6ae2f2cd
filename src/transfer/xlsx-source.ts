import { cellWords, TransferError, type Cell, type Row, type RowBatch, type TableSource } from './source'
import { turn } from '../storage/turn'

/** One sheet of a workbook: its rows as they are, empty cells null. */
export interface Sheet {
  readonly name: string
  readonly rows: readonly (readonly Cell[])[]
}

/** The sheets of a workbook that hold something. Throws TransferError where it cannot be read. */
export async function readSheets(file: Blob): Promise<Sheet[]> {
  const { default: read } = await import('read-excel-file/universal')
  try {
    const sheets = await read<{ digits: string }>(await file.arrayBuffer(), {
      trim: false,
      // Excel writes 45.3 as 45.299999999999997: the shortest number that is the same is what it shows
      parseNumber: (text) => ({ digits: String(Number(text)) }),
    })
    const found = sheets.map(({ sheet, data }) => ({ name: sheet, rows: timesAsText(data) }))
    const filled = found.filter(({ rows }) => rows.some((row) => row.some((cell) => cell !== null)))
    if (filled.length > 0) return filled
  } catch (error) {
    const why = error instanceof Error ? ` (${error.message})` : ''
    throw new TransferError(`This workbook cannot be read${why}. If it has a password, save it without one.`)
  }
  throw new TransferError('This workbook has no cells with anything in them.')
}

/** Whether the first row of a sheet looks like names. */
export function sheetHasHeader({ rows }: Sheet): boolean {
  const [first, ...rest] = rows
  const named =
    first?.every((cell) => cell === null || (typeof cell === 'string' && cell.trim() !== '')) ?? false
  return named && rest.length > 0 && first?.some((cell) => cell !== null) === true
}

export function openSheet({ rows }: Sheet, header: boolean): TableSource {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const first = rows[0] ?? []
  return {
    columns: Array.from({ length: width }, (_, i) => (header ? cellWords(first[i] ?? null) : '')),
    loose: false,
    unit: 'row',
    async *read(): AsyncGenerator<RowBatch> {
      const step = 2000
      for (let at = header ? 1 : 0; at < rows.length; at += step) {
        const batch: Row[] = []
        rows.slice(at, at + step).forEach((cells, i) => {
          if (cells.some((cell) => cell !== null)) batch.push({ line: at + i + 1, cells })
        })
        yield { rows: batch, share: Math.min(1, (at + step) / rows.length) }
        await turn()
      }
    },
  }
}

/** Dates become texts, in each column all with a time or all without. */
function timesAsText(data: readonly (readonly unknown[])[]): Cell[][] {
  const timed = new Set<number>()
  for (const row of data) {
    row.forEach((cell, i) => {
      if (cell instanceof Date && cell.getTime() % 86_400_000 !== 0) timed.add(i)
    })
  }
  return data.map((row) => row.map((cell, i) => cellOf(cell, timed.has(i))))
}

function cellOf(cell: unknown, timed: boolean): Cell {
  if (cell instanceof Date) {
    // a time is a fraction of a day, and the last digit of a whole second may be lost
    const at = cell.getTime() % 1000 === 999 ? cell.getTime() + 1 : cell.getTime()
    const text = Number.isNaN(at) ? null : new Date(at).toISOString()
    if (text === null || !timed) return text?.slice(0, 10) ?? null
    return text
      .slice(0, -1)
      .replace('T', ' ')
      .replace(/\.?0+$/, (end) => (end.startsWith('.') ? '' : end))
  }
  if (typeof cell === 'string') return cell === '' ? null : cell
  if (typeof cell === 'boolean') return cell
  if (typeof cell === 'object' && cell !== null && 'digits' in cell) return { digits: String(cell.digits) }
  return null
}
