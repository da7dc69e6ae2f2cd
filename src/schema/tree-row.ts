import type { ForeignKey, Index, Schema, Table } from '../engine/schema'
import type { Dialect } from '../sql/dialect'
import { typeText } from '../sql/type-text'

/** One visible line of the tree. `key` is stable across refreshes, so that what was open stays open. */
export interface TreeRow {
  readonly key: string
  readonly level: 1 | 2 | 3
  readonly kind: 'table' | 'column' | 'group' | 'detail'
  /** its name, as stored */
  readonly name: string
  /** what stands before a table's name: its schema when that is not the usual one */
  readonly prefix: string
  /** PK, FK or both; '' elsewhere */
  readonly mark: string
  /** what stands at the right: type, row count, number of items */
  readonly side: string
  /** the whole line in words, its accessible name; what is seen of it comes first, so that it can be spoken (WCAG 2.5.3) */
  readonly label: string
  /** undefined when there is nothing to open */
  readonly expanded: boolean | undefined
  /** place among its siblings, counted from 1, and how many they are */
  readonly position: number
  readonly size: number
  readonly table: Table
  /** what Enter puts into the editor; null where there is nothing to write */
  readonly insert: Insertion | null
}

/** Names to be quoted for the dialect, joined by dots; or text that is SQL already. */
export type Insertion =
  | { readonly kind: 'name'; readonly path: readonly string[] }
  | { readonly kind: 'join'; readonly left: readonly string[][]; readonly right: readonly string[][] }
  | { readonly kind: 'sql'; readonly text: string }

/** Schemas whose tables need no prefix. */
const usual = new Set(['main', 'public'])

/** Identifies a table, or a group inside it, whatever characters its names hold. */
export const tableKey = (table: Table, ...rest: string[]): string =>
  JSON.stringify([table.schema, table.name, ...rest])

/** The path that names a table in SQL: with its schema only where that is needed. */
export const tablePath = (table: Pick<Table, 'schema' | 'name'>): string[] =>
  usual.has(table.schema) ? [table.name] : [table.schema, table.name]

/** Thousands with a comma. Below 1,000 there is none, and the browser's first formatting of a number takes 10 ms. */
export const grouped = (n: number): string => (n < 1000 ? String(n) : n.toLocaleString('en-US'))

const unit = (rows: number | null): string => (rows === null ? '' : rows === 1 ? ' row' : ' rows')

/** Tables whose own name, or the name of one of whose columns, holds the text; case is ignored. */
export function matching(schema: Schema, filter: string): readonly Table[] {
  const wanted = filter.trim().toLowerCase()
  if (!wanted) return schema.tables
  return schema.tables.filter(
    (table) =>
      tablePath(table).join('.').toLowerCase().includes(wanted) ||
      table.columns.some((column) => column.name.toLowerCase().includes(wanted)),
  )
}

/** The tables and what is open below them as flat lines, in the order of the schema. */
export function treeRows(tables: readonly Table[], open: ReadonlySet<string>, dialect: Dialect): TreeRow[] {
  return tables.flatMap((table, at) => {
    const head = tableRow(table, at + 1, tables.length, open)
    return head.expanded ? [head, ...inside(table, open, dialect)] : [head]
  })
}

const kindWord: Record<Table['kind'], string> = {
  table: '',
  view: 'view',
  'materialized view': 'materialized view',
  'virtual table': 'virtual table',
}

function tableRow(table: Table, position: number, size: number, open: ReadonlySet<string>): TreeRow {
  const path = tablePath(table)
  const rows = table.rows === null ? '' : grouped(table.rows)
  const word = [kindWord[table.kind], table.parents?.how, table.partitioned && 'partitioned']
  const key = tableKey(table)
  const side = [...word, rows].filter(Boolean).join(' ')
  return {
    key,
    level: 1,
    kind: 'table',
    name: table.name,
    prefix: path.length > 1 ? table.schema : '',
    mark: '',
    side,
    label: `${path.join('.')} ${side}${unit(table.rows)}`.trim(),
    expanded: groups(table).length + table.columns.length > 0 ? open.has(key) : undefined,
    position,
    size,
    table,
    insert: { kind: 'name', path },
  }
}

