/** Values of MySQL's type BIT. */
import type { Dialect } from '../sql/dialect'

/** A value by its digits, in a column so wide (0: it is not known), which MySQL fills up. */
export const bitsIn = (dialect: Dialect, digits: string, width: number): string =>
  dialect === 'sqlite'
    ? BigInt(`0b${digits}`).toString()
    : `B'${width > 0 ? digits.padStart(width, '0').slice(-width) : digits}'`

/** The columns of a table as its CREATE stands in the lines of a dump: the width of those of type BIT, by their names. */
export function bitColumns(create: string): ReadonlyMap<string, number> | null {
  const widths = new Map<string, number>()
  for (const [, column, type, width] of create.matchAll(/^\s*(`(?:[^`]|``)*`)\s+(\w+)(?:\s*\((\d+)\))?/gm)) {
    if (column !== undefined) widths.set(column, /^bit$/i.test(type ?? '') ? Number(width ?? 1) : 0)
  }
  return [...widths.values()].some((width) => width > 0) ? widths : null
}

/** Where in the rows of an INSERT one is, for a table with columns of type BIT. */
export class RowsOfBits {
  #depth = 0
  #column = 0

  constructor(readonly widths: readonly number[]) {}

  /** The width of the BIT column whose value comes next; 0 for any other column. */
  get width(): number {
    return this.#depth === 1 ? (this.widths[this.#column] ?? 0) : 0
  }

  /** Goes on over text that holds no literal. */
  pass(text: string): void {
    for (const character of text) {
      if (character === '(' && ++this.#depth === 1) this.#column = 0
      else if (character === ')') this.#depth--
      else if (character === ',' && this.#depth === 1) this.#column++
    }
  }
}
