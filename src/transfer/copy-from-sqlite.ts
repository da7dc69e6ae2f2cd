import type { Schema, Table, TableColumn } from '../engine/schema'
import { quoteName, quoteText } from '../sql/quote'
import { textsOf, type Runner } from './ask'
import { sqliteExpressions } from './copy-computed'
import { indexBody } from './copy-index'
import {
  inOrder,
  NameMap,
  type CopyColumn,
  type CopySource,
  type CopyTable,
  type NotCopied,
} from './copy-model'
import type { Kind } from './kinds'

/** What a SQLite database is made of, in PostgreSQL's words. Types follow what is in the columns, not only their names. */
export async function readSqlite(source: Runner, schema: Schema): Promise<CopySource> {
  const not: NotCopied[] = []
  const main = schema.tables.filter((table) => table.schema === 'main')
  for (const { kind, name } of schema.tables) {
    if (kind === 'virtual table')
      not.push({ what: `table ${name}`, why: 'It is a virtual table: its module is SQLite’s own.' })
  }
  const tables = main.filter(({ kind }) => kind === 'table')
  const names = new NameMap(
    main.map(({ name }) => name),
    fold,
  )
  if (main.some(({ name }) => names.get(name) !== name)) {
    not.push({
      what: 'names',
      why: 'Capitals became small letters, as PostgreSQL reads names without quotes.',
    })
  }
  const made = new Map(
    (await textsOf(source, "SELECT type || ' ' || name, sql FROM main.sqlite_schema")).map(([key, sql]) => [
      key ?? '',
      sql ?? '',
    ]),
  )
  const counters = new Map<string, bigint>()
  if (made.has('table sqlite_sequence')) {
    for (const [name, seq] of await textsOf(source, 'SELECT name, seq FROM sqlite_sequence'))
      counters.set(name ?? '', BigInt(seq ?? 0))
  }
  const copies: CopyTable[] = []
  for (const table of tables) copies.push(await tableOf(source, table, names, made, counters, not))
  for (const { name, triggers } of main) {
    for (const trigger of triggers)
      not.push({
        what: `trigger ${trigger.name} on ${name}`,
        why: 'Triggers are written differently in PostgreSQL.',
      })
  }
  const views = main
    .filter(({ kind }) => kind === 'view')
    .map(({ name }) => ({
      name: names.get(name),
      ...viewQuery(made.get(`view ${name}`) ?? ''),
    }))
  return { tables: inOrder(copies), views, not }
}

/** What PostgreSQL makes of a name that stands without quotes. */
const fold = (name: string) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name.toLowerCase() : name)

