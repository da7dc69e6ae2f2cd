import { cellWords, TransferError, type Cell, type Row, type RowBatch, type TableSource } from './source'
import { turn } from '../storage/turn'
import { readMarks, type CellError, type Marks, type SheetMarks } from './xlsx-marks'

/** One sheet of a workbook: its rows as they are, empty cells null. */
export interface Sheet {
  readonly name: string
  readonly rows: readonly (readonly Cell[])[]
  /** by row, counted from 0: the cells that show an error; they are null in `rows` */
  readonly errors: SheetMarks['errors']
}

/** The sheets of a workbook that hold something. Throws TransferError where it cannot be read. */
export async function readSheets(file: Blob): Promise<Sheet[]> {
  const { default: read } = await import('read-excel-file/universal')
  try {
    const bytes = await file.arrayBuffer()
    const marks = await readMarks(new Uint8Array(bytes))
    const sheets = await read<{ digits: string }>(bytes, {
      trim: false,
      // Excel writes 45.3 as 45.299999999999997: the shortest number that is the same is what it shows
      parseNumber: (text) => ({ digits: String(Number(text)) }),
    })
    const found = sheets.map(({ sheet, data }, i) => ({
      name: sheet,
      // a sheet that is a chart has no rows, whatever the library's types say
      rows: Array.isArray(data) ? withEmpty(timesAsText(data, marks, marks.sheets[i]), marks.sheets[i]) : [],
      errors: marks.sheets[i]?.errors ?? new Map<number, readonly CellError[]>(),
    }))
    const filled = found.filter(({ rows }) => rows.some(hasCell))
    if (filled.length > 0) return filled
  } catch (error) {
    const why = error instanceof Error ? ` (${error.message})` : ''
    throw new TransferError(`This workbook cannot be read${why}. If it has a password, save it without one.`)
  }
  throw new TransferError('This workbook has no cells with anything in them.')
}

/** The reader of the rows gives no cell where an empty text is stored. */
function withEmpty(rows: Cell[][], marks: SheetMarks | undefined): Cell[][] {
  for (const [y, x] of marks?.empty ?? []) {
    while (rows.length <= y) rows.push([])
    const row = rows[y] ?? []
    while (row.length <= x) row.push(null)
    row[x] = ''
  }
  return rows
}

const hasCell = (row: readonly Cell[]) => row.some((cell) => cell !== null)

/** The first row with anything in it: sheets often begin with blank ones. */
const firstFilled = ({ rows }: Sheet) => Math.max(0, rows.findIndex(hasCell))

/** Whether the first row of a sheet that is not blank looks like names. */
export function sheetHasHeader(sheet: Sheet): boolean {
  const at = firstFilled(sheet)
  const named = sheet.rows[at]?.every(
    (cell) => cell === null || (typeof cell === 'string' && cell.trim() !== ''),
  )
  return named === true && sheet.rows.length > at + 1
}

/** Rows of a sheet without the blank ones. A cell with an error is NULL, and listed. */
export function openSheet(sheet: Sheet, header: boolean): TableSource {
  const { rows, errors } = sheet
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const begin = firstFilled(sheet)
  const first = rows[begin] ?? []
  // rows at the end that hold nothing but errors are not among `rows`
  const end = [...errors.keys()].reduce((last, row) => Math.max(last, row + 1), rows.length)
  // in a column of numbers or dates an empty text is a missing value
  const texts = Array.from({ length: width }, (_, i) =>
    rows.every((row, at) => at < (header ? begin + 1 : begin) || typeof (row[i] ?? '') === 'string'),
  )
  return {
    columns: Array.from({ length: width }, (_, i) => (header ? cellWords(first[i] ?? null) : '')),
    loose: false,
    unit: 'row',
    async *read(problem): AsyncGenerator<RowBatch> {
      const step = 2000
      for (let at = header ? begin + 1 : begin; at < end; at += step) {
        const batch: Row[] = []
        for (let line = at + 1; line <= Math.min(end, at + step); line++) {
          const cells = (rows[line - 1] ?? []).map((cell, i) =>
            cell === '' && texts[i] !== true ? null : cell,
          )
          const wrong = errors.get(line - 1) ?? []
          for (const { place, words } of wrong)
            problem({ line, message: `${place} shows the error ${words}, and becomes NULL.` })
          if (wrong.length > 0 || hasCell(cells)) batch.push({ line, cells })
        }
        yield { rows: batch, share: Math.min(1, (at + step) / end) }
        await turn()
      }
    },
  }
}

const day = 86_400_000

/** Dates become texts, in each column all with a time or all without; times of no day become what a clock shows. */
function timesAsText(
  data: readonly (readonly unknown[])[],
  { from1904 }: Marks,
  marks: SheetMarks | undefined,
): Cell[][] {
  // what the library gives for 0
  const zero = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30)
  const timed = new Set<number>()
  const timeOr = (cell: Date, row: number, column: number): Date | Cell => {
    const at = whole(cell.getTime())
    if (Number.isNaN(at)) return null
    const days = (at - zero) / day
    // below 1 there is no day; only where days are counted from 1904, 0 is one
    const noDay = days >= 0 && days < 1 && !(from1904 && days === 0)
    if (noDay || marks?.elapsed(row, column) === true) return hours(at - zero)
    if (at % day !== 0) timed.add(column)
    // Excel gives 1900 a 29 February, its day 60: the days before it are one later than the library says
    return new Date(!from1904 && days >= 1 && days < 60 ? at + day : at)
  }
  return data
    .map((row, y) => row.map((cell, x) => (cell instanceof Date ? timeOr(cell, y, x) : cellOf(cell))))
    .map((row) => row.map((cell, x) => (cell instanceof Date ? dateText(cell, timed.has(x)) : cell)))
}

/** A time is a fraction of a day, and the last digit of a whole second may be lost. */
const whole = (at: number) => (((at % 1000) + 1000) % 1000 === 999 ? at + 1 : at)

/** `30:00:00` */
function hours(ms: number): string {
  const all = String(Math.floor(Math.abs(ms) / 3_600_000)).padStart(2, '0')
  return `${ms < 0 ? '-' : ''}${all}:${shortened(new Date(Math.abs(ms)).toISOString().slice(14, -1))}`
}

function dateText(at: Date, timed: boolean): string {
  const text = at.toISOString()
  return timed ? shortened(text.slice(0, -1).replace('T', ' ')) : text.slice(0, 10)
}

/** Without the zeros of a fraction. */
const shortened = (time: string) => time.replace(/\.?0+$/, (end) => (end.startsWith('.') ? '' : end))

function cellOf(cell: unknown): Cell {
  if (typeof cell === 'string') return cell === '' ? null : cell
  if (typeof cell === 'boolean') return cell
  if (typeof cell === 'object' && cell !== null && 'digits' in cell) return { digits: String(cell.digits) }
  return null
}
