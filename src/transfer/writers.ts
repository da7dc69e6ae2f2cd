/** Rows as statements of each engine. */
import type { Dialect } from '../sql/dialect'
import { quoteName, quoteText } from '../sql/quote'
import { copyField, openLiteral, sqliteLiteral } from './cells'
import type { Kind } from './kind'
import { isExact } from './kinds'
import { target, type Plan } from './plan'
import type { Cell, Row } from './source'

/**
 * What makes statements of rows. `row` tells cells that do not fit and writes NULL for them, and where `absent` says so
 * what the column has by default.
 */
export interface Writer {
  row(cells: readonly Cell[], misfit: (column: number) => void, absent?: Row['absent']): string
  statement(rows: readonly string[]): string
}

/** `common`: what is known of all cells of the file's columns, see `Scan`; cells that fit as they stand are not looked at. */
export const writers: Record<Dialect, (plan: Plan, common?: readonly number[]) => Writer> = {
  sqlite: (plan, common) => {
    const ways = plan.columns.map(({ from, kind, form }) =>
      form === undefined || kind === 'text' ? way(kind, common?.[from]) : undefined,
    )
    return {
      row: (cells, misfit, absent) => {
        let text = '('
        for (let i = 0; i < ways.length; i++) {
          const cell = cells[plan.columns[i]?.from ?? -1] ?? null
          if (i > 0) text += ','
          const known =
            cell === null
              ? (fallback(plan, i, absent) ?? 'NULL')
              : typeof cell === 'string'
                ? ways[i]?.(cell)
                : undefined
          text += known ?? field(plan, i, cell, misfit)
        }
        return `${text})`
      },
      statement: (rows) => `${insertInto(plan)} ${rows.join(',')}`,
    }
  },
  postgres: (plan) => {
    const marked = plan.columns.some((column) => column.fallback !== undefined)
    const how = marked ? ` WITH (DEFAULT ${quoteText(byDefault, 'postgres')})` : ''
    return {
      row: (cells, misfit, absent) => `${fields(plan, cells, misfit, absent).join('\t')}\n`,
      statement: (rows) =>
        `COPY ${target(plan, 'postgres')} (${names(plan, 'postgres')}) FROM STDIN${how};\n${rows.join('')}\\.`,
    }
  },
}

/** A field of COPY that no text gives: a backslash in a text is doubled. */
const byDefault = '\\D'

/** What SQLite shall write into a column of which a row says nothing; it has no word for the default in a list of values. */
function fallback({ columns }: Plan, i: number, absent: Row['absent']): string | undefined {
  const { from = -1, fallback: text } = columns[i] ?? {}
  if (text === undefined || absent?.includes(from) !== true) return undefined
  // a bare word is a text there
  const isWord = /^[a-z_]\w*$/i.test(text) && !/^(null|true|false|current_(date|time|timestamp))$/i.test(text)
  return isWord ? quoteText(text, 'sqlite') : `(${text})`
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

function fields(
  { columns }: Plan,
  cells: readonly Cell[],
  misfit: (column: number) => void,
  absent: Row['absent'],
): string[] {
  const texts = new Array<string>(columns.length)
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]
    if (column?.fallback !== undefined && absent?.includes(column.from) === true) {
      texts[i] = byDefault
      continue
    }
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