async function tableOf(
  source: Runner,
  table: Table,
  names: NameMap,
  made: ReadonlyMap<string, string>,
  counters: ReadonlyMap<string, bigint>,
  not: NotCopied[],
): Promise<CopyTable> {
  const sql = made.get(`table ${table.name}`) ?? ''
  const columnNames = new NameMap(
    table.columns.map(({ name }) => name),
    fold,
  )
  const hold = await contents(source, table)
  const keys = table.columns
    .filter(({ primaryKey }) => primaryKey > 0)
    .sort((a, b) => a.primaryKey - b.primaryKey)
  const nullKey = keys.some((_, i) => (hold.get(keys[i]?.name ?? '')?.nulls ?? 0) > 0)
  const counts =
    keys.length === 1 && /^integer$/i.test(keys[0]?.type ?? '') && !/without\s+rowid\s*;?\s*$/i.test(sql)
  if (nullKey)
    not.push({
      what: `primary key of ${table.name}`,
      why: 'SQLite let NULLs into it; the columns are UNIQUE instead.',
    })
  if (/\bcollate\s+(nocase|rtrim)\b/i.test(sql)) {
    not.push({
      what: `collation in ${table.name}`,
      why: 'COLLATE NOCASE and RTRIM have no counterpart: texts compare exactly.',
    })
  }
  if (/\bon\s+conflict\s+(replace|ignore|fail|rollback)\b/i.test(sql)) {
    not.push({
      what: `ON CONFLICT in ${table.name}`,
      why: 'Constraints of PostgreSQL refuse a row: write ON CONFLICT in the INSERT.',
    })
  }
  const generated = await textsOf(
    source,
    `SELECT name FROM pragma_table_xinfo(${quoteText(table.name, 'sqlite')}) WHERE hidden IN (2, 3)`,
  )
  const isGenerated = new Set(generated.map(([name]) => name))
  const expressions = sqliteExpressions(sql)
  const deferred = sql.match(/(?<!\bnot\s+)\bdeferrable\s+initially\s+deferred\b/gi)?.length ?? 0
  const isDeferred = deferred === table.foreignKeys.length
  if (deferred > 0 && !isDeferred) {
    not.push({
      what: `foreign keys of ${table.name}`,
      why: 'Some are DEFERRABLE INITIALLY DEFERRED; in the copy none is: say it again where you need it.',
    })
  }
  const columns = table.columns.map((column): CopyColumn => {
    const { type, kind, why } = typeOf(column, hold.get(column.name) ?? nothing)
    if (why !== null) not.push({ what: `column ${column.name} of ${table.name}`, why })
    return {
      from: column.name,
      name: columnNames.get(column.name),
      type,
      kind,
      notNull: column.notNull,
      default:
        kind === 'boolean' && /^[01]$/.test(column.default ?? '')
          ? column.default === '1'
            ? 'true'
            : 'false'
          : column.default,
      counts: counts && column.primaryKey > 0,
      computed: isGenerated.has(column.name) ? (expressions.get(column.name.toLowerCase()) ?? '') : null,
    }
  })
  const uniques = table.indexes
    .filter(({ name, unique }) => unique && name.startsWith('sqlite_autoindex_'))
    .map(({ columns: list }) => list)
  const keyNames = keys.map(({ name }) => name)
  const same = (list: readonly string[]) =>
    list.length === keyNames.length && list.every((name, i) => name === keyNames[i])
  return {
    schema: 'main',
    from: table.name,
    name: names.get(table.name),
    columns,
    primaryKey: nullKey ? [] : keyNames.map((name) => columnNames.get(name)),
    uniques: uniques
      .filter((list) => nullKey || !same(list))
      .map((list) => list.map((name) => columnNames.get(name))),
    checks: table.checks,
    foreignKeys: table.foreignKeys.map((key) => ({
      ...key,
      columns: key.columns.map((name) => columnNames.get(name)),
      toTable: names.get(key.toTable),
      toColumns: key.toColumns.map(fold),
      deferred: isDeferred,
    })),
    indexes: table.indexes
      .filter(({ name }) => !name.startsWith('sqlite_autoindex_'))
      .map(({ name, unique }) => ({
        name: fold(name),
        unique,
        body: indexBody(made.get(`index ${name}`) ?? '', unique),
      })),
    counted: counts
      ? biggest(hold.get(keyNames[0] ?? '')?.max ?? null, counters.get(table.name) ?? 0n)
      : null,
  }
}

const biggest = (max: string | null, counter: bigint) => {
  const highest = /^-?\d+$/.test(max ?? '') ? BigInt(max ?? '0') : 0n
  return highest > counter ? highest : counter
}

/** What stands behind AS; names of columns before it go with it. */
function viewQuery(sql: string): { readonly query: string; readonly original: string } {
  const found =
    /^\s*CREATE\s+(?:TEMP(?:ORARY)?\s+)?VIEW\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:(?:"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[^\s("]+))\s*(\([^)]*\))?\s*AS\b(.*)$/is.exec(
      sql,
    )
  const original = (found?.[2] ?? sql.replace(/^.*?\bas\b/is, '')).replace(/;\s*$/, '').trim()
  return {
    original,
    query: found?.[1] === undefined ? original : `SELECT * FROM (${original}) AS t ${found[1]}`,
  }
}

/** What the cells of one column are. */
interface Contents {
  readonly integers: number
  readonly reals: number
  readonly texts: number
  readonly blobs: number
  readonly nulls: number
  /** integers that double precision would round */
  readonly long: number
  readonly min: string | null
  readonly max: string | null
  /** characters of the longest text */
  readonly longest: number
  readonly dates: number
  readonly times: number
}
const nothing: Contents = {
  integers: 0,
  reals: 0,
  texts: 0,
  blobs: 0,
  nulls: 0,
  long: 0,
  min: null,
  max: null,
  longest: 0,
  dates: 0,
  times: 0,
}