function inside(table: Table, open: ReadonlySet<string>, dialect: Dialect): TreeRow[] {
  const sections = groups(table)
  const size = table.columns.length + sections.length
  const foreign = new Set(table.foreignKeys.flatMap((key) => key.columns))
  const columns = table.columns.map((column, at): TreeRow => {
    const marks = [column.primaryKey > 0 && 'PK', foreign.has(column.name) && 'FK'].filter((m) => m !== false)
    const type = typeText(column.type, dialect)
    const words = [
      `${column.name} ${type}`.trim(),
      column.primaryKey > 0 && 'primary key',
      foreign.has(column.name) && 'foreign key',
      column.notNull && 'not null',
    ]
    return {
      key: tableKey(table, 'column', column.name, String(at)),
      level: 2,
      kind: 'column',
      name: column.name,
      prefix: '',
      mark: marks.join(' '),
      side: type,
      label: words.filter(Boolean).join(', '),
      expanded: undefined,
      position: at + 1,
      size,
      table,
      insert: { kind: 'name', path: [column.name] },
    }
  })
  const rest = sections.flatMap((section, at): TreeRow[] => {
    const key = tableKey(table, section.name)
    const head: TreeRow = {
      key,
      level: 2,
      kind: 'group',
      name: section.name,
      prefix: '',
      mark: '',
      side: grouped(section.items.length),
      label: `${section.name} ${grouped(section.items.length)}`,
      expanded: open.has(key),
      position: table.columns.length + at + 1,
      size,
      table,
      insert: null,
    }
    if (!head.expanded) return [head]
    const items = section.items.map((item, i): TreeRow => {
      return {
        key: tableKey(table, section.name, item.text, String(i)),
        level: 3,
        kind: 'detail',
        name: item.text,
        prefix: '',
        mark: '',
        side: item.side,
        label: `${item.text} ${item.side}`.trim(),
        expanded: undefined,
        position: i + 1,
        size: section.items.length,
        table,
        insert: item.insert,
      }
    })
    return [head, ...items]
  })
  return [...columns, ...rest]
}

interface Section {
  readonly name: string
  readonly items: readonly { readonly text: string; readonly side: string; readonly insert: Insertion }[]
}

/** What a table is a part of, its keys, indexes, triggers and checks; what it does not have is left out. */
function groups(table: Table): Section[] {
  const all: Section[] = [
    {
      name: table.parents?.how === 'partition' ? 'Partition of' : 'Inherits from',
      items: (table.parents?.tables ?? []).map(tablePath).map((path) => ({
        text: path.join('.'),
        side: '',
        insert: { kind: 'name', path },
      })),
    },
    {
      name: 'Keys',
      items: table.foreignKeys.map((key) => ({
        text: keyText(key),
        side: '',
        insert: {
          kind: 'join',
          left: key.columns.map((column) => [table.name, column]),
          right: key.toColumns.map((column) => [key.toTable, column]),
        },
      })),
    },
    {
      name: 'Indexes',
      items: table.indexes.map((index) => ({
        text: indexText(index),
        side: index.unique ? 'unique' : '',
        insert: { kind: 'name', path: [index.name] },
      })),
    },
    {
      name: 'Triggers',
      items: table.triggers.map((trigger) => ({
        text: trigger.name,
        side: '',
        insert: { kind: 'name', path: [trigger.name] },
      })),
    },
    {
      name: 'Checks',
      items: table.checks.map((text) => ({ text, side: '', insert: { kind: 'sql', text } })),
    },
  ]
  return all.filter((section) => section.items.length > 0)
}

const indexText = (index: Index): string =>
  index.columns.length > 0 ? `${index.name} (${index.columns.join(', ')})` : index.name

/** "customer_id → customers.id, on delete cascade"; the default rule NO ACTION is left unsaid. */
export function keyText(key: ForeignKey): string {
  const from = key.columns.join(', ')
  const to =
    key.toColumns.length === 0
      ? key.toTable
      : key.toColumns.length === 1
        ? `${key.toTable}.${key.toColumns[0]}`
        : `${key.toTable} (${key.toColumns.join(', ')})`
  const rule = (event: string, action: string) =>
    action && action.toUpperCase() !== 'NO ACTION' ? `, on ${event} ${action.toLowerCase()}` : ''
  return `${from} → ${to}${rule('delete', key.onDelete)}${rule('update', key.onUpdate)}`
}
