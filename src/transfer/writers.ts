/** Rows as statements of each engine. */
import type { Dialect } from '../sql/dialect'
import { quoteName, quoteText } from '../sql/quote'
import { copyField, openLiteral, sqliteLiteral } from './cells'
import { isExact, type Kind } from './kinds'
import { target, type Plan } from './plan'
import type { Cell } from './source'

/** What makes statements of rows. `row` tells cells that do not fit and writes NULL for them. */
export interface Writer {
  row(cells: readonly Cell[], misfit: (column: number) => void): string
  statement(rows: readonly string[]): string
}

/** `common`: what is known of all cells of the file's columns, see `Scan`; cells that fit as they stand are not looked at. */
export const writers: Record<Dialect, (plan: Plan, common?: readonly number[]) => Writer> = {
  sqlite: (plan, common) => {
    const ways = plan.columns.map(({ from, kind, form }) =>
      form === undefined || kind === 'text' ? way(kind, common?.[from]) : undefined,
    )
    return {
      row: (cells, misfit) => {
        let text = '('
        for (let i = 0; i < ways.length; i++) {
          const cell = cells[plan.columns[i]?.from ?? -1] ?? null
          if (i > 0) text += ','
          const known = cell === null ? 'NULL' : typeof cell === 'string' ? ways[i]?.(cell) : undefined
          text += known ?? field(plan, i, cell, misfit)
        }
        return `${text})`
      },
      statement: (rows) => `${insertInto(plan)} ${rows.join(',')}`,
    }
  },
  postgres: (plan) => ({
    row: (cells, misfit) => `${fields(plan, cells, misfit).join('\t')}\n`,
    statement: (rows) =>
      `COPY ${target(plan, 'postgres')} (${names(plan, 'postgres')}) FROM STDIN;\n${rows.join('')}\\.`,
  }),
}

/** How a text goes into a column of SQLite without being read first; undefined where it has to be. */
function way(kind: Kind, common: number | undefined): ((text: string) => string | undefined) | undefined {
  if (kind === 'text') return (text) => quoteText(text, 'sqlite')
  if (common === undefined || !isExact(common, kind)) return undefined
  switch (kind) {
    case 'integer':
      // the smallest of all has a form of its own
      return (text) => (text.length < 20 ? text : undefined)
    case 'decimal':
    case 'real':
      return (text) => text
    case 'date':
    case 'timestamp':
    case 'json':
      return (text) => quoteText(text, 'sqlite')
    case 'boolean':
    case 'bytes':
      return undefined
  }
}

function field(plan: Plan, i: number, cell: Cell, misfit: (column: number) => void): string {
  const { kind = 'text', form, open = false } = plan.columns[i] ?? {}
  const text = open ? openLiteral(cell) : sqliteLiteral(cell, kind, form)
  if (text === undefined) misfit(i)
  return text ?? 'NULL'
}

function fields({ columns }: Plan, cells: readonly Cell[], misfit: (column: number) => void): string[] {
  const texts = new Array<string>(columns.length)
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]
    const text =
      column === undefined ? '\\N' : copyField(cells[column.from] ?? null, column.kind, column.form)
    if (text === undefined) misfit(i)
    texts[i] = text ?? '\\N'
  }
  return texts
}

const names = ({ columns }: Plan, dialect: Dialect) =>
  columns.map(({ name }) => quoteName(name, dialect)).join(',')
const insertInto = (plan: Plan) => `INSERT INTO ${target(plan, 'sqlite')} (${names(plan, 'sqlite')}) VALUES`