async function contents(source: Runner, table: Table): Promise<Map<string, Contents>> {
  const found = new Map<string, Contents>()
  const step = 100
  for (let at = 0; at < table.columns.length; at += step) {
    const part = table.columns.slice(at, at + step)
    const parts = part.map(({ name }) => {
      const c = quoteName(name, 'sqlite')
      const of = (type: string) => `total(typeof(${c})='${type}')`
      const same = (format: string) => `total(typeof(${c})='text' AND ${c} IS strftime('${format}', ${c}))`
      return [
        of('integer'),
        of('real'),
        of('text'),
        of('blob'),
        of('null'),
        `total(typeof(${c})='integer' AND ${c} NOT BETWEEN -${2 ** 53} AND ${2 ** 53})`,
        `min(${c})`,
        `max(${c})`,
        `max(length(${c}))`,
        same('%Y-%m-%d'),
        same('%Y-%m-%d %H:%M:%S'),
      ].join(',')
    })
    const [row = []] = await textsOf(
      source,
      `SELECT ${parts.join(',')} FROM main.${quoteName(table.name, 'sqlite')}`,
    )
    part.forEach(({ name }, i) => {
      const [integers, reals, texts, blobs, nulls, long, min = null, max = null, longest, dates, times] =
        row.slice(i * 11, i * 11 + 11)
      found.set(name, {
        integers: Number(integers),
        reals: Number(reals),
        texts: Number(texts),
        blobs: Number(blobs),
        nulls: Number(nulls),
        long: Number(long),
        min,
        max,
        longest: Number(longest ?? 0),
        dates: Number(dates),
        times: Number(times),
      })
    })
  }
  return found
}

interface Typed {
  readonly type: string
  readonly kind: Kind
  readonly why: string | null
}

/** The type that holds every cell: the declared one where it does, else the nearest that does, with the reason. */
function typeOf({ type }: TableColumn, hold: Contents): Typed {
  const word = type.toLowerCase().trim()
  const { integers, reals, texts, blobs, long } = hold
  const only = (...counts: number[]) => integers + reals + texts + blobs === counts.reduce((a, b) => a + b, 0)
  const typed = (name: string, kind: Kind): Typed => ({ type: name, kind, why: null })
  const small = Math.abs(Number(hold.min ?? 0)) < 2 ** 31 && Math.abs(Number(hold.max ?? 0)) < 2 ** 31
  if (
    word.includes('bool') &&
    only(integers) &&
    [null, '0', '1'].includes(hold.min) &&
    [null, '0', '1'].includes(hold.max)
  ) {
    return typed('boolean', 'boolean')
  }
  if (word.includes('int') && only(integers))
    return typed(small && !/big|8/.test(word) ? 'integer' : 'bigint', 'integer')
  // as 'real', whose cells may be Infinity and keep their digits
  if (/dec|numeric/.test(word) && only(integers, reals)) return typed('numeric', 'real')
  if (/real|floa|doub/.test(word) && long === 0 && only(integers, reals))
    return typed('double precision', 'real')
  if (/json/.test(word) && only(texts)) return typed('text', 'text')
  if (/char|text|clob/.test(word) && only(texts)) {
    const size = Number(/\((\d+)\)/.exec(word)?.[1] ?? 0)
    if (size === 0 || /text|clob/.test(word)) return typed('text', 'text')
    if (hold.longest <= size) return typed(`varchar(${size})`, 'text')
    return { type: 'text', kind: 'text', why: `It holds texts longer than ${type}: it is text.` }
  }
  if (/timestamp|datetime/.test(word) && only(hold.times)) return typed('timestamp', 'timestamp')
  if (word === 'date' && only(hold.dates)) return typed('date', 'date')
  if ((word.includes('blob') || word === '') && only(blobs) && blobs > 0) return typed('bytea', 'bytes')
  if (word.includes('blob') && only()) return typed('bytea', 'bytes')
  const declared = word === '' ? 'no type' : type
  const holds = (what: string, name: string) =>
    word === '' ? null : `It is declared ${declared} and holds ${what}: it is ${name}.`
  if (only(texts))
    return {
      type: 'text',
      kind: 'text',
      why: /json|uuid/.test(word) || word === '' ? null : holds('texts', 'text'),
    }
  if (only(integers)) return { type: 'bigint', kind: 'integer', why: holds('whole numbers', 'bigint') }
  if (only(integers, reals) && long > 0) {
    return { type: 'numeric', kind: 'real', why: holds('numbers too long for double precision', 'numeric') }
  }
  if (only(integers, reals))
    return { type: 'double precision', kind: 'real', why: holds('numbers', 'double precision') }
  if (only(blobs)) return { type: 'bytea', kind: 'bytes', why: holds('bytes', 'bytea') }
  return { type: 'text', kind: 'text', why: 'It holds values of several kinds; all of them became text.' }
}
