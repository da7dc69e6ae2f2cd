import type { Column, ResultSet } from '../engine/value'
import type { Dialect } from '../sql/dialect'
import { cellText, isNumeric, show, visible, type Piece } from './cell'

/** Widths in px of texts in the grid's fonts, and of its rem. */
export interface Ruler {
  /** what it was made for: the fonts in words */
  readonly fonts: string
  readonly rem: number
  value(text: string): number
  name(text: string): number
  type(text: string): number
}

/** Cells that are looked at for the widths of all columns; more would be felt with two thousand columns. */
const looked = 20_000

/** Rows that decide how wide columns are: the first hundred, fewer where there are many columns. */
export function sampleRows(rowCount: number, columns: number): number {
  return Math.min(rowCount, 100, Math.max(8, Math.floor(looked / Math.max(1, columns))))
}

/** For each column what its name and the first `sample` values need, between 5.5 (room for ∅ NULL) and 22 rem. */
export function naturalWidths(rows: ResultSet, sample: number, dialect: Dialect, ruler: Ruler): number[] {
  return rows.columns.map((column, index) => {
    let longest = ''
    for (let row = 0; row < Math.min(sample, rows.rowCount); row++) {
      const shown = show(rows.value(row, index), column, dialect, rows.wholeBytes(row, index))
      const text = shown.look === 'null' ? '∅ NULL__' : joined(shown.pieces)
      if (wide(text) > wide(longest)) longest = text
    }
    const head =
      ruler.name(headText(column)) + (column.type === '' ? 0 : 0.375 * ruler.rem + ruler.type(column.type))
    const content = Math.max(head, ruler.value(longest)) + 2 * ruler.rem + 2
    return Math.ceil(Math.min(22 * ruler.rem, Math.max(5.5 * ruler.rem, content)))
  })
}

/** Where rows are looked at for the widths of numbers, how many together there, and in how many columns. */
const places = 8
const together = 4
const columnsMeasured = 200

/**
 * For each column of numbers what rows in several places need, the last ones too: numbers that grow are read to the last
 * digit. 0 for other columns, which show a sign where they are cut.
 */
export function numberWidths(rows: ResultSet, rowCount: number, dialect: Dialect, ruler: Ruler): number[] {
  return rows.columns.map((column, index) => {
    if (!isNumeric(column) || index >= columnsMeasured) return 0
    let longest = ''
    for (let i = 0; i < places * together; i++) {
      const behind = Math.ceil((rowCount * (1 + Math.floor(i / together))) / places)
      const row = Math.max(0, behind - 1 - (i % together))
      const text = cellText(rows.value(row, index), column, dialect)
      if (text.length > longest.length) longest = text
    }
    return Math.ceil(Math.min(22 * ruler.rem, ruler.value(longest.slice(0, 300)) + 2 * ruler.rem + 2))
  })
}

/** A column's name as its head shows it; an empty one as two quotes. */
export function headPieces(column: Column): readonly Piece[] {
  return column.name === '' ? [{ text: "''", mark: 'space' }] : visible(column.name.slice(0, 300))
}

const headText = (column: Column): string => joined(headPieces(column))
const joined = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => piece.text).join(pieces.at(-1)?.mark === 'size' ? ' ' : '')

/** Characters of a text; those of East Asian scripts and pictures count twice. */
function wide(text: string): number {
  let width = text.length
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x1100) width++
  return width
}

let context: CanvasRenderingContext2D | null | undefined
let newest: Ruler | null = null

/** The ruler that was made last: the next grid most likely has the same fonts. Null before the first grid. */
export const lastRuler = (): Ruler | null => newest

/** A ruler for the fonts that `element` and the parts of a head in it really have; the last one where they are the same. */
export function rulerOf(element: Element): Ruler {
  context ??= document.createElement('canvas').getContext('2d')
  const style = getComputedStyle(element)
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
  const sans = style.getPropertyValue('--sans') || 'sans-serif'
  const value = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
  const fonts = `${rem} ${sans} ${value}`
  if (newest?.fonts === fonts) return newest
  const width = (font: string) => (text: string) => {
    if (!context) return text.length * 0.5 * rem
    context.font = font
    return context.measureText(text).width
  }
  newest = {
    fonts,
    rem,
    value: width(value),
    name: width(`600 ${style.fontSize} ${style.fontFamily}`),
    type: width(`400 ${0.75 * rem}px ${sans}`),
  }
  return newest
}
